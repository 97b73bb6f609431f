/**
 * Entries on disk, each a file of its own: written beside and renamed, so that any number of programs may read and write at once and nobody sees half of one;
 * with a checksum in front, so that what was damaged is as good as absent. All of it may be deleted at any time.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRawSync, inflateRaw, inflateRawSync } from 'node:zlib';

export interface Store {
  /** What was put under the name; undefined if nothing was, or if it is damaged. */
  get(name: string): unknown;
  /** The same, with other work done while it is read. */
  getSoon(name: string): Promise<unknown>;
  /** JSON. False if it could not be written. */
  put(name: string, value: unknown): boolean;
}

export interface StoreOptions {
  /** Made when the first entry is put. */
  readonly folder: string;
  /** Of the program: what another one left is never read. */
  readonly version: string;
}

/** The version in `engine.json`, which the build writes beside its bundles: it names the engine, since another one may come to other outcomes. */
export function engineVersionIn(bytes: Uint8Array): string {
  const data: unknown = JSON.parse(Buffer.from(bytes).toString());
  if (typeof data === 'object' && data !== null && 'version' in data) return String(data.version);
  throw new Error('dist/engine.json names no version; build gupscope again');
}

const inflate = promisify(inflateRaw);
const MAGIC = Buffer.from('gupscope cache 1\n');
const CHECKSUM_BYTES = 16;
/** What other versions left goes when nobody wrote there for so long. */
const OUTDATED_MS = 14 * 24 * 3_600_000;
/** Bytes of JSON past which an entry is not kept. */
const MAX_BYTES = 64 * 1024 * 1024;

export function openStore({ folder, version }: StoreOptions): Store {
  const own = join(folder, version);
  const fileOf = (name: string): string => {
    const hash = createHash('sha256').update(name).digest('hex');
    return join(own, hash.slice(0, 2), hash.slice(2, 40));
  };
  const made = new Set<string>();
  let isClosed = false;
  /** Makes the folder of an entry; the first one of a version takes the place of those before it. */
  const make = (path: string): void => {
    if (made.has(path)) return;
    if (made.size === 0 && statSync(own, { throwIfNoEntry: false }) === undefined) dropOutdated(folder);
    mkdirSync(path, { recursive: true });
    made.add(path);
  };
  return {
    get(name) {
      try {
        return unpack(readFileSync(fileOf(name)));
      } catch {
        // Absent, unreadable or damaged: it is made anew.
        return undefined;
      }
    },
    async getSoon(name) {
      try {
        const body = bodyOf(await readFile(fileOf(name)));
        return body && (JSON.parse((await inflate(body)).toString()) as unknown);
      } catch {
        return undefined;
      }
    },
    put(name, value) {
      if (isClosed) return false;
      const file = fileOf(name);
      const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
      try {
        const bytes = pack(value);
        if (bytes === undefined) return false;
        make(dirname(file));
        writeFileSync(temporary, bytes, { flag: 'wx' });
        renameSync(temporary, file);
        return true;
      } catch (error) {
        // A folder that cannot be written to now will not be a moment later.
        isClosed = true;
        removeQuietly(temporary);
        if (error instanceof Error && 'code' in error) return false;
        throw error;
      }
    },
  };
}

/** Why nothing can be kept in the folder; undefined if it can. Makes it if it is missing. */
export function whyUnusable(folder: string): string | undefined {
  const probe = join(folder, `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(probe, '', { flag: 'wx' });
    rmSync(probe);
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

function pack(value: unknown): Buffer | undefined {
  const text = Buffer.from(JSON.stringify(value));
  if (text.length > MAX_BYTES) return undefined;
  const body = deflateRawSync(text, { level: 1 });
  return Buffer.concat([MAGIC, checksum(body), body]);
}

function unpack(bytes: Buffer): unknown {
  const body = bodyOf(bytes);
  return body && (JSON.parse(inflateRawSync(body).toString()) as unknown);
}

/** Undefined if it is damaged. */
function bodyOf(bytes: Buffer): Buffer | undefined {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const body = bytes.subarray(MAGIC.length + CHECKSUM_BYTES);
  return bytes.subarray(MAGIC.length, MAGIC.length + CHECKSUM_BYTES).equals(checksum(body)) ? body : undefined;
}

const checksum = (body: Buffer): Buffer => createHash('sha256').update(body).digest().subarray(0, CHECKSUM_BYTES);

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It never was there, or whoever tidies up will find it.
  }
}

function dropOutdated(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const stat = statSync(path);
      if (/^[0-9a-f]{16}$/.test(name) && stat.isDirectory() && Date.now() - stat.mtimeMs > OUTDATED_MS)
        rmSync(path, { recursive: true, force: true });
    }
  } catch {
    // Somebody else is at it, or may not.
  }
}
