/** A text under rewriting that keeps its length and its line ends. */
import { NEWLINE, RETURN, SPACE, TAB } from '../characters.ts';

const decoder = new TextDecoder('utf-16le', { ignoreBOM: true });

export class ShadowText {
  readonly start: number;
  readonly #chars: Uint16Array;

  /** All blank but for the line ends and tabs of `text` between the offsets. */
  constructor(text: string, start: number, end: number) {
    this.start = start;
    this.#chars = new Uint16Array(end - start);
    for (let i = start; i < end; i++) {
      const c = text.charCodeAt(i);
      this.#chars[i - start] = c === NEWLINE || c === RETURN || c === TAB ? c : SPACE;
    }
  }

  /** Takes over the original text between the offsets. */
  copy(text: string, start: number, end: number): void {
    for (let i = start; i < end; i++) this.#chars[i - this.start] = text.charCodeAt(i);
  }

  blank(start: number, end: number): void {
    for (let i = start; i < end; i++) {
      const c = this.#chars[i - this.start];
      if (c !== NEWLINE && c !== RETURN) this.#chars[i - this.start] = SPACE;
    }
  }

  /** Writes `text` at `start`, blanks the rest up to `end`. What does not fit, or would take a line end's place, is left out: the law comes first. */
  put(start: number, end: number, text: string): void {
    this.blank(start, end);
    const room = Math.min(text.length, end - start);
    for (let i = 0; i < room; i++) {
      const c = this.#chars[start + i - this.start];
      if (c !== NEWLINE && c !== RETURN) this.#chars[start + i - this.start] = text.charCodeAt(i);
    }
  }

  charAt(offset: number): number {
    return this.#chars[offset - this.start] ?? 0;
  }

  /** Lone surrogates (bytes that are not UTF-8) come out as U+FFFD, at the same length. */
  toString(): string {
    return decoder.decode(this.#chars);
  }
}
