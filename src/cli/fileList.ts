/** Lists files by their endings, in order, without following links: for the few questions that are asked of a whole tree. */
import { type Dirent, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { compareText } from '../report/index.ts';

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => compareText(a.name, b.name));
  } catch (error) {
    // A folder that is missing or closed to us holds no header that we could read.
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  }
}

/** Absolute paths under `folder`, which must be absolute. */
export function* listFiles(folder: string, endings: readonly string[]): Generator<string> {
  for (const entry of entriesOf(folder)) {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) yield* listFiles(path, endings);
    else if (entry.isFile() && endings.some((ending) => entry.name.endsWith(ending))) yield path;
  }
}
