/** How a state came to where it is: a list of events that grows at its head and shares its tail with other states. */
import type { TraceEvent } from '../protocol/trace.ts';

/** An event without its source text, which is taken from the file when somebody looks. Records are named by their site. */
export type PathEvent = TraceEvent extends infer E ? (E extends TraceEvent ? Omit<E, 'text'> : never) : never;

export interface PathNode {
  readonly event: PathEvent;
  readonly before: PathNode | undefined;
  readonly depth: number;
}

export const step = (before: PathNode | undefined, event: PathEvent): PathNode => ({ event, before, depth: (before?.depth ?? 0) + 1 });

/** The events in order. */
export function eventsOf(path: PathNode | undefined): PathEvent[] {
  const out: PathEvent[] = [];
  for (let n = path; n; n = n.before) out.push(n.event);
  return out.reverse();
}

function common(a: PathNode | undefined, b: PathNode | undefined): PathNode | undefined {
  let x = a;
  let y = b;
  while (x !== y) {
    if (!x || !y) return undefined;
    if (x.depth >= y.depth) x = x.before;
    else y = y.before;
  }
  return x;
}

/**
 * The path of two states that came to the same. Checks that only one of them passed decided nothing, so they go; what happened to pages on the first stays.
 */
export function joinPaths(a: PathNode | undefined, b: PathNode | undefined): PathNode | undefined {
  if (a === b) return a;
  const root = common(a, b);
  const kept: PathEvent[] = [];
  for (let n = a; n && n !== root; n = n.before) if (n.event.event !== 'check') kept.push(n.event);
  let out = root;
  for (const event of kept.reverse()) out = step(out, event);
  return out;
}
