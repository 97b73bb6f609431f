/** One line on stderr that is overwritten, if it is a terminal; nothing at all otherwise. */
import { clearLine, cursorTo } from 'node:readline';

export interface Progress {
  /** `total` is undefined as long as files are still being listed. `what` is counted; something else than before begins anew. */
  update(done: number, total: number | undefined, what?: string): void;
  /** Takes the line away: before anything else is written, and at the end. */
  clear(): void;
}

/** What is over sooner needs no progress. Milliseconds. */
const FIRST_MS = 300;
/** Shortest time between two drawings. Milliseconds. */
const INTERVAL_MS = 100;
/** Of a terminal that does not say. */
const COLUMNS = 80;

const count = (n: number): string => n.toLocaleString('en-US');

function timeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The text of the line. `elapsedMs` is the time that `done` files took. */
export function progressText(done: number, total: number | undefined, elapsedMs: number, what = 'files'): string {
  if (total === undefined) return `${count(done)} files read, still listing`;
  const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
  const left = done === 0 || done >= total ? '' : `, ${timeLeft((elapsedMs * (total - done)) / done)} left`;
  return `${count(done)} of ${count(total)} ${what}, ${percent} %${left}`;
}

export function createProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { update() {}, clear() {} };
  let startedAt = performance.now();
  let nextAt = startedAt + FIRST_MS;
  let counted: string | undefined;
  let shown = false;
  return {
    update(done, total, what) {
      const now = performance.now();
      if (what !== counted) startedAt = now;
      counted = what;
      if (now < nextAt) return;
      nextAt = now + INTERVAL_MS;
      shown = true;
      cursorTo(stream, 0);
      stream.write(progressText(done, total, now - startedAt, what).slice(0, (stream.columns || COLUMNS) - 1));
      clearLine(stream, 1);
    },
    clear() {
      if (!shown) return;
      shown = false;
      cursorTo(stream, 0);
      clearLine(stream, 0);
    },
  };
}
