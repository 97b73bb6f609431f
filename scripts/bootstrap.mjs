/**
 * Makes a clone ready: installs when the lock file changed, builds when a source changed, says nothing when neither did.
 * Node built-ins only, since it runs before anything is installed. Safe to run from several processes at once.
 */
import fs from 'node:fs';
import { withLock } from './lib/fileLock.mjs';
import { hashInputs, readStamp, writeStamp } from './lib/inputsHash.mjs';
import { runNpm } from './lib/npm.mjs';
import { inRoot, root, scratch } from './lib/paths.mjs';
import { Refusal } from './lib/refusal.mjs';

const installStamp = inRoot('node_modules/.bootstrap-stamp');
const buildStamp = inRoot('dist/.build-stamp');
const buildInputs = ['src', 'server', 'client', 'grammars', 'scripts', 'package.json', 'package-lock.json', 'LICENSE'];

const installHash = () => hashInputs(['package-lock.json'], `1 ${process.platform} ${process.arch}`);
const buildHash = () => hashInputs(buildInputs, '1');
const say = (line) => process.stderr.write(`${line}\n`);

const isInstalled = () => readStamp(installStamp) === installHash();
const isBuilt = () => readStamp(buildStamp) === buildHash();

function install() {
  if (isInstalled()) return;
  if (!fs.existsSync(inRoot('package-lock.json'))) throw new Refusal(`package-lock.json is missing in ${root}; check the clone out again.`);
  say('gupscope: installing packages');
  const hash = installHash();
  // Gone first: a run that is cut short must not leave an old stamp on half a tree.
  fs.rmSync(installStamp, { force: true });
  // tree-sitter-c's install script would compile a native addon; only its wasm is used. No package that we need has a script that matters.
  runNpm(['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'], root);
  writeStamp(installStamp, hash);
}

async function build() {
  say('gupscope: building');
  const hash = buildHash();
  const { buildAll } = await import('./build.mjs');
  fs.rmSync(buildStamp, { force: true });
  await buildAll();
  writeStamp(buildStamp, hash);
}

function refuseIfReadOnly() {
  try {
    fs.accessSync(root, fs.constants.W_OK);
  } catch {
    throw new Refusal(`${root} is not writable for this user, and packages and bundles are made there; use a clone of your own.`);
  }
}

/** `build`: `if-changed`, `always` or `never`. */
export async function bootstrap({ build: when }) {
  const nothingToBuild = () => when === 'never' || (when === 'if-changed' && isBuilt());
  if (isInstalled() && nothingToBuild()) return; // needs no lock and no right to write
  refuseIfReadOnly();
  await withLock(
    scratch('bootstrap.lock'),
    async () => {
      install();
      if (!nothingToBuild()) await build();
    },
    (owner) => say(`gupscope: waiting for process ${owner}, which is installing or building here`),
  );
}
