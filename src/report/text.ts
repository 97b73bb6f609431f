/** The `text` format: one line a finding for pipes and editors, and a page with excerpts for a person at a terminal. */
import { displayText } from '../base/encoding.ts';
import { groupBy } from '../base/groupBy.ts';
import type { ReplayNote } from '../protocol/finding.ts';
import { type AuditReport, type ExcerptLine, type LocatedFinding, messageOf } from './model.ts';
import { plural } from './summary.ts';

/** What a terminal can do; `picocolors.createColors()` has this shape. */
export interface Palette {
  bold(s: string): string;
  dim(s: string): string;
  red(s: string): string;
  yellow(s: string): string;
  cyan(s: string): string;
  green(s: string): string;
  underline(s: string): string;
}

type PathOf = (file: string) => string;

/**
 * Control characters and the marks that turn the writing direction, as signs that can be seen: a file's name or text must not steer the terminal, nor
 * break a line in two. Tabs are left to the caller.
 */
export function visible(text: string): string {
  let out = '';
  for (const c of displayText(text)) {
    const code = c.codePointAt(0) ?? 0;
    if (code < 0x20 && c !== '\t') out += String.fromCharCode(0x2400 + code);
    else if (code === 0x7f) out += '\u2421';
    else if ((code > 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) out += '\ufffd';
    else out += c;
  }
  return out;
}

/** `path:line:col: level: message [rule]`, steps of a path as numbered notes behind it. */
export function formatText(report: AuditReport, pathOf: PathOf): string {
  let out = '';
  for (const f of report.findings) {
    out += visible(`${pathOf(f.file)}:${f.range.startLine}:${f.range.startColumn}: ${f.level}: ${messageOf(f)} [${f.rule}]`);
    out += '\n';
    for (const [i, s] of f.path.entries()) {
      out += visible(`${pathOf(s.file)}:${s.range.startLine}:${s.range.startColumn}: note: ${i + 1}. ${s.message}`);
      out += '\n';
    }
    if (f.replay !== undefined && 'verdict' in f.replay)
      out += `${visible(`${pathOf(f.file)}:${f.range.startLine}:${f.range.startColumn}: note: ${replayText(f.replay)}`)}\n`;
  }
  return out;
}

/** Of a finding that has a verdict: that a rule has none is no news of each. */
const replayText = (note: ReplayNote): string =>
  `replay: ${note.sentence.replace(/\.$/, '')}${'loweredFrom' in note && note.loweredFrom !== undefined ? `; ${note.loweredFrom} without the replay` : ''}`;

const TAB = 8;

/** Tabs to columns of eight, counted from `column`; wide characters count as one. */
function expandTabs(text: string, column: number): { readonly text: string; readonly column: number } {
  let out = '';
  let at = column;
  for (const c of text) {
    const width = c === '\t' ? TAB - (at % TAB) : 1;
    out += c === '\t' ? ' '.repeat(width) : c;
    at += width;
  }
  return { text: out, column: at };
}

const levelColours = { error: 'red', warning: 'yellow', note: 'cyan' } as const;
const paintLevel = (level: LocatedFinding['level'], colours: Palette): string => colours[levelColours[level]](colours.bold(level));

function excerptText(lines: readonly ExcerptLine[], colours: Palette): string {
  const width = Math.max(...lines.map((l) => String(l.line).length), 5);
  let out = '';
  for (const l of lines) {
    const before = expandTabs(visible(l.before), 0);
    const marked = expandTabs(visible(l.marked), before.column);
    const after = expandTabs(visible(l.after), marked.column);
    out += `  ${colours.dim(`${String(l.line).padStart(width)} │`)} ${before.text}${marked.text}${after.text}`.trimEnd();
    out += '\n';
    const carets = marked.column - before.column;
    if (carets > 0) out += `  ${colours.dim(`${' '.repeat(width)} │`)} ${' '.repeat(before.column)}${colours.red('^'.repeat(carets))}\n`;
  }
  return out;
}

/** The steps in order, numbers and places in columns. A step in another file than the finding's names it. */
function stepsText(f: LocatedFinding, pathOf: PathOf, colours: Palette): string {
  const places = f.path.map(({ file, range }) => `${file === f.file ? '' : `${visible(pathOf(file))}:`}${range.startLine}:${range.startColumn}`);
  const width = Math.max(0, ...places.map((place) => place.length));
  const digits = String(f.path.length).length;
  return f.path
    .map((s, i) => {
      const number = `${String(i + 1).padStart(digits)}.`;
      const place = (places[i] ?? '').padEnd(width);
      // What went wrong is the last step.
      const painted = i === f.path.length - 1 ? colours[levelColours[f.level]](number) : colours.dim(number);
      return `        ${painted} ${colours.dim(place)}  ${visible(s.message)}\n`;
    })
    .join('');
}

function remarks(f: LocatedFinding, colours: Palette): string[] {
  const out: string[] = [];
  const where = [f.enclosing === undefined ? '' : `in ${f.enclosing}`, f.condition ? `compiled if ${f.condition}` : ''].filter((s) => s !== '');
  if (where.length > 0) out.push(visible(where.join(', ')));
  if (f.replay !== undefined && 'verdict' in f.replay) out.push(visible(replayText(f.replay)));
  const fix = f.fixes.find((x) => x.preferred) ?? f.fixes[0];
  if (fix) out.push(`${colours.green('fix')}: ${visible(fix.title)}${fix.introducesHelper ? ' (with --introduce-helpers)' : ''}`);
  else if (f.noFixReason !== undefined) out.push(`no fix: ${visible(f.noFixReason)}`);
  return out;
}

/** Findings under their files, each with its source. Ends without a summary: `summaryLine` is for that. */
export function formatTerminal(report: AuditReport, pathOf: PathOf, colours: Palette): string {
  let out = '';
  for (const [file, findings] of groupBy(report.findings, (f) => f.file)) {
    out += `${colours.bold(colours.underline(visible(pathOf(file))))}  ${colours.dim(plural(findings.length, 'finding'))}\n`;
    for (const f of findings) {
      out += `\n  ${f.range.startLine}:${f.range.startColumn}  ${paintLevel(f.level, colours)}  ${visible(f.message)}  ${colours.dim(f.rule)}\n`;
      out += excerptText(f.excerpt, colours);
      out += stepsText(f, pathOf, colours);
      for (const remark of remarks(f, colours)) out += `        ${colours.dim('=')} ${remark}\n`;
    }
    out += '\n';
  }
  return out;
}
