/** What the timeline draws of a run: the state of the pages behind each step, what changed, and the sentence that is read out. */
import { describe, expect, it } from 'vitest';
import { framesOf, pageChanges, stepOnLine } from '../../client/webview/frames.ts';
import { headlineOf, keptRun, toneOf, wordOf } from '../../client/webview/headline.ts';
import type { ReplayRun } from '../../src/protocol/replay.ts';
import type { SimulationResult, TraceStep } from '../../src/protocol/simulation.ts';
import { headlineText, shortHeadline } from '../../src/report/simulation/headline.ts';

const step = (number: number, actor: string, action: string, line: number | null, changes: TraceStep['changes']): TraceStep => ({
  step: number,
  actor,
  action,
  source: { file: 'drivers/x.c', line, symbol: line === null ? 'shrink_folio_list' : null, tag: null },
  changes,
  remarks: [],
});

const lost: SimulationResult = {
  scenario: 'gup-missing-dirty',
  policy: 'longterm-deny',
  variant: {},
  verdict: 'violated',
  outcome: 'LOST',
  broken: { name: 'I4', sentence: 'What was written last is on the disk.', source: null },
  stuck: null,
  bound: null,
  statesExplored: 40,
  transitions: 60,
  elapsedMs: 1,
  costs: {},
  sometimes: [],
  initial: {
    driver: 'pin',
    'page.ref': 2,
    'page.dirty': 0,
    'page.writeback': 0,
    'page.data': 1,
    'page.disk': 1,
    'driver.page.pins': 0,
    'mm.writer': 0,
    'page.cached': 1,
  },
  trace: [
    step(1, 'driver', 'pin_user_pages(start, 1)', 8, { 'page.ref': { from: 2, to: 1026 }, 'driver.page.pins': { from: 0, to: 1 } }),
    step(2, 'driver', 'ret < 0: false', 9, {}),
    step(3, 'driver', 'the device writes', 10, { 'page.data': { from: 1, to: 2 } }),
    step(4, 'reclaim', 'R8 frees it', null, { 'mm.writer': { from: 0, to: 1 }, 'page.writeback': { from: 0, to: 1 } }),
  ],
  ordinary: [],
  isShortest: true,
};
const runOf = (result: SimulationResult): ReplayRun => ({ result, headline: headlineText(result), text: '', svg: '', ranges: [] });

describe('the frames of a run', () => {
  const { actors, pages, frames } = framesOf(lost);

  it('are one more than its steps, with the lanes in the order in which actors first act', () => {
    expect(actors).toEqual(['driver', 'reclaim']);
    expect(pages).toEqual(['page']);
    expect(frames.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4]);
  });

  it('carry the state of each page on, and mark what the step changed', () => {
    const values = frames.map(({ pages: [page] }) => [page?.references?.value, page?.holders[0]?.value, page?.memory?.value, page?.disk?.value]);
    expect(values).toEqual([
      [2, 0, 1, 1],
      [1026, 1, 1, 1],
      [1026, 1, 1, 1],
      [1026, 1, 2, 1],
      [1026, 1, 2, 1],
    ]);
    expect(frames.map(({ pages: [page] }) => (page === undefined ? [] : pageChanges(page)))).toEqual([
      [],
      ['ref 2 → 1026', 'driver: pin 0 → 1'],
      [],
      ['memory v 1 → 2'],
      ['writeback'],
    ]);
  });

  it('leave out flags that never change, and what is no page', () => {
    expect(frames[0].pages[0]?.flags.map(({ word }) => word)).toEqual(['writeback']);
    expect(frames[4]?.others).toEqual([{ word: 'mm writer', value: 1, before: 0 }]);
  });

  it('mark the step that breaks something, and those that change nothing', () => {
    expect(frames.map(({ isBreaking }) => isBreaking)).toEqual([false, false, false, false, true]);
    expect(frames.map(({ isQuiet }) => isQuiet)).toEqual([false, false, true, false, false]);
  });

  it('are told in whole sentences', () => {
    expect(frames[0].sentence).toBe('Before the first of 4 steps. page has 2 references.');
    expect(frames[1]?.sentence).toBe('Step 1 of 4: driver, pin_user_pages(start, 1) at x.c, line 8. page: ref 2 to 1026, driver: pin 0 to 1.');
    expect(frames[4]?.sentence).toBe('Step 4 of 4: reclaim, R8 frees it. page: writeback. This breaks: What was written last is on the disk.');
  });

  it('are found by the line of the source; the one that is shown stays', () => {
    const double = framesOf({ ...lost, trace: [...lost.trace, step(5, 'driver', 'again', 8, {})] });
    expect(stepOnLine(double, 8, 0)).toBe(1);
    expect(stepOnLine(double, 8, 5)).toBe(5);
    expect(stepOnLine(double, 99, 3)).toBeUndefined();
  });

  it('of a run without a schedule are the state before it', () => {
    const calm = framesOf({ ...lost, verdict: 'holds', outcome: 'OK', broken: null, trace: [] });
    expect(calm.frames).toHaveLength(1);
    expect(calm.frames[0].isBreaking).toBe(false);
  });

  it('of a run that holds are those of an ordinary schedule', () => {
    const calm = framesOf({ ...lost, verdict: 'holds', outcome: 'OK', broken: null, trace: [], ordinary: lost.trace });
    expect(calm.frames).toHaveLength(5);
    expect(calm.frames.some(({ isBreaking }) => isBreaking)).toBe(false);
  });
});

describe('the words of a verdict', () => {
  const leak = { ...lost, outcome: 'LEAK' as const };
  const holds: SimulationResult = { ...lost, verdict: 'holds', outcome: 'OK', broken: null, trace: [] };

  it.each<[string, SimulationResult, string, string]>([
    ['a lost write', lost, '4 steps to a lost write', 'After 4 steps a completed write is lost: memory holds version 2 of page, the disk version 1.'],
    ['a pin that stays', leak, '4 steps to a leaked page', 'After 4 steps driver still holds a pin of page that nobody will drop.'],
    [
      'a count that stays',
      { ...leak, trace: [step(1, 'driver', 'put_page(page)', 8, { 'page.ref': { from: 2, to: 1025 } })] },
      '1 step to a leaked page',
      'After 1 step the count of page stays at 1025, and nobody is left to drop it.',
    ],
    [
      'a use of what never was a page',
      { ...lost, outcome: 'UAF' },
      '4 steps to a use of no page',
      'After 4 steps reclaim uses an entry that holds no page.',
    ],
    [
      'a use after free',
      { ...lost, outcome: 'UAF', initial: { ...lost.initial, 'page.freed': 1 }, trace: [step(1, 'driver', 'use(page)', 8, {})] },
      '1 step to a use after free',
      'After 1 step use(page) uses page after it was freed.',
    ],
    ['nothing', holds, 'no harm found under longterm-deny', 'Holds under longterm-deny: all 40 states visited, nothing breaks.'],
    [
      'a refusal',
      { ...holds, outcome: 'DENIED' },
      'the pages are refused under longterm-deny',
      'Refused: the pages are not given under longterm-deny, so that nothing can break (all 40 states visited).',
    ],
    [
      'a bound',
      { ...holds, verdict: 'incomplete', outcome: null, bound: 'states' },
      'too many states to search',
      'Stopped at a bound after 40 states: nothing broken so far, but not all were visited.',
    ],
  ])('name %s', (_, result, short, whole) => {
    expect(shortHeadline(result)).toBe(short);
    expect(headlineText(result)).toBe(whole);
  });

  it('are told apart without colour', () => {
    expect([lost, holds, { ...holds, verdict: 'incomplete' as const, outcome: null }].map(wordOf)).toEqual(['✗ LOST', '✓ OK', '? not finished']);
  });

  it('turn green when the finding is mended, and stay red when its path still breaks something', () => {
    expect(toneOf({ state: 'mended' }, runOf(holds))).toBe('good');
    expect(headlineOf({ state: 'mended' }, runOf(holds))).toBe('Fixed: holds under longterm-deny: all 40 states visited, nothing breaks.');
    expect(toneOf({ state: 'mended' }, runOf(lost))).toBe('bad');
    expect(headlineOf({ state: 'gone', why: 'The path is gone.' }, undefined)).toBe('Fixed: the path is gone.');
    expect(toneOf({ state: 'gone' }, undefined)).toBe('good');
  });

  it('stay with the policy that was chosen', () => {
    const runs = [runOf(lost), runOf({ ...lost, policy: 'base2018' })];
    expect(keptRun({ runs }, 'base2018')).toBe(1);
    expect(keptRun({ runs }, 'unknown')).toBe(0);
  });
});
