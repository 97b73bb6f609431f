/** The arrays of one search, and how they grow: states in place, the table by a third at a time, with never two tables at once. */
import type { SearchCode } from './searchCode.ts';

export interface Store {
  readonly states: () => Int32Array;
  /** New states that each expanded state found, in the order of states. */
  readonly found: () => Uint8Array | Uint16Array;
  /** States that the arrays hold. */
  readonly room: () => number;
  /** Sees to it that one more state can be expanded; false if the bound forbids it. */
  readonly makeRoom: () => boolean;
  readonly peakBytes: () => number;
  /** From now on another code works on the arrays. */
  readonly handTo: (code: SearchCode) => void;
}

/** What is used of the WebAssembly interface; TypeScript keeps its declarations in its browser library. */
interface GrowingMemory {
  readonly buffer: ArrayBuffer;
  readonly grow: (pages: number) => number;
}
declare const WebAssembly: { readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => GrowingMemory };

const WORD_BYTES = 4;
const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;
/** Small searches get plain arrays: reserving addresses costs more than they do. */
const PLAIN_BYTES = 1 << 20;
/** Of the table, at most; beyond this, probes grow long. */
const FILLED = 0.75;
const FIRST_SLOTS = 2048;

/** `branching` is the largest number of successors of a state. `begin` is the code that works on the arrays first. */
export function createStore(begin: SearchCode, words: number, branching: number, maxBytes: number): Store {
  let code = begin;
  const stateBytes = words * WORD_BYTES;
  const first = Math.max(FIRST_SLOTS * FILLED, branching + 1);
  let states = new Int32Array(first * words);
  let memory: GrowingMemory | undefined;
  let found: Uint8Array | Uint16Array = branching > 255 ? new Uint16Array(first) : new Uint8Array(first);
  let table = new Int32Array(Math.ceil(first / FILLED));
  let peak = 0;

  const bytes = () => states.byteLength + found.byteLength + table.byteLength;
  const filled = () => Math.floor(table.length * FILLED);
  const room = () => Math.min(Math.floor(states.length / words), found.length, filled());
  const fits = (more: number) => {
    const then = bytes() + more;
    if (then <= maxBytes) peak = Math.max(peak, then);
    return then <= maxBytes;
  };

  const growStates = (wanted: number): boolean => {
    const length = Math.max(wanted * words, Math.min(states.length * 2, PLAIN_BYTES / WORD_BYTES));
    if (memory === undefined && length * WORD_BYTES <= PLAIN_BYTES) {
      if (!fits(length * WORD_BYTES)) return false;
      const longer = new Int32Array(length);
      longer.set(states);
      states = longer;
      return true;
    }
    try {
      // memory of WebAssembly grows in place, without a second copy
      if (memory === undefined) {
        const bytesNow = Math.max(PLAIN_BYTES * 2, wanted * stateBytes);
        if (!fits(bytesNow)) return false;
        memory = new WebAssembly.Memory({ initial: Math.ceil(bytesNow / PAGE_BYTES), maximum: MAX_PAGES });
        const longer = new Int32Array(memory.buffer);
        longer.set(states);
        states = longer;
        return true;
      }
      const pages = Math.max(Math.ceil((wanted * stateBytes - states.byteLength) / PAGE_BYTES), states.byteLength >> 21, 1);
      if (!fits(pages * PAGE_BYTES)) return false;
      memory.grow(pages);
      states = new Int32Array(memory.buffer);
      return true;
    } catch (error) {
      // no more addresses, or none left to reserve
      if (error instanceof RangeError) return false;
      throw error;
    }
  };
  const growFound = (wanted: number): boolean => {
    const length = Math.max(wanted, Math.ceil(found.length * 1.25));
    if (!fits(length * found.BYTES_PER_ELEMENT)) return false;
    const longer = found instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
    longer.set(found);
    found = longer;
    return true;
  };
  const growTable = (wanted: number): boolean => {
    // to fill a table anew costs as much as half the search did; wide states leave less memory for that not to be
    const growth = table.length < 50_000 ? 4 : words <= 4 ? 2 : 1.5;
    const slots = Math.max(Math.ceil(wanted / FILLED) + 1, Math.ceil(table.length * growth));
    if (!fits((slots - table.length) * WORD_BYTES)) return false;
    table = new Int32Array(0);
    code.dropTable();
    table = new Int32Array(slots);
    return true;
  };
  const bindTable = () => code.fill(table, 32 - Math.clz32(filled()));

  const handAll = () => {
    code.hold(states, found);
    bindTable();
  };
  handAll();
  peak = bytes();
  return {
    states: () => states,
    found: () => found,
    room,
    peakBytes: () => peak,
    handTo: (next) => {
      code = next;
      table.fill(0);
      handAll();
    },
    makeRoom: () => {
      const wanted = code.progress().count + branching;
      if (room() >= wanted) return true;
      if (Math.floor(states.length / words) < wanted && !growStates(wanted)) return false;
      if (found.length < wanted && !growFound(wanted)) return false;
      code.hold(states, found);
      if (filled() < wanted) {
        if (!growTable(wanted)) return false;
        bindTable();
      }
      return true;
    },
  };
}
