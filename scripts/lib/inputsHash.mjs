/** A hash over the names and bytes of files and folders, to tell whether something made from them is still good. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

function* filesUnder(relative) {
  const stat = fs.statSync(path.join(root, relative), { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isDirectory()) yield relative;
  else for (const name of fs.readdirSync(path.join(root, relative)).sort()) yield* filesUnder(`${relative}/${name}`);
}

/** Paths are relative to the root; one that is not there counts as empty. */
export function hashInputs(relativePaths, salt) {
  const hash = createHash('sha256').update(salt);
  for (const relative of relativePaths)
    for (const file of filesUnder(relative)) {
      const bytes = fs.readFileSync(path.join(root, file));
      hash.update(`\0${file}\0${bytes.length}\0`).update(bytes);
    }
  return hash.digest('hex');
}

/** The hash that a stamp file holds; undefined if there is none. */
export function readStamp(file) {
  try {
    return fs.readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Written beside and renamed, so that a stamp is whole or absent. */
export function writeStamp(file, hash) {
  const tmp = `${file}.${process.pid}`;
  fs.writeFileSync(tmp, `${hash}\n`);
  fs.renameSync(tmp, file);
}
