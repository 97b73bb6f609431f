// test/support/lspClient.ts
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';

var gupscope = fileURLToPath(new URL('../../bin/gupscope', import.meta.url));
var PATIENCE_MS = 3e4;
var pullCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  textDocument: {
    synchronization: { didSave: true },
    diagnostic: { dynamicRegistration: true, relatedDocumentSupport: false, relatedInformation: true },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source', 'source.fixAll'] } },
      dataSupport: true,
      isPreferredSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
    hover: { contentFormat: ['markdown', 'plaintext'] },
  },
  workspace: {
    applyEdit: true,
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true },
    diagnostics: { refreshSupport: true },
  },
  window: { workDoneProgress: true },
};
var LspClient = class _LspClient {
  process;
  connection;
  received = [];
  /** The status with which the server ended; null if by a signal. */
  exited;
  initialized;
  #waiting = [];
  #stderr = '';
  /** `command` is program and arguments; by default our server. */
  constructor(options = {}) {
    const [program, ...args] = options.command ?? [process.execPath, gupscope, 'lsp', '--stdio'];
    this.process = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const { stdin, stdout, stderr } = this.process;
    if (stdin === null || stdout === null || stderr === null) throw new Error('the server has no pipes');
    stderr.on('data', (chunk) => {
      this.#stderr += chunk.toString();
    });
    stdin.on('error', () => void 0);
    this.exited = new Promise((resolve) => this.process.once('exit', resolve));
    this.connection = createMessageConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.connection.onError(() => void 0);
    this.connection.onNotification((method, params) => this.#take({ method, params }));
    this.connection.onUnhandledProgress((params) => this.#take({ method: '$/progress', params }));
    this.connection.onRequest((method, params) => {
      this.#take({ method, params });
      return this.#answer(method, params, options.settings);
    });
    this.connection.listen();
  }
  /** Starts a server and goes through the hand-shake. */
  static async start(options = {}) {
    const client = new _LspClient(options.settings === void 0 ? {} : { settings: options.settings });
    await client.initialize(options);
    return client;
  }
  async initialize(options) {
    const folders = options.folders?.map((uri2) => ({ uri: uri2, name: uri2.split('/').at(-1) ?? uri2 }));
    this.initialized = await this.request('initialize', {
      processId: process.pid,
      rootUri: folders?.[0]?.uri ?? null,
      workspaceFolders: folders ?? null,
      capabilities: options.capabilities ?? pullCapabilities,
      initializationOptions: options.initializationOptions,
    });
    await this.notify('initialized', {});
    return this.initialized;
  }
  get stderr() {
    return this.#stderr;
  }
  /** Rejects with the server's error, or when it does not answer. */
  async request(method, params, patienceMs = PATIENCE_MS) {
    const gone = this.exited.then((status) => {
      throw new Error(`the server ended with status ${status} before it answered ${method}
${this.#stderr}`);
    });
    return withPatience(Promise.race([this.connection.sendRequest(method, params), gone]), () => `no answer to ${method}`, patienceMs);
  }
  notify(method, params) {
    return this.connection.sendNotification(method, params);
  }
  /** The next message that passes `test`, among those from position `from` on; all received so far by default not. */
  next(test, from = this.received.length) {
    const known = this.received.slice(from).find(test);
    if (known !== void 0) return Promise.resolve(known);
    const waiting = new Promise((resolve) => this.#waiting.push({ test, resolve }));
    return withPatience(
      waiting,
      () => `the server never sent it; it sent ${this.received.map((m) => m.method).join(', ')}
${this.#stderr}`,
    );
  }
  open(uri2, text2, version = 1) {
    return this.notify('textDocument/didOpen', { textDocument: { uri: uri2, languageId: 'c', version, text: text2 } });
  }
  change(uri2, version, contentChanges) {
    return this.notify('textDocument/didChange', { textDocument: { uri: uri2, version }, contentChanges });
  }
  close(uri2) {
    return this.notify('textDocument/didClose', { textDocument: { uri: uri2 } });
  }
  pull(uri2, previousResultId) {
    return this.request('textDocument/diagnostic', { textDocument: { uri: uri2 }, ...(previousResultId === void 0 ? {} : { previousResultId }) });
  }
  /** The diagnostics of a full answer. */
  async diagnostics(uri2) {
    const report = await this.pull(uri2);
    if (report.kind !== 'full') throw new Error(`asked without a previous result, and got ${report.kind}`);
    return report.items;
  }
  /** The next diagnostics that are published for `uri`. */
  async published(uri2, from = this.received.length) {
    const message = await this.next((m) => m.method === 'textDocument/publishDiagnostics' && m.params.uri === uri2, from);
    return message.params;
  }
  codeActions(uri2, range, context = {}) {
    return this.request('textDocument/codeAction', { textDocument: { uri: uri2 }, range, context: { diagnostics: [], ...context } });
  }
  hover(uri2, line, character) {
    return this.request('textDocument/hover', { textDocument: { uri: uri2 }, position: { line, character } });
  }
  messages() {
    return this.received.filter((m) => m.method === 'window/showMessage').map((m) => m.params.message);
  }
  /** The polite end: the status that the server leaves with. */
  async stop() {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      await this.request('shutdown', void 0);
      await this.notify('exit', void 0);
    }
    const status = await withPatience(this.exited, () => 'the server does not end');
    this.connection.dispose();
    return status;
  }
  /** For a test that failed half-way. */
  kill() {
    this.process.kill('SIGKILL');
    this.connection.dispose();
  }
  #take(message) {
    this.received.push(message);
    const answered = this.#waiting.filter((waiting) => waiting.test(message));
    this.#waiting = this.#waiting.filter((waiting) => !answered.includes(waiting));
    for (const waiting of answered) waiting.resolve(message);
  }
  #answer(method, params, settings) {
    switch (method) {
      case 'workspace/configuration':
        return params.items.map((item) => settings?.(item.scopeUri) ?? null);
      case 'workspace/applyEdit':
        return { applied: true };
      default:
        return null;
    }
  }
};
function withPatience(promise, what, patienceMs = PATIENCE_MS) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what()} within ${patienceMs} ms`)), patienceMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// ../../tmp/sv/start.ts
import { readFileSync } from 'node:fs';

var tree = process.env.HOME + '/.cache/gupscope/kernels/6.12.117-1~deb12u1/linux-source-6.12';
var f = tree + '/drivers/md/raid5.c';
var uri = 'file://' + f;
var text = readFileSync(f, 'utf8');
var cmd = (process.env.CMD ?? 'node bin/gupscope lsp --stdio').split(' ');
for (let i = 0; i < Number(process.env.N ?? 5); i++) {
  const t0 = performance.now();
  const c = new LspClient({ command: cmd });
  await c.initialize({ folders: ['file://' + tree] });
  const t1 = performance.now();
  await c.open(uri, text);
  const d = await c.diagnostics(uri);
  const t2 = performance.now();
  const st = readFileSync(`/proc/${c.process.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const status = readFileSync(`/proc/${c.process.pid}/status`, 'utf8');
  console.log(
    `init ${(t1 - t0).toFixed(0)} first ${(t2 - t0).toFixed(0)} cpu user ${Number(st[11]) * 10} sys ${Number(st[12]) * 10} n=${d.length}`,
    status.match(/VmHWM:\s+(\d+)/)[1],
    status.match(/VmRSS:\s+(\d+)/)[1],
  );
  await c.stop();
}
