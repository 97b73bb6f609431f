/** Debian packages that a suite needs: installed where we may, else named in the one line that installs them. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { inRoot } from './paths.mjs';
import { Refusal } from './refusal.mjs';

/** The names in a list such as .ci/packages, without comments. */
export function readPackageList(relativePath) {
  const lines = fs.readFileSync(inRoot(relativePath), 'utf8').split('\n');
  return lines.map((line) => line.replace(/#.*/, '').trim()).filter((name) => name !== '');
}

/** The installed version, or undefined; also undefined where there is no dpkg. */
export function installedVersion(name) {
  const query = spawnSync('dpkg-query', ['-W', '-f=${db:Status-Abbrev}${Version}', name], { encoding: 'utf8' });
  return query.status === 0 && query.stdout.startsWith('ii ') ? query.stdout.slice(3) : undefined;
}

const apt = (args) =>
  spawnSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 2, 2],
  }).status === 0;

const haveLists = () => {
  const folder = '/var/lib/apt/lists';
  return fs.existsSync(folder) && fs.readdirSync(folder).some((name) => name.endsWith('_Packages') || /_Packages\.\w+$/.test(name));
};

const installArguments = (names) => ['install', '-y', '--no-install-recommends', ...names];

/** Those that are not installed. On a system without dpkg nobody can tell, which is said once, and the suite goes ahead. */
function missingPackages(names) {
  if (!spawnSync('dpkg-query', ['--version'], { stdio: 'ignore' }).error) return names.filter((name) => installedVersion(name) === undefined);
  console.error(`gupscope: this is no Debian system; what these packages hold is needed and not checked: ${names.join(' ')}`);
  return [];
}

/** Throws a Refusal with the one line to run if a package is missing and this user may not install it. */
export function refuseIfPackagesMissing(names) {
  const missing = process.getuid() === 0 ? [] : missingPackages(names);
  if (missing.length > 0) throw new Refusal(`Debian packages are missing; run: sudo apt-get ${installArguments(missing).join(' ')}`);
}

/** As root. */
export function installPackages(names) {
  const missing = missingPackages(names);
  if (missing.length === 0) return;
  console.error(`gupscope: installing ${missing.join(' ')}`);
  // Lists that are there may be too old to fetch by: one more try after an update.
  const installed = (haveLists() && apt(installArguments(missing))) || (apt(['update']) && apt(installArguments(missing)));
  if (!installed) throw new Refusal(`apt-get could not install ${missing.join(' ')}; its message stands above.`);
}
