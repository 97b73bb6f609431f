/**
 * The kernel trees of the whole-kernel suite: Debian's linux-source packages, unpacked once a machine.
 * They lie in $GUPSCOPE_KERNELS/<package>, by default in ~/.cache/gupscope/kernels/<package version>/<package>, and are only read.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installedVersion } from './debianPackages.mjs';
import { Refusal } from './refusal.mjs';

export const kernelPackages = ['linux-source-6.12', 'linux-source-6.1'];

const cacheFolder = () => path.join(os.homedir(), '.cache/gupscope/kernels');
const isTree = (folder) => fs.existsSync(path.join(folder, 'Makefile')) && fs.existsSync(path.join(folder, 'include/linux'));

/** `6.12.117`, from the tree's own Makefile. */
function makefileVersion(root) {
  const text = fs.readFileSync(path.join(root, 'Makefile'), 'utf8');
  return ['VERSION', 'PATCHLEVEL', 'SUBLEVEL'].map((name) => new RegExp(`^${name} = (\\d+)$`, 'm').exec(text)?.[1] ?? '0').join('.');
}

/** `{name, root, packageVersion}` of an unpacked tree, or undefined. */
function findTree(name) {
  const asked = process.env.GUPSCOPE_KERNELS;
  if (asked) {
    const root = path.resolve(asked, name);
    return isTree(root) ? { name, root, packageVersion: makefileVersion(root) } : undefined;
  }
  const installed = installedVersion(name);
  const unpacked = fs.existsSync(cacheFolder()) ? fs.readdirSync(cacheFolder()) : [];
  // A machine without the package may still have a tree that someone unpacked; the newest one then.
  const versions = installed === undefined ? unpacked.sort((a, b) => b.localeCompare(a, 'en', { numeric: true })) : [installed];
  for (const packageVersion of versions) {
    const root = path.join(cacheFolder(), packageVersion, name);
    if (isTree(root)) return { name, root, packageVersion };
  }
  return undefined;
}

/** All trees, in the order of `kernelPackages`. Throws a Refusal that names the first missing one. */
export function kernelTrees() {
  return kernelPackages.map((name) => {
    const tree = findTree(name);
    if (tree === undefined) throw new Refusal(`the kernel of ${name} is not unpacked; run \`npm run test:kernel\` once, or set GUPSCOPE_KERNELS.`);
    return tree;
  });
}

export const missingKernels = () => kernelPackages.filter((name) => findTree(name) === undefined);

/** Unpacks into a folder of its own and renames, so that a tree is whole or absent. Needs the package. */
export async function unpackKernel(name) {
  const archive = `/usr/src/${name}.tar.xz`;
  const version = installedVersion(name);
  if (version === undefined || !fs.existsSync(archive)) throw new Refusal(`${archive} is not there; install the Debian package ${name}.`);
  const folder = process.env.GUPSCOPE_KERNELS ? path.resolve(process.env.GUPSCOPE_KERNELS) : path.join(cacheFolder(), version);
  const tmp = path.join(folder, `${name}.tmp-${process.pid}`);
  fs.mkdirSync(tmp, { recursive: true });
  try {
    await untar(archive, tmp);
    fs.renameSync(path.join(tmp, name), path.join(folder, name));
  } catch (error) {
    // Another run was faster; its tree is the same.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(tmp, { recursive: true, force: true });
  }
}

function untar(archive, folder) {
  return new Promise((resolve, reject) => {
    const tar = spawn('tar', ['-xJf', archive, '-C', folder, '--no-same-owner'], { stdio: ['ignore', 2, 2] });
    tar.once('error', reject);
    tar.once('close', (status) => {
      if (status === 0) resolve();
      else reject(new Refusal(`${archive} could not be unpacked into ${folder}; is the disk full?`));
    });
  });
}
