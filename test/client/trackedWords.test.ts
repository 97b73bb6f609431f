/** The list of words that wakes the server in the editor is the knowledge base's own. Run vitest with -u to write it anew. */
import { expect, it } from 'vitest';
import { trackedWords } from '../../src/knowledge/index.ts';
import { rules } from '../../src/rules/index.ts';

it('is the list of the knowledge base and of the rules', async () => {
  const words = [...new Set([...trackedWords(), ...rules.flatMap((rule) => rule.words)])].sort();
  expect(words.length).toBeGreaterThan(100);
  await expect(`${JSON.stringify(words, undefined, 2)}\n`).toMatchFileSnapshot('../../client/trackedWords.json');
});
