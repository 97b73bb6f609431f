/** Whether files still read as they did. */
import { readFileSync, statSync } from 'node:fs';

interface Seen {
  readonly stamp: string;
  readonly text: string | undefined;
}

/** Remembers the files as they are now; the answer asks whether one of them reads otherwise by then. Cheap while nobody writes to them. */
export function changeWatch(paths: readonly string[]): () => boolean {
  const before = new Map(paths.map((path) => [path, look(path)]));
  return () =>
    [...before].some(([path, seen]) => {
      if (stampOf(path) === seen.stamp) return false;
      return look(path).text !== seen.text;
    });
}

const look = (path: string): Seen => ({ stamp: stampOf(path), text: isFile(path) ? readFileSync(path, 'latin1') : undefined });

function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 'gone' : `${stat.mtimeMs} ${stat.size}`;
}

export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
