/**
 * The editor's figures, over real stdio on 6.12's raid5.c: from spawning the server to the first diagnostics, from writing a change to the answer of the question
 * right behind it, and the server's memory; beside clangd, which gets neither a build nor a compile_commands.json either.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { kernelTrees } from '../../scripts/lib/kernels.mjs';
import type { AuditWorkspaceResult } from '../../src/protocol/requests.ts';
import { LspClient, pullCapabilities, pushCapabilities } from '../../test/support/lspClient.ts';
import { type Edit, edits } from '../../test/support/typist.ts';
import { type BenchResult, median } from '../results.ts';

const FILE = 'drivers/md/raid5.c';
const ROUNDS = 5;
const EDITS = 200;
/** clangd takes more than a second for each. */
const PEER_EDITS = 20;
const SEED = 20_251;
const AUDIT_PATIENCE_MS = 10 * 60_000;
const TYPING_PAUSE_MS = 100;

interface Measured {
  readonly startMs: readonly number[];
  readonly editMs: readonly number[];
  readonly slowest: readonly { readonly kind: string; readonly ms: number }[];
  readonly peakBytes: number;
}

interface Editor {
  readonly name: string;
  start(): Promise<LspClient>;
  /** Opens the document and resolves when its diagnostics are there. */
  open(client: LspClient, uri: string, text: string): Promise<void>;
  /** Sends the change and resolves when the diagnostics of the new text are there. */
  change(client: LspClient, uri: string, version: number, edit: Edit): Promise<void>;
}

const percentile = (values: readonly number[], p: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil((p / 100) * values.length) - 1] ?? Number.NaN;

/** The most that the process ever held, from the kernel's own count. */
function peakBytes(pid: number | undefined): number {
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (found === undefined) throw new Error('the system does not tell the memory of a process');
  return Number(found) * 1024;
}

function ourEditor(root: string): Editor {
  return {
    name: 'gupscope',
    async start() {
      const client = new LspClient({ command: [process.execPath, resolve('bin/gupscope'), 'lsp', '--stdio'] });
      await client.initialize({ folders: [pathToFileURL(root).href], capabilities: pullCapabilities });
      return client;
    },
    async open(client, uri, text) {
      const opened = client.open(uri, text);
      const items = await client.diagnostics(uri);
      await opened;
      if (items.length === 0) throw new Error(`${uri} has no findings: nothing was measured`);
    },
    async change(client, uri, version, edit) {
      // Both are written before either is answered.
      const changed = client.change(uri, version, [{ range: edit.range, text: edit.text }]);
      const answered = client.pull(uri);
      await Promise.all([changed, answered]);
    },
  };
}

/**
 * Given no flags, clangd stops at the first header that it does not find, and has nothing to say of the file; so it runs a second time with the folders of headers
 * that an unbuilt tree has.
 */
function clangdEditor(root: string, name: string, fallbackFlags: readonly string[]): Editor {
  const published = (client: LspClient, uri: string, version: number, from: number): Promise<unknown> =>
    client.next(
      (m) =>
        m.method === 'textDocument/publishDiagnostics' &&
        (m.params as { uri: string; version?: number }).uri === uri &&
        (m.params as { version?: number }).version === version,
      from,
    );
  return {
    name,
    async start() {
      const client = new LspClient({ command: ['clangd', '--log=error', '--background-index=false'] });
      await client.initialize({ folders: [pathToFileURL(root).href], capabilities: pushCapabilities, initializationOptions: { fallbackFlags } });
      return client;
    },
    async open(client, uri, text) {
      const from = client.received.length;
      await client.open(uri, text);
      await published(client, uri, 1, from);
    },
    async change(client, uri, version, edit) {
      const from = client.received.length;
      await client.change(uri, version, [{ range: edit.range, text: edit.text }]);
      await published(client, uri, version, from);
    },
  };
}

async function startOnce(editor: Editor, uri: string, text: string): Promise<{ readonly ms: number; readonly client: LspClient }> {
  const startedMs = performance.now();
  const client = await editor.start();
  await editor.open(client, uri, text);
  return { ms: performance.now() - startedMs, client };
}

async function measureEdits(editor: Editor, uri: string, text: string, count: number): Promise<Omit<Measured, 'startMs'>> {
  const { client } = await startOnce(editor, uri, text);
  const timed: { kind: string; ms: number }[] = [];
  let version = 1;
  for (const edit of edits(text, count, SEED)) {
    const startedMs = performance.now();
    await editor.change(client, uri, ++version, edit);
    timed.push({ kind: edit.kind, ms: performance.now() - startedMs });
  }
  const peak = peakBytes(client.process.pid);
  await client.stop();
  const slowest = [...timed].sort((a, b) => b.ms - a.ms).slice(0, 10);
  return { editMs: timed.map(({ ms }) => ms), slowest, peakBytes: peak };
}

/** The whole tree audited by the server while somebody types: how long the typist waits, and what it all takes. */
async function measureAudit(
  editor: Editor,
  uri: string,
  text: string,
): Promise<{ readonly result: AuditWorkspaceResult; readonly answerMs: readonly number[]; readonly peakBytes: number }> {
  const { client } = await startOnce(editor, uri, text);
  const state = { done: false };
  const audit = client.request<AuditWorkspaceResult>('gupscope/auditWorkspace', {}, AUDIT_PATIENCE_MS).finally(() => {
    state.done = true;
  });
  const answerMs: number[] = [];
  const top = { line: 0, character: 0 };
  for (let version = 2; !state.done; version++) {
    const startedMs = performance.now();
    await editor.change(client, uri, version, { kind: 'line', range: { start: top, end: top }, text: '\n' });
    answerMs.push(performance.now() - startedMs);
    await new Promise((r) => setTimeout(r, TYPING_PAUSE_MS));
  }
  const result = await audit;
  const peak = peakBytes(client.process.pid);
  await client.stop();
  return { result, answerMs, peakBytes: peak };
}

export async function run(): Promise<BenchResult> {
  const kernel = kernelTrees().find((tree) => tree.name === 'linux-source-6.12');
  if (kernel === undefined) throw new Error('there is no 6.12 tree to edit; run npm run test:kernel once');
  const path = join(kernel.root, FILE);
  const uri = pathToFileURL(path).href.replaceAll('%7E', '~');
  const text = readFileSync(path, 'utf8');
  const ours = ourEditor(kernel.root);
  const withClangd = spawnSync('clangd', ['--version'], { stdio: 'ignore' }).error === undefined;
  const headers = ['include', 'include/uapi', 'arch/x86/include', 'arch/x86/include/uapi'].map((folder) => `-I${join(kernel.root, folder)}`);
  const peers = [
    clangdEditor(kernel.root, 'clangd, no flags', []),
    clangdEditor(kernel.root, 'clangd, -I of the headers', ['-D__KERNEL__', ...headers]),
  ];
  const starts = new Map<Editor, number[]>([ours, ...(withClangd ? peers : [])].map((editor) => [editor, []]));
  // One run of each before, for the page cache.
  for (const editor of starts.keys()) await (await startOnce(editor, uri, text)).client.stop();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [editor, times] of starts) {
      const { ms, client } = await startOnce(editor, uri, text);
      times.push(ms);
      await client.stop();
    }
  }
  const rows: BenchResult['rows'][number][] = [];
  const details: Record<string, unknown> = {};
  for (const [editor, startMs] of starts) {
    const measured = await measureEdits(editor, uri, text, editor === ours ? EDITS : PEER_EDITS);
    details[editor.name] = { startMs, ...measured };
    rows.push({
      server: editor.name,
      startMs: median(startMs),
      edits: measured.editMs.length,
      p50: percentile(measured.editMs, 50),
      p95: percentile(measured.editMs, 95),
      max: Math.max(...measured.editMs),
      peakMemoryBytes: measured.peakBytes,
    });
  }
  const audit = await measureAudit(ours, uri, text);
  details['audit'] = audit;
  const { result } = audit;
  return {
    name: 'lsp',
    title: `${FILE} of ${kernel.name} (${text.split('\n').length - 1} lines) over stdio`,
    missing: withClangd ? [] : ['clangd'],
    columns: [
      { key: 'server', heading: 'server' },
      { key: 'startMs', heading: 'spawn to first diagnostics', unit: 'ms' },
      { key: 'edits', heading: 'edits', unit: 'count' },
      { key: 'p50', heading: 'edit to answer, p50', unit: 'ms' },
      { key: 'p95', heading: 'p95', unit: 'ms' },
      { key: 'max', heading: 'max', unit: 'ms' },
      { key: 'peakMemoryBytes', heading: 'peak memory', unit: 'bytes' },
    ],
    rows,
    notes: [
      `start: median of ${ROUNDS} alternating runs; edits: seed ${SEED}, of which some open a comment, a string, a brace or an #if and take it back`,
      `whole tree audited in the server: ${result.files} files, ${result.findings.error + result.findings.warning + result.findings.note} findings, ${(result.elapsedMs / 1000).toFixed(1)} s, ` +
        `peak ${(audit.peakBytes / 1e6).toFixed(0)} MB; edits answered meanwhile: p50 ${percentile(audit.answerMs, 50).toFixed(1)} ms, p95 ${percentile(audit.answerMs, 95).toFixed(1)} ms`,
    ],
    extra: details,
  };
}
