/** Whole kernels parse: the targets of the dialect, and what would betray that they were won by hiding code. */
import { describe, expect, it } from 'vitest';
import { kernelTrees } from '../support/kernels.ts';
import { filesWithTrackedWords, measureParse } from '../support/parseMeasure.ts';
import { parser } from '../support/parser.ts';

describe.each(kernelTrees())('Linux $version', ({ root }) => {
  const measured = (async () => measureParse(await parser(), root, filesWithTrackedWords(root)))();

  it('has what is measured', async () => {
    const m = await measured;
    expect(m.files).toBeGreaterThan(300);
    expect(m.trackedFunctions).toBeGreaterThan(800);
    expect(m.ctagsFunctions).toBeGreaterThan(10_000);
  });
  it('no file throws', async () => expect((await measured).threw).toEqual([]));
  it('fewer than 0.1 % of the tracked functions hold an ERROR or MISSING node', async () => {
    const m = await measured;
    expect(m.functionsWithErrors.length, JSON.stringify(m.functionsWithErrors, null, 1)).toBeLessThan(m.trackedFunctions / 1000);
  });
  it('every arm that holds a tracked word was read', async () => expect((await measured).partial).toEqual([]));
  it('every tracked word in live text is an identifier', async () => expect((await measured).wordsWithoutNode).toEqual([]));
  it('every function that ctags finds is an item', async () => expect((await measured).ctagsOnly).toEqual([]));
});
