/** Reads `gupscope: allow RULE -- reason` out of comments. What a comment allows is decided in `judge.ts`; here it is read, well or badly written. */
import type { Span } from '../../base/span.ts';
import type { AllowEntry, AllowMistake } from '../../rules/index.ts';
import { commentsIn, hasCode, type SourceFile, statementFrom } from '../../syntax/index.ts';

/** One `gupscope: …` of a comment; a comment may hold several. */
export interface AllowComment {
  /** From `gupscope:` to the last character of the reason. */
  readonly span: Span;
  /** The whole comment, delimiters included. */
  readonly comment: Span;
  /** The rules, as written; empty if there is a mistake that leaves none. */
  readonly entries: readonly AllowEntry[];
  /** Words parted by single blanks; empty only beside a mistake. */
  readonly reason: string;
  readonly mistake?: AllowMistake;
  /** Whole lines: what begins in them is allowed. */
  readonly covers: Span;
}

const MARKER = 'gupscope:';
/** Where a line of a comment may begin: behind its delimiters and the `*` of a block. */
const DIRECTIVE = /(?:^|\n)[\s/*!]*(gupscope:)/g;
/** Blanks, and what begins a line of a block comment or joins the lines of a macro. */
const GAP = /(?:[^\S\n]|\\(?=\r?\n)|\n[^\S\n]*\*?(?!\/))*/y;
const WORD = /(?:(?!--)[^\s,])+/y;

const known = new WeakMap<SourceFile, readonly AllowComment[]>();

/** In order of position. Costs a search for one word where there are none, a pass over the text where there are. */
export function allowComments(file: SourceFile): readonly AllowComment[] {
  let found = known.get(file);
  if (found === undefined) {
    found = file.text.includes(MARKER) ? readAll(file) : [];
    known.set(file, found);
  }
  return found;
}

function readAll(file: SourceFile): AllowComment[] {
  const { text } = file;
  const comments = commentsIn(text);
  return comments.flatMap((comment) => {
    const starts = [...text.slice(comment.start, comment.end).matchAll(DIRECTIVE)].map((m) => comment.start + m.index + m[0].length - MARKER.length);
    if (starts.length === 0) return [];
    const covers = coveredBy(file, comment, comments);
    return starts.map((start, i): AllowComment => ({ comment, covers, ...read(text, start, bodyEnd(text, comment, starts[i + 1])) }));
  });
}

/** Offset after the last character that is neither blank nor part of a delimiter. `next`: where another one begins. */
function bodyEnd(text: string, comment: Span, next: number | undefined): number {
  let end = next ?? (text.startsWith('*/', comment.end - 2) ? comment.end - 2 : comment.end);
  while (/[\s*\\]/.test(text[end - 1] ?? '')) end--;
  return end;
}

/** `start` is that of the marker. */
function read(text: string, start: number, end: number): Pick<AllowComment, 'span' | 'entries' | 'reason' | 'mistake'> {
  let at = start + MARKER.length;
  const skip = (): void => {
    GAP.lastIndex = at;
    at = Math.min(end, at + (GAP.exec(text)?.[0].length ?? 0));
  };
  const word = (): Span | undefined => {
    skip();
    WORD.lastIndex = at;
    const length = WORD.exec(text.slice(0, end))?.[0].length ?? 0;
    if (length === 0) return undefined;
    const span = { start: at, end: at + length };
    at = span.end;
    return span;
  };
  const wordOf = (span: Span): string => text.slice(span.start, span.end);
  const span = { start, end };
  const broken = (mistake: AllowMistake): ReturnType<typeof read> => ({ span, entries: [], reason: '', mistake });

  const verb = word();
  if (verb === undefined || wordOf(verb) !== 'allow') return broken({ mistake: 'no-verb', word: verb });
  const entries: AllowEntry[] = [];
  for (let entry = word(); entry !== undefined; entry = word()) {
    entries.push({ pattern: wordOf(entry), ...entry });
    skip();
    if (text[at] === ',') at++;
  }
  skip();
  const separated = text.startsWith('--', at) && at < end;
  if (entries.length === 0) return broken({ mistake: 'no-rule' });
  const reason = separated ? wordsOf(text.slice(at + 2, end)) : '';
  if (reason === '') return broken({ mistake: 'no-reason', rules: entries.map(({ pattern }) => pattern) });
  return { span, entries, reason };
}

/** A reason may run over lines that begin with `*`, or that `\` joins. */
const wordsOf = (text: string): string =>
  text
    .replaceAll(/\\?\r?\n[^\S\n]*\*?/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** A comment beside code speaks of its line; one that stands alone, or before the code of its line, of the statement that follows. */
function coveredBy({ text, lines }: SourceFile, comment: Span, comments: readonly Span[]): Span {
  const first = lines.lineSpan(comment.start).start;
  const before = { start: Math.max(first, comments.find((c) => c.start < first && first < c.end)?.end ?? first), end: comment.start };
  if (hasCode(text, before)) return { start: first, end: lines.lineSpan(comment.end - 1).end };
  const statement = statementFrom(text, comment.end);
  return { start: lines.lineSpan(statement.start).start, end: lines.lineSpan(Math.max(statement.start, statement.end - 1)).end };
}
