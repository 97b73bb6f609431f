/** The baseline of a run: which file it is, which findings it knows, and which of its own are gone. */
import { posix, resolve } from 'node:path';
import { decodeSource } from '../base/encoding.ts';
import type { FileReader } from '../base/fileReader.ts';
import { groupBy } from '../base/groupBy.ts';
import { type Baseline, type BaselineEntry, createLevels, fileFilter, matchBaseline, parseBaseline, type Settings } from '../engine/index.ts';
import { compareText, type GoneFinding, type LocatedAllowed, type LocatedFinding, type SuppressedFinding } from '../report/index.ts';
import { rules } from '../rules/index.ts';
import type { AuditSetup } from './auditJob.ts';
import { Failure } from './failure.ts';
import { isInShard } from './shard.ts';
import { absoluteOf, isWithin } from './sourceRoot.ts';

const MAKE_ONE = 'gupscope audit --no-baseline --format sarif --output FILE PATH writes one';

/** `option`: the file of `--baseline`, false for `--no-baseline`. Throws Failure where the file is no baseline. */
export function loadBaseline(
  option: string | false | undefined,
  { reader, settings, sourceRoot }: { readonly reader: FileReader; readonly settings: Settings; readonly sourceRoot: string },
): Baseline | undefined {
  if (option === false) return undefined;
  const name = option ?? settings.baseline;
  if (name === undefined) return undefined;
  const path = option === undefined ? posix.resolve(sourceRoot, name) : resolve(name);
  const bytes = reader.read(path);
  if (bytes === undefined)
    throw new Failure(`cannot read the baseline ${name}${option === undefined ? ' that .gupscope.json names' : ''}; ${MAKE_ONE}`);
  const parsed = parseBaseline(decodeSource(bytes).text, name);
  if (!parsed.ok) throw new Failure(parsed.error.message);
  return parsed.value;
}

export interface BaselineQuestion {
  readonly findings: readonly LocatedFinding[];
  readonly allowed: readonly LocatedAllowed[];
  readonly baseline: Baseline | undefined;
  readonly reader: FileReader;
  readonly sourceRoot: string;
  /** Whether this run would have said what the entry says, if it were still there. */
  readonly wasAsked: (entry: BaselineEntry) => boolean;
}

export interface BaselineAnswer {
  /** What counts. */
  readonly findings: readonly LocatedFinding[];
  readonly suppressed: readonly SuppressedFinding[];
  readonly gone: readonly GoneFinding[];
}

export function applyBaseline({ findings, allowed, baseline, reader, sourceRoot, wasAsked }: BaselineQuestion): BaselineAnswer {
  const known = new Set<LocatedFinding>();
  const met = new Set<BaselineEntry>();
  if (baseline !== undefined) {
    const gone = new Map<string, boolean>();
    const isGone = (file: string): boolean => {
      let answer = gone.get(file);
      if (answer === undefined) {
        answer = !reader.exists(absoluteOf(sourceRoot, file));
        gone.set(file, answer);
      }
      return answer;
    };
    const counting = groupBy(findings, (f) => f.file);
    const allowing = groupBy(
      allowed.map((a) => a.finding),
      (f) => f.file,
    );
    for (const file of new Set([...counting.keys(), ...allowing.keys()])) {
      const match = matchBaseline(baseline, { file, findings: counting.get(file) ?? [], allowed: allowing.get(file) ?? [], isGone });
      for (const finding of match.known) known.add(finding);
      for (const entry of match.met) met.add(entry);
    }
  }
  const gone = [...(baseline?.byFile.values() ?? [])].flat().filter((entry) => !met.has(entry) && wasAsked(entry));
  return {
    findings: findings.filter((f) => !known.has(f)),
    suppressed: [
      ...allowed.map(({ finding, suppression }): SuppressedFinding => ({ finding, suppression, isKnown: known.has(finding) })),
      ...findings.filter((f) => known.has(f)).map((finding): SuppressedFinding => ({ finding, suppression: { by: 'baseline' }, isKnown: true })),
    ],
    gone: gone.sort((a, b) => compareText(a.file, b.file) || a.range.startLine - b.range.startLine || compareText(a.fingerprint, b.fingerprint)),
  };
}

/** Entries about files and rules that this run did not look at are not gone. `unread`: absolute paths. */
export function createScope(
  { placement, settings, shard }: Pick<AuditSetup, 'placement' | 'settings' | 'shard'>,
  unread: ReadonlySet<string>,
): (entry: BaselineEntry) => boolean {
  const isWanted = fileFilter(settings);
  const levels = createLevels(settings);
  const known = new Set(rules.map((r) => r.info.id));
  return ({ file, rule }) => {
    const path = absoluteOf(placement.sourceRoot, file);
    const isTarget = placement.targets.some((t) => (t.isFolder ? isWithin(t.path, path) : t.path === path));
    return isTarget && isInShard(file, shard) && !unread.has(path) && isWanted(file) && known.has(rule) && levels.of(file, rule, 'error') !== 'off';
  };
}
