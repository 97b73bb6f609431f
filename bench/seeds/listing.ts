/** Seeds as text for people: what was missed, as a small diff, or one edited function in full. */
import { createTwoFilesPatch } from 'diff';
import { applyEdits } from '../../src/base/span.ts';
import type { SeededFile } from '../../test/seeds/corpus.ts';
import type { SeedVerdict } from '../../test/seeds/judge.ts';

const CONTEXT_LINES = 3;

export function describe({ seed, outcome, added, incomplete }: SeedVerdict, file: SeededFile): string {
  const after = applyEdits(file.source.text, seed.edits);
  const patch = createTwoFilesPatch('a', 'b', file.source.text, after, undefined, undefined, { context: CONTEXT_LINES });
  const wanted = seed.accepted.length > 0 ? ` wants ${seed.accepted.join(' or ')};` : '';
  return [
    `${seed.id} ${seed.kind} (${seed.variant}, ${seed.scope}) ${file.path}:${seed.line} ${seed.function}:${wanted} ${outcome}${incomplete ? ', incomplete' : ''}`,
    ...added.map((f) => `  reported in ${f.enclosing ?? 'no function'}: ${f.message} [${f.rule}]`),
    ...patch.split('\n').slice(4, -1),
    '',
  ].join('\n');
}

/** The function after the edit. */
export function editedFunction({ seed }: SeedVerdict, file: SeededFile): string {
  const after = applyEdits(file.source.text, seed.edits);
  const grown = after.length - file.source.text.length;
  return after.slice(seed.functionSpan.start, seed.functionSpan.end + grown);
}
