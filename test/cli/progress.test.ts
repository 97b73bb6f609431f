import { describe, expect, it } from 'vitest';
import { progressText } from '../../src/cli/progress.ts';

describe('progressText', () => {
  it('counts, gives a share and the time left', () => {
    expect(progressText(12_345, undefined, 300, 'files')).toBe('12,345 files read, still listing');
    expect(progressText(15_000, 60_000, 1000, 'files')).toBe('15,000 of 60,000 files, 25 %, 3 s left');
    expect(progressText(1, 1000, 300, 'files')).toBe('1 of 1,000 files, 0 %, 5 min 0 s left');
    expect(progressText(0, 10, 5, 'files')).toBe('0 of 10 files, 0 %');
    expect(progressText(10, 10, 5, 'files')).toBe('10 of 10 files, 100 %');
    expect(progressText(1, 2, 0, 'searches')).toBe('1 of 2 searches, 50 %, 0 s left');
    expect(progressText(0, 0, 5, 'files')).toBe('0 of 0 files, 100 %');
  });
});
