/** Makes the two things that are handed out: the .vsix for VS Code and a tarball for npm. Both lie in the project's root. */
import fs from 'node:fs';
import { runNpm } from './npm.mjs';
import { inRoot, scratch } from './paths.mjs';
import { Refusal } from './refusal.mjs';
import { runNode, toolScript } from './tools.mjs';

const manifest = () => JSON.parse(fs.readFileSync(inRoot('package.json'), 'utf8'));

export const vsixFile = () => inRoot(`gupscope-${manifest().version}.vsix`);
export const tarballFile = () => inRoot(`gupscope-${manifest().version}.tgz`);

/** What is in it stands in .vscodeignore. */
export async function makeVsix() {
  const status = await runNode([
    toolScript('@vscode/vsce', 'vsce'),
    'package',
    '--no-dependencies',
    '--no-rewrite-relative-links',
    '--allow-missing-repository',
    '-o',
    vsixFile(),
  ]);
  if (status !== 0) throw new Refusal('the .vsix could not be made; see the message of vsce above.');
}

/** Packed from a folder of its own: the bundles need no dependency, and a published package must not install any. */
export function makeTarball() {
  const folder = scratch('npm-package');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  for (const name of ['bin', 'LICENSE', 'README.md', 'CHANGELOG.md'])
    if (fs.existsSync(inRoot(name))) fs.cpSync(inRoot(name), `${folder}/${name}`, { recursive: true });
  const leftOut = new Set(['.build-stamp', 'extension.cjs', 'timeline.js', 'timeline.css']);
  fs.cpSync(inRoot('dist'), `${folder}/dist`, { recursive: true, filter: (from) => !leftOut.has(from.slice(inRoot('dist/').length)) });
  const { name, version, description, license, bin, engines } = manifest();
  fs.writeFileSync(
    `${folder}/package.json`,
    `${JSON.stringify({ name, version, description, license, bin, engines: { node: engines.node }, files: ['bin', 'dist', 'CHANGELOG.md'] }, null, 2)}\n`,
  );
  runNpm(['pack', '--silent', '--pack-destination', inRoot()], folder);
}
