/** Looks into the files that the search found: one engine a tree, made when the first file of it comes. */
import { posix } from 'node:path';
import { decodeSource } from '../base/encoding.ts';
import type { FileReader } from '../base/fileReader.ts';
import { stableHash } from '../base/hash.ts';
import { contentName, createPast, openStore } from '../cache/index.ts';
import { createEngine, type Engine, joinPath, relativeTo } from '../engine/index.ts';
import type { FileReport } from '../protocol/finding.ts';
import { type LocatedText, locateAllowed, locatedText, locateFindings, locateFunctions, locateHandOvers } from '../report/index.ts';
import type { CParser } from '../syntax/index.ts';
import {
  Answers,
  auditFile,
  type DefinerTable,
  type FileTable,
  fileCount,
  IndexedTree,
  lookUp,
  noPast,
  type Outcome,
  pathOf,
  type Round,
  type Task,
  treeOf,
  treeScope,
  type Workplace,
} from '../wrappers/index.ts';
import { type AuditSetup, type BatchResult, emptyResult, failedFile, type Mutable } from './auditJob.ts';
import { createDiskReader, createOverlayReader } from './diskReader.ts';
import { describeUnreadable, readSource } from './readSource.ts';
import { loadSimulation } from './simulation.ts';
import { createPathShower } from './sourceRoot.ts';
import { createNameSearch } from './takenNames.ts';

/** What is known when a round begins; plain data. */
export interface News {
  readonly files: FileTable;
  readonly definers: DefinerTable;
  readonly round: Round;
  /** Texts that count instead of what is on disk. */
  readonly texts: ReadonlyMap<string, Uint8Array>;
}

export type Looked = Outcome<BatchResult>;

export interface LookJob {
  begin(news: News): void;
  look(task: Task): Promise<Looked>;
}

export function createLookJob(setup: AuditSetup, parser: Promise<CParser>): LookJob {
  const { trees } = setup;
  const { sourceRoot } = setup.placement;
  const shown = createPathShower(setup.placement, setup.workingDirectory);
  const places: ({ readonly engine: Engine; readonly answers: Answers; readonly root: string } | undefined)[] = [];
  let news: News | undefined;
  let reader: FileReader = createDiskReader();
  let textOf = createTextCache(reader, sourceRoot);

  const sort = stableHash(JSON.stringify([setup.settings, setup.stats, setup.fixes, setup.checkNames, placedRoots(setup)]));

  const told = (): News => {
    if (news === undefined) throw new Error('a look came before its round');
    return news;
  };
  const read = (path: string): ReturnType<typeof readSource> => {
    const text = told().texts.get(path);
    return text === undefined ? readSource(path) : { ok: true, value: text };
  };
  const placeOf = async (tree: number): Promise<NonNullable<(typeof places)[number]>> => {
    const known = places[tree];
    if (known) return known;
    const facts = trees[tree];
    if (facts === undefined) throw new RangeError(`there is no tree number ${tree}`);
    const engine = createEngine({
      reader,
      parser: await parser,
      tree: facts,
      sourceRoot,
      settings: setup.settings,
      recordsGrounds: setup.cache !== undefined,
      // What any file may include; `fix`, which changes the header, looks at the whole tree.
      ...(setup.checkNames ? { nameTaken: createNameSearch({ root: facts.root, folder: 'include', scanner: setup.scanner }) } : {}),
    });
    const root = facts.root ?? sourceRoot;
    const { files, definers, round } = told();
    const index = indexOf(tree, root);
    const answers = new Answers({
      engine,
      tree,
      root,
      files,
      definers,
      read: (path) => {
        const bytes = read(path);
        return bytes.ok ? bytes.value : undefined;
      },
      ...(index === undefined ? {} : { index }),
      past: setup.cache === undefined ? noPast : createPast({ store: openStore(setup.cache), reader, scope: treeScope(facts) }),
    });
    answers.begin(round.offers[tree] ?? []);
    const place = { engine, answers, root };
    places[tree] = place;
    return place;
  };

  /** Files of this run speak for themselves. */
  const indexOf = (tree: number, root: string): IndexedTree | undefined => {
    const index = setup.indexes[tree];
    if (index === undefined) return undefined;
    const { files } = told();
    const ours = new Set(Array.from({ length: fileCount(files) }, (_, file) => relativeTo(root, pathOf(files, file))));
    return new IndexedTree(index, (file) => {
      if (ours.has(file)) return false;
      const bytes = reader.read(joinPath(root, file));
      return bytes !== undefined && contentName(bytes) === index.contents[file];
    });
  };

  const collect = (report: FileReport, bytes: Uint8Array, sum: Mutable<BatchResult>): void => {
    // Most files have nothing to be told of, and need no lines.
    let own: LocatedText | undefined;
    const ownText = (): LocatedText => (own ??= locatedText(decodeSource(bytes).text));
    const { stats } = report;
    const inFile = (file: string): LocatedText | undefined => (file === report.file ? ownText() : textOf(file));
    if (report.findings.length > 0) sum.findings.push(...locateFindings(report, inFile, { context: setup.context }));
    if (report.allowed.length > 0) sum.allowed.push(...locateAllowed(report, inFile, { context: setup.context }));
    sum.trackedFunctions += stats.trackedFunctions;
    if (stats.functionsWithSyntaxErrors.length > 0)
      sum.functionsWithSyntaxErrors.push(...locateFunctions(report, 'functionsWithSyntaxErrors', ownText().lines));
    if (stats.incompleteFunctions.length > 0) sum.incompleteFunctions.push(...locateFunctions(report, 'incompleteFunctions', ownText().lines));
    sum.acquiringFunctions += stats.acquiringFunctions;
    if (stats.handedOver.length > 0) sum.handedOver.push(...locateHandOvers(report, ownText().lines));
    sum.problems.push(...report.problems);
  };

  /** The findings as the simulation leaves them; one that cannot be searched stays as it is. */
  const replayedReport = (report: FileReport, { engine, answers, path, bytes }: Workplace): FileReport => {
    if (report.findings.length === 0) return report;
    const { withReplay } = loadSimulation();
    const file = answers.open(answers.asker(path), bytes);
    const { lines } = locatedText(decodeSource(bytes).text);
    const source = { version: engine.tree.version, lines, pathsAt: (offset: number) => engine.pathsAt(file, offset) };
    return { ...report, findings: report.findings.map((finding) => (finding.file === report.file ? withReplay(finding, source) : finding)) };
  };

  return {
    begin(next) {
      if (next.texts.size > 0 && news === undefined) {
        reader = createOverlayReader(reader, next.texts);
        textOf = createTextCache(reader, sourceRoot);
      }
      news = next;
      for (const [tree, place] of places.entries()) place?.answers.begin(next.round.offers[tree] ?? []);
    },
    async look(task) {
      const { files } = told();
      const path = pathOf(files, task.file);
      const sum = emptyResult();
      const nothing: Looked = { file: task.file, report: sum, offers: [], asked: new Uint32Array(), told: [], remembered: false };
      const bytes = read(path);
      if (!bytes.ok) {
        const problem = { severity: 'warning' as const, file: relativeTo(sourceRoot, path), message: describeUnreadable(shown(path), bytes.error) };
        sum.unread.push({ path, kind: bytes.error.kind, problem });
        return nothing;
      }
      try {
        const place = { ...(await placeOf(treeOf(files, task.file))), path, bytes: bytes.value };
        if (task.names) return lookUp(place, task);
        const { report, ...outcome } = auditFile(place, { stats: setup.stats, fixes: setup.fixes, sort });
        collect(setup.replay ? replayedReport(report, place) : report, bytes.value, sum);
        return { file: task.file, report: sum, ...outcome };
      } catch (error) {
        // Nobody asked to hear of a file around the audited ones.
        if (task.names) return { file: task.file, offers: [], asked: new Uint32Array(), told: [], remembered: false };
        sum.failed.push(failedFile(setup, path, failureText(error)));
        return nothing;
      }
    },
  };
}

/** How files are named in reports of each tree. */
const placedRoots = ({ placement: { sourceRoot }, trees }: AuditSetup): readonly string[] =>
  trees.map(({ root }) => posix.relative(sourceRoot, root ?? sourceRoot));

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
