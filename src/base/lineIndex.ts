import type { Span } from './span.ts';

/** 0-based line and UTF-16 column. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Maps offsets to lines and back. A line ends at `\n`, `\r\n` or a lone `\r`, as the language server protocol counts them. */
export class LineIndex {
  readonly #starts: Uint32Array;
  readonly #length: number;

  constructor(text: string) {
    this.#starts = text.includes('\r') ? startsWithReturns(text) : startsOf(text);
    this.#length = text.length;
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** The 0-based line that holds `offset`. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if ((this.#starts[mid] ?? 0) <= offset) low = mid;
      else high = mid - 1;
    }
    return low;
  }

  lineStart(line: number): number {
    return this.#starts[line] ?? this.#length;
  }

  positionAt(offset: number): Position {
    const line = this.lineAt(offset);
    return { line, column: offset - this.lineStart(line) };
  }

  /** Clamps to the text, so that an editor that is ahead of us cannot crash the caller. */
  offsetAt(position: Position): number {
    if (position.line >= this.#starts.length) return this.#length;
    const start = this.lineStart(position.line);
    const next = position.line + 1 < this.#starts.length ? this.lineStart(position.line + 1) : this.#length;
    return Math.min(start + position.column, next);
  }

  /** The whole line that holds `offset`, line ending included. */
  lineSpan(offset: number): Span {
    const line = this.lineAt(offset);
    const end = line + 1 < this.#starts.length ? this.lineStart(line + 1) : this.#length;
    return { start: this.lineStart(line), end };
  }
}

function startsOf(text: string): Uint32Array {
  let starts = new Uint32Array((text.length >> 4) + 16);
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (count === starts.length) {
      const larger = new Uint32Array(count * 2);
      larger.set(starts);
      starts = larger;
    }
    starts[count++] = at + 1;
  }
  return starts.slice(0, count);
}

function startsWithReturns(text: string): Uint32Array {
  const starts: number[] = [0];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10) starts.push(i + 1);
    else if (c === 13) {
      if (text.charCodeAt(i + 1) === 10) i++;
      starts.push(i + 1);
    }
  }
  return Uint32Array.from(starts);
}
