/** Which tree a path of the command line belongs to, which folder its findings are named after, and how a finding's file is shown to the user. */
import { posix } from 'node:path';
import type { FileReader } from '../base/fileReader.ts';
import { joinPath, locateTree, openTree, type TreeFacts } from '../engine/index.ts';

/** A path of the command line that exists. */
export interface Target {
  /** As it was typed. */
  readonly given: string;
  /** Absolute, no slash at the end. */
  readonly path: string;
  readonly isFolder: boolean;
}

export interface PlacedTarget extends Target {
  /** Index into the trees. */
  readonly tree: number;
}

/** Where the paths of the command line lie; plain data. */
export interface Placement {
  /** The contract's SRCROOT: absolute, no slash at the end save in `/`. */
  readonly sourceRoot: string;
  readonly targets: readonly PlacedTarget[];
  /** Roots of the kernel trees that lend their helpers; undefined: none is known. */
  readonly treeRoots: readonly (string | undefined)[];
}

export interface PlacementOptions {
  readonly reader: FileReader;
  /** `--tree`, absolute. */
  readonly tree: string | undefined;
}

export const isWithin = (folder: string, path: string): boolean => path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/** Both absolute; the folder that holds both. */
function deepestCommon(a: string, b: string): string {
  const other = b.split('/');
  const parts = a.split('/');
  let n = 0;
  while (n < parts.length && n < other.length && parts[n] === other[n]) n++;
  return parts.slice(0, n).join('/');
}

function gitTop(folder: string, reader: FileReader): string | undefined {
  for (let at = folder; ; at = posix.dirname(at)) {
    if (reader.exists(posix.join(at, '.git'))) return at;
    if (at === '/') return undefined;
  }
}

/** The root of the tree is among the paths. */
export const isWholeTree = ({ targets, treeRoots }: Placement, tree: number): boolean =>
  targets.some((t) => t.tree === tree && t.isFolder && t.path === treeRoots[tree]);

/** `targets` must not be empty. */
export function placeTargets(targets: readonly Target[], { reader, tree }: PlacementOptions): Placement {
  const treeRoots: (string | undefined)[] = [];
  const treeIndex = (root: string | undefined): number => {
    const known = treeRoots.indexOf(root);
    return known < 0 ? treeRoots.push(root) - 1 : known;
  };
  const roots: string[] = [];
  const placed = targets.map((target): PlacedTarget => {
    const around = tree !== undefined && isWithin(tree, target.path) ? tree : locateTree(reader, target.path);
    const folder = target.isFolder ? target.path : posix.dirname(target.path);
    roots.push(around ?? gitTop(folder, reader) ?? folder);
    return { ...target, tree: treeIndex(tree ?? around) };
  });
  return { sourceRoot: roots.reduce(deepestCommon) || '/', targets: placed, treeRoots };
}

/** What is known of the trees, in the order of `treeRoots`. `version` is what the user asked for. */
export function openTrees({ treeRoots }: Placement, reader: FileReader, version: string | undefined): TreeFacts[] {
  return treeRoots.map((root) => {
    const facts = openTree(reader, root, version);
    if (root === undefined || reader.exists(joinPath(root, 'include/linux'))) return facts;
    const message = `${root} does not look like a kernel tree (it has no include/linux): no helper can be looked up there, so check --tree`;
    return { ...facts, problems: [...facts.problems, { severity: 'warning', message }] };
  });
}

/** The absolute path of a file that a report names. */
export const absoluteOf = (sourceRoot: string, file: string): string => (file.startsWith('/') ? file : joinPath(sourceRoot, file));

/** An absolute path as the user would type it: under a path that was given, else relative to the working directory, else as it is. */
export function createPathShower(placement: Placement, workingDirectory: string): (path: string) => string {
  return (path) => {
    for (const { given, path: target } of placement.targets) {
      if (path === target) return given;
      if (isWithin(target, path))
        return given === '.' ? path.slice(target.length + 1) : `${given.replace(/\/+$/, '')}${path.slice(target === '/' ? 0 : target.length)}`;
    }
    return isWithin(workingDirectory, path) ? path.slice(workingDirectory.length + 1) : path;
  };
}
