/** The files that the paths of the command line mean: folders are walked, named files taken as they are, each file once. */
import { readdirSync, statSync } from 'node:fs';
import { relativeTo } from '../engine/index.ts';
import type { Batch } from './auditJob.ts';
import { reasonOf } from './failure.ts';
import type { Placement } from './sourceRoot.ts';

export interface Listener {
  /** So many files were handed out. */
  listed(files: number): void;
  /** A folder or file inside a path could not be looked at. */
  left(path: string, message: string): void;
  /** A file that was named is none of ours. */
  skipped(path: string, message: string): void;
}

const BATCH = 64;
const isC = (name: string): boolean => name.endsWith('.c') || name.endsWith('.h');

export function* listTargets(placement: Placement, isWanted: (file: string) => boolean, listener: Listener): Generator<Batch, undefined> {
  const { sourceRoot, targets } = placement;
  const seen = targets.length > 1 ? new Set<string>() : undefined;
  const admit = (path: string): boolean => {
    if (!isWanted(relativeTo(sourceRoot, path)) || seen?.has(path) === true) return false;
    seen?.add(path);
    return true;
  };
  for (const target of targets) {
    let files: string[] = [];
    if (!target.isFolder) {
      if (!isC(target.path))
        listener.skipped(
          target.path,
          `${target.given} is neither a .c nor a .h file; it was left out (gupscope audit - --stdin-filename ${target.given} takes it)`,
        );
      else if (admit(target.path)) files.push(target.path);
    }
    const folders = target.isFolder ? [target.path] : [];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      let entries;
      try {
        entries = readdirSync(folder, { withFileTypes: true });
      } catch (error) {
        listener.left(folder, `cannot read the folder ${relativeTo(sourceRoot, folder)} (${reasonOf(error)}); it was left out`);
        continue;
      }
      for (const entry of entries) {
        const path = `${folder}/${entry.name}`;
        if (entry.isDirectory()) folders.push(path);
        else if (
          isC(entry.name) &&
          (entry.isFile() || (entry.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isFile() === true)) &&
          admit(path)
        )
          files.push(path);
        if (files.length === BATCH) {
          listener.listed(files.length);
          yield { tree: target.tree, files };
          files = [];
        }
      }
    }
    if (files.length > 0) {
      listener.listed(files.length);
      yield { tree: target.tree, files };
    }
  }
  return undefined;
}
