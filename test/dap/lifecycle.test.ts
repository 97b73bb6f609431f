/** How an adapter begins and ends, what it makes of nonsense, and how a search is given up. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Cancelled } from '../../src/base/cancel.ts';
import { type ReplaySource, serve, type Watch } from '../../src/dap/index.ts';
import { bin, environment } from '../cli/cliFixture.ts';
import { Adapter, engineFile, lines } from './adapter.ts';

const program = engineFile();
const folder = dirname(program);
const load = { program, line: lines.loadPut, kernelVersion: '6.12' };

describe('a launch that cannot be met', () => {
  let dap: Adapter;
  beforeEach(async () => {
    dap = new Adapter(folder);
    await dap.start();
    await dap.initializeRequest();
    await dap.configurationDoneRequest();
  });
  afterEach(() => dap.stop());

  const broken = join(folder, 'broken.json');
  writeFileSync(broken, '[{"scenario":');
  const empty = join(folder, 'empty.json');
  writeFileSync(empty, '[]');

  const bad: readonly (readonly [object, RegExp])[] = [
    [{}, /^the launch names nothing to replay; give "program" and "line" of a finding, or "saved"/],
    [{ program }, /has no "line"/],
    [{ program, line: 0 }, /^"line" of the launch must be the line of a finding/],
    [{ program, line: 'twelve' }, /^"line" of the launch must be the line of a finding/],
    [{ program: 3, line: 1 }, /^"program" of the launch must be a text$/],
    [{ program, line: 4000 }, /has lines 1 to \d+, and no line 4000$/],
    [{ program, line: lines.idle }, /^nothing was found at .*engine\.c:45 in idle\(\); gupscope audit .* lists what there is$/],
    [{ ...load, rule: 'gup/double-release' }, /^nothing of gup\/double-release was found/],
    [{ ...load, rule: 'gup/nothing' }, /^there is no rule gup\/nothing/],
    [{ ...load, policy: 'mainline' }, /^there is no policy mainline/],
    [{ ...load, policy: 'all' }, /^a debugger steps through one policy; choose one of base2018/],
    [{ ...load, kernelVersion: 'six' }, /must be a version such as 6\.12$/],
    [{ ...load, tree: 'nowhere' }, /^cannot read --tree .*nowhere/],
    [{ ...load, maxStates: 3 }, /^Stopped at --max-states after \d+ states: .*; raise "maxStates" of the launch$/],
    [{ program, line: lines.vec }, /breaks nothing by itself/],
    [{ program: join(folder, 'gone.c'), line: 3 }, /^cannot read .*gone\.c \(no such file or directory\)$/],
    [{ program: folder, line: 3 }, /is a folder/],
    [{ saved: broken }, /broken\.json:1:14: /],
    [{ saved: empty }, /empty\.json holds no run; there is nothing to step through$/],
    [{ saved: join(folder, 'none.json') }, /^cannot read .*none\.json/],
    [{ saved: broken, line: 3 }, /leave out "program", "line" and "rule"$/],
  ];

  it('is refused in one sentence each, and the adapter lives on', async () => {
    for (const [launch, sentence] of bad) {
      const refused = await dap.launchWith(launch).then(
        () => 'it was taken',
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      expect(refused, JSON.stringify(launch)).toMatch(sentence);
      expect(refused).not.toContain('\n');
    }
    expect(await dap.stopAfter(() => dap.launchWith(load))).toMatchObject({ reason: 'entry' });
  });

  it('leaves requests about a replay without one', async () => {
    for (const request of [
      () => dap.nextRequest({ threadId: 1 }),
      () => dap.stackTraceRequest({ threadId: 1 }),
      () => dap.evaluateRequest({ expression: 'page' }),
      () => dap.customRequest('gupscope/policies'),
      () => dap.restartRequest({}),
    ])
      await expect(request()).rejects.toThrow(/no replay is loaded|names nothing to replay/);
    await expect(dap.customRequest('gupscope/dance')).rejects.toThrow('no request gupscope/dance');
    await expect(dap.attachRequest({})).rejects.toThrow('use a launch request');
    expect((await dap.threadsRequest()).body.threads).toEqual([]);
  });
});

const frame = (message: object): string => {
  const body = JSON.stringify({ type: 'request', ...message });
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
};

describe('gupscope dap', () => {
  const started = (...args: string[]) => {
    const child = spawn(process.execPath, [bin, 'dap', ...args], { env: environment, cwd: folder });
    let output = '';
    const answered = (what: string): Promise<void> =>
      new Promise((resolve) => {
        child.stdout.on('data', (data) => {
          output += String(data);
          if (output.includes(what)) resolve();
        });
      });
    return { child, answered, ended: new Promise((resolve) => child.once('close', resolve)) };
  };

  it.each([[[]], [['--stdio']]])('with %j ends with status 0 when its client disconnects', async (args) => {
    const { child, answered, ended } = started(...args);
    const ready = answered('"supportsStepBack":true');
    // No path format: the protocol's own default.
    child.stdin.write(frame({ seq: 1, command: 'initialize', arguments: { adapterID: 'gupscope' } }));
    await ready;
    const over = answered('"event":"terminated"');
    child.stdin.write(frame({ seq: 2, command: 'terminate' }));
    await over;
    child.stdin.write(frame({ seq: 3, command: 'disconnect' }));
    expect(await ended).toBe(0);
  });

  it('ends when its client is gone', async () => {
    const { child, ended } = started();
    child.stdin.end();
    expect(await ended).toBe(0);
  });

  it('lives through what is no message, and what is no argument', async () => {
    const { child, answered, ended } = started();
    const ready = answered('"command":"initialize"');
    const nonsense = '{"seq": 1, ';
    child.stdin.write(`Content-Length: ${nonsense.length}\r\n\r\n${nonsense}`);
    child.stdin.write(frame({ seq: 1, command: 'setBreakpoints', arguments: 3 }));
    child.stdin.write(frame({ seq: 2, command: 'launch' }));
    child.stdin.write(frame({ seq: 3, command: 'initialize', arguments: null }));
    await ready;
    child.stdin.write(frame({ seq: 4, command: 'disconnect' }));
    expect(await ended).toBe(0);
  });
});

/** The test client on streams of this process. */
class NearClient extends DebugClient {
  constructor(source: ReplaySource) {
    super('', '', 'gupscope');
    const [toAdapter, fromAdapter] = [new PassThrough(), new PassThrough()];
    serve({ source, input: toAdapter, output: fromAdapter, exit: () => {}, log: () => {} });
    this.connect(fromAdapter, toAdapter);
  }

  launchWith = (launch: object): Promise<unknown> => this.launchRequest(launch);
}

/** A search that goes on until it is not wanted any more. */
function endless(): { readonly source: ReplaySource; readonly begun: Promise<Watch> } {
  let tell: (watch: Watch) => void = () => {};
  const begun = new Promise<Watch>((resolve) => {
    tell = resolve;
  });
  const wait = async (_request: unknown, watch: Watch): Promise<never> => {
    tell(watch);
    await watch.requested;
    throw new Cancelled();
  };
  return { source: { fetch: wait, verdicts: wait }, begun };
}

describe('a search that takes long', () => {
  it('shows how far it is, and ends when it is cancelled by its progress', async () => {
    const { source, begun } = endless();
    const dap = new NearClient(source);
    await dap.initializeRequest({ adapterID: 'gupscope', linesStartAt1: true, pathFormat: 'path', supportsProgressReporting: true });
    const [shown, told, over] = ['progressStart', 'progressUpdate', 'progressEnd'].map((event) => dap.waitForEvent(event));
    const launch = dap.launchWith(load);
    const refused = expect(launch).rejects.toThrow('cancelled');
    const watch = await begun;
    const start = (await shown)?.body as DebugProtocol.ProgressStartEvent['body'];
    expect(start).toMatchObject({ cancellable: true });
    watch.tell('12,000 states');
    expect((await told)?.body).toEqual({ progressId: start.progressId, message: '12,000 states' });
    await dap.customRequest('cancel', { progressId: start.progressId });
    expect((await over)?.body).toMatchObject({ progressId: start.progressId });
    await refused;
  });

  it('ends when its request is cancelled, and another one may follow', async () => {
    const { source, begun } = endless();
    const dap = new NearClient(source);
    await dap.initializeRequest();
    const refused = expect(dap.launchWith(load)).rejects.toThrow('cancelled');
    const watch = await begun;
    await expect(dap.launchWith(load)).rejects.toThrow('is being searched already');
    // Numbers of requests are the client's: initialize, launch, launch.
    await dap.customRequest('cancel', { requestId: 2 });
    await refused;
    expect(watch.cancelled).toBe(true);
  });

  it('ends with the session', async () => {
    const { source, begun } = endless();
    const dap = new NearClient(source);
    await dap.initializeRequest();
    const refused = expect(dap.launchWith(load)).rejects.toThrow('cancelled');
    await begun;
    await dap.terminateRequest();
    await refused;
  });
});
