/** Faults of the number: a release of one more, one fewer, or of what was asked for instead of what came. */
import type { Node } from 'web-tree-sitter';
import { type Checked, type Group } from './checks.ts';
import { reachableFrom } from './control.ts';
import { isPure, isWhole, replace } from './editing.ts';
import { assignmentsIn, type FunctionText, type Release } from './pages.ts';
import { type Draft, rules, type Scope } from './types.ts';

const plain = (text: string): string => text.replace(/\s+/g, '');
const simple = /^[A-Za-z_][\w.]*(->[\w.]+)*$/;

/** The `for` around a release of `pages[i]` that counts `i` up from 0, with its bound. */
export function countingLoop(
  release: Release,
): { readonly loop: Node; readonly start: Node; readonly test: Node; readonly bound: Node; readonly index: string } | undefined {
  let loop: Node | null = release.statement.parent;
  if (loop?.type === 'compound_statement') loop = loop.parent;
  if (loop?.type !== 'for_statement') return undefined;
  const test = loop.childForFieldName('condition');
  const first = loop.childForFieldName('initializer');
  const begin = first?.type === 'assignment_expression' ? first : first?.descendantsOfType('init_declarator')[0];
  const start = begin?.childForFieldName(begin.type === 'init_declarator' ? 'value' : 'right');
  const bound = test?.type === 'binary_expression' && test.childForFieldName('operator')?.text === '<' ? test.childForFieldName('right') : null;
  const index = test?.childForFieldName('left')?.text;
  if (!test || !bound || start?.text !== '0' || index === undefined || !/^\w+$/.test(index)) return undefined;
  const indexed = loop.descendantsOfType('subscript_expression').some((s) => s?.childForFieldName('index')?.text === index);
  return indexed ? { loop, start, test, bound, index } : undefined;
}

export function* wrongCount(fn: FunctionText, group: Group, release: Release, scope: Scope): Generator<Draft> {
  const loop = countingLoop(release);
  const count = release.count ?? loop?.bound;
  const at = fn.spanOf(release.call).start;
  if (!count) {
    yield* shortLoop(fn, release, scope);
    return;
  }
  if (!isWhole(fn, count) || !isPure(count)) return;
  const text = fn.textOf(count);
  const draft = (variant: string, edit: Draft['edits'][number], accepted: readonly string[]): Draft => ({
    kind: 'wrong-count',
    variant,
    scope,
    at,
    edits: [edit],
    accepted,
  });
  const asked = askedFor(fn, group, release, count);
  if (asked !== undefined) yield draft('requested', replace(fn, count, asked), [rules.partial]);
  const grouped = simple.test(plain(text)) ? text : `(${text})`;
  if (text !== '1') yield draft('minus-one', replace(fn, count, `${grouped} - 1`), [rules.leak, rules.partial]);
  yield draft('plus-one', replace(fn, count, text === '1' ? '2' : `${grouped} + 1`), [rules.double, rules.partial]);
  if (loop) yield draft('from-one', replace(fn, loop.start, '1'), [rules.leak, rules.partial]);
}

/** `while (n--)` and `while (--n >= 0)` that stop one too early. */
function* shortLoop(fn: FunctionText, release: Release, scope: Scope): Generator<Draft> {
  let loop: Node | null = release.statement.parent;
  if (loop?.type === 'compound_statement') loop = loop.parent;
  const condition = loop?.type === 'while_statement' ? loop.childForFieldName('condition') : null;
  if (!condition || !/\[/.test(release.statement.text)) return;
  const late = /^\(\s*(\w+)--\s*\)$/.exec(condition.text)?.[1];
  const early = /^\(\s*--(\w+)\s*>=\s*0\s*\)$/.exec(condition.text)?.[1];
  if (late === undefined && early === undefined) return;
  const index = late ?? early ?? '';
  // The body must use the counter as it is behind the condition.
  if (!release.statement.parent?.text.includes(`[${index}]`)) return;
  const edits = [replace(fn, condition, late === undefined ? `(--${index} > 0)` : `(--${index})`)];
  yield { kind: 'wrong-count', variant: 'stops-early', scope, at: fn.spanOf(release.call).start, edits, accepted: [rules.leak, rules.partial] };
}

/** The text of the number asked for, if the release has the number taken, fewer may have come, and the former still has its value. */
function askedFor(fn: FunctionText, group: Group, release: Release, count: Node): string | undefined {
  if (!group.short.has(release.step) || group.takings.length !== 1) return undefined;
  const checked = group.takings[0];
  const requested = checked?.taking.requested;
  if (!checked || !requested || !checked.counts.has(plain(fn.textOf(count))) || !keepsValue(fn, checked, requested)) return undefined;
  return fn.textOf(requested);
}

/** A plain name that nothing behind the acquire assigns, with an acquire that is made once. */
export function keepsValue(fn: FunctionText, { taking }: Checked, requested: Node): boolean {
  const text = plain(fn.textOf(requested));
  if (!simple.test(text)) return false;
  const after = reachableFrom(fn.graph, [taking.step]).add(taking.step);
  if (after.has(taking.step) && reachableFrom(fn.graph, [taking.step]).has(taking.step)) return false;
  const writes = [
    ...assignmentsIn(fn.body).map((a) => a.left),
    ...fn.body.descendantsOfType(['update_expression', 'assignment_expression']).flatMap((n) => {
      const target = n?.childForFieldName('argument') ?? n?.childForFieldName('left');
      return target ? [target] : [];
    }),
  ];
  return !writes.some((left) => {
    const step = fn.stepOf(left);
    return step !== undefined && after.has(step) && plain(fn.textOf(left)) === text;
  });
}
