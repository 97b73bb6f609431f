/**
 * A typist with a seed: changes all over a C file, as people make them. Some open a comment or a brace, which turns the meaning of everything behind it, and the
 * next change takes it back; so the file stays C in the long run and the sequence can be of any length.
 */
import type { Range } from 'vscode-languageserver';

export interface Edit {
  readonly kind: string;
  readonly range: Range;
  readonly text: string;
}

/** Mulberry32: the same numbers from the same seed on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** What is typed, at the start of a line or behind its text. Those that are taken back by the next edit break what follows. */
const typed: readonly { readonly kind: string; readonly text: string; readonly at: 'start' | 'end'; readonly takenBack: boolean }[] = [
  { kind: 'word', text: ' x', at: 'end', takenBack: true },
  { kind: 'line', text: '\n', at: 'end', takenBack: false },
  { kind: 'comment line', text: '/* a note */\n', at: 'start', takenBack: false },
  { kind: 'statement', text: '\tcond_resched();\n', at: 'start', takenBack: true },
  { kind: 'open comment', text: '/*', at: 'start', takenBack: true },
  { kind: 'open brace', text: '{', at: 'end', takenBack: true },
  { kind: 'close brace', text: '}\n', at: 'start', takenBack: true },
  { kind: 'open string', text: '"', at: 'end', takenBack: true },
  { kind: 'condition', text: '#if 0\n', at: 'start', takenBack: true },
  { kind: 'member', text: '\tpr_debug("%p\\n", bio->bi_io_vec->bv_page);\n', at: 'start', takenBack: true },
  { kind: 'structure', text: 'struct seen {\n\tint count;\n};\n', at: 'start', takenBack: true },
];

/** Yields `count` edits; each speaks of the text that those before it left. The places are spread evenly, in an order of chance. */
export function* edits(text: string, count: number, seed: number): Generator<Edit> {
  const random = seededRandom(seed);
  const lines = text.split('\n');
  const slots = Array.from({ length: count }, (_, i) => i);
  for (let i = slots.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [slots[i], slots[j]] = [slots[j] ?? 0, slots[i] ?? 0];
  }
  for (let made = 0; made < count; ) {
    const line = Math.min(lines.length - 1, Math.floor((((slots[made] ?? 0) + random()) / count) * lines.length));
    const choice = typed[Math.floor(random() * typed.length)];
    if (choice === undefined) return;
    const character = choice.at === 'start' ? 0 : (lines[line]?.length ?? 0);
    const start = { line, character };
    yield { kind: choice.kind, range: { start, end: start }, text: choice.text };
    made++;
    const before = lines[line] ?? '';
    const now = (before.slice(0, character) + choice.text + before.slice(character)).split('\n');
    lines.splice(line, 1, ...now);
    if (!choice.takenBack || made >= count) continue;
    const added = choice.text.split('\n');
    const end =
      added.length === 1
        ? { line, character: character + choice.text.length }
        : { line: line + added.length - 1, character: added.at(-1)?.length ?? 0 };
    yield { kind: `take back ${choice.kind}`, range: { start, end }, text: '' };
    made++;
    lines.splice(line, now.length, before);
  }
}
