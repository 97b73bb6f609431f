/** Traces by hand: what the rules' cases do not hold, or not alone. */
import { describe, expect, it } from 'vitest';
import { type PlacedEvent, scenarioOf } from '../../src/replay/index.ts';
import { searched } from './cases.ts';

type Draft = PlacedEvent extends infer E ? (E extends PlacedEvent ? Omit<E, 'line' | 'text'> : never) : never;

const placed = (trace: readonly Draft[]): readonly PlacedEvent[] =>
  trace.map((event, i): PlacedEvent => ({ ...event, line: i + 1, text: `${event.event}(${i + 1})` }));

const v612 = { major: 6, minor: 12 };

function wordOf(rule: string, trace: readonly Draft[], kind = 'again'): string {
  const lowered = scenarioOf({ rule, kind, message: 'by hand', file: 'x.c', trace: placed(trace) }, v612);
  if ('why' in lowered) throw new Error(lowered.why);
  const { outcome, sometimes, verdict } = searched(lowered.scenario, 'longterm-deny');
  if (verdict === 'holds' && outcome === 'OK') expect(sometimes.every(({ reached }) => reached)).toBe(true);
  return outcome ?? verdict;
}

const pin: Draft = {
  event: 'acquire',
  pages: 0,
  call: 'pin_user_pages_fast',
  kind: 'pin',
  into: '&obj->pages[i]',
  requested: '1',
  outcome: 'all',
  write: 'yes',
  longterm: 'no',
};
const unpin: Draft = { event: 'release', pages: 0, kind: 'pin', call: 'unpin_user_page', count: '1', dirties: false };
const map: Draft = { event: 'map', pages: 0, how: 'device', call: 'dma_map_page' };
const unmap: Draft = { event: 'unmap', pages: 0, how: 'device', call: 'dma_unmap_page' };
const done: Draft = { event: 'return', outcome: 'success', value: '0' };
const handOver = (to: 'structure' | 'bio'): Draft => ({ event: 'hand-over', pages: 0, to });

describe('pages that are handed on', () => {
  it('are dropped by whoever has them', () => expect(wordOf('gup/double-release', [pin, handOver('bio'), done])).toBe('OK'));
  it('are released once too often if the driver drops them as well', () =>
    expect(wordOf('gup/double-release', [pin, handOver('bio'), unpin, done])).toBe('UNDERFLOW'));
  it('are still the driver’s in an object that it empties later', () =>
    expect(wordOf('gup/double-release', [pin, handOver('structure'), unpin, done])).toBe('OK'));
});

describe('the window of a device', () => {
  it('is open until the unmapping', () => {
    expect(wordOf('gup/use-after-release', [pin, map, unpin, unmap, done])).toBe('UAF');
    expect(wordOf('gup/use-after-release', [pin, map, unmap, unpin, done])).toBe('OK');
  });
  it('never opens where the path shows no end of it: the mapping failed', () =>
    expect(wordOf('gup/use-after-release', [pin, map, unpin, done])).toBe('OK'));
});

describe('pages that were not taken on the path', () => {
  it('may be dropped once', () => {
    expect(wordOf('gup/double-release', [unpin, done])).toBe('OK');
    expect(wordOf('gup/double-release', [unpin, unpin, done])).toBe('UNDERFLOW');
  });
  it('belong to somebody else if they are only looked at', () => {
    const other: Draft = { event: 'access', pages: 1, by: 'cpu', write: false };
    expect(wordOf('gup/double-release', [pin, other, unpin, done])).toBe('OK');
  });
  it('are released under their owner if they were lent', () => {
    const lent: Draft = { ...pin, kind: 'borrowed', call: 'iov_iter_extract_pages' };
    expect(wordOf('gup/mismatched-release', [lent, unpin, done], 'borrowed-released')).toBe('UNDERFLOW');
    expect(wordOf('gup/mismatched-release', [lent, done], 'borrowed-released')).toBe('OK');
  });
});

describe('rounds of a loop', () => {
  it('take a page each, which one variable loses and an array keeps', () => {
    const each: Draft = { event: 'release', pages: 0, kind: 'pin', call: 'unpin_user_page', count: 'each', dirties: true };
    expect(wordOf('gup/leak-on-path', [pin, unpin, pin, unpin, done])).toBe('OK');
    expect(wordOf('gup/leak-on-path', [pin, pin, unpin, done])).toBe('LEAK');
    expect(wordOf('gup/leak-on-path', [pin, pin, each, done])).toBe('OK');
  });
});

it('says which rules have nothing to show', () => {
  const refused = (rule: string): unknown => scenarioOf({ rule, kind: 'read', message: 'by hand', file: 'x.c', trace: placed([pin, done]) }, v612);
  expect(refused('bvec/direct-page-access')).toMatchObject({ why: expect.stringContaining('breaks nothing by itself') });
  expect(refused('gup/unheard-of')).toMatchObject({ why: expect.stringContaining('gup/unheard-of') });
});
