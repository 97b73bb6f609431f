/** The `audit` command, from its arguments to its exit status. */
import { resolve } from 'node:path';
import { isatty } from 'node:tty';
import { pathToFileURL } from 'node:url';
import picocolors from 'picocolors';
import { formatKernelVersion } from '../base/kernelVersion.ts';
import type { Problem } from '../base/problem.ts';
import type { Baseline, Settings, TreeFacts } from '../engine/index.ts';
import { trackedWords } from '../knowledge/index.ts';
import {
  type AuditReport,
  compareFindings,
  compareText,
  countLevels,
  type FailOn,
  formatGithub,
  formatGitlab,
  formatHtml,
  formatJson,
  formatSarif,
  formatTerminal,
  formatText,
  type RunOutcome,
  statsText,
  summaryLine,
  suppressedLine,
  type WrapperStats,
} from '../report/index.ts';
import { rules } from '../rules/index.ts';
import { compileScanner, prepareWords } from '../scan/index.ts';
import { describeOffer } from '../wrappers/index.ts';
import { type AuditSetup, loadParser } from './auditJob.ts';
import { type AuditOutcome, auditTargets } from './auditRun.ts';
import { hasManyFiles, startThreads } from './auditThreads.ts';
import { applyBaseline, createScope, loadBaseline } from './baseline.ts';
import { readBundled, toolVersion } from './bundled.ts';
import { cacheOf, indexesOf, keepIndexes } from './cache.ts';
import { compileLess } from './compileLess.ts';
import { createDiskReader } from './diskReader.ts';
import { exitStatus } from './exitStatus.ts';
import { Failure } from './failure.ts';
import { INTERRUPTED, watchInterrupt } from './interrupt.ts';
import { followsPages, lookAtPaths, resolveTree, selectRules, type Targets } from './options.ts';
import { say, writeData } from './output.ts';
import { createProgress } from './progress.ts';
import { describeUnreadable, isBinary, MAX_BYTES, type Unreadable } from './readSource.ts';
import { loadSettings, onlyRules } from './settingsFile.ts';
import type { Shard } from './shard.ts';
import { absoluteOf, createPathShower, openTrees, type Placement, placeTargets } from './sourceRoot.ts';
import { namesUnknownIn } from './unknownNames.ts';

export const formats = ['text', 'json', 'sarif', 'github', 'gitlab', 'html'] as const;
export type Format = (typeof formats)[number];

export interface AuditOptions {
  readonly stdinFilename?: string;
  readonly format: Format;
  readonly output?: string;
  readonly rule?: readonly string[];
  readonly failOn: FailOn;
  readonly strict?: boolean;
  readonly tree?: string;
  readonly kernelVersion?: string;
  readonly jobs: number;
  /** False for `--no-cache`. */
  readonly cache?: string | false;
  /** False for `--no-baseline`. */
  readonly baseline?: string | false;
  readonly omitSuppressed?: boolean;
  readonly shard?: Shard;
  readonly replay?: boolean;
  readonly stats?: boolean;
  readonly timings: boolean;
}

/** What a format needs of the analysis, beyond the findings. */
function needsOf(format: Format, toTerminal: boolean): Pick<AuditSetup, 'fixes' | 'checkNames' | 'context' | 'stats'> {
  const nothing = { fixes: false, checkNames: false, context: undefined, stats: false };
  switch (format) {
    case 'text':
      return toTerminal ? { ...nothing, fixes: true, context: 0 } : nothing;
    case 'json':
      return { ...nothing, fixes: true, checkNames: true };
    case 'sarif':
      return { ...nothing, fixes: true, checkNames: true, stats: true };
    case 'github':
    case 'gitlab':
      return nothing;
    case 'html':
      return { ...nothing, fixes: true, context: 2 };
    default:
      return format satisfies never;
  }
}

export async function audit(paths: readonly string[], options: AuditOptions): Promise<number> {
  const startedAt = new Date();
  const started = performance.now();
  const reader = createDiskReader();
  const allRules = rules.map((rule) => rule.info.id);
  const selected = selectRules(options.rule ?? [], allRules);
  const stdin = paths.includes('-') ? await readStdin(paths, options) : undefined;
  const targets: Targets = stdin ? { good: [stdin.target], bad: [] } : lookAtPaths(paths);
  for (const sentence of targets.bad) say(sentence);
  if (targets.good.length === 0) return 2;

  const isLong = hasManyFiles(targets.good);
  if (isLong) compileLess();
  const threads = options.jobs > 1 && isLong ? startThreads(options.jobs) : undefined;
  const parser = loadParser();
  const placement = placeTargets(targets.good, { reader, tree: options.tree === undefined ? undefined : resolveTree(options.tree) });
  const { sourceRoot } = placement;
  const settings = onlyRules(loadSettings(reader, sourceRoot), selected, allRules);
  const baseline = loadBaseline(options.baseline, { reader, settings, sourceRoot });
  const trees = openTrees(placement, reader, options.kernelVersion ?? settings.kernelVersion);
  const toTerminal = options.format === 'text' && options.output === undefined && isatty(1);
  const needs = needsOf(options.format, toTerminal);
  const stats = needs.stats || options.stats === true;
  const cache = cacheOf(options.cache);
  const setup: AuditSetup = {
    scanner: compileScanner(readBundled('scanner.wasm')),
    words: prepareWords([...new Set([...rules.flatMap((rule) => rule.words), ...(stats ? trackedWords() : [])])]),
    placement,
    trees,
    workingDirectory: process.cwd(),
    settings,
    shard: options.shard,
    cache,
    indexes: indexesOf(cache, placement, trees),
    names: followsPages(selected),
    ...needs,
    stats,
    replay: options.replay === true,
  };

  const progress = createProgress(process.stderr, 'files');
  const interrupt = watchInterrupt();
  let outcome: AuditOutcome;
  try {
    const given = stdin && { tree: 0, path: stdin.target.path, bytes: stdin.bytes };
    outcome = await auditTargets({ setup, parser, jobs: options.jobs, threads, progress, cancel: interrupt }, given);
  } finally {
    progress.clear();
    interrupt.release();
  }
  if (interrupt.cancelled) {
    say('interrupted; nothing was written');
    return INTERRUPTED;
  }
  const { settled, result } = outcome;
  // With some rules alone, or in one part of a run, less is known of functions.
  if (setup.cache !== undefined && settled !== undefined && options.rule === undefined && options.shard === undefined)
    keepIndexes(setup.cache, placement, trees, settled);
  return finish({
    result,
    settled,
    options,
    placement,
    trees,
    targets,
    settings,
    baseline,
    startedAt,
    elapsedMs: performance.now() - started,
    selected,
    toTerminal,
  });
}

interface Finished {
  readonly result: AuditOutcome['result'];
  readonly settled: AuditOutcome['settled'];
  readonly options: AuditOptions;
  readonly placement: Placement;
  readonly trees: readonly TreeFacts[];
  readonly targets: Targets;
  readonly settings: Settings;
  readonly baseline: Baseline | undefined;
  readonly startedAt: Date;
  readonly elapsedMs: number;
  readonly selected: readonly string[];
  readonly toTerminal: boolean;
}

/** Puts the report together, writes it, and says on stderr what is to be said. */
async function finish(finished: Finished): Promise<number> {
  const { result, settled, options, placement, trees, targets, settings, baseline, startedAt, elapsedMs, selected, toTerminal } = finished;
  const unread = new Set([...result.unread, ...result.failed].map(({ path }) => path));
  const { findings, suppressed, gone } = applyBaseline({
    findings: [...result.findings].sort(compareFindings),
    allowed: [...result.allowed].sort((a, b) => compareFindings(a.finding, b.finding)),
    baseline,
    reader: createDiskReader(),
    sourceRoot: placement.sourceRoot,
    wasAsked: createScope({ placement, settings, shard: options.shard }, unread),
  });
  const counts = countLevels(findings);
  const isNamed = (path: string): boolean => targets.good.some((t) => !t.isFolder && t.path === path);
  const outcome: RunOutcome = {
    failOn: options.failOn,
    strict: options.strict === true,
    missingPaths: targets.bad.length,
    unreadPaths: result.unread.filter((u) => isNamed(u.path) && u.kind !== 'binary').length,
    unreadInside: result.unread.filter((u) => !isNamed(u.path)).length,
    failures: result.failed.length,
  };
  const analysed = result.files + result.elsewhere;
  const exit = exitStatus({ ...outcome, counts, analysed });
  const byFile = (a: { readonly file?: string; readonly name?: string }, b: typeof a): number => compareText(a.file ?? '', b.file ?? '');
  const problems: Problem[] = [
    ...targets.bad.map((message): Problem => ({ severity: 'error', message })),
    ...dropRepeats(trees.flatMap((tree) => tree.problems)),
    ...[...result.unread, ...result.failed].map((u) => u.problem).sort(byFile),
    ...[...result.problems].sort(byFile),
  ];
  if (analysed === 0) {
    // What was guessed about the tree does not matter then.
    for (const { problem } of [...result.unread, ...result.failed]) say(problem.message);
    for (const problem of result.problems) say(problem.message);
    say(
      `nothing could be analysed: no .c or .h file under ${targets.good.map((t) => t.given).join(', ')} could be read; check the path, and include and exclude in .gupscope.json`,
    );
    return exit.code;
  }
  for (const problem of problems.slice(targets.bad.length)) say(problem.message);
  const report: AuditReport = {
    findings,
    suppressed,
    ...(baseline === undefined ? {} : { baseline: { name: baseline.name, gone } }),
    rules: rules.map((rule) => rule.info).filter((info) => selected.includes(info.id)),
    problems,
    stats: {
      files: result.files,
      bytes: result.bytes,
      trackedFunctions: result.trackedFunctions,
      functionsWithSyntaxErrors: [...result.functionsWithSyntaxErrors].sort((a, b) => byFile(a, b) || a.line - b.line),
      incompleteFunctions: [...result.incompleteFunctions].sort((a, b) => byFile(a, b) || a.line - b.line),
      acquiringFunctions: result.acquiringFunctions,
      handedOver: [...result.handedOver].sort((a, b) => byFile(a, b) || a.line - b.line),
    },
    sourceRootUri: pathToFileURL(placement.sourceRoot === '/' ? '/' : `${placement.sourceRoot}/`).href,
    kernelVersions: [...new Set(trees.map((tree) => formatKernelVersion(tree.version)))],
    toolVersion: toolVersion(),
    exit,
    outcome,
    ...(options.shard === undefined ? {} : { shard: options.shard }),
    ...(options.timings
      ? {
          timing: {
            startedAt: startedAt.toISOString(),
            endedAt: new Date(startedAt.getTime() + elapsedMs).toISOString(),
            elapsedMs: Math.round(elapsedMs),
          },
        }
      : {}),
  };
  const shown = createPathShower(placement, process.cwd());
  const pathOf = (file: string): string => shown(absoluteOf(placement.sourceRoot, file));
  await writeData(render(report, options, pathOf, toTerminal), options.output);
  if (options.stats === true) {
    const unknownNames = namesUnknownIn(trees, createDiskReader());
    process.stderr.write(
      statsText({ stats: report.stats, wrappers: wrapperStats(settled, options.timings), unknownNames, ...(options.timings ? { elapsedMs } : {}) }),
    );
  }
  const summary = summaryLine(counts, exit);
  const aside = suppressedLine(report);
  const asideLine = aside === undefined ? '' : `${aside}\n`;
  if (toTerminal) await writeData(`${picocolors.dim(asideLine)}${picocolors.bold(summary)}\n`, undefined);
  else process.stderr.write(`${asideLine}${summary}\n`);
  return exit.code;
}

function wrapperStats(settled: AuditOutcome['settled'], withLooks: boolean): WrapperStats {
  const told = settled?.told.flat() ?? [];
  return {
    offers: (settled?.offers.flat() ?? []).map(describeOffer),
    given: told.length,
    givenInVain: told.filter((t) => t.trivial).length,
    rounds: settled?.rounds ?? 0,
    ...(withLooks && settled ? { looks: settled.looks } : {}),
    restless: settled?.restless ?? [],
    common: settled?.common ?? [],
  };
}

function dropRepeats(problems: readonly Problem[]): Problem[] {
  return problems.filter((p, i) => problems.findIndex((q) => q.message === p.message) === i);
}

function render(report: AuditReport, options: AuditOptions, pathOf: (file: string) => string, toTerminal: boolean): string {
  switch (options.format) {
    case 'text':
      return toTerminal ? formatTerminal(report, pathOf, picocolors) : formatText(report, pathOf);
    case 'json':
      return formatJson(report);
    case 'sarif':
      return formatSarif(report, { omitSuppressed: options.omitSuppressed === true });
    case 'github':
      return formatGithub(report, pathOf);
    case 'gitlab':
      return formatGitlab(report, pathOf);
    case 'html':
      return formatHtml(report);
    default:
      return options.format satisfies never;
  }
}

interface Stdin {
  readonly target: Targets['good'][number];
  readonly bytes: Uint8Array;
}

async function readStdin(paths: readonly string[], options: AuditOptions): Promise<Stdin> {
  if (options.shard !== undefined) throw new Failure('standard input (-) is one file and cannot be split; leave --shard out');
  if (paths.length > 1) throw new Failure('standard input (-) is audited alone; leave the other paths out');
  if (options.stdinFilename === undefined)
    throw new Failure('say with --stdin-filename which file standard input is, since its folder decides about the tree');
  const path = resolve(options.stdinFilename);
  const chunks: Buffer[] = [];
  let length = 0;
  const refuse = (why: Unreadable): Failure => new Failure(describeUnreadable('standard input', why));
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk as Buffer | string); // no encoding is set, so chunks are buffers
    length += bytes.length;
    if (length > MAX_BYTES) throw refuse({ kind: 'too-large', bytes: length });
    chunks.push(bytes);
  }
  const bytes = Buffer.concat(chunks);
  if (isBinary(bytes)) throw refuse({ kind: 'binary' });
  return { target: { given: options.stdinFilename, path, isFolder: false }, bytes };
}
