/** Unified diffs over bytes: lines are read as Latin-1, in which every byte is one character, so that no encoding is changed on the way through. */
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';

export interface FileChange {
  /** Relative to the root in which the diff will be applied, with `/`. */
  readonly file: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

/** Bytes that `patch -p1` and `git apply` take; empty if nothing changed. */
export function unifiedDiff(changes: readonly FileChange[]): Buffer {
  const parts = changes.map(({ file, before, after }) => {
    const patch = structuredPatch(`a/${file}`, `b/${file}`, latin1(before), latin1(after), undefined, undefined, { context: 3 });
    return patch.hunks.length === 0 ? '' : endNames(formatPatch({ ...patch, isGit: true }, FILE_HEADERS_ONLY));
  });
  return Buffer.from(parts.join(''), 'latin1');
}

/** A tab behind a name that holds blanks, as git writes it: without one, patch takes the name to end at the first blank. */
function endNames(patch: string): string {
  const hunks = patch.indexOf('\n@@ ');
  return patch.slice(0, hunks).replaceAll(/^(?:---|\+\+\+) [^"\n]* [^\n]*$/gm, (line) => `${line}\t`) + patch.slice(hunks);
}
