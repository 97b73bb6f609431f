import { describe, expect, it } from 'vitest';
import { exitStatus, type Outcome } from '../../src/cli/exitStatus.ts';
import { failOnLevels } from '../../src/report/index.ts';

const clean: Outcome = {
  counts: { error: 0, warning: 0, note: 0 },
  failOn: 'error',
  strict: false,
  missingPaths: 0,
  unreadPaths: 0,
  unreadInside: 0,
  failures: 0,
  analysed: 1,
};

describe('exitStatus', () => {
  it('compares the levels found with --fail-on', () => {
    const found = { none: {}, note: { note: 1 }, warning: { warning: 1 }, error: { error: 1 } };
    const table = Object.entries(found).map(([name, counts]) => [
      name,
      ...failOnLevels.map((failOn) => exitStatus({ ...clean, failOn, counts: { ...clean.counts, ...counts } }).code),
    ]);
    expect(failOnLevels).toEqual(['error', 'warning', 'note', 'never']);
    expect(table).toEqual([
      ['none', 0, 0, 0, 0],
      ['note', 0, 0, 1, 0],
      ['warning', 0, 1, 1, 0],
      ['error', 1, 1, 1, 0],
    ]);
  });

  it('is 2 whatever was found, if the user must be told that the answer is not whole', () => {
    const counts = { error: 1, warning: 0, note: 0 };
    expect(exitStatus({ ...clean, counts, missingPaths: 1 })).toEqual({ code: 2, reason: '1 path of the command line could not be read' });
    expect(exitStatus({ ...clean, counts, missingPaths: 1, unreadPaths: 1 }).reason).toBe('2 paths of the command line could not be read');
    expect(exitStatus({ ...clean, counts, failures: 2 }).code).toBe(2);
    expect(exitStatus({ ...clean, analysed: 0 })).toEqual({ code: 2, reason: 'nothing could be analysed' });
    expect(exitStatus({ ...clean, unreadInside: 1 }).code).toBe(0);
    expect(exitStatus({ ...clean, unreadInside: 1, strict: true })).toEqual({
      code: 2,
      reason: '--strict, and 1 file or folder could not be analysed',
    });
  });
});
