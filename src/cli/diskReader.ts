/** The engine's door to the disk. What cannot be read is absent: the engine asks about headers that may well be missing. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { FileReader } from '../base/fileReader.ts';

/** A header past this size holds tables, not declarations; reading it would cost more than it could tell. Bytes. */
const MAX_BYTES = 32 * 1024 * 1024;

/** `undefined` where a system call says that there is nothing to be had; the caller of a reader expects just that. */
function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

export const createDiskReader = (): FileReader => ({
  read: (path) =>
    attempt(() => {
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat?.isFile() && stat.size <= MAX_BYTES ? readFileSync(path) : undefined;
    }),
  exists: (path) => attempt(() => statSync(path, { throwIfNoEntry: false })) !== undefined,
  list: (path) => attempt(() => readdirSync(path)) ?? [],
});

/** Files that were changed in memory, over another reader. `overlay` may grow between calls. */
export const createOverlayReader = (under: FileReader, overlay: ReadonlyMap<string, Uint8Array>): FileReader => ({
  read: (path) => overlay.get(path) ?? under.read(path),
  exists: (path) => overlay.has(path) || under.exists(path),
  list: (path) => under.list(path),
});
