/** Goes through the C files of a folder: lists them, and reads those that hold certain words. For threads, since it takes seconds for a kernel tree. */
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import type { Scanner } from '../src/scan/index.ts';
import { isCFile } from './uris.ts';

/** No C that a person wrote is longer. */
const MAX_BYTES = 32 * 1024 * 1024;
/** A zero byte in the first of these means that the file is no text. */
const BINARY_PREFIX = 8192;
/** Folders that hold no source of the user's. */
const SKIPPED = new Set(['.git', '.svn', '.hg', 'node_modules']);

/** In order of path. Symbolic links are not followed: what they point at is listed where it is, or is none of this workspace. */
export function* cFiles(folder: string, problem: (sentence: string) => void): Generator<string> {
  const prefix = folder === '/' ? '' : folder;
  let names: readonly string[];
  try {
    names = readFolder(folder);
  } catch (e) {
    problem(`cannot read the folder ${folder} (${e instanceof Error ? e.message : String(e)}); it was left out.`);
    return;
  }
  for (const name of names) {
    if (!name.endsWith('/')) yield `${prefix}/${name}`;
    else yield* cFiles(`${prefix}/${name.slice(0, -1)}`, problem);
  }
}

/** C files and folders, those with a `/` behind their name: so sorted, a walk gives paths in order. */
function readFolder(folder: string): string[] {
  const names: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const { name } = entry;
    if (entry.isDirectory() ? !SKIPPED.has(name) : entry.isFile() && isCFile(name)) names.push(entry.isDirectory() ? `${name}/` : name);
  }
  return names.sort();
}

/** The bytes of a file that holds one of the scanner's words. A file that is not read because of what it is gets its sentence. */
export function readIfHit(path: string, scanner: Scanner, problem: (sentence: string) => void): Uint8Array | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(fd);
    if (!stat.isFile()) return undefined;
    if (stat.size > MAX_BYTES) {
      problem(`${path} has more than ${MAX_BYTES >> 20} MB; it was left out.`);
      return undefined;
    }
    const buffer = scanner.buffer(stat.size);
    let length = 0;
    while (length < stat.size) {
      const n = readSync(fd, buffer, length, stat.size - length, length);
      if (n === 0) break;
      length += n;
    }
    if (!scanner.containsAny(length)) return undefined;
    const bytes = buffer.slice(0, length);
    if (!bytes.subarray(0, BINARY_PREFIX).includes(0)) return bytes;
    problem(`${path} is a binary file; it was left out.`);
    return undefined;
  } catch (e) {
    problem(`cannot read ${path} (${e instanceof Error ? e.message : String(e)}); it was left out.`);
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
