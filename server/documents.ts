/**
 * The open documents as the client described them: text, version and line index, and the edits that the engine has not seen yet.
 * Knows offsets and ranges only; nothing is analysed here. Documents are found by path, so two spellings of one URI are one document.
 */
import { LineIndex } from '../src/base/lineIndex.ts';
import { applyEdits, type TextEdit } from '../src/base/span.ts';
import type { WirePosition, WireRange } from '../src/protocol/requests.ts';

export interface DocumentChange {
  /** Absent: `text` is the whole new document. */
  readonly range?: WireRange;
  readonly text: string;
}

/** Past this many separate batches one edit that covers all of them costs less than taking each in turn. */
const MAX_PENDING_BATCHES = 64;

export class OpenDocument {
  /** As the client spells it; answers use this spelling. */
  readonly uri: string;
  /** Absolute; for an untitled document the path of its URI. */
  readonly path: string;
  #version: number;
  #text: string;
  #lines: LineIndex;
  /** Line starts before this line hold for `#text`; the rest of `#lines` is out of date. */
  #freshBelow = Number.POSITIVE_INFINITY;
  /** Undefined: nobody holds an older text, so nobody needs to be told. */
  #seen: string | undefined;
  #pending: TextEdit[][] = [];

  constructor(uri: string, path: string, version: number, text: string) {
    this.uri = uri;
    this.path = path;
    this.#version = version;
    this.#text = text;
    this.#lines = new LineIndex(text);
  }

  get version(): number {
    return this.#version;
  }

  get text(): string {
    return this.#text;
  }

  get lines(): LineIndex {
    if (this.#freshBelow !== Number.POSITIVE_INFINITY) {
      this.#lines = new LineIndex(this.#text);
      this.#freshBelow = Number.POSITIVE_INFINITY;
    }
    return this.#lines;
  }

  /** Each change speaks of the text that the ones before it left. Ranges past the end are clamped, reversed ones turned round. */
  change(changes: readonly DocumentChange[], version: number): void {
    for (const change of changes)
      this.#apply(change.range === undefined ? coveringEdit(this.#text, change.text) : this.#editOf(change.range, change.text));
    this.#version = version;
  }

  /**
   * What happened to the text since the last call, as batches to be taken in turn; each batch speaks of the text that the ones before it left,
   * and its edits do not overlap. `restart` means: take the whole text instead (the first call, or after `restart()`).
   */
  takePending(): { readonly restart: boolean; readonly batches: readonly (readonly TextEdit[])[] } {
    const restart = this.#seen === undefined;
    const batches = this.#pending;
    this.#pending = [];
    this.#seen = this.#text;
    if (restart) return { restart, batches: [] };
    return { restart, batches };
  }

  /** The next `takePending` asks for the whole text: whoever followed the edits is gone or lost its way. */
  restart(): void {
    this.#seen = undefined;
    this.#pending = [];
  }

  #editOf(range: WireRange, newText: string): TextEdit {
    const wanted = Math.max(range.start.line, range.end.line);
    const lines = wanted < this.#freshBelow ? this.#lines : this.lines;
    const a = offsetOf(this.#text, lines, range.start);
    const b = offsetOf(this.#text, lines, range.end);
    return { span: { start: Math.min(a, b), end: Math.max(a, b) }, newText };
  }

  #apply(edit: TextEdit): void {
    if (edit.span.start === edit.span.end && edit.newText === '') return;
    // Lines that begin before the edit keep their start. The line before the edited one keeps its start too, yet its end may move (a line feed put
    // behind a carriage return), so it is not trusted for clamping either.
    const line =
      this.#freshBelow === Number.POSITIVE_INFINITY
        ? this.#lines.lineAt(edit.span.start)
        : Math.min(this.#freshBelow, this.#lines.lineAt(edit.span.start));
    this.#freshBelow = Math.max(0, line - 1);
    this.#text = this.#text.slice(0, edit.span.start) + edit.newText + this.#text.slice(edit.span.end);
    if (this.#seen === undefined) return;
    const last = this.#pending.at(-1);
    const first = last?.at(-1);
    // Editors send the edits of one command from the end of the file to its start: such edits are one batch in the coordinates of the older text.
    if (
      last !== undefined &&
      first !== undefined &&
      (edit.span.end < first.span.start || (edit.span.end === first.span.start && edit.span.start < edit.span.end))
    )
      last.push(edit);
    else this.#pending.push([edit]);
    if (this.#pending.length > MAX_PENDING_BATCHES) this.#pending = [[coveringEdit(this.#seen, this.#text)]];
  }
}

/** Clamped as the protocol says: a character past the end of its line means that end, before the line break; a line past the last one means the end of the text. */
export function offsetOf(text: string, lines: LineIndex, position: WirePosition): number {
  const start = lines.lineStart(position.line);
  let end = lines.lineStart(position.line + 1);
  if (position.line + 1 < lines.lineCount) {
    if (text.charCodeAt(end - 1) === 10) end--;
    if (end > start && text.charCodeAt(end - 1) === 13) end--;
  }
  return Math.min(start + position.character, end);
}

/** The one edit that turns `from` into `to`, without what both ends have in common. */
export function coveringEdit(from: string, to: string): TextEdit {
  const shorter = Math.min(from.length, to.length);
  let head = 0;
  while (head < shorter && from.charCodeAt(head) === to.charCodeAt(head)) head++;
  let tail = 0;
  while (tail < shorter - head && from.charCodeAt(from.length - 1 - tail) === to.charCodeAt(to.length - 1 - tail)) tail++;
  return { span: { start: head, end: from.length - tail }, newText: to.slice(head, to.length - tail) };
}

/** The text that `batches` make of `text`: what a follower of `takePending` must end with. */
export const replay = (text: string, batches: readonly (readonly TextEdit[])[]): string => batches.reduce((t, b) => applyEdits(t, b), text);

/** A document as a message meant it: whatever comes while the answer waits makes its positions wrong. */
export interface Stamp {
  readonly document: OpenDocument;
  readonly version: number;
}

export class Documents {
  readonly #byPath = new Map<string, OpenDocument>();

  get(path: string): OpenDocument | undefined {
    return this.#byPath.get(path);
  }

  /** The document as it stands now. */
  stamp(path: string): Stamp | undefined {
    const document = this.#byPath.get(path);
    return document && { document, version: document.version };
  }

  all(): readonly OpenDocument[] {
    return [...this.#byPath.values()];
  }

  open(document: OpenDocument): void {
    this.#byPath.set(document.path, document);
  }

  /** The document that was closed, if it was open. */
  close(path: string): OpenDocument | undefined {
    const document = this.#byPath.get(path);
    this.#byPath.delete(path);
    return document;
  }
}
