/**
 * Finds the words of a fixed set in raw bytes, where they stand as whole identifiers: the filter that lets an audit parse only the files that can
 * matter. It knows nothing of files, encodings or C: comments and strings count, and bytes past 0x7f are no word characters.
 */
import { DATA_AT, HIT_CAPACITY, HITS_AT, MARGIN, NAME_CAPACITY, NAMES_AT, PRESENT_AT } from './layout.ts';
import { prepareWords, type WordTables } from './tables.ts';
import { instantiate, type ScannerModule } from './wasm.ts';

export { namesSlow, scanSlow } from './slow.ts';
export { hashOfName, prepareWords, type WordTables } from './tables.ts';
export { compileScanner, type ScannerModule } from './wasm.ts';

export interface WordHit {
  /** Index into the list of words. */
  readonly word: number;
  /** In bytes from the start of the buffer. */
  readonly offset: number;
}

/** Names in a text, by their hashes (`hashOfName`): two names may share one. No order; a name may come more than once. */
export interface NameHashes {
  /** What stands before a parenthesis, in comments, too. */
  readonly called: Uint32Array;
  /** Functions with a body that start in the first column, and macros with parameters, as far as the layout tells. */
  readonly defined: Uint32Array;
}

/**
 * One buffer and one set of words. Fill the start of `buffer()`, then ask about its first `length` bytes; each question overwrites up to 64 bytes
 * behind them. `length` may be at most what `buffer` was last asked for, else RangeError. Not to be shared between threads: make one for each.
 */
export interface Scanner {
  readonly words: readonly string[];
  /**
   * The memory to fill: at least `minBytes` long, the same bytes at every call. A call that has to enlarge it leaves views handed out before
   * empty (their `length` becomes 0), so do not keep one across calls. It never shrinks. RangeError past about 4 GB.
   */
  buffer(minBytes: number): Uint8Array;
  /** Stops at the first word. */
  containsAny(length: number): boolean;
  /** Every hit, by offset. */
  find(length: number): readonly WordHit[];
  /** The indices of the words that occur, ascending. */
  wordsPresent(length: number): ReadonlySet<number>;
  /** Reads all of it, which costs about as much as the search. */
  names(length: number): NameHashes;
}

/** Bytes of a page of WebAssembly memory. */
const PAGE = 65536;
/** Room for a usual file, so that the first growth is the last one in most runs. */
const FIRST_CAPACITY = 1 << 20;

/**
 * `wasm` is the scanner.wasm that the build leaves. Where several threads scan, compile it once (`compileScanner`), lay out the words once
 * (`prepareWords`), and hand both to each: they then share the machine code. Throws RangeError for words that cannot be searched for (see
 * `prepareWords`); they come from our own tables, never from a user.
 */
export function createScanner(wasm: Uint8Array | ScannerModule, wordsOrTables: readonly string[] | WordTables): Scanner {
  const kernel = instantiate(wasm);
  const { words, memory } = 'memory' in wordsOrTables ? wordsOrTables : prepareWords(wordsOrTables);
  const byteLengths = words.map((word) => word.length);
  let capacity = 0;
  let view = new Uint8Array();

  function buffer(minBytes: number): Uint8Array {
    if (minBytes > capacity) {
      const wanted = Math.max(minBytes, FIRST_CAPACITY);
      const missing = DATA_AT + wanted + MARGIN - kernel.memory.buffer.byteLength;
      if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE));
      capacity = kernel.memory.buffer.byteLength - DATA_AT - MARGIN;
      view = new Uint8Array(kernel.memory.buffer, DATA_AT, capacity);
    }
    return view;
  }

  function checkLength(length: number): void {
    if (!(length >= 0 && length <= capacity)) throw new RangeError(`cannot scan ${length} bytes of a buffer of ${capacity}`);
  }

  buffer(FIRST_CAPACITY);
  new Uint8Array(kernel.memory.buffer).set(memory);

  return {
    words,
    buffer,
    containsAny(length) {
      checkLength(length);
      return kernel.containsAny(length) !== 0;
    },
    find(length) {
      checkLength(length);
      const hits: WordHit[] = [];
      for (let from = 0; ; ) {
        const count = kernel.list(from, length);
        const pairs = new Uint32Array(kernel.memory.buffer, HITS_AT, 2 * count);
        for (let i = 0; i < pairs.length; i += 2) hits.push({ word: pairs[i] ?? 0, offset: pairs[i + 1] ?? 0 });
        const last = hits.at(-1);
        if (count < HIT_CAPACITY || last === undefined) return hits;
        from = last.offset + (byteLengths[last.word] ?? 0);
      }
    },
    wordsPresent(length) {
      checkLength(length);
      const bits = new Uint8Array(kernel.memory.buffer, PRESENT_AT, Math.ceil(words.length / 8));
      bits.fill(0);
      const present = new Set<number>();
      if (kernel.markPresent(length) === 0) return present;
      for (let word = 0; word < words.length; word++) if (((bits[word >>> 3] ?? 0) >>> (word & 7)) & 1) present.add(word);
      return present;
    },
    names(length) {
      checkLength(length);
      const called: number[] = [];
      const defined: number[] = [];
      for (let from = 0; ; from = 1) {
        const count = kernel.names(from, length);
        const pairs = new Uint32Array(kernel.memory.buffer, NAMES_AT, 2 * count);
        for (let i = 0; i < pairs.length; i += 2) (pairs[i + 1] === 1 ? defined : called).push(pairs[i] ?? 0);
        if (count < NAME_CAPACITY) return { called: Uint32Array.from(called), defined: Uint32Array.from(defined) };
      }
    },
  };
}
