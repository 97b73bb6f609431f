/**
 * A baseline is a SARIF log of an earlier run: what stands in it is known and need not be said again. Read here, and compared with the findings of one
 * file at a time, so that an editor, a run over one folder and each part of a run that is split get the same answers.
 */
import * as z from 'zod';
import { groupBy } from '../base/groupBy.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import type { Finding, Level } from '../protocol/finding.ts';
import { fingerprintNames } from '../protocol/fingerprintNames.ts';
import { CONTEXT_SEPARATOR } from './fingerprint.ts';

/** A result of the earlier run. */
export interface BaselineEntry {
  readonly rule: string;
  readonly level: Level;
  readonly message: string;
  /** Relative to the source root of that run, with `/`. */
  readonly file: string;
  /** 1-based; an end column is exclusive. */
  readonly range: { readonly startLine: number; readonly startColumn?: number; readonly endLine?: number; readonly endColumn?: number };
  readonly enclosing?: string;
  readonly fingerprint: string;
  /** Absent in a log that another program wrote anew without them. */
  readonly likeness?: Partial<Finding['likeness']>;
  /** A comment in the source allowed it: without the comment it is news. */
  readonly allowed: boolean;
}

export interface Baseline {
  /** As the user named it. */
  readonly name: string;
  readonly byFile: ReadonlyMap<string, readonly BaselineEntry[]>;
  /** Under each of the marks by which a finding of another file may be known. */
  readonly byLikeness: ReadonlyMap<string, readonly BaselineEntry[]>;
}

const region = z.object({
  startLine: z.int().positive(),
  startColumn: z.int().positive().optional(),
  endLine: z.int().positive().optional(),
  endColumn: z.int().positive().optional(),
});

const result = z.object({
  ruleId: z.string().min(1),
  level: z.enum(['error', 'warning', 'note', 'none']).optional(),
  message: z.object({ text: z.string().optional() }),
  locations: z
    .array(
      z.object({
        physicalLocation: z.object({ artifactLocation: z.object({ uri: z.string() }), region: region.optional() }),
        logicalLocations: z.array(z.object({ name: z.string().optional() })).optional(),
      }),
    )
    .min(1),
  partialFingerprints: z.record(z.string(), z.string()).optional(),
  suppressions: z.array(z.object({ kind: z.string() })).optional(),
  baselineState: z.string().optional(),
});

const run = z.object({
  tool: z.object({ driver: z.object({ name: z.string() }) }),
  originalUriBaseIds: z.record(z.string(), z.object({ uri: z.string().optional() })).optional(),
  results: z.array(z.unknown()).optional(),
});

const log = z.object({ version: z.literal('2.1.0'), runs: z.array(run) });

/** The error is one sentence that says what is wrong with the file and how to get a good one. */
export function parseBaseline(text: string, name: string): Result<Baseline> {
  const refuse = (what: string): Result<Baseline> =>
    fail({
      severity: 'error',
      file: name,
      message: `${name} ${what}; gupscope audit --no-baseline --format sarif --output ${name} writes a baseline`,
    });
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return refuse('is not valid JSON');
  }
  const parsed = log.safeParse(data);
  if (!parsed.success) return refuse('is no SARIF 2.1.0 log');
  const own = parsed.data.runs.filter((r) => r.tool.driver.name === 'gupscope');
  const others = [...new Set(parsed.data.runs.map((r) => r.tool.driver.name))];
  if (own.length === 0) return refuse(others.length === 0 ? 'holds no run' : `holds no run of gupscope, but of ${others.join(' and ')}`);
  const entries: BaselineEntry[] = [];
  for (const { results = [], originalUriBaseIds } of own) {
    const root = originalUriBaseIds?.['SRCROOT']?.uri;
    for (const raw of results) {
      const entry = result.safeParse(raw);
      if (!entry.success) return refuse('holds a result that gupscope did not write');
      if (entry.data.baselineState === 'absent') continue;
      const read = entryOf(entry.data, root);
      if (read === undefined) return refuse(`holds results without the fingerprint ${fingerprintNames.whole}`);
      entries.push(read);
    }
  }
  return ok(baselineOf(name, entries));
}

function baselineOf(name: string, entries: readonly BaselineEntry[]): Baseline {
  const marked = entries.flatMap((entry) =>
    [entry.fingerprint, entry.likeness?.line].flatMap((mark) => (mark === undefined ? [] : [{ mark, entry }])),
  );
  const byLikeness = [...groupBy(marked, ({ mark }) => mark)].map(([mark, list]) => [mark, list.map(({ entry }) => entry)] as const);
  return { name, byFile: groupBy(entries, (e) => e.file), byLikeness: new Map(byLikeness) };
}

/** Undefined without a fingerprint. */
function entryOf(
  { ruleId, level, message, locations, partialFingerprints = {}, suppressions = [] }: z.infer<typeof result>,
  root: string | undefined,
): BaselineEntry | undefined {
  const fingerprint = partialFingerprints[fingerprintNames.whole];
  const [place] = locations;
  if (fingerprint === undefined || place === undefined) return undefined;
  const { artifactLocation, region: at = { startLine: 1 } } = place.physicalLocation;
  const enclosing = place.logicalLocations?.[0]?.name;
  const line = partialFingerprints[fingerprintNames.line];
  const context = partialFingerprints[fingerprintNames.context];
  return {
    rule: ruleId,
    level: level === undefined || level === 'none' ? 'note' : level,
    message: message.text ?? ruleId,
    file: fileOf(artifactLocation.uri, root),
    range: definedOnly(at),
    ...(enclosing === undefined ? {} : { enclosing }),
    fingerprint,
    likeness: { ...(line === undefined ? {} : { line }), ...(context === undefined ? {} : { context }) },
    allowed: suppressions.some(({ kind }) => kind === 'inSource'),
  };
}

const definedOnly = ({ startLine, startColumn, endLine, endColumn }: z.infer<typeof region>): BaselineEntry['range'] => ({
  startLine,
  ...(startColumn === undefined ? {} : { startColumn }),
  ...(endLine === undefined ? {} : { endLine }),
  ...(endColumn === undefined ? {} : { endColumn }),
});

/** Some programs that hand SARIF on write addresses out. */
function fileOf(uri: string, root: string | undefined): string {
  const relative = root !== undefined && uri.startsWith(root) ? uri.slice(root.length) : uri.replace(/^\.\//, '');
  try {
    return decodeURIComponent(relative);
  } catch {
    return relative;
  }
}

/** What two findings are compared by. */
type Comparable = Pick<Finding, 'rule' | 'fingerprint' | 'likeness'>;

export interface BaselineMatch<F> {
  /** The findings that the baseline knows. */
  readonly known: ReadonlySet<F>;
  /** The entries that are still there. Those of files that are gone are not, even where a finding elsewhere is known by them. */
  readonly met: ReadonlySet<BaselineEntry>;
}

/** How much the lines above tell: each more than all that are farther away together. Less than 2. */
function similarity(a: string, b: string): number {
  const lines = a.split(CONTEXT_SEPARATOR);
  const others = b.split(CONTEXT_SEPARATOR);
  return lines.reduce((sum, line, i) => (others.includes(line) ? sum + 2 ** -i : sum), 0);
}

/** Undefined if the two cannot be the same. The ordinal decides between those that their surroundings do not tell apart. */
function likelihood(entry: BaselineEntry, finding: Comparable): number | undefined {
  const isSame = entry.fingerprint === finding.fingerprint;
  if (entry.rule !== finding.rule || !(isSame || entry.likeness?.line === finding.likeness.line)) return undefined;
  return similarity(finding.likeness.context, entry.likeness?.context ?? '') + (isSame ? 0.1 : 0);
}

/**
 * Compares the findings of one file, in order of position, with the baseline. `isGone` says whether a file of the baseline does not exist any more: what it
 * held is known wherever it comes up, since that is what a file that was moved looks like.
 */
export function matchBaseline<F extends Comparable>(
  baseline: Baseline,
  {
    file,
    findings,
    allowed,
    isGone,
  }: { readonly file: string; readonly findings: readonly F[]; readonly allowed: readonly F[]; readonly isGone: (file: string) => boolean },
): BaselineMatch<F> {
  const known = new Set<F>();
  const met = new Set<BaselineEntry>();
  const entries = baseline.byFile.get(file) ?? [];
  /** The likeliest first; each entry stands for one finding. */
  const pair = (candidates: readonly BaselineEntry[], of: readonly F[]): void => {
    const pairs = of.flatMap((finding) =>
      candidates.flatMap((entry) => {
        const likely = likelihood(entry, finding);
        return likely === undefined ? [] : [{ finding, entry, likely }];
      }),
    );
    for (const { finding, entry } of pairs.sort((x, y) => y.likely - x.likely)) {
      if (known.has(finding) || met.has(entry)) continue;
      known.add(finding);
      met.add(entry);
    }
  };
  if (entries.length > 0) {
    pair(
      entries.filter((e) => !e.allowed),
      findings,
    );
    pair(entries, allowed);
  }
  for (const finding of findings) {
    if (known.has(finding)) continue;
    const alike = [finding.fingerprint, finding.likeness.line].flatMap((mark) => baseline.byLikeness.get(mark) ?? []);
    if (alike.some((e) => e.rule === finding.rule && !e.allowed && e.file !== file && isGone(e.file))) known.add(finding);
  }
  return { known, met };
}
