/** A run counts what its stages say, takes a throw for a failure, and is good only if something passed. */
import { readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startRun } from '../../scripts/lib/stages.mjs';

const file = resolve(import.meta.dirname, '../../.cache/stages/of-a-test.tsv');
let printed = '';
beforeAll(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  vi.spyOn(console, 'log').mockImplementation((line: string) => {
    printed += `${line}\n`;
  });
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(file, { force: true });
});

it('sums its stages in the last line and writes each down', async () => {
  const run = startRun('of:a-test');
  expect(await run.stage('prepare', () => undefined)).toBe(true);
  expect(await run.stage('good', () => ({ passed: 5, failed: 0 }))).toBe(true);
  expect(run.finish()).toBe(0);
  expect(await run.stage('bad', () => ({ passed: 1, failed: 2 }))).toBe(false);
  const broken = async (): Promise<undefined> => {
    throw new Error('broken');
  };
  expect(await run.stage('broken', broken)).toBe(false);
  expect(run.finish()).toBe(1);
  expect(printed).toBe('\n5 passed, 0 failed\n\n6 passed, 3 failed\n');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => line.replace(/\t[\d.]+\t/, '\tN\t'))).toEqual(['prepare\tN\t0\t0', 'good\tN\t5\t0', 'bad\tN\t1\t2', 'broken\tN\t0\t1']);
});

it('is not good if nothing passed', () => {
  expect(startRun('of:a-test').finish()).toBe(1);
});
