/** What the world did wrong, as one sentence for the user: thrown by commands, printed by main.ts, exit status 2. */
export class Failure extends Error {
  /** `message` says what happened and what to do, without a full stop at its end. */
  constructor(message: string) {
    super(message);
    this.name = 'Failure';
  }
}

/** By its name: a bundle that was loaded later has a class of its own. */
export const isFailure = (error: unknown): error is Failure => error instanceof Error && error.name === 'Failure';

const texts: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is no directory',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many open files',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
  EIO: 'the device reported an error',
  EXDEV: 'it lies on another file system',
};

/** The reason of a failed system call in words; the error's own message for anything else. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return (code === undefined ? undefined : texts[code]) ?? error.message.split('\n')[0] ?? error.message;
}
