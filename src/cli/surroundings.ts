/**
 * The files around the audited ones: where the functions may stand that these call. Of a kernel these are the widest folder around each path that is not too
 * large, which mostly is its subsystem, and the tree's headers; outside of a kernel what lies under the git top, or beside the file.
 */
import { posix } from 'node:path';
import type { FileReader } from '../base/fileReader.ts';
import { createDiskReader } from './diskReader.ts';
import { isWithin, type PlacedTarget, type Placement } from './sourceRoot.ts';
import { ENDINGS, type ListedBatch } from './targetFiles.ts';
import { walk } from './walk.ts';

/** C files in a folder that is gone through on behalf of one file. */
const MANY = 4000;
const BATCH = 64;

/** Problems there are nobody's business: none is told. */
export function* listSurroundings(placement: Placement, isAudited: ReadonlySet<string>): Generator<ListedBatch, undefined> {
  const reader = createDiskReader();
  const done = new Set<string>();
  for (const target of placement.targets) {
    const root = placement.treeRoots[target.tree];
    const folders = [widest(target, root, reader), ...(root === undefined ? [] : [posix.join(root, 'include')])];
    for (const folder of folders) {
      if ([...done].some((other) => isWithin(other, folder))) continue;
      done.add(folder);
      for (const { files } of walk(folder, { endings: ENDINGS, batch: BATCH, shown: (path) => path })) {
        const others = files.filter((path) => !isAudited.has(path) && isFirst(path, folder, done));
        if (others.length > 0) yield { tree: target.tree, files: others, problems: [] };
      }
    }
  }
  return undefined;
}

/** No folder that was gone through before holds it. */
const isFirst = (path: string, folder: string, done: ReadonlySet<string>): boolean => {
  for (const other of done) if (other !== folder && isWithin(other, path)) return false;
  return true;
};

function widest({ path, isFolder }: PlacedTarget, root: string | undefined, reader: FileReader): string {
  let folder = isFolder ? path : posix.dirname(path);
  const top = root !== undefined && isWithin(root, folder) ? root : gitTop(folder, reader);
  if (top === undefined) return folder;
  while (folder !== top && !hasMany(posix.dirname(folder))) folder = posix.dirname(folder);
  return folder;
}

function gitTop(folder: string, reader: FileReader): string | undefined {
  for (let at = folder; ; at = posix.dirname(at)) {
    if (reader.exists(posix.join(at, '.git'))) return at;
    if (at === '/') return undefined;
  }
}

function hasMany(folder: string): boolean {
  let files = 0;
  for (const batch of walk(folder, { endings: ENDINGS, batch: MANY, shown: (path) => path })) if ((files += batch.files.length) > MANY) return true;
  return false;
}
