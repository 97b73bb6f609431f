/** Half-open ranges of text. Every offset in the engine counts UTF-16 code units of the original text, 0-based; lines and columns exist only at the faces. */
export interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export const contains = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;
export const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;
export const shift = (s: Span, by: number): Span => ({ start: s.start + by, end: s.end + by });

/** Replace `span` by `newText`; an insertion has an empty span. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/**
 * The text after `edits`, which speak of `text` and must not overlap; order is free.
 * Throws on overlap: whoever made such edits is wrong.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let out = '';
  let at = 0;
  for (const edit of sorted) {
    if (edit.span.start < at) throw new Error(`edits overlap at offset ${edit.span.start}`);
    out += text.slice(at, edit.span.start) + edit.newText;
    at = edit.span.end;
  }
  return out + text.slice(at);
}
