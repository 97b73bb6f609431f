/**
 * Which finding's path an editor shows, and the words behind each of its lines. Pure: no editor types, so that it is tested without one.
 */
import type { FileFindings, ListedFinding, ListedStep, WirePosition, WireRange } from '../src/protocol/requests.ts';

/** A finding with a path, and the document that it stands in. */
export interface ShownPath {
  readonly uri: string;
  readonly finding: ListedFinding;
}

export const hasPath = (finding: ListedFinding): boolean => (finding.path?.length ?? 0) > 0;

const isBefore = (a: WirePosition, b: WirePosition): boolean => a.line < b.line || (a.line === b.line && a.character < b.character);
/** Both ends count: a cursor behind the last character is still at the word. */
const contains = ({ start, end }: WireRange, at: WirePosition): boolean => !isBefore(at, start) && !isBefore(end, at);

/** The finding with a path at `at`; of several the one that begins last, since it is the innermost. */
export const pathAt = (file: FileFindings, at: WirePosition): ShownPath | undefined => {
  const finding = file.findings.findLast((candidate) => hasPath(candidate) && contains(candidate.range, at));
  return finding && { uri: file.uri, finding };
};

/** Two bugs at one place: the one that was chosen stays. */
const isSamePlace = (a: ShownPath, b: ShownPath): boolean =>
  a.uri === b.uri && !isBefore(a.finding.range.start, b.finding.range.start) && !isBefore(b.finding.range.start, a.finding.range.start);

/** What to show once the cursor is at `at` of `uri`: the finding there, else what was shown for as long as the cursor stays on its steps. */
export function pathAfterMove(shown: ShownPath | undefined, file: FileFindings | undefined, uri: string, at: WirePosition): ShownPath | undefined {
  const here = file && pathAt(file, at);
  if (here !== undefined) return shown && isSamePlace(shown, here) ? shown : here;
  return shown?.finding.path?.some((step) => step.uri === uri && contains(step.range, at)) ? shown : undefined;
}

/** The same finding in a newer list; undefined if it is gone. */
export const refreshed = (shown: ShownPath, file: FileFindings | undefined): ShownPath | undefined => {
  const finding = file?.findings.find(({ fingerprint }) => fingerprint === shown.finding.fingerprint);
  return finding && hasPath(finding) ? { uri: file?.uri ?? shown.uri, finding } : undefined;
};

/** `①` to `⑳`, then the number in parentheses. */
export const circled = (number: number): string => (number >= 1 && number <= 20 ? String.fromCodePoint(0x2460 + number - 1) : `(${number})`);

/** What stands behind one line: its steps in order. */
export interface StepRemark {
  readonly line: number;
  readonly text: string;
  /** The last step is what went wrong, the first is where the pages were taken. */
  readonly tone: 'start' | 'between' | 'end';
}

const LONGEST_REMARK = 90;

/** The remarks for one document, a line each, in order of lines. */
export function remarksFor(uri: string, path: readonly ListedStep[]): StepRemark[] {
  const byLine = new Map<number, { texts: string[]; tone: StepRemark['tone'] }>();
  for (const [i, step] of path.entries()) {
    if (step.uri !== uri) continue;
    const tone = i === path.length - 1 ? 'end' : step.kind === 'acquire' ? 'start' : 'between';
    const { line } = step.range.start;
    const remark = byLine.get(line) ?? { texts: [], tone };
    remark.texts.push(`${circled(i + 1)} ${step.message}`);
    if (remark.tone === 'between' || tone === 'end') remark.tone = tone;
    byLine.set(line, remark);
  }
  return [...byLine]
    .sort(([a], [b]) => a - b)
    .map(([line, { texts, tone }]) => {
      const text = texts.join('  ');
      return { line, text: text.length > LONGEST_REMARK ? `${text.slice(0, LONGEST_REMARK - 1)}…` : text, tone };
    });
}
