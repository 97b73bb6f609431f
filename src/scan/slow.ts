/** What the matcher must find, said in the plainest way: the twin that tests compare it with. */
import type { WordHit } from './index.ts';

const isWordByte = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || byte === 0x5f || (byte >= 0x61 && byte <= 0x7a));

/** All hits in `bytes`, by offset. Costs a map lookup an identifier. */
export function scanSlow(words: readonly string[], bytes: Uint8Array): readonly WordHit[] {
  const indexOf = new Map(words.map((word, index) => [word, index]));
  const hits: WordHit[] = [];
  for (let start = 0; start < bytes.length; ) {
    let stop = start;
    let word = '';
    while (isWordByte(bytes[stop])) word += String.fromCharCode(bytes[stop++] ?? 0);
    const index = indexOf.get(word);
    if (index !== undefined) hits.push({ word: index, offset: start });
    start = Math.max(stop, start + 1);
  }
  return hits;
}

/** The names that a text calls and defines, said in the plainest way: the twin of `Scanner.names`. Sorted, each once. */
export function namesSlow(bytes: Uint8Array): { readonly called: readonly string[]; readonly defined: readonly string[] } {
  const called = new Set<string>();
  const defined = new Set<string>();
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  for (const line of text.matchAll(/[^\n]*\n?/g)) {
    let headFrom = 0;
    for (const m of line[0].matchAll(/(?<![\x30-\x39A-Za-z_])([A-Za-z_][A-Za-z0-9_]*)( ?)\(/g)) {
      const [whole, name = '', space] = m;
      const open = m.index + whole.length - 1;
      const isFirst = open >= headFrom && !beforeIn(line[0], headFrom, open);
      let kind = called;
      if (isFirst) {
        headFrom = Number.POSITIVE_INFINITY;
        if (line[0].startsWith('#')) {
          if (space === '' && /^#[ \t]*define[ \t]+$/.test(line[0].slice(0, m.index))) kind = defined;
        } else if (/^[A-Za-z0-9_]/.test(line[0])) {
          const behind = closingIn(text, line.index + open);
          if (behind !== undefined) {
            const next = /^ */.exec(text.slice(behind))?.[0].length ?? 0;
            const isWord = /^[A-Za-z0-9_]/.test(text.slice(behind + next, behind + next + 1));
            if (isWord) headFrom = behind + next - line.index;
            if (/^[^{;,=}#]{0,399}\{/.test(text.slice(behind, behind + 400))) kind = defined;
            else if (!isWord) continue;
          }
        }
      }
      kind.add(name);
    }
  }
  return { called: [...called].sort(), defined: [...defined].sort() };
}

/** An identifier with a parenthesis stands in front that may be the function's. */
function beforeIn(line: string, from: number, open: number): boolean {
  return (
    /(?<![A-Za-z0-9_])[A-Za-z_][A-Za-z0-9_]* ?\($/.test(line.slice(0, open + 1)) &&
    new RegExp('(?<![A-Za-z0-9_])[A-Za-z_][A-Za-z0-9_]* ?\\(').test(line.slice(from, open - 1))
  );
}

function closingIn(text: string, open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < text.length && i < open + 4096; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i + 1;
  }
  return undefined;
}
