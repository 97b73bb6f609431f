/** `npm test`: everything but the whole-kernel suite. Ends with one line that sums all stages. */
import { bootstrap } from '../bootstrap.mjs';
import { installPackages, readPackageList, refuseIfPackagesMissing } from '../lib/debianPackages.mjs';
import { checkTypes, lintAll } from '../lib/lint.mjs';
import { makeTarball, makeVsix, vsixFile } from '../lib/packages.mjs';
import { inRoot } from '../lib/paths.mjs';
import { startRun } from '../lib/stages.mjs';
import { runNode, runVitest } from '../lib/tools.mjs';

const hosts = ['newest', 'oldest'];

async function setUpHosts() {
  const status = await runNode([inRoot('test/vscodeHost/setup.mjs'), ...hosts]);
  return status === 0 ? undefined : { passed: 0, failed: 1 };
}

async function editorTests(host) {
  const { runEditorTests } = await import('../../test/vscodeHost/runEditorTests.mjs');
  const { passes, failures } = await runEditorTests({ host, vsix: vsixFile() });
  return { passed: passes, failed: failures };
}

async function makePackages() {
  await makeVsix();
  makeTarball();
}

export async function run() {
  const packages = readPackageList('.ci/packages');
  refuseIfPackagesMissing(packages);
  const test = startRun('test');
  const prepared =
    (await test.stage('packages', () => installPackages(packages))) &&
    (await test.stage('install', () => bootstrap({ build: 'never' }))) &&
    (await test.stage('build', () => bootstrap({ build: 'if-changed' })));
  if (!prepared) return test.finish();
  await test.stage('lint', lintAll);
  await test.stage('types', checkTypes);
  await test.stage('unit', () => runVitest('unit'));
  await test.stage('commands', () => runVitest('commands'));
  await test.stage('servers', () => runVitest('servers'));
  await test.stage('spin', () => runVitest('spin'));
  if (!(await test.stage('package', makePackages))) return test.finish();
  const hostsReady = await test.stage('editor set-up', setUpHosts);
  await test.stage('packaged', () => runVitest('packaged'));
  if (hostsReady) for (const host of hosts) await test.stage(`editor ${host}`, () => editorTests(host));
  return test.finish();
}
