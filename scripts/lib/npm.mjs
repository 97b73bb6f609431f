/** Runs npm from inside an `npm run` as if it had been called from a shell. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { Refusal } from './refusal.mjs';

/** The outer npm hands its own settings down in the environment; only where it caches and fetches is ours to keep. */
function cleanEnvironment() {
  const env = { ...process.env };
  for (const key of Object.keys(env)) if (/^npm_(?!config_(cache|registry|userconfig|offline|prefer_offline)$)/i.test(key)) delete env[key];
  return env;
}

/** The npm that started us, so that `npx npm@10 start` uses 10 throughout; else the one on PATH. */
export function runNpm(args, cwd) {
  const outer = process.env.npm_execpath;
  const own = outer !== undefined && path.basename(outer) === 'npm-cli.js';
  const [file, ...before] = own ? [process.execPath, outer] : ['npm'];
  const result = spawnSync(file, [...before, ...args], { cwd, env: cleanEnvironment(), stdio: ['ignore', 2, 2] });
  if (result.error) throw new Refusal(`npm could not be started (${result.error.code}); install it beside Node and run the command again.`);
  if (result.status !== 0) throw new Refusal(`npm ${args[0]} failed (${result.signal ?? `exit ${result.status}`}); its message stands above.`);
}
