/**
 * The files around the audited ones, where the functions may stand that these call, as far as nobody looked at the whole tree before: those of the same folder, if
 * they are not too many, those of other parts of the run, and the headers that are included.
 */
import { posix } from 'node:path';
import { decodeSource } from '../base/encoding.ts';
import type { FileReader } from '../base/fileReader.ts';
import { createHeaders, includesIn } from '../engine/index.ts';
import { compareText } from '../report/index.ts';
import { createDiskReader } from './diskReader.ts';
import type { Placement } from './sourceRoot.ts';
import { ENDINGS, type ListedBatch } from './targetFiles.ts';
import { walk } from './walk.ts';

export interface Audited {
  readonly path: string;
  readonly tree: number;
}

export interface SurroundingsOptions {
  readonly placement: Placement;
  readonly isAudited: (path: string) => boolean;
  /** Audited files with a tracked word. */
  readonly hits: readonly Audited[];
  /** The text of one of them, where it is not the one on disk. */
  readonly reader: FileReader;
  /** Folders that were given were not audited whole. */
  readonly inParts: boolean;
  /** What other files of the tree do is known. */
  readonly isIndexed: (tree: number) => boolean;
}

/** C files of one folder: in a larger one, calls among them are no more likely than elsewhere. */
const MANY = 256;
/** Headers on behalf of all audited files. */
const MANY_HEADERS = 512;
const BATCH = 64;

/** Problems there are nobody's business: none is told. */
export function* listSurroundings(options: SurroundingsOptions): Generator<ListedBatch, undefined> {
  const { placement, isAudited, inParts, isIndexed } = options;
  const done = new Set<string>();
  const batch = (tree: number, paths: readonly string[]): ListedBatch => {
    const files = paths.filter((path) => !isAudited(path) && !done.has(path));
    for (const path of files) done.add(path);
    return { tree, files, problems: [] };
  };
  for (const { tree, path, isFolder } of placement.targets) {
    if (isIndexed(tree)) continue;
    if (!isFolder) yield batch(tree, neighbours(path));
    else if (inParts) for (const { files } of walk(path, { endings: ENDINGS, batch: BATCH, shown: (p) => p })) yield batch(tree, files);
  }
  for (const [tree, paths] of includedHeaders(options)) yield batch(tree, paths);
  return undefined;
}

/** C files beside a file. */
function neighbours(path: string): readonly string[] {
  const folder = posix.dirname(path);
  const files = createDiskReader()
    .list(folder)
    .filter((name) => ENDINGS.some((ending) => name.endsWith(ending)));
  return files.length > MANY ? [] : files.sort().map((name) => posix.join(folder, name));
}

/** By tree. */
function includedHeaders({ placement, hits, reader }: SurroundingsOptions): Map<number, readonly string[]> {
  const found = new Map<number, Set<string>>();
  let left = MANY_HEADERS;
  for (const { path, tree } of [...hits].sort((a, b) => compareText(a.path, b.path))) {
    const bytes = reader.read(path);
    if (!bytes) continue;
    const headers = createHeaders(reader, placement.treeRoots[tree]);
    const own = found.get(tree) ?? new Set<string>();
    found.set(tree, own);
    for (const operand of includesIn(decodeSource(bytes).text)) {
      const header = headers.resolve(`${posix.dirname(path)}\n${operand}`);
      if (header === undefined || own.has(header)) continue;
      own.add(header);
      if (--left === 0) return sorted(found);
    }
  }
  return sorted(found);
}

const sorted = (found: ReadonlyMap<number, ReadonlySet<string>>): Map<number, readonly string[]> =>
  new Map(Array.from(found, ([tree, paths]) => [tree, [...paths].sort()]));
