/** Writes whole files: beside the target, then renamed onto it, so that nobody ever reads half of one and a failure leaves the old one. */
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, closeSync, fsyncSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Result } from '../base/problem.ts';
import { reasonOf } from './failure.ts';

export interface WriteRequest {
  /** A symbolic link is followed: its target changes, the link stays. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** What the file held when it was read; the write is refused if it holds something else now. Undefined: whatever is there is replaced. */
  readonly expected: Uint8Array | undefined;
}

/** A file of mode `0o666` less the umask, or of the mode, and if possible the owner, of the one that it replaces. The error completes "PATH …". */
export function writeWhole({ path, bytes, expected }: WriteRequest): Result<undefined, string> {
  let temporary: string | undefined;
  try {
    const before = statSync(path, { throwIfNoEntry: false });
    if (before !== undefined && !before.isFile()) return fail('is no regular file');
    const target = before === undefined ? path : realpathSync(path);
    if (expected !== undefined && (before === undefined || !readFileSync(target).equals(expected))) return fail('changed since it was read');
    temporary = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`);
    writeNew(temporary, bytes);
    if (before !== undefined) copyRights(temporary, before);
    renameSync(temporary, target);
    return ok(undefined);
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    return fail(`could not be written (${reasonOf(error)})`);
  }
}

function writeNew(path: string, bytes: Uint8Array): void {
  const fd = openSync(path, 'wx', 0o666);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The owner first: a change of owner clears the set-id bits of the mode. */
function copyRights(path: string, from: { readonly uid: number; readonly gid: number; readonly mode: number }): void {
  const now = statSync(path);
  if (now.uid !== from.uid || now.gid !== from.gid) {
    try {
      chownSync(path, from.uid, from.gid);
    } catch (error) {
      // Only root may give files away: the file then belongs to who runs us, as with any editor that saves this way.
      if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error;
    }
  }
  chmodSync(path, from.mode & 0o7777);
}
