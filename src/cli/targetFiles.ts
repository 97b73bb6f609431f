/** The files that the paths of the command line mean: folders are walked, named files taken as they are, each file once. */
import type { Problem } from '../base/problem.ts';
import { relativeTo } from '../engine/index.ts';
import type { Batch } from './auditJob.ts';
import type { Placement } from './sourceRoot.ts';
import { walk } from './walk.ts';

export interface ListedBatch extends Batch {
  /** What was left out on the way to these files; a note where nothing is wrong. */
  readonly problems: readonly { readonly path: string; readonly problem: Problem }[];
  /** Files beside these that other parts of the run report on; absent where it has no parts. */
  readonly elsewhere?: number;
}

export interface ListOptions {
  /** Which files, named relative to the source root, are wanted. */
  readonly isWanted: (file: string) => boolean;
  /** How the user knows a path. */
  readonly shown: (path: string) => string;
}

/** Of what the engine understands. */
export const ENDINGS: readonly string[] = ['.c', '.h'];
/** Enough work for a message between threads to cost nothing beside it, little enough for all threads to end together. */
const BATCH = 64;

/** In the order of the targets, then of paths. */
export function* listTargets(placement: Placement, { isWanted, shown }: ListOptions): Generator<ListedBatch, undefined> {
  const { sourceRoot, targets } = placement;
  // One target meets no file twice.
  const seen = targets.length > 1 ? new Set<string>() : undefined;
  const admit = (path: string): boolean => {
    if (seen?.has(path) === true || !isWanted(relativeTo(sourceRoot, path))) return false;
    seen?.add(path);
    return true;
  };
  const placed = ({ path, severity, message }: Problem & { readonly path: string }): ListedBatch['problems'][number] => ({
    path,
    problem: { severity, message, file: relativeTo(sourceRoot, path) },
  });
  for (const { tree, path, isFolder, given } of targets) {
    if (isFolder) {
      for (const { files, problems } of walk(path, { endings: ENDINGS, batch: BATCH, shown })) {
        yield { tree, files: files.filter(admit), problems: problems.map(placed) };
      }
    } else if (ENDINGS.some((ending) => path.endsWith(ending))) yield { tree, files: [path].filter(admit), problems: [] };
    else {
      const message = `${given} is neither a .c nor a .h file; it was left out (gupscope audit - --stdin-filename ${given} reads it from standard input)`;
      yield { tree, files: [], problems: [placed({ path, severity: 'note', message })] };
    }
  }
  return undefined;
}
