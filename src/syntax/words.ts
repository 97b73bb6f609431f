/** Finds identifier tokens in live text. Lexes an item only if one of the words occurs in it at all. */
import type { Span } from '../base/span.ts';
import { tokenize, WORD } from './tokens.ts';
import type { Item, SourceFile, WordUse } from './types.ts';

/** Uses of `words` in `item`, ordered by start. Directive lines inside a function are left out: a macro there is an item of its own. */
export function wordUses(file: SourceFile, item: Item, words: ReadonlySet<string>): WordUse[] {
  const from = item.kind === 'macro' ? (item.body?.start ?? item.end) : item.start;
  if (!mayHold(file.text, from, item.end, words)) return [];
  return liveWords(file.text, { start: from, end: item.end }, item.kind !== 'macro', words);
}

/** A pattern of some hundred words takes longer to make than to run, and callers ask with the same few sets all the time. */
const patterns = new WeakMap<ReadonlySet<string>, RegExp>();

function wordPattern(words: ReadonlySet<string>): RegExp | undefined {
  if (words.size === 0) return undefined;
  let pattern = patterns.get(words);
  if (pattern === undefined) {
    const escaped = [...words].map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).sort((a, b) => b.length - a.length);
    pattern = new RegExp(`\\b(?:${escaped.join('|')})\\b`);
    patterns.set(words, pattern);
  }
  return pattern;
}

function mayHold(text: string, start: number, end: number, words: ReadonlySet<string>): boolean {
  return wordPattern(words)?.test(text.slice(start, end)) ?? false;
}

function liveWords(text: string, within: Span, directives: boolean, words: ReadonlySet<string>): WordUse[] {
  const uses: WordUse[] = [];
  const tokens = tokenize(text, within.start, within.end, directives);
  tokens.forEach((t, i) => {
    if (t.kind !== WORD || !words.has(t.text)) return;
    // What `##` joins to something else is no identifier of its own.
    if (tokens[i - 1]?.text !== '##' && tokens[i + 1]?.text !== '##') uses.push({ start: t.start, end: t.end, word: t.text });
  });
  return uses;
}
