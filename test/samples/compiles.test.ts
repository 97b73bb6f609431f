/** The bundled sample tree is C that a compiler takes without a word, so that what is shown on it is true. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const samples = join(resolve(import.meta.dirname, '../..'), 'samples');

it('samples/ compiles without a warning', () => {
  const make = spawnSync('make', ['-s', 'check', 'CC=gcc'], { cwd: samples, encoding: 'utf8' });
  expect(make.stderr + make.stdout).toBe('');
  expect(make.status).toBe(0);
});
