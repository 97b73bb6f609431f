/** Fixes of a path that leaves with pages still held: by the label that releases them where the function has one, else by a release before the exit. */
import type { Node } from 'web-tree-sitter';
import type { Span } from '../../../../base/span.ts';
import type { PagesFacts } from '../../../../flow/defect.ts';
import { roleOf } from '../../../../knowledge/index.ts';
import type { Trace } from '../../../../protocol/trace.ts';
import { oneLine } from '../../../c/editing.ts';
import type { RuleFix } from '../../../rule.ts';
import { placeName } from '../phrases.ts';
import { all, argumentsOf, type Bench, behind, calleeOf, type Labelled, labelsOf, putBefore, statementAt } from './bench.ts';
import { mendCount } from './count.ts';
import { type ReleaseStatement, releases } from './release.ts';

interface LostAtExit {
  readonly span: Span;
  readonly pages: PagesFacts;
  readonly releasedElsewhere?: string;
  readonly certain: boolean;
  readonly trace: Trace;
  /** What the function tells its caller there. A ladder of labels is for errors. */
  readonly exit?: 'success' | 'error' | 'unknown';
}

/** A label in a ladder is worth a jump only if releasing these pages is the first thing behind it: what comes before may undo what this path never did. */
function releasesFirst(label: Labelled, { pages, releasedElsewhere }: LostAtExit, bench: Bench): boolean {
  const names = [...pages.releaseWith, ...(releasedElsewhere === undefined ? [] : [releasedElsewhere])];
  const place = oneLine(placeName(pages.array));
  const [first] = behind(label);
  const calls = first?.descendantsOfType('call_expression').filter((n): n is Node => n !== null) ?? [];
  return calls.some((call) => {
    const name = calleeOf(call, bench);
    const argument = argumentsOf(call)[0];
    if (name === undefined || !names.includes(name)) return false;
    return name === releasedElsewhere || (argument !== undefined && oneLine(bench.view.textOf(argument)).includes(place));
  });
}

/** The variable that most returns of the function give back. */
function resultVariable(bench: Bench): string | undefined {
  const counts = new Map<string, number>();
  for (const r of all(bench, 'return_statement')) {
    const value = r.namedChild(0);
    if (value?.type !== 'identifier') continue;
    const name = bench.view.textOf(value);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

export function mendExit(lost: LostAtExit, bench: Bench): readonly RuleFix[] {
  const statement = statementAt(bench, lost.span);
  if (!statement || isAmongThem(statement, lost, bench)) return [];
  const safety = lost.certain ? 'safe' : 'needs-review';
  const found = releases(lost, lost.span.start, bench);
  const out: RuleFix[] = [];
  const offer = (id: string, title: string, edits: RuleFix['edits'] | undefined): void => {
    if (edits !== undefined) out.push({ id, title, safety, preferred: true, edits });
  };
  // A release on this path that drops too few.
  for (const e of lost.trace) if (e.event === 'release' && e.count !== 'each') out.push(...mendCount({ ...lost, span: e.span, call: e.call }, bench));
  for (const label of lost.exit === 'success' ? [] : labelsOf(bench)) {
    if (label.node.startIndex < statement.startIndex || !releasesFirst(label, lost, bench)) continue;
    offer(`goto-${label.name}`, `Go to '${label.name}', which releases them`, jumpTo(label, statement, bench));
  }
  const held = beforeItsMemoryGoes(statement, lost, bench);
  for (const release of found) {
    const title = `Call ${release.call} before leaving`;
    const value = statement.type === 'return_statement' ? statement.namedChild(0) : null;
    // The call in a return may use the pages, and decide whether they are lost.
    if ((value?.descendantsOfType('call_expression').length ?? 0) > 0 && roleOfCall(value, bench) !== 'error-pointer')
      offer('release-on-failure', title, afterCall(statement, release, lost, bench));
    else offer('release-before-exit', title, putBefore(held, release.lines, bench));
  }
  return out;
}

/** In a loop over the pages behind the acquisition: rounds before this one may have handed some on, so that neither all nor a number in sight are to go. */
function isAmongThem(statement: Node, { pages }: LostAtExit, bench: Bench): boolean {
  if (pages.single) return false;
  const place = oneLine(placeName(pages.array));
  const acquired = (pages.acquireSpan?.start ?? 0) - bench.view.variant.base;
  for (let n = statement.parent; n && n.id !== bench.fn.id; n = n.parent) {
    if (!/^(for|while|do)_statement$/.test(n.type) || (n.startIndex <= acquired && acquired < n.endIndex)) continue;
    if (oneLine(bench.view.textOf(n)).includes(`${place}[`)) return true;
  }
  return false;
}

const roleOfCall = (node: Node | null, bench: Bench): string | undefined =>
  node?.type === 'call_expression' ? roleOf(calleeOf(node, bench) ?? '')?.role : undefined;

/** `statement`, or the one before it in its block that frees the array or the object in which it stands: the pages must go before that. */
function beforeItsMemoryGoes(statement: Node, { pages }: LostAtExit, bench: Bench): Node {
  const place = oneLine(placeName(pages.array));
  let found = statement;
  for (let n = statement.previousNamedSibling; n; n = n.previousNamedSibling) {
    const call = n.type === 'expression_statement' ? n.namedChild(0) : null;
    if (call?.type !== 'call_expression') continue;
    const role = roleOf(calleeOf(call, bench) ?? '');
    const freed = role?.role === 'free' ? argumentsOf(call)[role.argument] : undefined;
    if (!freed) continue;
    const text = oneLine(bench.view.textOf(freed));
    if (place === text || (place.startsWith(text) && /^(->|\.|\[)/.test(place.slice(text.length)))) found = n;
  }
  return found;
}

/** `goto` with another label, or `return X;` as a jump that leaves X where the exit behind the label looks for it. */
function jumpTo(label: Labelled, statement: Node, bench: Bench): RuleFix['edits'] | undefined {
  const jump = `goto ${label.name};`;
  if (statement.type === 'goto_statement') return putBefore(statement, [], bench, jump);
  if (statement.type !== 'return_statement') return undefined;
  const value = statement.namedChild(0);
  const last = behind(label)
    .findLast((n) => n.type === 'return_statement')
    ?.namedChild(0);
  if (!value || !last) return value ? undefined : putBefore(statement, [], bench, jump);
  const [text, kept] = [oneLine(bench.view.textOf(value)), oneLine(bench.view.textOf(last))];
  if (text === kept) return putBefore(statement, [], bench, jump);
  // What a call returns may be a success, for which the ladder is not.
  if (value.descendantsOfType('call_expression').length > 0 && roleOfCall(value, bench) !== 'error-pointer') return undefined;
  return last.type === 'identifier' ? putBefore(statement, [`${kept} = ${text};`], bench, jump) : undefined;
}

/** `return setup(…);`: the result is kept, and the pages go; where only its failure loses them, only then. */
function afterCall(statement: Node, release: ReleaseStatement, { exit }: LostAtExit, bench: Bench): RuleFix['edits'] | undefined {
  const value = statement.type === 'return_statement' ? statement.namedChild(0) : null;
  const result = resultVariable(bench);
  if (value?.type !== 'call_expression' || result === undefined) return undefined;
  const call = `${result} = ${bench.view.textOf(value)};`;
  const onFailure = exit === 'error' ? [`if (${result})`, ...release.lines.map((l) => `\t${l}`)] : release.lines;
  return putBefore(statement, [call, ...onFailure], bench, `return ${result};`);
}

/** The brace that ends the body of the innermost loop around a statement. */
function endOfRound(statement: Node, bench: Bench): Node | undefined {
  for (let n = statement.parent; n && n.id !== bench.fn.id; n = n.parent)
    if (/^(for|while|do)_statement$/.test(n.type)) {
      const body = n.childForFieldName('body');
      return body?.type === 'compound_statement' ? (body.lastChild ?? undefined) : undefined;
    }
  return undefined;
}

/** The pages are lost where another statement takes their place, frees the array or drops too few: they go before it. */
export function mendBefore(lost: LostAtExit, bench: Bench): readonly RuleFix[] {
  const statement = statementAt(bench, lost.span);
  if (!statement) return [];
  const found = releases(lost, lost.span.start, bench);
  const end = endOfRound(statement, bench);
  const offer = (id: string, title: string, edits: RuleFix['edits'] | undefined): RuleFix[] =>
    edits === undefined ? [] : [{ id, title, safety: 'needs-review', preferred: true, edits }];
  return [
    ...(end ? found.flatMap((r) => offer('release-each-round', `Call ${r.call} at the end of the round`, putBefore(end, r.lines, bench))) : []),
    ...found.flatMap((r) => offer('release-before', `Call ${r.call} first`, putBefore(statement, r.lines, bench))),
  ];
}
