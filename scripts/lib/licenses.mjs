/** The licences of the packages whose code is inside our bundles. */
import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';
import { Refusal } from './refusal.mjs';

const LICENSE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/** The folder of the package that a bundled file belongs to, `node_modules/a/node_modules/@b/c`; undefined for our own files. */
function packageFolder(input) {
  const m = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input.split(path.sep).join('/'));
  return m?.[1];
}

function describe(folder) {
  const manifest = JSON.parse(fs.readFileSync(inRoot(folder, 'package.json'), 'utf8'));
  const texts = fs
    .readdirSync(inRoot(folder))
    .filter((name) => LICENSE_FILE.test(name))
    .sort()
    .map((name) => fs.readFileSync(inRoot(folder, name), 'utf8').trim());
  if (texts.length === 0) throw new Refusal(`${folder} has no licence file, so it cannot be bundled; drop it or add its licence to the build.`);
  return { title: `${manifest.name} ${manifest.version} (${manifest.license})`, text: texts.join('\n\n') };
}

/** `inputs`: the files of esbuild's metafile, relative to the root. `alsoShipped`: packages that are copied, not bundled. */
export function thirdPartyLicenses(inputs, alsoShipped) {
  const folders = new Set([
    ...inputs.map(packageFolder).filter((folder) => folder !== undefined),
    ...alsoShipped.map((name) => `node_modules/${name}`),
  ]);
  const parts = [...folders].map(describe).sort((a, b) => (a.title < b.title ? -1 : 1));
  const unique = parts.filter((part, i) => part.title !== parts[i - 1]?.title);
  const rule = '-'.repeat(80);
  return `gupscope contains code of these packages.\n\n${unique.map(({ title, text }) => `${rule}\n${title}\n\n${text}\n`).join('\n')}`;
}
