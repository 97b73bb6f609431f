/** Offsets to lines and columns, and the source excerpt of a finding: done where the text is, in a worker, so that reports need no file. */
import { displayText } from '../base/encoding.ts';
import { LineIndex } from '../base/lineIndex.ts';
import type { Span } from '../base/span.ts';
import type { FileReport, Finding } from '../protocol/finding.ts';
import type {
  CountedFunction,
  ExcerptLine,
  LocatedAllowed,
  LocatedEvent,
  LocatedFinding,
  LocatedFix,
  LocatedHandOver,
  LocatedStep,
  Range,
} from './model.ts';

/** Longest piece of a line, in code units, that an excerpt shows on either side of the range. */
const CLIP = 200;

export interface LocatedText {
  readonly text: string;
  readonly lines: LineIndex;
}

export interface LocateOptions {
  /** Lines of source to show above and below the range; undefined: no excerpt. */
  readonly context: number | undefined;
}

export const locatedText = (text: string): LocatedText => ({ text, lines: new LineIndex(text) });

export function rangeOf(lines: LineIndex, span: Span): Range {
  const start = lines.positionAt(span.start);
  const end = lines.positionAt(span.end);
  return { startLine: start.line + 1, startColumn: start.column + 1, endLine: end.line + 1, endColumn: end.column + 1 };
}

const clipStart = (s: string): string => (s.length > CLIP ? `…${s.slice(-CLIP)}` : s);
const clipEnd = (s: string): string => (s.length > CLIP ? `${s.slice(0, CLIP)}…` : s);

/** The lines of `span`, each cut at its edges, and `context` lines on both sides. */
export function excerptOf({ text, lines }: LocatedText, span: Span, context: number): ExcerptLine[] {
  const first = lines.lineAt(span.start);
  // A range that ends at the start of a line does not show that line.
  const last = Math.max(first, lines.lineAt(Math.max(span.start, span.end - 1)));
  const out: ExcerptLine[] = [];
  for (let line = Math.max(0, first - context); line <= Math.min(lines.lineCount - 1, last + context); line++) {
    const start = lines.lineStart(line);
    const end = line + 1 < lines.lineCount ? lines.lineStart(line + 1) : text.length;
    const whole = displayText(text.slice(start, end).replace(/[\r\n]+$/, ''));
    const from = line < first || line > last ? whole.length : Math.min(whole.length, Math.max(0, span.start - start));
    const to = line < first || line > last ? whole.length : Math.min(whole.length, Math.max(from, span.end - start));
    const outside = from === whole.length && to === whole.length;
    out.push({
      line: line + 1,
      before: outside ? clipEnd(whole) : clipStart(whole.slice(0, from)),
      marked: clipEnd(whole.slice(from, to)),
      after: clipEnd(whole.slice(to)),
    });
  }
  return out;
}

/**
 * The findings of a report with lines and columns. `textOf` gives the text of a file by its name in the report; a fix or a step in a file that it does
 * not know is left out, since nobody could apply or open it.
 */
export function locateFindings(report: FileReport, textOf: (file: string) => LocatedText | undefined, options: LocateOptions): LocatedFinding[] {
  return report.findings.flatMap((finding) => {
    const text = textOf(finding.file);
    return text === undefined ? [] : [locateFinding(finding, text, textOf, options)];
  });
}

/** The findings that comments allow, with lines and columns; those of a text that `textOf` does not know are left out. */
export const locateAllowed = (report: FileReport, textOf: (file: string) => LocatedText | undefined, options: LocateOptions): LocatedAllowed[] =>
  report.allowed.flatMap(({ finding, reason, comment }) => {
    const text = textOf(finding.file);
    if (text === undefined) return [];
    return [
      { finding: locateFinding(finding, text, textOf, options), suppression: { by: 'comment', reason, comment: rangeOf(text.lines, comment) } },
    ];
  });

function locateFinding(
  finding: Finding,
  text: LocatedText,
  textOf: (file: string) => LocatedText | undefined,
  options: LocateOptions,
): LocatedFinding {
  const path: LocatedStep[] = [];
  for (const step of finding.path) {
    const at = textOf(step.file);
    if (!at) continue;
    const excerpt = options.context === undefined ? undefined : excerptOf(at, step.span, 0)[0];
    path.push({
      file: step.file,
      range: rangeOf(at.lines, step.span),
      message: step.message,
      ...(step.kind === undefined ? {} : { kind: step.kind }),
      ...(excerpt === undefined ? {} : { excerpt }),
    });
  }
  const fixes: LocatedFix[] = [];
  for (const { changes, ...fix } of finding.fixes) {
    const located: LocatedFix['changes'][number][] = [];
    for (const change of changes) {
      const at = textOf(change.file);
      if (at) located.push({ file: change.file, edits: change.edits.map((e) => ({ range: rangeOf(at.lines, e.span), newText: e.newText })) });
    }
    if (located.length === changes.length) fixes.push({ ...fix, changes: located });
  }
  return {
    rule: finding.rule,
    level: finding.level,
    kind: finding.kind,
    message: finding.message,
    file: finding.file,
    range: rangeOf(text.lines, finding.span),
    offset: finding.span.start,
    ...(finding.enclosing === undefined ? {} : { enclosing: finding.enclosing }),
    ...(finding.condition === undefined ? {} : { condition: finding.condition }),
    path,
    ...(finding.trace === undefined
      ? {}
      : { trace: finding.trace.map(({ span, ...event }): LocatedEvent => ({ ...event, range: rangeOf(text.lines, span) })) }),
    ...(finding.replay === undefined ? {} : { replay: finding.replay }),
    fingerprint: finding.fingerprint,
    likeness: finding.likeness,
    fixes,
    ...(finding.noFixReason === undefined ? {} : { noFixReason: finding.noFixReason }),
    excerpt: options.context === undefined ? [] : excerptOf(text, finding.span, options.context),
  };
}

/** The functions of a file that its statistics name, with their lines. */
export function locateFunctions(report: FileReport, which: 'functionsWithSyntaxErrors' | 'incompleteFunctions', lines: LineIndex): CountedFunction[] {
  return report.stats[which].map((note) => ({
    file: report.file,
    name: note.name,
    line: lines.positionAt(note.span.start).line + 1,
    reason: note.reason,
  }));
}

/** The pages of a file that leave their function, with their lines. */
export const locateHandOvers = (report: FileReport, lines: LineIndex): LocatedHandOver[] =>
  report.stats.handedOver.map(({ span, ...handOver }) => ({ ...handOver, file: report.file, line: lines.positionAt(span.start).line + 1 }));
