/** Format, lint, dead code, types: one count each. */
import { check, sum } from './tools.mjs';

export const lintAll = async () =>
  sum([
    await check('@biomejs/biome', 'biome', ['check', '--error-on-warnings']),
    await check('oxlint', 'oxlint', ['--type-aware', '--deny-warnings']),
    await check('knip', 'knip', ['--no-progress']),
  ]);

export const checkTypes = () => check('typescript', 'tsc', ['-b']);
