#!/usr/bin/env node
/**
 * Runs the editor tests inside a real VS Code against the packaged extension: runEditorTests.mjs newest|oldest FILE.vsix [--suite DIR] [--grep TEXT].
 *
 * A suite is a folder of `*.test.ts` files (default test/editor) that use mocha's `describe` and `it` and import `vscode`. The editor has a fresh copy
 * of samples/ open, whose path is also in GUPSCOPE_EDITOR_WORKSPACE; tests may change it. Prints mocha's report and exits 0 only if a test ran and none failed.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import { readyHost } from './host.mjs';
import { installVsix } from './install.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const LIMIT_MS = 300_000;

/** Bundles of the suite's files, in a folder below the project's root so that `require('mocha')` finds it. */
async function bundleSuite(suite, outdir) {
  const files = fs.readdirSync(suite).filter((name) => name.endsWith('.test.ts'));
  if (files.length === 0) throw new Error(`there is no *.test.ts in ${suite}`);
  await esbuild.build({
    entryPoints: files.map((name) => path.join(suite, name)),
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.9',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

/** `{passes, failures}`; throws if the editor could not run the suite at all. */
export async function runEditorTests({ host, vsix, suite = path.join(root, 'test/editor'), grep }) {
  const run = fs.mkdtempSync(path.join(os.tmpdir(), 'gupscope-editor-'));
  const tests = path.join(root, '.cache/editor-tests', path.basename(run));
  try {
    await bundleSuite(suite, tests);
    const hostDir = readyHost(host);
    const extensionsDir = path.join(run, 'extensions');
    installVsix({ hostDir, vsix: path.resolve(vsix), extensionsDir, work: run });
    const workspace = path.join(run, 'samples');
    fs.cpSync(path.join(root, 'samples'), workspace, { recursive: true });
    // A workspace file, because a second root added to a lone folder restarts the extension host, and the tests with it.
    const workspaceFile = path.join(run, 'editor.code-workspace');
    fs.writeFileSync(workspaceFile, JSON.stringify({ folders: [{ path: 'samples' }] }));
    // A test run needs some extension under development; this one is empty, so that the installed package is what is tested.
    const driver = path.join(run, 'driver');
    fs.mkdirSync(driver);
    fs.writeFileSync(
      path.join(driver, 'package.json'),
      JSON.stringify({ name: 'gupscope-test-driver', publisher: 'gupscope', version: '0.0.0', engines: { vscode: '^1.100.0' } }),
    );
    const summaryFile = path.join(run, 'summary.json');
    const runFailed = await runTests({
      vscodeExecutablePath: path.join(here, 'vscode.mjs'),
      extensionDevelopmentPath: driver,
      extensionTestsPath: path.join(here, 'mochaEntry.cjs'),
      launchArgs: [workspaceFile, `--extensions-dir=${extensionsDir}`, `--user-data-dir=${path.join(run, 'user')}`],
      extensionTestsEnv: {
        VSCODE_HOST: host,
        VSCODE_HOST_TIMEOUT_MS: String(LIMIT_MS),
        GUPSCOPE_EDITOR_TESTS: tests,
        GUPSCOPE_EDITOR_SUMMARY: summaryFile,
        GUPSCOPE_EDITOR_WORKSPACE: workspace,
        ...(grep === undefined ? {} : { GUPSCOPE_EDITOR_GREP: grep }),
      },
    }).then(
      () => undefined,
      (error) => error,
    );
    if (!fs.existsSync(summaryFile)) throw new Error(`the '${host}' editor ended without a summary (${runFailed?.message ?? 'exit 0'})`);
    const { passes, failures } = JSON.parse(fs.readFileSync(summaryFile, 'utf8'));
    // An editor that falls over after its tests, or that ran none, is a failure too.
    return { passes, failures: failures === 0 && (runFailed || passes === 0) ? 1 : failures };
  } finally {
    fs.rmSync(run, { recursive: true, force: true, maxRetries: 5 });
    fs.rmSync(tests, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { suite: { type: 'string' }, grep: { type: 'string' } } });
  const [host, vsix] = positionals;
  if (host === undefined || vsix === undefined) throw new Error('usage: runEditorTests.mjs newest|oldest FILE.vsix [--suite DIR] [--grep TEXT]');
  const { passes, failures } = await runEditorTests({ host, vsix, ...values });
  console.log(`${passes} passed, ${failures} failed`);
  process.exitCode = failures === 0 ? 0 : 1;
}
