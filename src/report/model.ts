/**
 * What a report is made of: findings with lines and columns instead of offsets, and the excerpt that a person wants to see. Plain data, so that worker
 * threads can send it. Lines and columns are 1-based; columns count UTF-16 code units; an end column is exclusive.
 */
import type { Problem } from '../base/problem.ts';
import type { Finding, Fix, HandedOver, Level, PathStep, ReplayNote } from '../protocol/finding.ts';
import type { TraceEvent } from '../protocol/trace.ts';

export interface Range {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface LocatedStep {
  readonly file: string;
  readonly range: Range;
  readonly message: string;
  readonly kind?: NonNullable<PathStep['kind']>;
  /** Its first line; absent unless the format shows source. */
  readonly excerpt?: ExcerptLine;
}

type WithoutSpan<E> = E extends unknown ? Omit<E, 'span'> : never;

/** An event of a trace, placed by line and column in the finding's file. */
export type LocatedEvent = WithoutSpan<TraceEvent> & { readonly range: Range };

export interface LocatedFix extends Omit<Fix, 'changes'> {
  readonly changes: readonly { readonly file: string; readonly edits: readonly { readonly range: Range; readonly newText: string }[] }[];
}

/** One line of source, cut at the range of the finding. A line beside the range is wholly in `before`. Well-formed Unicode, long lines clipped. */
export interface ExcerptLine {
  readonly line: number;
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

export interface LocatedFinding {
  readonly rule: string;
  readonly level: Level;
  readonly kind: string;
  readonly message: string;
  /** Relative to the source root, with `/`. */
  readonly file: string;
  readonly range: Range;
  /** Offset in the text, for the order of findings. */
  readonly offset: number;
  readonly enclosing?: string;
  readonly condition?: string;
  readonly path: readonly LocatedStep[];
  readonly trace?: readonly LocatedEvent[];
  readonly replay?: ReplayNote;
  readonly fingerprint: string;
  readonly likeness: Finding['likeness'];
  readonly fixes: readonly LocatedFix[];
  readonly noFixReason?: string;
  /** Empty unless the format shows source. */
  readonly excerpt: readonly ExcerptLine[];
}

/** Why a finding does not count. */
export type Suppression =
  /** `comment`: where the comment stands. */
  { readonly by: 'comment'; readonly reason: string; readonly comment: Range } | { readonly by: 'baseline' };

/** A finding that is told for completeness. */
export interface SuppressedFinding {
  readonly finding: LocatedFinding;
  readonly suppression: Suppression;
  /** It stands in the baseline. */
  readonly isKnown: boolean;
}

/** A finding that a comment allows. */
export type LocatedAllowed = Pick<SuppressedFinding, 'finding'> & { readonly suppression: Extract<Suppression, { by: 'comment' }> };

/** A finding of the baseline that is not there any more. */
export interface GoneFinding extends Pick<LocatedFinding, 'rule' | 'level' | 'message' | 'file' | 'enclosing' | 'fingerprint'> {
  readonly range: Pick<Range, 'startLine'> & Partial<Range>;
  readonly likeness?: Partial<Finding['likeness']>;
}

/** A rule as reports show it; the rules room's metadata has this shape. */
export interface ReportedRule {
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  /** Markdown. */
  readonly documentation: string;
  readonly url?: string;
}

export interface LevelCounts {
  readonly error: number;
  readonly warning: number;
  readonly note: number;
}

/** A function that was counted, with the file that holds it. */
export interface CountedFunction {
  readonly file: string;
  readonly name: string;
  readonly line: number;
  readonly reason: string;
}

/** Pages that leave a function, with the file and line where they do. */
export interface LocatedHandOver extends Omit<HandedOver, 'span'> {
  readonly file: string;
  readonly line: number;
}

export interface AuditStats {
  /** Files read. */
  readonly files: number;
  readonly bytes: number;
  readonly trackedFunctions: number;
  readonly functionsWithSyntaxErrors: readonly CountedFunction[];
  readonly incompleteFunctions: readonly CountedFunction[];
  /** Functions that take pages. */
  readonly acquiringFunctions: number;
  readonly handedOver: readonly LocatedHandOver[];
}

/** What the exit status of a run hangs on beside its findings; parts of a run are added up. */
export interface RunOutcome {
  readonly failOn: FailOn;
  readonly strict: boolean;
  /** Paths of the command line that do not exist: the same for each part. */
  readonly missingPaths: number;
  /** Files of the command line that could not be analysed. */
  readonly unreadPaths: number;
  /** Files and folders inside of its folders that could not be analysed. */
  readonly unreadInside: number;
  /** Files in which we failed, not the file. */
  readonly failures: number;
}

export const failOnLevels = ['error', 'warning', 'note', 'never'] as const;
export type FailOn = (typeof failOnLevels)[number];

export interface ExitStatus {
  readonly code: 0 | 1 | 2;
  /** Completes "exit 1 because …". */
  readonly reason: string;
}

/** One run of `audit`, complete. */
export interface AuditReport {
  /** By file, then offset, then rule. */
  readonly findings: readonly LocatedFinding[];
  /** By file, then offset; counted nowhere. */
  readonly suppressed: readonly SuppressedFinding[];
  /** Absent without a baseline. */
  readonly baseline?: {
    /** As the user named it. */
    readonly name: string;
    /** Of the files that this run looked at, by file, then line. */
    readonly gone: readonly GoneFinding[];
  };
  /** All rules that ran, by id. */
  readonly rules: readonly ReportedRule[];
  /** Files left out, guesses made: said on stderr, and SARIF notifications. */
  readonly problems: readonly Problem[];
  readonly stats: AuditStats;
  /** `file:` address with a final slash. */
  readonly sourceRootUri: string;
  /** Of the tree, as `6.12.117`; several trees: several. */
  readonly kernelVersions: readonly string[];
  readonly toolVersion: string;
  readonly exit: ExitStatus;
  readonly outcome: RunOutcome;
  /** Which part of a run this is; absent for a whole one. */
  readonly shard?: { readonly index: number; readonly count: number };
  /** Absent with --no-timings. */
  readonly timing?: { readonly startedAt: string; readonly endedAt: string; readonly elapsedMs: number };
}

export function countLevels(findings: readonly { readonly level: Level }[]): LevelCounts {
  const counts = { error: 0, warning: 0, note: 0 };
  for (const f of findings) counts[f.level]++;
  return counts;
}

/** The message, and under which condition the text is compiled; `defined(X)` is said as `X`. */
export const messageOf = (f: Pick<LocatedFinding, 'message' | 'condition'>): string =>
  f.condition ? `${f.message} (if ${f.condition.replace(/\bdefined\s*\(\s*(\w+)\s*\)/g, '$1')})` : f.message;

export const compareFindings = (a: LocatedFinding, b: LocatedFinding): number =>
  compareText(a.file, b.file) || a.offset - b.offset || compareText(a.rule, b.rule) || compareText(a.message, b.message);

/** By code unit: the same on every machine, whatever its language. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
