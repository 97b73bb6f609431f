/**
 * Reads C files for the audit: into the scanner's memory first, since most files hold none of the words that matter and need nothing else; and, guarded against
 * changes, the few that do.
 */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { fail, ok, type Result } from '../base/problem.ts';
import type { Scanner } from '../scan/index.ts';
import { reasonOf } from './failure.ts';

/** Larger files are refused: no C that a person wrote is that long. Bytes. */
export const MAX_BYTES = 32 * 1024 * 1024;
/** A zero byte this near the start means that the file is no text. Bytes. */
const BINARY_PREFIX = 8192;
/** How often a file that changes under our eyes is read anew. */
const ATTEMPTS = 3;

export type Unreadable =
  /** The reason completes "cannot read PATH (…)". */
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'binary' }
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'changing' };

/** The file's bytes are in the scanner's buffer until the next one is read. */
export interface ScannedFile {
  readonly bytes: number;
  /** One of the scanner's words occurs. */
  readonly isHit: boolean;
}

export const isBinary = (bytes: Uint8Array): boolean => bytes.subarray(0, BINARY_PREFIX).includes(0);

const sizeText = (bytes: number): string => `${Math.ceil(bytes / (1024 * 1024))} MB`;

/** One sentence for stderr and notifications. `path` as the user knows it. */
export function describeUnreadable(path: string, why: Unreadable): string {
  switch (why.kind) {
    case 'unreadable':
      return `cannot read ${path} (${why.reason}); it was left out`;
    case 'binary':
      return `${path} is a binary file; it was left out`;
    case 'too-large':
      return `${path} has ${sizeText(why.bytes)}, more than the ${sizeText(MAX_BYTES)} that gupscope reads; it was left out`;
    case 'changing':
      return `${path} kept changing while it was read; it was left out, so run the audit again when nobody writes to it`;
    default:
      return why satisfies never;
  }
}

/** A file may have become a pipe since it was listed: opening one must not wait for a writer. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/** Reads a file and looks for the scanner's words. */
export type FileScan = (path: string) => Result<ScannedFile, Unreadable>;

export function createFileScan(scanner: Scanner): FileScan {
  // The kernel looks a long path up part by part, sixty thousand times: the way from here is shorter.
  const here = `${process.cwd()}/`;
  let buffer = scanner.buffer(1);
  let prefix = prefixOf(buffer);
  const enlarge = (bytes: number): void => {
    const enlarged = scanner.buffer(bytes);
    if (enlarged === buffer) return;
    buffer = enlarged;
    prefix = prefixOf(buffer);
  };

  const scan = (fd: number): Result<ScannedFile, Unreadable> => {
    let length = readSync(fd, buffer, 0, buffer.length, 0);
    if (length === buffer.length) {
      const size = fstatSync(fd).size;
      if (size > MAX_BYTES) return fail({ kind: 'too-large', bytes: size });
      enlarge(size + 1);
      length = readFully(fd, buffer);
      if (length === buffer.length) return fail({ kind: 'changing' });
    }
    // Behind the text stands what a longer file left there.
    const zero = prefix.indexOf(0);
    if (zero >= 0 && zero < length) return fail({ kind: 'binary' });
    return ok({ bytes: length, isHit: scanner.containsAny(length) });
  };

  return (path) => withFile(path.startsWith(here) ? path.slice(here.length) : path, scan);
}

function withFile<T>(path: string, read: (fd: number) => Result<T, Unreadable>): Result<T, Unreadable> {
  let fd: number;
  try {
    fd = openSync(path, OPEN_FLAGS);
  } catch (error) {
    return fail({ kind: 'unreadable', reason: reasonOf(error) });
  }
  try {
    return read(fd);
  } catch (error) {
    return fail({ kind: 'unreadable', reason: reasonOf(error) });
  } finally {
    closeSync(fd);
  }
}

/** The bytes of a file at one moment. */
export const readSource = (path: string): Result<Uint8Array, Unreadable> =>
  withFile(path, (fd) => {
    const content = readUnchanged(fd);
    if (content === undefined) return fail({ kind: 'changing' });
    if (content.length > MAX_BYTES) return fail({ kind: 'too-large', bytes: content.length });
    return isBinary(content) ? fail({ kind: 'binary' }) : ok(content);
  });

/** As a `Buffer`, which searches several times faster than a plain array of bytes; made once, since making one costs as much as the search. */
const prefixOf = (buffer: Uint8Array): Buffer => Buffer.from(buffer.buffer, buffer.byteOffset, BINARY_PREFIX);

/** Fills `buffer` from the start of the file; fewer bytes than its length mean that the file ended. */
function readFully(fd: number, buffer: Uint8Array): number {
  let length = 0;
  while (length < buffer.length) {
    const n = readSync(fd, buffer, length, buffer.length - length, length);
    if (n === 0) break;
    length += n;
  }
  return length;
}

const sameFile = (a: Stats, b: Stats): boolean => a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs;

/** The content at one moment: size and times are the same before and after the read. Undefined if they never were. */
function readUnchanged(fd: number): Uint8Array | undefined {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = fstatSync(fd);
    const bytes = new Uint8Array(Math.min(before.size, MAX_BYTES + 1) + 1);
    const length = readFully(fd, bytes);
    if (length === before.size && sameFile(before, fstatSync(fd))) return bytes.subarray(0, length);
  }
  return undefined;
}
