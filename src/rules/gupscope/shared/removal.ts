/** Edits that take a comment, or a part of one, out of a text, so that what is left looks as if it had never been there. */
import type { Span, TextEdit } from '../../../base/span.ts';
import type { JudgedAllow, JudgedEntry } from '../../rule.ts';

const erase = (start: number, end: number): TextEdit => ({ span: { start, end }, newText: '' });
const isBlank = (text: string): boolean => /^\s*$/.test(text);

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;
/** Behind the line feed, or the end of the text. */
function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

/** The comment, if it says nothing else; else the part that is `gupscope: …`. */
export function removeAllow(text: string, { span, comment }: Pick<JudgedAllow, 'span' | 'comment'>): TextEdit {
  const around = text.slice(comment.start, span.start) + text.slice(span.end, comment.end);
  if (/^[\s/*!\\]*$/.test(around)) return removeComment(text, comment);
  const own = lineStart(text, span.start);
  // Its lines end before what follows: the end of the comment or the next `gupscope:`.
  if (own > comment.start) return erase(Math.max(comment.start, own - (text[own - 2] === '\r' ? 2 : 1)), span.end);
  const next = /^[\s*\\]*/.exec(text.slice(span.end, comment.end))?.[0].length ?? 0;
  return erase(span.start, span.end + next);
}

function removeComment(text: string, comment: Span): TextEdit {
  const first = lineStart(text, comment.start);
  const last = lineEnd(text, comment.end);
  const before = text.slice(first, comment.start);
  const after = text.slice(comment.end, last);
  if (isBlank(before) && /^\s*\\?\s*$/.test(after)) {
    // The last line of a macro: the line above would go on into what follows.
    const joined = /\\\r?\n$/.test(text.slice(0, first)) && !after.includes('\\');
    return joined ? erase(first, comment.end) : erase(first, last);
  }
  const blanksBefore = /[ \t]*$/.exec(before)?.[0].length ?? 0;
  const blanksAfter = isBlank(before) ? (/^[ \t]*/.exec(after)?.[0].length ?? 0) : 0;
  return isBlank(before) ? erase(comment.start, comment.end + blanksAfter) : erase(comment.start - blanksBefore, comment.end);
}

/** One name of a list, with the comma beside it. */
export function removeEntry({ entries }: Pick<JudgedAllow, 'entries'>, entry: JudgedEntry): TextEdit {
  const at = entries.indexOf(entry);
  const next = entries[at + 1];
  if (next !== undefined) return erase(entry.start, next.start);
  return erase(entries[at - 1]?.end ?? entry.start, entry.end);
}
