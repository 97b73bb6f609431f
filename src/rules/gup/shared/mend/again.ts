/** Fixes of pages that are gone: a release that comes a second time is left out or jumped past, one that comes too early moves behind the use. */
import type { Node } from 'web-tree-sitter';
import type { Span } from '../../../../base/span.ts';
import type { Trace } from '../../../../protocol/trace.ts';
import { indentAt, newlineOf, replace, wholeLine } from '../../../c/editing.ts';
import { isWhole } from '../../../c/view.ts';
import type { RuleFix } from '../../../rule.ts';
import { type Bench, labelsOf, nodeAt, putBefore, statementAt } from './bench.ts';

interface Again {
  readonly span: Span;
  readonly call: string;
  /** The release that came first. */
  readonly first: Span;
  readonly trace: Trace;
  readonly certain: boolean;
}

export function mendAgain(again: Again, bench: Bench): readonly RuleFix[] {
  const safety = again.certain ? ('safe' as const) : ('needs-review' as const);
  const out: RuleFix[] = [];
  const jump = again.trace.findLast(
    (e) => e.event === 'jump' && e.how === 'goto' && e.span.start > again.first.start && e.span.start < again.span.start,
  );
  const from = jump && statementAt(bench, jump.span);
  const second = again.span.start - bench.view.variant.base;
  if (from?.type === 'goto_statement')
    for (const { name, node } of labelsOf(bench)) {
      const edits = node.startIndex > second ? putBefore(from, [], bench, `goto ${name};`) : undefined;
      if (edits) out.push({ id: `goto-${name}`, title: `Go to '${name}', past the second release`, safety, preferred: true, edits });
    }
  for (const [span, which] of [
    [again.span, 'second'],
    [again.first, 'first'],
  ] as const) {
    const edits = removal(span, bench);
    if (edits) out.push({ id: `drop-${which}-release`, title: `Leave out the ${which} release`, safety, preferred: true, edits });
  }
  return out;
}

/** The statement is taken out with its line; with the loop or the `if` around it if it is all that stands there. */
function removal(span: Span, bench: Bench): RuleFix['edits'] | undefined {
  let statement = statementAt(bench, span);
  if (statement?.type !== 'expression_statement') return undefined;
  while (statement.parent && statement.parent.id !== bench.fn.id) {
    const parent: Node = statement.parent;
    const holds = parent.type === 'compound_statement' ? parent.namedChildCount === 1 && parent.parent?.id !== bench.fn.id : isPlainOwner(parent);
    if (!holds) break;
    statement = parent;
  }
  if (statement.parent?.type === 'labeled_statement' || !isWhole(bench.view.spanOf(statement), bench.view)) return undefined;
  return [replace(wholeLine(statement, bench.view), '')];
}

const isPlainOwner = (n: Node): boolean =>
  /^(for|while)_statement$/.test(n.type) || (n.type === 'if_statement' && !n.childForFieldName('alternative'));

/** The release moves behind the statement that uses the pages, if both stand in one block and nothing leaves it in between. */
export function mendOrder(use: Span, released: Span, certain: boolean, bench: Bench): readonly RuleFix[] {
  const release = statementAt(bench, released);
  if (release?.type !== 'expression_statement') return [];
  let user: Node | null = nodeAt(bench, use);
  while (user && user.parent?.id !== release.parent?.id) user = user.parent;
  const { view } = bench;
  const out: RuleFix[] = [];
  // Behind the use, or as far behind as it takes: a mapping must be undone first.
  for (let n = user; n && out.length < FURTHEST; n = n.nextNamedSibling) {
    if (n.startIndex < release.startIndex || n.type === 'return_statement' || n.type === 'declaration') break;
    if (n.descendantsOfType(['return_statement', 'goto_statement']).length > 0) break;
    const end = view.spanOf(n).end;
    const line = `${newlineOf(view)}${indentAt(view.spanOf(n).start, view)}${view.textOf(release)}`;
    out.push({
      id: 'release-later',
      title: 'Release behind the last use',
      safety: certain ? 'safe' : 'needs-review',
      preferred: true,
      edits: [replace(wholeLine(release, view), ''), replace({ start: end, end }, line)],
    });
  }
  return out;
}

/** Statements behind the use that the release is tried behind. */
const FURTHEST = 6;
