/** The engine's door to files as the editor sees them: what is open counts, the disk behind it. What cannot be read is absent. */
import { closeSync, constants, existsSync, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import type { FileReader } from '../src/base/fileReader.ts';

/** Past this a file is not read: it holds tables, not code, and its text would not fit beside the rest. */
const MAX_BYTES = 32 * 1024 * 1024;

/** `undefined` where the system says that there is nothing to be had. */
function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (e) {
    if (e instanceof Error && 'code' in e) return undefined;
    throw e;
  }
}

function readRegular(path: string): Uint8Array | undefined {
  // A pipe or a device would keep us waiting.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(fd);
    return stat.isFile() && stat.size <= MAX_BYTES ? readFileSync(fd) : undefined;
  } finally {
    closeSync(fd);
  }
}

/** `textOf` gives the text of an open file, undefined for others. */
export const editorFiles = (textOf: (path: string) => string | undefined): FileReader => ({
  read(path) {
    const text = textOf(path);
    if (text !== undefined) return new TextEncoder().encode(text);
    return attempt(() => readRegular(path));
  },
  exists: (path) => textOf(path) !== undefined || existsSync(path),
  list: (path) => attempt(() => readdirSync(path)) ?? [],
});
