#!/usr/bin/env node
/**
 * A stand-in for the VS Code executable: takes the flags that @vscode/test-electron passes and runs the tests in the browser build.
 * Environment: VSCODE_HOST = newest | oldest; VSCODE_HOST_TIMEOUT_MS; VSCODE_HOST_SHOT = PNG to leave on failure; VSCODE_HOST_DEBUG = print everything.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { readyHost, startHost } from './host.mjs';

const valued = new Set([
  'extensionDevelopmentPath',
  'extensionTestsPath',
  'user-data-dir',
  'extensions-dir',
  'folder-uri',
  'file-uri',
  'locale',
  'log',
]);

// Log lines of the workbench itself, which share the channel with the console of the extension host.
const noise = new RegExp(
  `^(?:${[
    'Resolv(ing|ed) connection token',
    'Creating a socket',
    'Creation of workbench contribution',
    'Updating additional builtin',
    'ChatSessionStore',
    'Ignoring fetching additional builtin',
    '(Error: )?Could not locate the bindings',
    'Timed out waiting for authentication provider',
    '(Failed: )?getaddrinfo ',
    "Cannot find module '\\./build/Release/watchdog'",
    '\\[(reconnection-grace-time|Service Worker|AgentHost|AccountPolicyGate|perf)[^\\]]*\\]',
  ].join('|')})`,
);

function parseArguments(argv) {
  const flags = {};
  const rest = [];
  for (let i = 0; i < argv.length; i++) {
    const m = /^--([^=]+)(?:=(.*))?$/s.exec(argv[i]);
    if (!m) {
      rest.push(argv[i]);
      continue;
    }
    const value = m[2] ?? (valued.has(m[1]) ? argv[++i] : 'true');
    flags[m[1]] = [...(flags[m[1]] ?? []), value];
  }
  return { flags, rest };
}

const { flags, rest } = parseArguments(process.argv.slice(2));
const limitMs = Number(process.env.VSCODE_HOST_TIMEOUT_MS ?? 300_000);
const debug = process.env.VSCODE_HOST_DEBUG !== undefined;
const asPath = (text) => (text.startsWith('file://') ? fileURLToPath(text) : path.resolve(text));
const say = (line) => process.stdout.write(line.endsWith('\n') ? line : `${line}\n`);

let host;
let finishing = false;
async function finish(code, why) {
  if (finishing) return;
  finishing = true;
  if (why) {
    process.stderr.write(`vscode-host: ${why}\n`);
    const shot = process.env.VSCODE_HOST_SHOT;
    if (shot && host) await Promise.race([Promise.allSettled([host.page.screenshot({ path: shot })]), new Promise((r) => setTimeout(r, 3000))]);
    if (host) process.stderr.write(`${host.serverText().split('\n').slice(-15).join('\n')}\n`);
  }
  await host?.close();
  setTimeout(() => process.exit(code), 200); // test-electron destroys our pipes as soon as we exit: let it read the last lines
}

/** How the server saw the extension host end: its words and its exit code. */
function extensionHostEnd() {
  const m = /Extension Host Process exited with (code: (\S+), signal: \w+)/.exec(host.serverText());
  return m ? { words: m[1], code: m[2] } : undefined;
}

/** The page reports 0 even when the extension host was killed, so a 0 counts only once the server has seen it end well. */
async function onTestsDone(code) {
  for (let i = 0; i < 100 && !extensionHostEnd(); i++) await new Promise((r) => setTimeout(r, 100));
  const end = extensionHostEnd();
  if (Number(code) !== 0) await finish(Number(code));
  else if (end?.code === '0') await finish(0);
  else await finish(1, `the extension host did not end well (${end?.words ?? 'its end was never seen'})`);
}

const STACK = '__$stack'; // how the extension host marks a stack among the arguments of console.log
function onLog(type, args) {
  const line = format(...args.map((x) => x?.[STACK] ?? x));
  if (debug) say(`[${type}] ${line.slice(0, 2000)}`);
  else if (noise.test(line)) return;
  else if (type === 'error' || type === 'warn') process.stderr.write(`${line.split('\n').slice(0, 40).join('\n')}\n`);
  else say(line);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void finish(130, `stopped by ${signal}`));
process.on('unhandledRejection', (error) => void finish(1, String(error?.stack ?? error)));
setTimeout(() => void finish(124, `the run did not end within ${limitMs} ms`), limitMs).unref();
setInterval(() => {}, 1 << 30); // keeps the process until finish() ends it

try {
  const target = rest.map(asPath).find((p) => fs.existsSync(p)) ?? (flags['folder-uri'] ?? []).map(asPath)[0];
  const isFolder = target !== undefined && fs.statSync(target).isDirectory();
  const isWorkspace = target?.endsWith('.code-workspace') ?? false;
  const testsPath = flags.extensionTestsPath?.at(-1);
  if (testsPath === undefined) throw new Error('only test runs are supported: --extensionTestsPath=… is missing');
  host = await startHost({
    hostDir: readyHost(process.env.VSCODE_HOST ?? 'newest'),
    folder: isFolder ? target : undefined,
    workspace: isWorkspace ? target : undefined,
    openFile: target !== undefined && !isFolder && !isWorkspace ? target : undefined,
    developmentPaths: (flags.extensionDevelopmentPath ?? []).map(asPath),
    testsPath: asPath(testsPath),
    userDataDir: flags['user-data-dir']?.at(-1),
    extensionsDir: flags['extensions-dir']?.at(-1),
    payload: flags['disable-extensions'] ? [['disableExtensions', 'true']] : [],
  });
  const { page } = host;
  await page.exposeFunction('codeAutomationLog', onLog);
  await page.exposeFunction('codeAutomationExit', (code) => void onTestsDone(code));
  page.on('crash', () => void finish(1, 'the workbench page crashed'));
  page.on('pageerror', (error) => debug && say(`[pageerror] ${error.message}`));
  page.on('console', (message) => debug && say(`[console.${message.type()}] ${message.text().slice(0, 400)}`));
  host.server.once('exit', (code) => void finish(1, `the VS Code server ended (${code})`));
  await page.goto(host.url, { waitUntil: 'domcontentloaded' });
} catch (error) {
  await finish(1, error.message);
}
