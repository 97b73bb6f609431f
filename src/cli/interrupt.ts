/** Ctrl-C as a `Cancel`: work stops at the next file, nothing is left half done, and a second Ctrl-C ends the process as usual. */
import type { Cancel } from '../base/cancel.ts';

export interface Interrupt extends Cancel {
  /** Resolves at the first SIGINT or SIGTERM; never without one. */
  readonly requested: Promise<void>;
  /** Gives the signals back to Node. */
  release(): void;
}

/** Exit status of a command that the user stopped: 128 + SIGINT, as shells expect. */
export const INTERRUPTED = 130;

export function watchInterrupt(): Interrupt {
  let cancelled = false;
  let resolve: () => void = () => {};
  const requested = new Promise<void>((r) => {
    resolve = r;
  });
  const release = (): void => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
  const stop = (): void => {
    cancelled = true;
    release();
    resolve();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    get cancelled() {
      return cancelled;
    },
    requested,
    release,
  };
}
