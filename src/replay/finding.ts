/** From a finding of the audit to what is searched: its own path, and the same path after the first fix that is offered. */
import type { KernelVersion } from '../base/kernelVersion.ts';
import { LineIndex } from '../base/lineIndex.ts';
import { applyEdits } from '../base/span.ts';
import type { Finding } from '../protocol/finding.ts';
import { beginOf, type Trace } from '../protocol/trace.ts';
import type { PolicyName } from '../sim/policy/index.ts';
import type { ScenarioDescription } from '../sim/scenario/index.ts';
import { completed } from './complete.ts';
import { environmentOf } from './environments.ts';
import { pathAfter } from './nearest.ts';
import { placed } from './place.ts';
import { policyOf, type ReplayedFinding, scenarioOf } from './scenario.ts';

/** What of a finding is replayed. */
type FindingToReplay = Pick<Finding, 'rule' | 'kind' | 'message' | 'file' | 'trace'>;

/** The text that the finding's spans are offsets of. */
export interface SourceOfFinding {
  readonly version: KernelVersion;
  readonly text: string;
  readonly lines: LineIndex;
  /** Paths of the function that stands at an offset of this text. */
  readonly pathsAt: (offset: number) => readonly Trace[];
  /** The same for another text of the file. */
  readonly pathsIn: (text: string) => (offset: number) => readonly Trace[];
}

export type PathsOfSource = Pick<SourceOfFinding, 'version' | 'lines' | 'pathsAt'>;

export interface FindingReplay {
  /** The policy of the tree's own version. */
  readonly mainline: PolicyName;
  /** How the kernel sees this sort of mistake by itself. */
  readonly noticed?: string;
  /** What mainline itself breaks around such code, which was not asked. */
  readonly apart?: string;
  /** The path, to a way out of the function. */
  readonly trace?: Trace;
  /** Instead of a scenario: the sentence that says why there is none. */
  readonly why?: string;
  readonly scenario?: ScenarioDescription;
}

const asReplayed = ({ rule, kind, message, file }: FindingToReplay, trace: Trace | undefined, lines: LineIndex): ReplayedFinding => ({
  rule,
  kind,
  message,
  file,
  ...(trace === undefined ? {} : { trace: placed(trace, lines) }),
});

const wholePath = ({ rule, trace }: FindingToReplay, { pathsAt }: Pick<SourceOfFinding, 'pathsAt'>): Trace | undefined =>
  trace && completed(rule, trace, pathsAt);

export function replayOf(finding: FindingToReplay, source: PathsOfSource): FindingReplay {
  const environment = environmentOf(finding.rule);
  const noticed = 'noticed' in environment ? environment.noticed?.[finding.kind] : undefined;
  const apart = 'apart' in environment ? environment.apart : undefined;
  const trace = wholePath(finding, source);
  const lowered = scenarioOf(asReplayed(finding, trace, source.lines), source.version);
  return {
    mainline: policyOf(source.version),
    ...(noticed === undefined ? {} : { noticed }),
    ...(apart === undefined ? {} : { apart }),
    ...(trace === undefined ? {} : { trace }),
    ...('why' in lowered ? { why: lowered.why } : { scenario: lowered.scenario }),
  };
}

/** Undefined if no fix is offered. Without a scenario the fix leaves no such path. */
export function replayAfterFix(
  finding: FindingToReplay & Pick<Finding, 'fixes'>,
  source: SourceOfFinding,
): { readonly title: string; readonly scenario?: ScenarioDescription } | undefined {
  const { text, lines, version, pathsIn } = source;
  const [fix] = finding.fixes;
  const edits = fix?.changes[0]?.edits;
  const trace = wholePath(finding, source);
  // Without the taking or the dropping of pages nothing tells which path of the mended function it is.
  if (fix === undefined || edits === undefined || trace === undefined || beginOf(trace) === undefined) return undefined;
  const mended = applyEdits(text, edits);
  const path = pathAfter(trace, edits, pathsIn(mended));
  const after = path && scenarioOf(asReplayed(finding, trace, lines), version, placed(path, new LineIndex(mended)));
  return { title: fix.title, ...(after === undefined || 'why' in after ? {} : { scenario: after.scenario }) };
}

/** Whether a replay of the finding has anything to search; cheaper than making it. */
export const isReplayable = ({ rule, trace }: Pick<Finding, 'rule' | 'trace'>): boolean =>
  trace !== undefined && trace.length > 0 && !('why' in environmentOf(rule));
