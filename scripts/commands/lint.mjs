/** `npm run lint`: formatting, lint, dead code and types, without a test. */
import { bootstrap } from '../bootstrap.mjs';
import { checkTypes, lintAll } from '../lib/lint.mjs';
import { sum } from '../lib/tools.mjs';

export async function run() {
  await bootstrap({ build: 'never' });
  const { failed } = sum([await lintAll(), await checkTypes()]);
  return failed === 0 ? 0 : 1;
}
