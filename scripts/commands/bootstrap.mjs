/** `npm run bootstrap`: installs, and builds what changed. */
import { bootstrap } from '../bootstrap.mjs';

export async function run() {
  await bootstrap({ build: 'if-changed' });
  return 0;
}
