/** `npm run build`: installs if needed, then builds whether or not a source changed. */
import { bootstrap } from '../bootstrap.mjs';

export async function run() {
  await bootstrap({ build: 'always' });
  return 0;
}
