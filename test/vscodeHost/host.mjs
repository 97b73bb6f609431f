/**
 * Where a VS Code test host lives, and how to start one: the server of the npm package code-server, opened in headless Chromium.
 * Set up by setup.mjs. Nothing here knows what is tested.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const START_LIMIT_MS = 60_000;

/** The names that setup.mjs and everything after it take, each a folder under hosts/. */
export const hostNames = ['newest', 'oldest'];

/** The first executable of these names on PATH. */
export function onPath(...names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return names
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find((candidate) => {
      try {
        fs.accessSync(candidate, fs.constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

export function findBrowser() {
  const asked = process.env.CHROMIUM_PATH;
  if (asked && !fs.existsSync(asked)) throw new Error(`CHROMIUM_PATH is ${asked}, and there is no such file`);
  const found = asked ?? onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
  if (!found) throw new Error("no Chromium found: install the Debian package 'chromium' or set CHROMIUM_PATH");
  return found;
}

/** The folder with the package.json and lock file of a host. */
export const hostRecipe = (name) => path.join(here, 'hosts', name);

/** Where the host stands once it is set up. The name holds a hash of its lock file, so that clones with other versions share the cache in peace. */
export function hostDirectory(name) {
  const hash = createHash('sha256').update(`3 ${process.platform} ${process.arch}`);
  hash.update(fs.readFileSync(path.join(hostRecipe(name), 'package-lock.json')));
  const cache = process.env.GUPSCOPE_VSCODE_HOSTS ?? path.join(os.homedir(), '.cache/gupscope/vscode-hosts');
  return path.join(path.resolve(cache), `${name}-${hash.digest('hex').slice(0, 16)}`);
}

export const serverEntry = (hostDir) => path.join(hostDir, 'node_modules/code-server/lib/vscode/out/server-main.js');

/** The folder of a host that is set up; throws if it is not. */
export function readyHost(name) {
  const folder = hostDirectory(name);
  if (!fs.existsSync(serverEntry(folder)))
    throw new Error(`the VS Code test host '${name}' is not set up: run test/vscodeHost/setup.mjs ${name} first`);
  return folder;
}

/** The Node that the host's own lock file names; ours if its package has none for this machine. */
export function serverNode(hostDir) {
  const bundled = path.join(hostDir, `node_modules/node-linux-${process.arch}/bin/node`);
  return fs.existsSync(bundled) ? bundled : process.execPath;
}

/** Our environment without what would change how VS Code's server starts, and without look-ups in an extension gallery. */
export function serverEnvironment() {
  const env = { ...process.env };
  for (const key of ['NODE_OPTIONS', 'PORT', 'PASSWORD', 'HASHED_PASSWORD', 'CODE_SERVER_CONFIG', 'VSCODE_IPC_HOOK_CLI', 'VSCODE_PROXY_URI'])
    delete env[key];
  env.EXTENSIONS_GALLERY ??= JSON.stringify({ serviceUrl: '', itemUrl: '', resourceUrlTemplate: '', controlUrl: '' });
  return env;
}

const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.showReleaseNotes': false,
  'git.enabled': false,
  'chat.disableAIFeatures': true,
  'window.restoreWindows': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
};

const chromiumFlags = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
  '--no-proxy-server',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** Resolves with the server's address once it listens. */
function waitForServer(server, text, listeners) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the VS Code server did not start in ${START_LIMIT_MS / 1000} s:\n${text()}`)), START_LIMIT_MS);
    const look = () => {
      const m = /Extension host agent listening on (\d+)/.exec(text());
      if (!m) return;
      clearTimeout(timer);
      resolve(`127.0.0.1:${m[1]}`);
    };
    listeners.push(look);
    look();
    server.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the VS Code server ended early (${code}):\n${text()}`));
    });
    server.once('error', reject);
  });
}

function workbenchUrl(authority, options) {
  const remote = (p) => `vscode-remote://${authority}${encodeURI(path.resolve(p))}`;
  const payload = [
    ...(options.developmentPaths ?? []).map((p) => ['extensionDevelopmentPath', remote(p)]),
    ...(options.testsPath ? [['extensionTestsPath', remote(options.testsPath)]] : []),
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
    ...(options.openFile ? [['openFile', remote(options.openFile)]] : []),
    ...(options.payload ?? []),
  ];
  const query = new URLSearchParams();
  if (options.folder) query.set('folder', path.resolve(options.folder));
  else if (options.workspace) query.set('workspace', path.resolve(options.workspace));
  else query.set('ew', 'true');
  query.set('payload', JSON.stringify(payload));
  return `http://${authority}/?${query}`;
}

/**
 * Starts server and browser; the page is blank until the caller goes to `url`. `close()` ends every process and removes the run's folder.
 * Options: hostDir; folder | workspace; openFile; developmentPaths, testsPath (a test run); userDataDir, extensionsDir; settings; payload; viewport.
 */
export async function startHost(options) {
  if (!fs.existsSync(serverEntry(options.hostDir)))
    throw new Error(`no VS Code test host in ${options.hostDir}: run test/vscodeHost/setup.mjs first`);
  const browserPath = findBrowser();
  const { chromium } = createRequire(path.join(options.hostDir, 'anchor.js'))('playwright-core');
  const run = fs.mkdtempSync(path.join(os.tmpdir(), 'vscode-host-'));
  const userData = options.userDataDir ?? path.join(run, 'user');
  const extensions = options.extensionsDir ?? path.join(run, 'extensions');
  fs.mkdirSync(path.join(userData, 'User'), { recursive: true });
  fs.mkdirSync(extensions, { recursive: true });
  const settingsFile = path.join(userData, 'User/settings.json');
  if (!fs.existsSync(settingsFile)) fs.writeFileSync(settingsFile, JSON.stringify({ ...quietSettings, ...options.settings }, null, 1));

  const serverArguments =
    '--host 127.0.0.1 --port 0 --without-connection-token --accept-server-license-terms --disable-workspace-trust --telemetry-level off --disable-experiments';
  const server = spawn(
    serverNode(options.hostDir),
    [
      serverEntry(options.hostDir),
      ...serverArguments.split(' '),
      // Since some version after 1.100 a test run is ignored without it; it also hides notification toasts, so pictures go without.
      ...(options.testsPath ? ['--enable-smoke-test-driver'] : []),
      ...Object.entries({ 'server-data-dir': path.join(run, 'data'), 'user-data-dir': userData, 'extensions-dir': extensions }).flatMap(([k, v]) => [
        `--${k}`,
        v,
      ]),
    ],
    { env: serverEnvironment(), detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let text = '';
  const listeners = [];
  const onData = (data) => {
    text += data;
    for (const listener of listeners) listener();
  };
  server.stdout.on('data', onData);
  server.stderr.on('data', onData);

  let browser;
  let closed = false;
  /** The whole group: the extension host and the language servers are its children. */
  const killGroup = (leader, signal) => {
    try {
      process.kill(-leader, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
  const close = async () => {
    if (closed) return;
    closed = true;
    // A browser that already crashed rejects here; the server behind it must go all the same.
    if (browser) await Promise.race([Promise.allSettled([browser.close()]), after(3000)]);
    if (server.pid !== undefined) {
      const ended = server.exitCode === null && server.signalCode === null ? new Promise((resolve) => server.once('exit', resolve)) : undefined;
      killGroup(server.pid, 'SIGTERM');
      await Promise.race([ended, after(2000)]);
      killGroup(server.pid, 'SIGKILL');
    }
    fs.rmSync(run, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    const authority = await waitForServer(server, () => text, listeners);
    const xdg = path.join(run, 'xdg');
    browser = await chromium.launch({
      executablePath: browserPath,
      headless: true,
      env: { ...process.env, HOME: run, XDG_CONFIG_HOME: xdg, XDG_CACHE_HOME: xdg },
      handleSIGINT: false,
      handleSIGTERM: false,
      args: chromiumFlags,
    });
    const context = await browser.newContext({
      viewport: options.viewport ?? { width: 1400, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    return {
      page: await context.newPage(),
      authority,
      url: workbenchUrl(authority, options),
      userData,
      extensions,
      close,
      serverText: () => text,
      server,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref());
