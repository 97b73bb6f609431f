/**
 * Audits batches of files: what worker threads and the main thread do. The engine is made when the first file holds a word that matters, since most
 * files hold none.
 */
import { decodeSource, type SourceText } from '../base/encoding.ts';
import type { FileReader } from '../base/fileReader.ts';
import type { Problem } from '../base/problem.ts';
import { createEngine, type Engine, joinPath, relativeTo, type Settings, type TreeFacts } from '../engine/index.ts';
import type { FileReport } from '../protocol/finding.ts';
import {
  type CountedFunction,
  type LocatedAllowed,
  type LocatedFinding,
  type LocatedHandOver,
  type LocatedText,
  locateAllowed,
  locatedText,
  locateFindings,
  locateFunctions,
  locateHandOvers,
} from '../report/index.ts';
import { createScanner, type ScannerModule, type WordTables } from '../scan/index.ts';
import { type CParser, createParser } from '../syntax/index.ts';
import { readBundled } from './bundled.ts';
import { createDiskReader } from './diskReader.ts';
import { createFileScan, describeUnreadable, type Unreadable } from './readSource.ts';
import type { Shard } from './shard.ts';
import { createPathShower, type Placement } from './sourceRoot.ts';
import { createNameSearch } from './takenNames.ts';

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
  /** Off: files are only searched for the words, and `hits` is the answer. */
  readonly analyse: boolean;
  /** Parse every tracked function, to count them. */
  readonly stats: boolean;
  readonly fixes: boolean;
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
  /** Files that hold one of the words, with their tree; empty where they were analysed. */
  readonly hits: readonly { readonly path: string; readonly tree: number }[];
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

export interface AuditJob {
  /** `pause` is awaited after each file that was analysed, with the number of files done; false ends the batch there. */
  run(batch: Batch, pause?: (done: number) => Promise<boolean>): Promise<BatchResult>;
  /** One text that stands in no file, or not yet. */
  runText(tree: number, path: string, bytes: Uint8Array): Promise<BatchResult>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

export const emptyResult = (): Mutable<BatchResult> => ({
  files: 0,
  elsewhere: 0,
  bytes: 0,
  hits: [],
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

/** `parser` is not needed where `setup.analyse` is off. */
export function createAuditJob(setup: AuditSetup, parser: Promise<CParser> | undefined): AuditJob {
  const { trees } = setup;
  const { sourceRoot } = setup.placement;
  const shown = createPathShower(setup.placement, setup.workingDirectory);
  const reader = createDiskReader();
  const scan = createFileScan(createScanner(setup.scanner, setup.words));
  const engines: (Engine | undefined)[] = [];
  const others = createTextCache(reader, sourceRoot);

  const engineOf = async (tree: number): Promise<Engine> => {
    const made = engines[tree];
    if (made) return made;
    const facts = trees[tree];
    if (facts === undefined) throw new RangeError(`there is no tree number ${tree}`);
    if (parser === undefined) throw new TypeError('this job was made to search, not to analyse');
    const engine = createEngine({
      reader,
      parser: await parser,
      tree: facts,
      sourceRoot,
      settings: setup.settings,
      // What any file may include; `fix`, which changes the header, looks at the whole tree.
      ...(setup.checkNames ? { nameTaken: createNameSearch({ root: facts.root, folder: 'include', scanner: setup.scanner }) } : {}),
    });
    engines[tree] = engine;
    return engine;
  };

  const analyse = async (tree: number, path: string, bytes: Uint8Array, sum: Mutable<BatchResult>): Promise<void> => {
    try {
      const engine = await engineOf(tree);
      const source = decodeSource(bytes);
      const report = engine.report(engine.open(path, source, bytes.length), { stats: setup.stats, fixes: setup.fixes });
      collect(report, source, sum);
    } catch (error) {
      sum.failed.push(failedFile(setup, path, failureText(error)));
    }
  };

  const collect = (report: FileReport, source: SourceText, sum: Mutable<BatchResult>): void => {
    const own = locatedText(source.text);
    const textOf = (file: string): LocatedText | undefined => (file === report.file ? own : others(file));
    sum.findings.push(...locateFindings(report, textOf, { context: setup.context }));
    sum.allowed.push(...locateAllowed(report, textOf, { context: setup.context }));
    sum.trackedFunctions += report.stats.trackedFunctions;
    sum.functionsWithSyntaxErrors.push(...locateFunctions(report, 'functionsWithSyntaxErrors', own.lines));
    sum.incompleteFunctions.push(...locateFunctions(report, 'incompleteFunctions', own.lines));
    sum.acquiringFunctions += report.stats.acquiringFunctions;
    sum.handedOver.push(...locateHandOvers(report, own.lines));
    sum.problems.push(...report.problems);
  };

  return {
    async run(batch, pause) {
      const sum = emptyResult();
      for (const [index, path] of batch.files.entries()) {
        const scanned = scan(path);
        if (!scanned.ok) {
          const file = relativeTo(sourceRoot, path);
          sum.unread.push({
            path,
            kind: scanned.error.kind,
            problem: { severity: 'warning', file, message: describeUnreadable(shown(path), scanned.error) },
          });
          continue;
        }
        sum.files++;
        sum.bytes += scanned.value.bytes;
        if (scanned.value.content === undefined) continue;
        if (setup.analyse) await analyse(batch.tree, path, scanned.value.content, sum);
        else sum.hits.push({ path, tree: batch.tree });
        if (pause !== undefined && !(await pause(index + 1))) break;
      }
      return sum;
    },
    async runText(tree, path, bytes) {
      const sum = emptyResult();
      sum.files = 1;
      sum.bytes = bytes.length;
      await analyse(tree, path, bytes, sum);
      return sum;
    },
  };
}

/** The texts of other files that a report names, each read once. */
function createTextCache(reader: FileReader, sourceRoot: string): (file: string) => LocatedText | undefined {
  const texts = new Map<string, LocatedText | undefined>();
  return (file) => {
    if (!texts.has(file)) {
      const bytes = reader.read(file.startsWith('/') ? file : joinPath(sourceRoot, file));
      texts.set(file, bytes === undefined ? undefined : locatedText(decodeSource(bytes).text));
    }
    return texts.get(file);
  };
}

/** The first line of what was thrown, and where: all that a report of a defect needs to begin with. */
function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const at = /^\s+at (.*)$/m.exec(error.stack ?? '')?.[1];
  return `${error.name}: ${error.message.split('\n')[0]}${at === undefined ? '' : ` at ${at}`}`;
}
