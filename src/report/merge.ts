/**
 * Puts the SARIF logs of several runs together: of the parts of one run, or of runs over different files. The result is what one run over all of it would
 * have written. Logs that do not belong together are refused, since the sum of unlike things means nothing.
 */
import type { Notification, Result as SarifResult } from 'sarif';
import * as z from 'zod';
import { groupBy } from '../base/groupBy.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { compareText, type ExitStatus, failOnLevels, type LevelCounts, type LocatedHandOver, type RunOutcome } from './model.ts';
import { inOrder, writeSarif } from './sarif.ts';
import { byFrequency } from './summary.ts';

/** A log to be merged: its text, and what the user calls it. */
export interface NamedLog {
  readonly name: string;
  readonly text: string;
}

export interface Merged {
  /** As `formatSarif` writes it. */
  readonly text: string;
  /** In the order of the log. */
  readonly results: readonly SarifResult[];
  readonly outcome: MergedOutcome;
  /** `file:` address with a final slash. */
  readonly sourceRootUri: string;
}

interface MergedOutcome extends RunOutcome {
  /** Of results that count. */
  readonly counts: LevelCounts;
  /** Files that were read. */
  readonly analysed: number;
}

export interface MergeOptions {
  readonly omitSuppressed: boolean;
  readonly exitOf: (outcome: MergedOutcome) => ExitStatus;
}

const count = z.int().nonnegative();

const outcome = z.object({
  failOn: z.enum(failOnLevels),
  strict: z.boolean(),
  missingPaths: count,
  unreadPaths: count,
  unreadInside: count,
  failures: count,
});

/** In the order in which a run writes them; more may be added up later, so what is not known is refused. */
const tally = z.strictObject({
  files: count,
  bytes: count,
  trackedFunctions: count,
  functionsWithSyntaxErrors: count,
  incompleteFunctions: count,
  acquiringFunctions: count,
  suppressed: z.strictObject({ inSource: count, external: count }),
  absent: count.optional(),
  handedOver: z.record(z.string(), count),
  elapsedMs: z.number().nonnegative().optional(),
  kernelVersions: z.array(z.string()),
  outcome,
  shard: z.strictObject({ index: z.int().positive(), count: z.int().positive() }).optional(),
});
type Tally = z.infer<typeof tally>;

const invocation = z.looseObject({
  startTimeUtc: z.string().optional(),
  endTimeUtc: z.string().optional(),
  toolExecutionNotifications: z.array(z.custom<Notification>((value) => typeof value === 'object' && value !== null)).optional(),
});

const result = z.looseObject({
  level: z.enum(['error', 'warning', 'note']),
  locations: z.array(z.looseObject({ physicalLocation: z.looseObject({ artifactLocation: z.looseObject({ uri: z.string() }) }) })).min(1),
  baselineState: z.string().optional(),
  suppressions: z.array(z.unknown()).optional(),
});

const ownRun = z.looseObject({
  tool: z.looseObject({ driver: z.looseObject({ name: z.string(), version: z.string(), rules: z.array(z.looseObject({ id: z.string() })) }) }),
  invocations: z.tuple([invocation]),
  originalUriBaseIds: z.looseObject({ SRCROOT: z.looseObject({ uri: z.string() }) }),
  // What `formatSarif` wrote, of which the schema tells the part that is read here.
  results: z.array(result.and(z.custom<SarifResult>())),
  properties: z.looseObject({ gupscope: tally }),
});
type OwnRun = z.infer<typeof ownRun>;

/** As much as it takes to say whose log it is. */
const anyLog = z.looseObject({
  version: z.literal('2.1.0'),
  runs: z.array(z.looseObject({ tool: z.looseObject({ driver: z.looseObject({ name: z.string() }) }) })).min(1),
});

interface NamedRun {
  readonly name: string;
  readonly log: object;
  readonly run: OwnRun;
  readonly tally: Tally;
}

const refuse = (message: string): { readonly ok: false; readonly error: { readonly severity: 'error'; readonly message: string } } =>
  fail({ severity: 'error', message });

/** `logs` must not be empty; their order does not matter. */
export function mergeSarif(logs: readonly NamedLog[], options: MergeOptions): Result<Merged> {
  const runs: NamedRun[] = [];
  for (const { name, text } of logs) {
    const read = readLog(name, text);
    if (!read.ok) return read;
    runs.push(...read.value);
  }
  const misfit = sharesMisfit(runs) ?? unlike(runs) ?? overlap(runs);
  return misfit === undefined ? ok(put(runs, options)) : refuse(misfit);
}

/** Members keep their order, which a schema would change. */
const isLog = (data: unknown): data is z.infer<typeof anyLog> => anyLog.safeParse(data).success;
const isOwnRun = (run: unknown): run is OwnRun => ownRun.safeParse(run).success;

function readLog(name: string, text: string): Result<NamedRun[]> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return refuse(`${name} is not valid JSON; give SARIF files that gupscope audit wrote`);
  }
  if (!isLog(data)) return refuse(`${name} is no SARIF 2.1.0 log; give SARIF files that gupscope audit wrote`);
  const runs: NamedRun[] = [];
  for (const run of data.runs) {
    const { name: tool } = run.tool.driver;
    if (tool !== 'gupscope') return refuse(`${name} holds a run of ${tool}; only runs of gupscope can be merged`);
    if (!isOwnRun(run)) {
      const at = ownRun.safeParse(run).error?.issues[0]?.path.join('.') ?? 'its run';
      return refuse(`${name} was not written by this version of gupscope, or was changed since (${at}); run the audit again`);
    }
    runs.push({ name, log: data, run, tally: run.properties.gupscope });
  }
  return ok(runs);
}

/** What all must have in common, in the order in which it is worth telling. */
const common: readonly { readonly of: (run: NamedRun) => string; readonly differ: (a: string, b: string) => string }[] = [
  { of: ({ run }) => run.tool.driver.version, differ: (a, b) => `by versions ${a} and ${b} of gupscope; audit all parts with one` },
  { of: ({ run }) => run.originalUriBaseIds.SRCROOT.uri, differ: (a, b) => `under the roots ${a} and ${b}; audit all parts in the same place` },
  {
    of: ({ run }) => run.tool.driver.rules.map((rule) => rule.id).join(', '),
    differ: (a, b) => `with other rules (${a}; ${b}); give all parts the same --rule`,
  },
  { of: ({ tally: t }) => t.kernelVersions.join(', '), differ: (a, b) => `for the kernels ${a} and ${b}; give all parts the same --kernel-version` },
  {
    of: ({ tally: t }) => (t.absent === undefined ? 'without' : 'with'),
    differ: (a, b) => `${a} and ${b} a baseline; give all parts the same --baseline`,
  },
  { of: ({ tally: t }) => t.outcome.failOn, differ: (a, b) => `with --fail-on ${a} and ${b}; give all parts the same` },
  { of: ({ tally: t }) => (t.outcome.strict ? 'with' : 'without'), differ: (a, b) => `${a} and ${b} --strict; give all parts the same` },
];

function unlike(runs: readonly NamedRun[]): string | undefined {
  const [first, ...others] = runs;
  if (first === undefined) return undefined;
  for (const { of, differ } of common) {
    const other = others.find((run) => of(run) !== of(first));
    if (other !== undefined) return `${first.name} and ${other.name} were made ${differ(of(first), of(other))}`;
  }
  return undefined;
}

/** Parts of a run are of use only together: what a missing one would say must not read as clean. */
function sharesMisfit(runs: readonly NamedRun[]): string | undefined {
  const first = runs.find((run) => run.tally.shard !== undefined);
  const shares = first?.tally.shard?.count;
  if (first === undefined || shares === undefined) return undefined;
  const other = runs.find((run) => run.tally.shard?.count !== shares);
  if (other !== undefined) {
    const what = other.tally.shard === undefined ? 'a whole run' : `part ${other.tally.shard.index} of ${other.tally.shard.count}`;
    return `${first.name} is part ${first.tally.shard?.index} of ${shares}, and ${other.name} is ${what}; give the parts of one run`;
  }
  const byIndex = groupBy(runs, ({ tally: t }) => String(t.shard?.index));
  for (const [index, [one, another]] of byIndex)
    if (one !== undefined && another !== undefined) return `${one.name} and ${another.name} are both part ${index} of ${shares}; give each part once`;
  const missing = Array.from({ length: shares }, (_, i) => i + 1).filter((i) => !byIndex.has(String(i)));
  if (missing.length === 0) return undefined;
  return `${missing.length === 1 ? 'part' : 'parts'} ${missing.join(', ')} of ${shares} ${missing.length === 1 ? 'is' : 'are'} missing; give all parts of the run`;
}

/** Whole runs that report on the same file would count its findings twice. */
function overlap(runs: readonly NamedRun[]): string | undefined {
  const owners = new Map<string, NamedRun>();
  for (const run of runs)
    for (const uri of new Set(run.run.results.map(uriOf))) {
      const owner = owners.get(uri);
      if (owner !== undefined) return `${owner.name} and ${run.name} both report on ${uri}; merge audits of different files, or the parts of one`;
      owners.set(uri, run);
    }
  return undefined;
}

const uriOf = (r: z.infer<typeof result>): string => r.locations[0]?.physicalLocation.artifactLocation.uri ?? '';

/** Names are in order as they are, not as addresses write them. */
function fileOf(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

function put(runs: readonly NamedRun[], { omitSuppressed, exitOf }: MergeOptions): Merged {
  const [first] = runs;
  if (first === undefined) throw new RangeError('there is nothing to merge');
  const all = runs.flatMap(({ run }) => run.results);
  const isGone = (r: (typeof all)[number]): boolean => r.baselineState === 'absent';
  const isQuiet = (r: (typeof all)[number]): boolean => (r.suppressions ?? []).length > 0;
  const files = new Map(all.map((r) => [r, fileOf(uriOf(r))]));
  // A file is one part's, so that its results are in order already.
  const results = [...all.filter((r) => !isGone(r)), ...all.filter(isGone)]
    .filter((r) => !(omitSuppressed && (isGone(r) || isQuiet(r))))
    .sort((a, b) => Number(isGone(a)) - Number(isGone(b)) || compareText(files.get(a) ?? '', files.get(b) ?? ''));
  const counts = { error: 0, warning: 0, note: 0 };
  for (const r of all) if (!isGone(r) && !isQuiet(r)) counts[r.level]++;
  const sum = runs.map((run) => run.tally).reduce(add);
  const { shard: _, ...gupscope } = sum;
  const outcome = { ...sum.outcome, counts, analysed: sum.files };
  const run = {
    ...first.run,
    invocations: [mergeInvocations(runs, exitOf(outcome))],
    results,
    properties: { ...first.run.properties, gupscope },
  };
  return {
    text: writeSarif({ ...first.log, runs: [run] }),
    results,
    outcome,
    sourceRootUri: first.run.originalUriBaseIds.SRCROOT.uri,
  };
}

function add(a: Tally, b: Tally): Tally {
  const handOvers = new Map(Object.entries(a.handedOver));
  for (const [to, n] of Object.entries(b.handedOver)) handOvers.set(to, (handOvers.get(to) ?? 0) + n);
  return {
    files: a.files + b.files,
    bytes: a.bytes + b.bytes,
    trackedFunctions: a.trackedFunctions + b.trackedFunctions,
    functionsWithSyntaxErrors: a.functionsWithSyntaxErrors + b.functionsWithSyntaxErrors,
    incompleteFunctions: a.incompleteFunctions + b.incompleteFunctions,
    acquiringFunctions: a.acquiringFunctions + b.acquiringFunctions,
    suppressed: { inSource: a.suppressed.inSource + b.suppressed.inSource, external: a.suppressed.external + b.suppressed.external },
    ...(a.absent === undefined ? {} : { absent: a.absent + (b.absent ?? 0) }),
    handedOver: Object.fromEntries(byFrequency([...handOvers] as [LocatedHandOver['to'], number][])),
    ...(a.elapsedMs === undefined ? {} : { elapsedMs: a.elapsedMs + (b.elapsedMs ?? 0) }),
    kernelVersions: a.kernelVersions,
    outcome: {
      failOn: a.outcome.failOn,
      strict: a.outcome.strict,
      missingPaths: Math.max(a.outcome.missingPaths, b.outcome.missingPaths),
      unreadPaths: a.outcome.unreadPaths + b.outcome.unreadPaths,
      unreadInside: a.outcome.unreadInside + b.outcome.unreadInside,
      failures: a.outcome.failures + b.outcome.failures,
    },
  };
}

/** What each part says of the whole run is said once. */
function mergeInvocations(runs: readonly NamedRun[], exit: ExitStatus): object {
  const invocations = runs.map(({ run }) => run.invocations[0]);
  const notifications = invocations.flatMap((i) => i.toolExecutionNotifications ?? []);
  const texts = notifications.map((n) => JSON.stringify(n));
  const isPlaced = (n: Notification): boolean => (n.locations ?? []).length > 0;
  const starts = invocations.flatMap((i) => i.startTimeUtc ?? []).sort(compareText);
  const ends = invocations.flatMap((i) => i.endTimeUtc ?? []).sort(compareText);
  return {
    ...invocations[0],
    executionSuccessful: exit.code !== 2,
    exitCode: exit.code,
    exitCodeDescription: exit.reason,
    ...(starts[0] === undefined ? {} : { startTimeUtc: starts[0] }),
    ...(ends.at(-1) === undefined ? {} : { endTimeUtc: ends.at(-1) }),
    toolExecutionNotifications: inOrder(notifications.filter((n, i) => isPlaced(n) || texts.indexOf(texts[i] ?? '') === i)),
  };
}
