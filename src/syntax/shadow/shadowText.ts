/** A text under rewriting that keeps its length and its line ends. */
import { NEWLINE, RETURN, SPACE, TAB } from '../characters.ts';

const CHUNK = 8192;

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

  /** Writes `text` at `start`, blanks the rest up to `end`. `text` must fit, and hold line ends only where they are. */
  put(start: number, end: number, text: string): void {
    this.blank(start, end);
    for (let i = 0; i < text.length; i++) this.#chars[start + i - this.start] = text.charCodeAt(i);
  }

  charAt(offset: number): number {
    return this.#chars[offset - this.start] ?? 0;
  }

  toString(): string {
    let out = '';
    for (let i = 0; i < this.#chars.length; i += CHUNK) out += String.fromCharCode(...this.#chars.subarray(i, i + CHUNK));
    return out;
  }
}
