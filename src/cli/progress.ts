/** One line on stderr that is overwritten, if it is a terminal; nothing at all otherwise. */
import { clearLine, cursorTo } from 'node:readline';

export interface Progress {
  /** `total` is undefined as long as they are still being listed. */
  update(done: number, total: number | undefined, note?: string): void;
  /** Something else is counted from now on, and timed anew. */
  begin(things: string): void;
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

/** The text of the line. `elapsedMs` is the time that `done` of the things took; `things` is a plural. */
export function progressText(done: number, total: number | undefined, elapsedMs: number, things: string, note = ''): string {
  if (total === undefined) return `${count(done)} ${things} read, still listing`;
  const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
  const left = done === 0 || done >= total ? '' : `, ${timeLeft((elapsedMs * (total - done)) / done)} left`;
  return `${count(done)} of ${count(total)} ${things}, ${percent} %${left}${note === '' ? '' : `, ${note}`}`;
}

export const noProgress: Progress = { update() {}, begin() {}, clear() {} };

export function createProgress(stream: NodeJS.WriteStream, things: string): Progress {
  if (!stream.isTTY) return noProgress;
  let startedAt = performance.now();
  let nextAt = startedAt + FIRST_MS;
  let counted = things;
  let shown = false;
  return {
    update(done, total, note) {
      const now = performance.now();
      if (now < nextAt) return;
      nextAt = now + INTERVAL_MS;
      shown = true;
      cursorTo(stream, 0);
      stream.write(progressText(done, total, now - startedAt, counted, note).slice(0, (stream.columns || COLUMNS) - 1));
      clearLine(stream, 1);
    },
    begin(next) {
      counted = next;
      startedAt = performance.now();
    },
    clear() {
      if (!shown) return;
      shown = false;
      cursorTo(stream, 0);
      clearLine(stream, 0);
    },
  };
}
