/** `npm run package`: builds if needed, then leaves the .vsix and the npm tarball in the project's root. */
import path from 'node:path';
import { bootstrap } from '../bootstrap.mjs';
import { makeTarball, makeVsix, tarballFile, vsixFile } from '../lib/packages.mjs';

export async function run() {
  await bootstrap({ build: 'if-changed' });
  await makeVsix();
  makeTarball();
  console.log(`${path.basename(vsixFile())}\n${path.basename(tarballFile())}`);
  return 0;
}
