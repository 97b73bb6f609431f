/** The engine's door to files as the editor sees them: what is open counts, the disk behind it. What cannot be read is absent. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
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

/** `textOf` gives the text of an open file, undefined for others. */
export const editorFiles = (textOf: (path: string) => string | undefined): FileReader => ({
  read(path) {
    const text = textOf(path);
    if (text !== undefined) return new TextEncoder().encode(text);
    return attempt(() => {
      const stat = statSync(path, { throwIfNoEntry: false });
      // A pipe or a device would keep us waiting.
      return stat?.isFile() && stat.size <= MAX_BYTES ? readFileSync(path) : undefined;
    });
  },
  exists: (path) => textOf(path) !== undefined || attempt(() => statSync(path, { throwIfNoEntry: false })) !== undefined,
  list: (path) => attempt(() => readdirSync(path)) ?? [],
});
