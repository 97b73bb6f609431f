/** `npm run test:kernel`: the whole-kernel suite, on kernels that it finds or installs. */
import { bootstrap } from '../bootstrap.mjs';
import { installPackages, readPackageList, refuseIfPackagesMissing } from '../lib/debianPackages.mjs';
import { kernelPackages, missingKernels, unpackKernel } from '../lib/kernels.mjs';
import { startRun } from '../lib/stages.mjs';
import { runVitest } from '../lib/tools.mjs';

/** The kernels' own packages are needed only where their trees are not unpacked. */
function neededPackages() {
  const missing = missingKernels();
  return readPackageList('.ci/packages-kernel').filter((name) => !kernelPackages.includes(name) || missing.includes(name));
}

export async function run() {
  const packages = neededPackages();
  refuseIfPackagesMissing(packages);
  const test = startRun('test:kernel');
  const prepared =
    (await test.stage('kernel packages', () => installPackages(packages))) &&
    (await test.stage('kernel unpack', () => Promise.all(missingKernels().map(unpackKernel)).then(() => undefined))) &&
    (await test.stage('kernel install', () => bootstrap({ build: 'never' }))) &&
    (await test.stage('kernel build', () => bootstrap({ build: 'if-changed' })));
  if (prepared) await test.stage('corpus', () => runVitest('corpus'));
  return test.finish();
}
