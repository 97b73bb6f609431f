/** Fixes of counts: the number that was taken instead of the number asked for, and results that an errno passes through. */
import type { Node } from 'web-tree-sitter';
import type { Span } from '../../../../base/span.ts';
import type { PagesFacts } from '../../../../flow/defect.ts';
import { errorPointers, lookup, parsePrototype } from '../../../../knowledge/index.ts';
import type { Trace } from '../../../../protocol/trace.ts';
import { indentAt, newlineOf, oneLine, replace } from '../../../c/editing.ts';
import type { RuleFix } from '../../../rule.ts';
import { countToRelease, placeName, shapeOf } from '../phrases.ts';
import { all, argumentsOf, type Bench, callAt, calleeOf, isInSight, nodeAt, putBefore, statementAt } from './bench.ts';

interface WrongCount {
  readonly span: Span;
  readonly call?: string;
  readonly pages: PagesFacts;
  readonly certain: boolean;
}

/** The release gets the number that was taken: as an argument of the call, or as the bound of the loop around it. */
export function mendCount(wrong: WrongCount, bench: Bench): readonly RuleFix[] {
  const taken = countToRelease(wrong.pages);
  const call = wrong.call === undefined ? undefined : callAt(bench, wrong.span, wrong.call);
  if (taken === undefined || !call) return [];
  const safety = wrong.certain ? ('safe' as const) : ('needs-review' as const);
  const places = [...argumentsOf(call).slice(1), ...boundOf(call)];
  const counts = new Set([...countsElsewhere(call, wrong.call ?? '', bench), taken].filter((c) => isInSight(c, bench)));
  return [...counts].flatMap((count) =>
    places
      .filter((n) => oneLine(bench.view.textOf(n)) !== count)
      .map((n) => ({
        id: 'release-taken',
        title: `Release '${count}' pages`,
        safety,
        preferred: true,
        edits: [replace(bench.view.spanOf(n), count)],
      })),
  );
}

/** What the function passes when it releases the same pages on other paths. */
function countsElsewhere(call: Node, name: string, bench: Bench): string[] {
  const text = (n: Node | undefined): string => (n ? oneLine(bench.view.textOf(n)) : '');
  const pages = text(argumentsOf(call)[0]);
  return all(bench, 'call_expression').flatMap((other) => {
    const args = argumentsOf(other);
    return other.id !== call.id && calleeOf(other, bench) === name && args.length > 1 && text(args[0]) === pages ? [text(args[1])] : [];
  });
}

function boundOf(call: Node): Node[] {
  for (let n = call.parent; n; n = n.parent) {
    if (n.type === 'function_definition') return [];
    if (n.type !== 'for_statement') continue;
    const right = n.childForFieldName('condition')?.childForFieldName('right');
    return right ? [right] : [];
  }
  return [];
}

/** `unsigned int nr;` becomes what the call returns. */
export function mendUnsigned(pages: PagesFacts, bench: Bench): readonly RuleFix[] {
  const { countVariable, acquiredBy } = pages;
  if (countVariable === undefined || !/^\w+$/.test(countVariable)) return [];
  const prototype = acquiredBy === undefined ? undefined : lookup(acquiredBy)?.prototype;
  const returns = (prototype === undefined ? undefined : parsePrototype(prototype)?.returns) ?? '';
  const type = /^(int|long|ssize_t)$/.test(returns) ? returns : 'long';
  const declaration = all(bench, 'declaration').find((d) =>
    d.childrenForFieldName('declarator').some((n) => n !== null && nameOf(n, bench) === countVariable),
  );
  if (!declaration) return [];
  const declarators = declaration.childrenForFieldName('declarator').filter((n): n is Node => n !== null);
  const at = declarators.findIndex((n) => nameOf(n, bench) === countVariable);
  const [first, self] = [declarators[0], declarators[at]];
  if (!first || !self || !['identifier', 'init_declarator'].includes(self.type)) return [];
  const { view } = bench;
  const whole = view.spanOf(declaration);
  const fix = (edits: RuleFix['edits']): RuleFix[] => [
    { id: 'signed-count', title: `Make '${countVariable}' ${type === 'int' ? 'an' : 'a'} ${type}`, safety: 'safe', preferred: true, edits },
  ];
  if (declarators.length === 1) return fix([replace({ start: whole.start, end: view.spanOf(first).start }, `${type} `)]);
  const neighbour = declarators[at - 1] ?? declarators[at + 1];
  if (!neighbour) return [];
  const [own, next] = [view.spanOf(self), view.spanOf(neighbour)];
  const cut = next.end < own.start ? { start: next.end, end: own.end } : { start: own.start, end: next.start };
  const line = `${newlineOf(view)}${indentAt(whole.start, view)}${type} ${view.textOf(self)};`;
  return fix([replace(cut, ''), replace({ start: whole.end, end: whole.end }, line)]);
}

const nameOf = (declarator: Node, bench: Bench): string => {
  const inner = declarator.type === 'init_declarator' ? declarator.childForFieldName('declarator') : declarator;
  return inner?.type === 'identifier' ? bench.view.textOf(inner) : '';
};

interface Unchecked {
  readonly span: Span;
  readonly check?: Span;
  readonly call?: string;
  readonly pages: PagesFacts;
  readonly trace: Trace;
}

/** A check that lets a negative result through asks for more than nothing then; without one, the release that counts with the result is put behind one. */
export function mendCheck(unchecked: Unchecked, bench: Bench): readonly RuleFix[] {
  const { pages, trace } = unchecked;
  const node = nodeAt(bench, unchecked.check ?? unchecked.span);
  const { countVariable } = pages;
  const out: RuleFix[] = [];
  if (node) {
    const inner = node.type === 'parenthesized_expression' ? (node.namedChild(0) ?? node) : node;
    const condition = inner.parent?.type === 'unary_expression' ? inner.parent : inner;
    const text = oneLine(bench.view.textOf(condition));
    for (const wanted of stricter(text, countVariable ?? oneLine(placeName(pages.array)), countVariable === undefined))
      out.push({
        id: 'check-negative',
        title: `Test '${wanted.length <= 50 ? wanted : `${wanted.slice(0, 49)}…`}'`,
        safety: 'safe',
        preferred: true,
        edits: [replace(bench.view.spanOf(condition), wanted)],
      });
  }
  const { call } = unchecked;
  const used = call !== undefined && shapeOf(call) !== undefined ? trace.findLast((e) => 'call' in e && e.call === call) : undefined;
  const statement = used && statementAt(bench, used.span);
  if (countVariable !== undefined && statement?.type === 'expression_statement') {
    const edits = putBefore(statement, [`if (${countVariable} > 0)`], bench, `\t${bench.view.textOf(statement)}`);
    if (edits) out.push({ id: 'release-if-any', title: `Release only if '${countVariable} > 0'`, safety: 'safe', preferred: true, edits });
  }
  return out;
}

/** Conditions like `text` that a negative `name` does not pass as a count, and an error pointer not as a page. */
function stricter(text: string, name: string, isPointer: boolean): string[] {
  const isNothing = text === `!${name}` || text === `${name} == 0` || text === `${name} == NULL`;
  const isSomething = text === name || text === `${name} != 0` || text === `${name} != NULL`;
  const pointers = [errorPointers.isError, errorPointers.isErrorOrNull];
  if (isNothing) return isPointer ? pointers.map((f) => `${f}(${name})`) : [`${name} <= 0`, ...pointers.map((f) => `${f}(${name})`)];
  if (isSomething) return isPointer ? pointers.map((f) => `!${f}(${name})`) : [`${name} > 0`, ...pointers.map((f) => `!${f}(${name})`)];
  const comparison = /^(<=|<|>=|>) (.+)$/.exec(text.startsWith(`${name} `) ? text.slice(name.length + 1) : '');
  if (!comparison || /&&|\|\||\?/.test(text)) return [];
  return [comparison[1]?.startsWith('<') ? `${name} < 0 || ${text}` : `${name} >= 0 && ${text}`];
}
