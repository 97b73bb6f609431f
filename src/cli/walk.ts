/**
 * Lists the files under a folder, in the order of their paths' bytes, in batches, so that work on the first starts while the last are still being
 * looked for. It opens no file: what cannot be read, is no text or is too large is the reader's to say.
 *
 * Links to folders are not followed, save `root` itself, so loops cannot catch it; what they lead to is listed where it is, or else a note says that
 * it lies elsewhere. A link to a file is listed if nothing else will list that file, and only once.
 */
import { type Dirent, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import type { Problem } from '../base/problem.ts';
import { reasonOf } from './failure.ts';

export interface WalkOptions {
  /** Which files, by the ends of their names: `['.c', '.h']`. */
  readonly endings: readonly string[];
  /** Files in a batch; the last one, and those that bring a problem, may be smaller. */
  readonly batch: number;
  /** How the user knows a path, for messages. */
  readonly shown: (path: string) => string;
}

/** What was left out of the list, with the reason in one sentence; a note where nothing is wrong. */
export interface WalkProblem extends Problem {
  /** Absolute. */
  readonly path: string;
}

export interface WalkBatch {
  /** Absolute paths, in order. */
  readonly files: readonly string[];
  readonly problems: readonly WalkProblem[];
}

/** A folder whose entries are being handed out. */
interface Level {
  /** The folder's path with a slash at the end. */
  readonly prefix: string;
  /** Names in order, those of folders with a slash at the end: so sorted, they give whole paths in order. */
  readonly names: readonly string[];
  /** Those names that are links. */
  readonly links: ReadonlySet<string>;
  next: number;
}

/** Folders of version control, which hold copies of the sources at most. */
const SKIPPED = new Set(['.git']);
/** UTF-16 code units that do not sort as their UTF-8 bytes do, lone or in pairs. */
const UNLIKE_BYTES = /[\ud800-\uffff]/;
/** What Node puts where a name is not UTF-8. */
const REPLACED = '\ufffd';

/** `root` is absolute. A missing or unreadable root gives one batch with one problem; an empty one gives none. */
export function* walk(root: string, { endings, batch, shown }: WalkOptions): Generator<WalkBatch, undefined> {
  let files: string[] = [];
  let problems: WalkProblem[] = [];
  const judge = createLinkJudge(root, endings);
  const leave = (path: string, sentence: string, severity: Problem['severity'] = 'warning'): void => {
    problems.push({ severity, message: sentence, file: shown(path), path });
  };
  const open = (prefix: string): Level => {
    const path = prefix.length > 1 ? prefix.slice(0, -1) : prefix;
    try {
      return readLevel(prefix, readdirSync(path, { withFileTypes: true }), endings);
    } catch (error) {
      leave(path, `cannot read the folder ${shown(path)} (${reasonOf(error)}); it was left out`);
      return { prefix, names: [], links: new Set(), next: 0 };
    }
  };
  const takeLink = (path: string): void => {
    try {
      const verdict = judge(path);
      if (verdict.kind === 'list') files.push(path);
      else if (verdict.kind === 'elsewhere') {
        leave(path, `${shown(path)} is a link to the folder ${verdict.folder}, which was not followed; name that folder to include it`, 'note');
      }
    } catch (error) {
      if (hasEnding(path, endings)) leave(path, `cannot read ${shown(path)} (${reasonOf(error)}); it was left out`);
    }
  };

  const levels = [open(root.endsWith('/') ? root : `${root}/`)];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const name = level.names[level.next++];
    const path = level.prefix + (name ?? '');
    if (name === undefined) levels.pop();
    else if (name.includes(REPLACED) && lstatSync(path, { throwIfNoEntry: false }) === undefined) {
      const plain = path.replace(/\/$/, '');
      leave(plain, `cannot read ${shown(plain)} (its name is not UTF-8); it was left out, so rename it to include it`);
    } else if (name.endsWith('/')) levels.push(open(path));
    else if (level.links.has(name)) takeLink(path);
    else files.push(path);
    if (files.length >= batch || problems.length > 0) {
      yield { files, problems };
      files = [];
      problems = [];
    }
  }
  if (files.length > 0) yield { files, problems };
  return undefined;
}

const hasEnding = (name: string, endings: readonly string[]): boolean => endings.some((ending) => name.endsWith(ending));

function readLevel(prefix: string, entries: readonly Dirent[], endings: readonly string[]): Level {
  const names: string[] = [];
  const links = new Set<string>();
  let unlikeBytes = false;
  for (const entry of entries) {
    const { name } = entry;
    if (entry.isDirectory()) {
      if (SKIPPED.has(name)) continue;
      names.push(`${name}/`);
    } else if (entry.isFile()) {
      if (!hasEnding(name, endings)) continue;
      names.push(name);
    } else if (entry.isSymbolicLink()) {
      names.push(name);
      links.add(name);
    } else continue;
    unlikeBytes ||= UNLIKE_BYTES.test(name);
  }
  return { prefix, names: unlikeBytes ? names.sort(compareBytes) : names.sort(compareUnits), links, next: 0 };
}

const compareUnits = (a: string, b: string): number => (a < b ? -1 : 1);
const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** What a link means: a file that nothing else lists, a folder outside of the root, or nothing to the walk. */
type Verdict = { readonly kind: 'list' | 'skip' } | { readonly kind: 'elsewhere'; readonly folder: string };

/** Links are few, so they alone pay for finding out what they mean. The judge remembers what it listed; it throws as stat does. */
function createLinkJudge(root: string, endings: readonly string[]): (path: string) => Verdict {
  const listed = new Set<string>();
  let realRoot: string | undefined;
  /** The rest of a real path that lies in the root, with a slash in front, and empty for the root itself. */
  const insideRoot = (real: string): string | undefined => {
    realRoot ??= realpathSync(root).replace(/\/$/, '');
    return `${real}/`.startsWith(`${realRoot}/`) ? real.slice(realRoot.length) : undefined;
  };
  return (path) => {
    const target = statSync(path);
    const real = realpathSync(path);
    const inside = insideRoot(real);
    if (target.isDirectory()) return inside === undefined ? { kind: 'elsewhere', folder: real } : { kind: 'skip' };
    if (!target.isFile() || !hasEnding(path, endings) || listed.has(real)) return { kind: 'skip' };
    const listsItself = inside !== undefined && hasEnding(inside, endings) && !inside.split('/').some((part) => SKIPPED.has(part));
    if (listsItself) return { kind: 'skip' };
    listed.add(real);
    return { kind: 'list' };
  };
}
