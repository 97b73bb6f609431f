/** Every historical bug is reported in its function, and its fix is silent. */
import { afterAll, describe, expect, it } from 'vitest';
import { type HistoryResult, historyNames, judge } from './history.ts';

/** Bugs that are not seen yet, and why; the test tells when that changes. */
const UNSEEN: Readonly<Record<string, string>> = {
  '036-bio-same-page':
    'whether the bio merged the page comes out through a parameter of a function of another file, so nobody knows who owns the rest',
};

const isCaught = (result: HistoryResult): boolean => result.before.some((finding) => result.accepted.includes(finding));

describe('historical bugs', () => {
  const results = new Map<string, HistoryResult>();

  it.each(historyNames())('%s', async (name) => {
    const result = await judge(name);
    results.set(name, result);
    expect({ caught: isCaught(result), before: result.before, after: result.after }).toEqual({
      caught: !(name in UNSEEN),
      before: result.before,
      after: [],
    });
  });

  afterAll(() => {
    const row = ([name, r]: [string, HistoryResult]): string =>
      `${name.padEnd(36)} before ${isCaught(r) ? 'caught' : 'MISSED'}  after ${r.after.length === 0 ? 'silent' : `SPEAKS: ${r.after.join(', ')}`}`;
    const caught = [...results.values()].filter(isCaught).length;
    const silent = [...results.values()].filter((r) => r.after.length === 0).length;
    process.stdout.write(`${[...results].map(row).join('\n')}\n${caught} of ${results.size} caught, ${silent} of ${results.size} fixes silent\n`);
  });
});
