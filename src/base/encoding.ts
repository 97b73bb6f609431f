/**
 * Bytes to text and back without losing one: UTF-8 where the file is UTF-8, otherwise each byte that is not becomes one lone surrogate
 * (U+DC80…U+DCFF), which is the one column an editor shows for it. A leading byte order mark is kept aside, as editors do.
 */
export interface SourceText {
  readonly text: string;
  readonly bom: boolean;
  /** True if `text` holds lone surrogates for bytes that are not UTF-8. */
  readonly escapedBytes: boolean;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const BYTE_ESCAPE = 0xdc00;

export function decodeSource(bytes: Uint8Array): SourceText {
  const bom = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = bom ? bytes.subarray(3) : bytes;
  try {
    return { text: strict.decode(body), bom, escapedBytes: false };
  } catch {
    return { text: decodeLenient(body), bom, escapedBytes: true };
  }
}

/** Length of the valid UTF-8 sequence at `i`, 0 if there is none (overlong forms, surrogates and values past U+10FFFF are none). */
function sequenceLength(b: Uint8Array, i: number): number {
  const first = b[i] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  if (length === 0 || i + length > b.length) return 0;
  for (let k = 1; k < length; k++) if (((b[i + k] ?? 0) & 0xc0) !== 0x80) return 0;
  const second = b[i + 1] ?? 0;
  if (
    (first === 0xe0 && second < 0xa0) ||
    (first === 0xed && second > 0x9f) ||
    (first === 0xf0 && second < 0x90) ||
    (first === 0xf4 && second > 0x8f)
  )
    return 0;
  return length;
}

function decodeLenient(b: Uint8Array): string {
  const parts: string[] = [];
  let from = 0;
  for (let i = 0; i < b.length; ) {
    const length = sequenceLength(b, i);
    if (length > 0) {
      i += length;
      continue;
    }
    if (i > from) parts.push(strict.decode(b.subarray(from, i)));
    parts.push(String.fromCharCode(BYTE_ESCAPE | (b[i] ?? 0)));
    from = ++i;
  }
  if (from < b.length) parts.push(strict.decode(b.subarray(from)));
  return parts.join('');
}

/** The exact bytes that `decodeSource` read, after any edits of `text`. */
export function encodeSource(source: SourceText): Uint8Array {
  const chunks: Uint8Array[] = [];
  if (source.bom) chunks.push(Uint8Array.of(0xef, 0xbb, 0xbf));
  const encoder = new TextEncoder();
  if (!source.escapedBytes) chunks.push(encoder.encode(source.text));
  else {
    let from = 0;
    for (let i = 0; i < source.text.length; i++) {
      const c = source.text.charCodeAt(i);
      if (c >= 0xd800 && c <= 0xdbff) i++;
      else if (c >= 0xdc80 && c <= 0xdcff) {
        chunks.push(encoder.encode(source.text.slice(from, i)), Uint8Array.of(c & 0xff));
        from = i + 1;
      }
    }
    chunks.push(encoder.encode(source.text.slice(from)));
  }
  const out = new Uint8Array(chunks.reduce((n, c) => n + c.length, 0));
  let at = 0;
  for (const c of chunks) {
    out.set(c, at);
    at += c.length;
  }
  return out;
}

/** For people's eyes and for formats that must be well-formed Unicode: escaped bytes become U+FFFD. */
export const displayText = (text: string): string => text.toWellFormed();
