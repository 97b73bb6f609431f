/**
 * Which functions a text calls and which it defines, by their names' hashes and by nothing but its layout: whatever stands before a parenthesis is called,
 * unless it is the first of a line that starts in the first column, and behind the parentheses comes a body. Comments and strings count; a name may be
 * handed out more than once. One pass over all bytes, sixteen at a time, that stops at parentheses and line breaks.
 */
import { DATA_AT, MARGIN, NAME_CAPACITY, NAMES_AT, RECENT, RECENT_AT } from '../layout';
import { isWord } from './text';

const NEWLINE: u8 = 10;
const SPACE: u8 = 32;
const OPEN: u8 = 40;
const CLOSE: u8 = 41;
/** The longest list of parameters that is looked through, and the longest row of attributes behind it. */
const PARAMETERS: u32 = 4096;
const ATTRIBUTES: u32 = 400;

/** Where the last call stopped. */
let at: u32 = 0;
let lineStart: u32 = 0;
/** The next parenthesis from here on may be a function's of the line. */
let headFrom: u32 = 0;
/** So that names met in another text do not count as met. */
let salt: u32 = 0;

function isBlank(byte: u8): bool {
  return byte == SPACE || (byte >= 9 && byte <= 13);
}

/** Is the line that starts there `#define NAME(` up to the name? */
function isDefine(start: u32, name: u32): bool {
  let i = start + 1;
  while (i < name && (load<u8>(i) == SPACE || load<u8>(i) == 9)) i++;
  // `define` as two numbers, lowest byte first.
  if (i + 6 >= name || load<u32>(i) != 0x69666564 || load<u16>(i, 4) != 0x656e) return false;
  for (i += 6; i < name; i++) if (load<u8>(i) != SPACE && load<u8>(i) != 9) return false;
  return true;
}

/** Behind the parenthesis that closes the one at `open`; 0 if it is too far. */
function closing(open: u32, end: u32): u32 {
  const stop = min(end, open + PARAMETERS);
  let depth: u32 = 0;
  for (let i = open; i < stop; i++) {
    const byte = load<u8>(i);
    if (byte == OPEN) depth++;
    else if (byte == CLOSE && --depth == 0) return i + 1;
  }
  return 0;
}

/** Does a body come, attributes aside? */
function hasBody(from: u32, end: u32): bool {
  const stop = min(end, from + ATTRIBUTES);
  for (let i = from; i < stop; i++) {
    const byte = load<u8>(i);
    if (byte == 0x7b) return true;
    // ; , = } and the next directive
    if (byte == 0x3b || byte == 0x2c || byte == 0x3d || byte == 0x7d || byte == 0x23) return false;
  }
  return false;
}

/**
 * Writes pairs of hash and kind to NAMES_AT, gives their number; at NAME_CAPACITY there may be more, which the next call with `from` not 0 hands out. Kind 1 is
 * a definition.
 */
export function names(from: u32, length: u32): u32 {
  const end: u32 = DATA_AT + length;
  memory.fill(end, 0, MARGIN);
  if (from == 0) {
    at = DATA_AT;
    lineStart = DATA_AT;
    headFrom = DATA_AT;
    salt += 0x9e3779b9;
  }
  let found: u32 = 0;
  const newlines = v128.splat<u8>(NEWLINE);
  const opens = v128.splat<u8>(OPEN);
  // The first block again from where the last call stopped.
  let skip: u32 = at & 15;
  for (let block: u32 = at & ~15; block < end; block += 16, skip = 0) {
    const bytes = v128.load(block);
    let lanes: u32 = i8x16.bitmask(v128.or(i8x16.eq(bytes, newlines), i8x16.eq(bytes, opens)));
    lanes = (lanes >> skip) << skip;
    for (; lanes != 0; lanes &= lanes - 1) {
      const here = block + ctz(lanes);
      if (here >= end) break;
      if (load<u8>(here) == NEWLINE) {
        lineStart = here + 1;
        headFrom = lineStart;
        continue;
      }
      let stop = here;
      if (load<u8>(stop - 1) == SPACE) stop--;
      let start = stop;
      while (isWord(start - 1)) start--;
      if (start == stop || (load<u8>(start) <= 57 && load<u8>(start) >= 48)) continue;
      let kind: u32 = 0;
      if (here >= headFrom) {
        headFrom = end;
        if (load<u8>(lineStart) == 0x23) {
          if (stop == here && isDefine(lineStart, start)) kind = 1;
        } else if (isWord(lineStart)) {
          const behind = closing(here, end);
          if (behind != 0) {
            let next = behind;
            while (next < end && load<u8>(next) == SPACE) next++;
            // An attribute with arguments stands before the name.
            if (isWord(next)) headFrom = next;
            if (hasBody(behind, end)) kind = 1;
            else if (!isWord(next) || load<u8>(next) == 0x3b) continue;
          }
        }
      }
      let hash: u32 = 0x811c9dc5;
      for (let i = start; i < stop; i++) hash = (hash ^ load<u8>(i)) * 0x01000193;
      const recent = RECENT_AT + ((hash & (RECENT - 1)) << 2);
      const mark = hash + salt + (kind << 31);
      if (load<u32>(recent) == mark) continue;
      store<u32>(recent, mark);
      store<u32>(NAMES_AT + (found << 3), hash);
      store<u32>(NAMES_AT + (found << 3), kind, 4);
      if (++found == NAME_CAPACITY) {
        at = here + 1;
        return found;
      }
    }
  }
  at = end;
  return found;
}
