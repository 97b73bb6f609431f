/** The conditions that look at what an acquire returned, and where in a function its pages are held for sure. */
import type { Node } from 'web-tree-sitter';
import { type Edge, reachableFrom, reachableFromEntry } from './control.ts';
import { namesIn } from './editing.ts';
import { assignmentsIn, type FunctionText, type PageCalls, type Release, type Taking } from './pages.ts';

/** What passes on the good side: `negative` everything but an errno, `zero` at least one page, `short` the number asked for, `zero-only` what is not 0. */
export type Level = 'negative' | 'zero' | 'short' | 'zero-only';

export interface Check {
  readonly step: number;
  /** The outcome of the whole condition on which pages are held. */
  readonly good: boolean;
  readonly level: Level;
  /** The comparison, or the call or name that is tested. */
  readonly test: Node;
  /** What the result is compared with. */
  readonly with?: Node;
}

interface Verdict {
  readonly good: boolean;
  readonly level: Level;
  readonly test: Node;
  readonly with?: Node;
}

const wrappers = new Set(['likely', 'unlikely', 'WARN_ON', 'WARN_ON_ONCE', 'unlikely_notrace']);

export function stripped(node: Node): Node {
  let at = node;
  for (;;) {
    const inner =
      at.type === 'parenthesized_expression'
        ? at.namedChild(0)
        : at.type === 'call_expression' && wrappers.has(at.childForFieldName('function')?.text ?? '')
          ? (at.childForFieldName('arguments')?.namedChild(0) ?? null)
          : null;
    if (!inner || inner.type === 'compound_statement') return at;
    at = inner;
  }
}

/** `is(node)`: the node is the result of the acquire. */
function judge(condition: Node, is: (node: Node) => boolean): Verdict | undefined {
  const node = stripped(condition);
  if (is(node)) return { good: true, level: 'zero-only', test: node };
  if (node.type === 'unary_expression' && node.childForFieldName('operator')?.text === '!') {
    const inner = node.childForFieldName('argument');
    const verdict = inner ? judge(inner, is) : undefined;
    return verdict && { ...verdict, good: !verdict.good, test: verdict.level === 'zero-only' ? node : verdict.test };
  }
  if (node.type === 'call_expression' && (node.childForFieldName('function')?.text ?? '').startsWith('IS_ERR')) {
    const inner = node.childForFieldName('arguments')?.namedChild(0);
    return inner && is(stripped(inner)) ? { good: false, level: 'zero', test: node } : undefined;
  }
  if (node.type !== 'binary_expression') return undefined;
  const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
  const operator = node.childForFieldName('operator')?.text ?? '';
  if (!left || !right) return undefined;
  if (operator === '||' || operator === '&&') {
    // On the good side of `||` both are false, of `&&` both are true.
    const wanted = operator === '&&';
    const sides = [judge(left, is), judge(right, is)].filter((v) => v?.good === wanted);
    return sides.find((v) => v?.level === 'short') ?? sides[0];
  }
  if (is(stripped(left))) return compare(operator, right, node);
  if (is(stripped(right))) return compare(mirrored[operator] ?? operator, left, node);
  return undefined;
}

const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function compare(operator: string, other: Node, test: Node): Verdict | undefined {
  const zero = stripped(other).text === '0';
  const verdict = (good: boolean, level: Level): Verdict => ({ good, level, test, with: other });
  switch (operator) {
    case '<':
      return verdict(false, zero ? 'negative' : 'short');
    case '<=':
      return zero ? verdict(false, 'zero') : undefined;
    case '>':
      return zero ? verdict(true, 'zero') : undefined;
    case '>=':
      return verdict(true, zero ? 'negative' : 'short');
    case '!=':
      return zero ? verdict(true, 'zero-only') : verdict(false, 'short');
    case '==':
      return zero ? verdict(false, 'zero-only') : verdict(true, 'short');
    default:
      return undefined;
  }
}

export interface Checked {
  readonly taking: Taking;
  readonly checks: readonly Check[];
  /** Conditions that speak of the result in a way that is not understood here. */
  readonly unread: boolean;
  /** Texts of the variables that hold the number taken. */
  readonly counts: ReadonlySet<string>;
}

/** What a test against 0 means hangs on what the function returns: `if (ret)` is the errno of one that returns 0 or an errno. */
function byConvention(verdict: Verdict, convention: string): Verdict {
  if (verdict.level !== 'zero-only') return verdict;
  if (convention === 'zero-or-errno') return { ...verdict, good: !verdict.good, level: 'negative' };
  return /^(pointer|bool|count-not-negative)/.test(convention) ? { ...verdict, level: 'zero' } : verdict;
}

/** The call may leave fewer pages than were asked for. */
export const canBeShort = (fn: FunctionText, taking: Taking): boolean =>
  /^(page-count|count-not-negative|byte-count)$/.test(taking.convention) && (!taking.requested || plain(fn.textOf(taking.requested)) !== '1');

const plain = (text: string): string => text.replace(/\s+/g, '');

function stepsThatAssign(fn: FunctionText, result: Node | undefined): ReadonlySet<number> {
  const name = result && plain(fn.textOf(result));
  const own = assignmentsIn(fn.body).filter((a) => name !== undefined && plain(fn.textOf(a.left)) === name);
  // A step that both assigns and tests is still a test.
  return new Set(own.flatMap((a) => fn.stepOf(a.node) ?? []).filter((s) => !fn.graph.steps[s]?.condition));
}

/** The checks of one acquire: conditions that can follow it and that speak of its result, or of a variable that got it. */
export function checksOf(fn: FunctionText, taking: Taking): Checked {
  const counts = new Set<string>();
  if (taking.result) counts.add(plain(fn.textOf(taking.result)));
  if (!taking.convention.startsWith('pointer'))
    for (const { left, right } of assignmentsIn(fn.body))
      if (left.type !== 'pointer_expression' && counts.has(plain(fn.textOf(stripped(right))))) counts.add(plain(fn.textOf(left)));
  // Behind the next assignment the variable speaks of something else.
  const after = reachableFrom(fn.graph, [taking.step], { steps: stepsThatAssign(fn, taking.result) }).add(taking.step);
  const checks: Check[] = [];
  let unread = false;
  const isResult = (node: Node): boolean => {
    if (node.id === taking.call.id || counts.has(plain(fn.textOf(node)))) return true;
    return node.type === 'assignment_expression' && node.childForFieldName('right')?.id === taking.call.id;
  };
  for (const at of after) {
    const step = fn.graph.steps[at];
    if (!step?.condition || !step.node) continue;
    const verdict = judge(step.node, isResult);
    if (verdict) checks.push({ step: at, ...byConvention(verdict, taking.convention) });
    else if (step.node.parent?.type === 'if_statement') unread ||= step.node.descendantsOfType('identifier').some((n) => n && counts.has(n.text));
  }
  // What stops the machine when the number is wrong is a check, too.
  unread ||= fn.body
    .descendantsOfType('call_expression')
    .some((c) => c && /^(?:BUG_ON|VM_BUG_ON|VM_WARN_ON|ASSERT|IS_ERR_VALUE)/.test(c.text) && [...counts].some((name) => namesIn(c).has(name)));
  return { taking, checks, unread, counts };
}

/** All that is known of the pages of one array or page variable. */
export interface Group {
  readonly name: string;
  readonly takings: readonly Checked[];
  readonly releases: readonly Release[];
  /** Steps at which the pages are held for sure: a check has passed, no release can have run, and a release can still follow. */
  readonly held: ReadonlySet<number>;
  /** Of those: all that were asked for are held. */
  readonly full: ReadonlySet<number>;
  /** Steps that a path with fewer pages than asked for can be at. */
  readonly short: ReadonlySet<number>;
  /** Steps from which a release can follow before the next acquire. */
  readonly releasable: ReadonlySet<number>;
  /** Steps behind a release, before the next acquire. */
  readonly released: ReadonlySet<number>;
}

export function groupsOf(fn: FunctionText, calls: PageCalls): Group[] {
  const names = [...new Set(calls.takings.map((t) => t.group))];
  return names.map((name) => {
    const takings = calls.takings.filter((t) => t.group === name).map((t) => checksOf(fn, t));
    const releases = calls.releases.filter((r) => r.group === name);
    const { graph } = fn;
    const takes = new Set(takings.map((t) => t.taking.step));
    const drops = new Set(releases.map((r) => r.step));
    const good = (levels: readonly Level[] | undefined) => (from: number, edge: Edge) =>
      takings.some((t) => t.checks.some((c) => c.step === from && c.good === edge.when && (levels?.includes(c.level) ?? c.level !== 'zero-only')));
    const after = reachableFrom(graph, takes);
    const without = reachableFromEntry(graph, { steps: takes });
    const unpassed = reachableFrom(graph, takes, { edge: good(undefined), steps: drops });
    const partial = takings.filter((t) => canBeShort(fn, t.taking)).map((t) => t.taking.step);
    const short = reachableFrom(graph, partial, { edge: good(['short']) });
    const released = reachableFrom(graph, drops, { steps: takes });
    const releasable = new Set<number>();
    graph.steps.forEach((_, i) => {
      if (drops.has(i) || [...reachableFrom(graph, [i], { steps: takes })].some((s) => drops.has(s))) releasable.add(i);
    });
    const held = new Set([...after].filter((s) => !takes.has(s) && !without.has(s) && !unpassed.has(s) && !released.has(s) && releasable.has(s)));
    const full = new Set([...held].filter((s) => !short.has(s)));
    return { name, takings, releases, held, full, short, releasable, released };
  });
}
