/** Searches batches of files for the words that matter, which most hold none of: what worker threads and the main thread do first. */
import type { Problem } from '../base/problem.ts';
import type { StoreOptions } from '../cache/index.ts';
import { relativeTo, type Settings, type TreeFacts } from '../engine/index.ts';
import type { CountedFunction, LocatedAllowed, LocatedFinding, LocatedHandOver } from '../report/index.ts';
import { createScanner, type NameHashes, type ScannerModule, type WordTables } from '../scan/index.ts';
import { type CParser, createParser } from '../syntax/index.ts';
import { NamesGatherer, type NamesMet, type TreeIndex } from '../wrappers/index.ts';
import { readBundled } from './bundled.ts';
import { createFileScan, describeUnreadable, type Unreadable } from './readSource.ts';
import type { Shard } from './shard.ts';
import { createPathShower, type Placement } from './sourceRoot.ts';

/** Everything that a thread has to know; plain data. */
export interface AuditSetup {
  readonly scanner: ScannerModule;
  /** The words for which a file is opened. */
  readonly words: WordTables;
  readonly placement: Placement;
  /** In the order of `placement.treeRoots`. */
  readonly trees: readonly TreeFacts[];
  /** Absolute; messages name files as they are seen from there. */
  readonly workingDirectory: string;
  readonly settings: Settings;
  /** Only files of this part are reported on. */
  readonly shard: Shard | undefined;
  /** Where outcomes are kept for later runs, and what they are kept under; undefined: nowhere. */
  readonly cache: StoreOptions | undefined;
  /** What was found out about functions of each tree before; undefined where nothing was, or where the whole tree is looked at now. */
  readonly indexes: readonly (TreeIndex | undefined)[];
  /** Gather the names that each file calls and defines, too. */
  readonly names: boolean;
  /** Parse every tracked function, to count them. */
  readonly stats: boolean;
  readonly fixes: boolean;
  /** Search what follows from each finding. */
  readonly replay: boolean;
  /** Offer to introduce a helper only under a name that the tree's headers do not use: wanted where edits are handed on. */
  readonly checkNames: boolean;
  /** Lines of source above and below a finding; undefined: no excerpts. */
  readonly context: number | undefined;
}

export interface Batch {
  /** Index into `AuditSetup.trees`. */
  readonly tree: number;
  /** Absolute paths of regular files. */
  readonly files: readonly string[];
}

export interface BatchResult {
  /** Files that were read. */
  readonly files: number;
  /** Files that other parts of the run report on. */
  readonly elsewhere: number;
  readonly bytes: number;
  /** Files that hold one of the words, with their tree and size. */
  readonly hits: readonly { readonly path: string; readonly tree: number; readonly bytes: number }[];
  /** Of every file that was read; where none are gathered, of those that hold one of the words. */
  readonly names: readonly NamesMet[];
  readonly findings: readonly LocatedFinding[];
  /** Beside `findings`, not among them. */
  readonly allowed: readonly LocatedAllowed[];
  readonly trackedFunctions: number;
  readonly functionsWithSyntaxErrors: readonly CountedFunction[];
  readonly incompleteFunctions: readonly CountedFunction[];
  readonly acquiringFunctions: number;
  readonly handedOver: readonly LocatedHandOver[];
  /** Said by the analysis of a file that was read. */
  readonly problems: readonly Problem[];
  /** Files that were not analysed, with the sentence that says so. */
  readonly unread: readonly { readonly path: string; readonly kind: Unreadable['kind']; readonly problem: Problem }[];
  /** Files in which the analysis threw. */
  readonly failed: readonly { readonly path: string; readonly problem: Problem }[];
}

export interface SearchJob {
  /** Reads the files and looks for the words. `pause` is called after each, with the number of files done; false ends the batch there. */
  run(batch: Batch, pause?: (done: number) => Promise<boolean>): Promise<BatchResult>;
  /** One text that stands in no file, or not yet. */
  runText(tree: number, path: string, bytes: Uint8Array): BatchResult;
}

export type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

export const emptyResult = (): Mutable<BatchResult> => ({
  files: 0,
  elsewhere: 0,
  bytes: 0,
  hits: [],
  names: [],
  findings: [],
  allowed: [],
  trackedFunctions: 0,
  functionsWithSyntaxErrors: [],
  incompleteFunctions: [],
  acquiringFunctions: 0,
  handedOver: [],
  problems: [],
  unread: [],
  failed: [],
});

/** Adds `part` to `sum`. */
export function addResult(sum: Mutable<BatchResult>, part: BatchResult): void {
  sum.files += part.files;
  sum.elsewhere += part.elsewhere;
  sum.bytes += part.bytes;
  sum.trackedFunctions += part.trackedFunctions;
  sum.hits.push(...part.hits);
  sum.names.push(...part.names);
  sum.findings.push(...part.findings);
  sum.allowed.push(...part.allowed);
  sum.functionsWithSyntaxErrors.push(...part.functionsWithSyntaxErrors);
  sum.incompleteFunctions.push(...part.incompleteFunctions);
  sum.acquiringFunctions += part.acquiringFunctions;
  sum.handedOver.push(...part.handedOver);
  sum.problems.push(...part.problems);
  sum.unread.push(...part.unread);
  sum.failed.push(...part.failed);
}

export function failedFile({ placement, workingDirectory }: AuditSetup, path: string, reason: string): BatchResult['failed'][number] {
  const message = `gupscope failed in ${createPathShower(placement, workingDirectory)(path)} (${reason}); please report it`;
  return { path, problem: { severity: 'error', file: relativeTo(placement.sourceRoot, path), message } };
}

/** Once a thread, and as early as can be: the engine of Node compiles it beside whatever the thread does meanwhile. */
export function loadParser(): Promise<CParser> {
  const parser = createParser({ runtime: readBundled('web-tree-sitter.wasm'), grammar: readBundled('tree-sitter-c.wasm') });
  // Whoever needs it hears of a failure; if nobody does, there is none.
  parser.catch(() => undefined);
  return parser;
}

const noNames: NameHashes = { called: new Uint32Array(), defined: new Uint32Array() };

/** How many files are read before others may have their turn. */
const FILES_AT_ONCE = 32;

export function createSearchJob(setup: AuditSetup): SearchJob {
  const { sourceRoot } = setup.placement;
  const shown = createPathShower(setup.placement, setup.workingDirectory);
  const scanner = createScanner(setup.scanner, setup.words);
  const scan = createFileScan(scanner);
  return {
    async run({ tree, files }, pause) {
      const sum = emptyResult();
      const gatherer = new NamesGatherer(tree);
      for (const [index, path] of files.entries()) {
        const scanned = scan(path);
        if (scanned.ok) {
          const { bytes, isHit } = scanned.value;
          sum.files++;
          sum.bytes += bytes;
          if (isHit) sum.hits.push({ path, tree, bytes });
          if (setup.names) gatherer.add(path, scanner.names(bytes));
          else if (isHit) gatherer.add(path, noNames);
        } else {
          const file = relativeTo(sourceRoot, path);
          const message = describeUnreadable(shown(path), scanned.error);
          sum.unread.push({ path, kind: scanned.error.kind, problem: { severity: 'warning', file, message } });
        }
        if (pause !== undefined && index % FILES_AT_ONCE === FILES_AT_ONCE - 1 && !(await pause(index + 1))) break;
      }
      sum.names.push(gatherer.finish());
      return sum;
    },
    runText(tree, path, bytes) {
      scanner.buffer(bytes.length).set(bytes);
      const gatherer = new NamesGatherer(tree);
      gatherer.add(path, scanner.names(bytes.length));
      return {
        ...emptyResult(),
        files: 1,
        bytes: bytes.length,
        hits: [{ path, tree, bytes: bytes.length }],
        names: [gatherer.finish()],
      };
    },
  };
}
