#!/usr/bin/env node
/**
 * Prepares VS Code test hosts from registry packages: node setup.mjs [newest] [oldest]. Answers at once for a host that stands already.
 * Needs Linux and Chromium; elsewhere @vscode/test-electron downloads VS Code itself.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { findBrowser, hostDirectory, hostNames, hostRecipe, onPath, serverEntry, serverNode } from './host.mjs';

const fail = (sentence) => {
  console.error(`vscode-host: ${sentence}`);
  process.exit(2);
};

/** npm without the settings that an outer `npm run` puts into the environment, but for where it caches and fetches. */
function npm(cwd, ...args) {
  const env = { ...process.env };
  for (const key of Object.keys(env)) if (/^npm_(?!config_(cache|registry|userconfig|offline|prefer_offline)$)/i.test(key)) delete env[key];
  const run = spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (run.error) fail(`npm could not be started: ${run.error.message}`);
  if (run.status) fail(`npm ${args.join(' ')} failed in ${cwd} (exit ${run.status}); see its message above`);
}

function setUp(name) {
  const to = hostDirectory(name);
  if (fs.existsSync(to)) {
    console.log(`${name}: ready`);
    return;
  }
  const started = Date.now();
  const tmp = `${to}.tmp-${process.pid}`;
  fs.mkdirSync(tmp, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) fs.copyFileSync(path.join(hostRecipe(name), file), path.join(tmp, file));
  npm(tmp, 'ci', '--ignore-scripts', '--include=optional');
  const vscode = path.join(tmp, 'node_modules/code-server/lib/vscode');
  // The package ships an npm-shrinkwrap.json, which npm 11 takes for this tree only with legacy peer rules.
  npm(vscode, 'ci', '--omit=dev', '--ignore-scripts', '--legacy-peer-deps');
  fs.rmSync(path.join(vscode, 'node_modules.asar'), { recursive: true, force: true });
  fs.symlinkSync('node_modules', path.join(vscode, 'node_modules.asar'));
  // 1.100 fetches ripgrep in a post-install script; newer ones ship it.
  const bundledRipgrep = path.join(vscode, 'node_modules/@vscode/ripgrep/bin/rg');
  const ripgrep = onPath('rg');
  if (ripgrep && fs.existsSync(path.resolve(bundledRipgrep, '../..')) && !fs.existsSync(bundledRipgrep)) {
    fs.mkdirSync(path.dirname(bundledRipgrep), { recursive: true });
    fs.symlinkSync(ripgrep, bundledRipgrep);
  }
  const version = spawnSync(serverNode(tmp), [serverEntry(tmp), '--version', '--server-data-dir', path.join(tmp, '.data')], { encoding: 'utf8' });
  if (version.status !== 0) fail(`the prepared server of '${name}' does not start:\n${version.stderr}`);
  try {
    fs.renameSync(tmp, to);
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    fs.rmSync(tmp, { recursive: true, force: true }); // someone else was faster; theirs is the same
  }
  console.log(`${name}: VS Code ${version.stdout.split('\n')[0]}, set up in ${Math.round((Date.now() - started) / 1000)} s`);
}

if (process.platform !== 'linux') fail('this host is for Linux; elsewhere let @vscode/test-electron download VS Code');
try {
  findBrowser();
} catch (error) {
  fail(error.message);
}
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !hostNames.includes(name));
if (unknown !== undefined) fail(`there is no host named '${unknown}'; the names are ${hostNames.join(' and ')}`);
for (const name of asked.length > 0 ? asked : hostNames) setUp(name);
