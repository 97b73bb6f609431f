/**
 * Long work on the one thread that answers the editor: done in slices shorter than a frame, with messages read in between. A slice ends by the work's own
 * `Cancel`; the next one calls the work again, which is quick about what it did before, since the engine keeps what it knows of each item.
 */
import { type Cancel, Cancelled } from '../src/base/cancel.ts';

/** New work of one slice. What was done before is gone through again on top of it. */
const SLICE_MS = 8;
/** A slice that got nowhere by then ends too, and lets the next one take twice as long: work that keeps nothing half-done comes to its end all the same. */
const LIMIT_MS = 4 * SLICE_MS;

/** Lets messages that have arrived be read: a cancellation or newer text is seen before work begins, not after it. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Calls `work` until it comes to its end. Throws `Cancelled` once nobody wants the answer any more, which is asked before each slice. */
export async function inSlices<T>(work: (cancel: Cancel) => T, isStale: () => boolean, nowMs: () => number = () => performance.now()): Promise<T> {
  /** How often the last slice looked at its `Cancel` until it ended: before that look this one finds nothing new. */
  let reached = 0;
  let limitMs = LIMIT_MS;
  for (;;) {
    await breathe();
    if (isStale()) throw new Cancelled();
    const startedMs = nowMs();
    let looked = 0;
    let freshMs: number | undefined;
    let isOver = false;
    const slice: Cancel = {
      get cancelled() {
        if (isOver) return true;
        const ms = nowMs();
        if (++looked >= reached) freshMs ??= ms;
        const isLate = ms - startedMs > limitMs;
        isOver = isLate || (freshMs !== undefined && ms - freshMs > SLICE_MS);
        if (isLate) limitMs *= 2;
        return isOver;
      },
    };
    try {
      return work(slice);
    } catch (e) {
      if (!(e instanceof Cancelled) || !isOver) throw e;
      reached = looked;
    }
  }
}
