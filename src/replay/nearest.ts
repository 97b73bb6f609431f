/** Which path of an edited function is the one of a finding: the one that meets most of the same events in the same order. */
import type { Span, TextEdit } from '../base/span.ts';
import { beginOf, type Trace, type TraceEvent } from '../protocol/trace.ts';

/** What makes an event the same one in both texts: decisions with their outcome, acquisitions with theirs. */
function keyOf(event: TraceEvent): string {
  if (event.event === 'check') return `check ${event.taken} ${event.text}`;
  // A fix may take the same pages with another call.
  if (event.event === 'acquire') return `acquire ${event.outcome} ${event.into}`;
  return event.event === 'return' ? `return ${event.outcome}` : `${event.event} ${event.text}`;
}

/** The path of `paths` that has most in common with `path`, the shorter one of equals. */
function nearest(path: Trace, paths: readonly Trace[]): Trace | undefined {
  const keys = path.map(keyOf);
  let best: { readonly trace: Trace; readonly common: number } | undefined;
  for (const trace of paths) {
    const common = commonLength(keys, trace.map(keyOf));
    if (best === undefined || common > best.common || (common === best.common && trace.length < best.trace.length)) best = { trace, common };
  }
  return best?.trace;
}

/**
 * The path of a finding after edits. `pathsAt` gives those of the function that stands at an offset of the edited text. Undefined where the acquisition of the
 * path is not there any more, or comes to another outcome.
 */
export function pathAfter(path: Trace, edits: readonly TextEdit[], pathsAt: (offset: number) => readonly Trace[]): Trace | undefined {
  const first = beginOf(path);
  if (first === undefined) return undefined;
  // What one function puts into an object and another one drops: the second is where the path goes on.
  const kept = path.findIndex((e, i) => e.event === 'hand-over' && path[i + 1]?.event === 'release');
  if (kept > 0) {
    const drops = path.slice(kept + 1);
    const at = drops[0]?.span.start ?? first.span.start;
    const after = nearest(
      drops,
      pathsAt(moved(at, edits)).filter((one) => beginOf(one)?.event === 'release'),
    );
    return after && [...path.slice(0, kept + 1).map((e) => ({ ...e, span: movedSpan(e.span, edits) })), ...after];
  }
  const begin = keyOf(first);
  return nearest(
    path,
    pathsAt(moved(first.span.start, edits)).filter((one) => {
      const event = beginOf(one);
      return event !== undefined && keyOf(event) === begin;
    }),
  );
}

/** Where what stood there stands after the edits. */
const moved = (offset: number, edits: readonly TextEdit[]): number =>
  edits.reduce((at, { span, newText }) => (span.end <= offset ? at + newText.length - (span.end - span.start) : at), offset);

const movedSpan = ({ start, end }: Span, edits: readonly TextEdit[]): Span => ({ start: moved(start, edits), end: moved(end, edits) });

/** Of the longest common subsequence. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  let row = [0, ...b.map(() => 0)];
  for (const x of a) {
    const next = [0];
    for (const [j, y] of b.entries()) next.push(x === y ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    row = next;
  }
  return row.at(-1) ?? 0;
}
