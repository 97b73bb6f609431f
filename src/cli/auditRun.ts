/** Searches the files of the command line's paths, and looks into those that may hold something, and into others on their behalf. */
import { fileFilter, relativeTo, type Settings } from '../engine/index.ts';
import { CollectedNames, type Outcome, pathOf, type Round, type Settled, settle, type Task, treeOf } from '../wrappers/index.ts';
import { addResult, type BatchResult, createSearchJob, emptyResult, type Mutable } from './auditJob.ts';
import { lookIn } from './auditThreads.ts';
import { Crew, type CrewOptions, share } from './crew.ts';
import { createDiskReader, createOverlayReader } from './diskReader.ts';
import { createLookJob, type Looked } from './lookJob.ts';
import type { Progress } from './progress.ts';
import { searchFiles } from './searchRun.ts';
import { isInShard } from './shard.ts';
import { createPathShower, isWholeTree } from './sourceRoot.ts';
import { listSurroundings } from './surroundings.ts';
import { type ListedBatch, listTargets } from './targetFiles.ts';

export interface AuditRun extends CrewOptions {
  readonly progress: Progress;
}

/** A text that counts instead of a file. */
export interface GivenText {
  readonly tree: number;
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface AuditOutcome {
  readonly result: BatchResult;
  readonly settled: Settled<BatchResult> | undefined;
  /** Files in which something was found, with the number of their tree. */
  readonly withFindings: readonly { readonly path: string; readonly tree: number }[];
}

/** The sum of all results, in no particular order. Stops early, with what there is, when cancelled. */
export async function auditTargets(run: AuditRun, given?: GivenText): Promise<AuditOutcome> {
  const crew = new Crew(run);
  try {
    const sum = given ? searchText(run, given) : await searchFiles(crew, listed(run), run.progress);
    const audited = sum.names.flatMap(({ paths }) => paths);
    if (run.cancel.cancelled || audited.length === 0) return { result: withoutSearch(sum), settled: undefined, withFindings: [] };
    const isAudited = new Set(audited);
    const texts = new Map(given ? [[given.path, given.bytes]] : []);
    const { placement, indexes } = run.setup;
    const around = !run.setup.names
      ? emptyResult()
      : await searchFiles(
          crew,
          listSurroundings({
            placement,
            isAudited: (path) => isAudited.has(path),
            hits: sum.hits.filter(({ tree }) => indexes[tree] === undefined && !isWholeTree(placement, tree)),
            reader: createOverlayReader(createDiskReader(), texts),
            inParts: run.setup.shard !== undefined || leavesOut(run.setup.settings),
            isIndexed: (tree) => indexes[tree] !== undefined,
          }),
          run.progress,
        );
    const names = new CollectedNames([...sum.names, ...around.names]);
    const numbersOf = (paths: readonly string[]): number[] => paths.flatMap((path) => names.numberOf(path) ?? []);
    const hits = [...sum.hits, ...around.hits].map(({ path }) => path);
    const bytes = new Map([...sum.hits, ...around.hits].map((hit) => [names.numberOf(hit.path) ?? -1, hit.bytes]));
    const looks = new Looks(crew, names, bytes, texts, run.progress);
    const settled = await settle<BatchResult>({
      names,
      audited: numbersOf(audited),
      hits: numbersOf(hits).sort((a, b) => a - b),
      trees: run.setup.trees.length,
      known: indexes.flatMap((index) => index?.offers.map(({ name }) => name) ?? []),
      run: (round, tasks) => looks.run(round, tasks),
      cancelled: () => run.cancel.cancelled,
    });
    const result = withoutSearch(sum);
    for (const report of settled.reports.values()) addResult(result, report);
    const withFindings = [...settled.reports].flatMap(([file, report]) =>
      report.findings.length === 0 ? [] : [{ path: pathOf(names.files, file), tree: treeOf(names.files, file) }],
    );
    return { result, settled, withFindings };
  } finally {
    await crew.close();
  }
}

/** Files of a folder that is audited may not be. */
const leavesOut = ({ include, exclude }: Settings): boolean => include.length > 0 || exclude.length > 0;

/** What other parts of the run report on is only counted. */
function* listed({ setup }: AuditRun): Generator<ListedBatch, undefined> {
  const { placement, shard } = setup;
  const shown = createPathShower(placement, setup.workingDirectory);
  const isOurs = (path: string): boolean => isInShard(relativeTo(placement.sourceRoot, path), shard);
  for (const { tree, files, problems } of listTargets(placement, { isWanted: fileFilter(setup.settings), shown })) {
    const ours = files.filter(isOurs);
    yield { tree, files: ours, elsewhere: files.length - ours.length, problems: problems.filter(({ path }) => isOurs(path)) };
  }
  return undefined;
}

function searchText({ setup }: AuditRun, { tree, path, bytes }: GivenText): BatchResult {
  return createSearchJob(setup).runText(tree, path, bytes);
}

/** Names and hits have served. */
const withoutSearch = (sum: BatchResult): Mutable<BatchResult> => {
  const out = emptyResult();
  addResult(out, { ...sum, names: [], hits: [] });
  return out;
};

/** At most so many files go to another thread in one piece, and no more than leaves several for each. */
const MOST_AT_ONCE = 4;
const SHARES = 8;

class Looks {
  readonly #crew: Crew;
  readonly #names: CollectedNames;
  readonly #bytes: ReadonlyMap<number, number>;
  readonly #texts: ReadonlyMap<string, Uint8Array>;
  readonly #progress: Progress;
  #job: ReturnType<typeof createLookJob> | undefined;

  constructor(crew: Crew, names: CollectedNames, bytes: ReadonlyMap<number, number>, texts: ReadonlyMap<string, Uint8Array>, progress: Progress) {
    this.#crew = crew;
    this.#names = names;
    this.#bytes = bytes;
    this.#texts = texts;
    this.#progress = progress;
  }

  async run(round: Round, tasks: readonly Task[]): Promise<readonly Outcome<BatchResult>[]> {
    const crew = this.#crew;
    const { files, definers } = this.#names;
    this.#job ??= createLookJob(crew.setup, crew.parser);
    const job = this.#job;
    const news = { files, definers, round, texts: this.#texts };
    job.begin(news);
    crew.tell(news);
    this.#progress.begin('files looked into');
    // Large files first, so that all threads end together.
    const size = (task: Task): number => this.#bytes.get(task.file) ?? 0;
    const queue = [...tasks].sort((a, b) => size(b) - size(a) || a.file - b.file);
    const out: Looked[] = [];
    const done = (looked: readonly Looked[]): void => {
      out.push(...looked);
      this.#progress.update(out.length, tasks.length);
    };
    await share<readonly Task[], readonly Looked[]>({
      crew,
      complete: () => queue.length === 0,
      take: () => (queue.length === 0 ? undefined : queue.splice(0, 1)),
      takeAway: () => {
        const some = Math.min(MOST_AT_ONCE, Math.ceil(queue.length / (crew.jobs * SHARES)));
        return queue.length === 0 ? undefined : queue.splice(0, some);
      },
      here: async (some) => {
        for (const task of some) done([await job.look(task)]);
      },
      away: (some) => lookIn(crew.threads(), some, (file) => pathOf(files, file), crew.setup),
      done,
    });
    return out;
  }
}
