/** Starts the tools that the project installs, and turns what they say into counts. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { inRoot, root, scratch } from './paths.mjs';

const LIMIT_MS = 20 * 60_000;

/** Colours only for a terminal: a log of CI is read as text. */
function toolEnvironment(extra) {
  if (process.stdout.isTTY) return { ...process.env, ...extra };
  const { FORCE_COLOR: _dropped, ...env } = process.env;
  return { ...env, NO_COLOR: '1', ...extra };
}

/** The exit status, -1 for one that was killed or ran into the limit. */
export function runNode(args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env: toolEnvironment(env), stdio: ['ignore', 'inherit', 'inherit'], timeout: LIMIT_MS });
    child.once('error', reject);
    child.once('close', (status) => resolve(status ?? -1));
  });
}

/** The script behind `npx NAME` of an installed package; read from disk, since some packages do not export their manifest. */
export function toolScript(packageName, binName) {
  const folder = inRoot('node_modules', packageName);
  const { bin } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return path.join(folder, typeof bin === 'string' ? bin : bin[binName]);
}

/** One check: passed or failed. */
export async function check(packageName, binName, args) {
  const ok = (await runNode([toolScript(packageName, binName), ...args])) === 0;
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}

export const sum = (counts) => ({ passed: counts.reduce((n, c) => n + c.passed, 0), failed: counts.reduce((n, c) => n + c.failed, 0) });

/** Runs a vitest project; a file that cannot be loaded, a skipped test and an error outside of tests are failures too. */
export async function runVitest(project, env = {}) {
  const report = scratch('vitest', `${project}.json`);
  fs.rmSync(report, { force: true });
  const status = await runNode(
    [toolScript('vitest', 'vitest'), 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    env,
  );
  if (!fs.existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(fs.readFileSync(report, 'utf8'));
  const skipped = numPendingTests + numTodoTests;
  if (skipped > 0) console.error(`${skipped} tests were skipped, which counts as failed`);
  const unloaded = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  const failed = numFailedTests + skipped + unloaded;
  return { passed: numPassedTests, failed: failed === 0 && status !== 0 ? 1 : failed };
}
