/**
 * The debug adapter over real stdio: every finding of the samples that can be replayed is launched and walked from end to end and back, as an editor does it,
 * which asks after each step for threads, stack, scopes and what the first scope holds. A second row is the step alone.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import type { BenchResult } from '../results.ts';

const ROUNDS = 10;
const PATIENCE_MS = 60_000;

interface Place {
  readonly file: string;
  readonly startLine: number;
  readonly rule: string;
  readonly path: readonly unknown[];
}

interface Times {
  readonly launch: number[];
  /** From a request to step to the event that says where it stopped. */
  readonly step: number[];
  /** With all that an editor asks for behind it. */
  readonly shown: number[];
}

const percentile = (values: readonly number[], p: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil((p / 100) * values.length) - 1] ?? Number.NaN;

function findings(): readonly Place[] {
  const { stdout } = spawnSync(process.execPath, [resolve('bin/gupscope'), 'audit', 'samples', '--format', 'json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const found: readonly Place[] = JSON.parse(stdout);
  return found.filter(({ path }) => path.length > 0);
}

async function walk({ file, startLine, rule }: Place, times: Times): Promise<boolean> {
  const dap = new DebugClient(resolve('bin/gupscope'), 'dap', 'gupscope');
  dap.defaultTimeout = PATIENCE_MS;
  await dap.start();
  try {
    const stopAfter = async (request: () => Promise<unknown>): Promise<{ readonly reason: string; readonly threadId: number }> => {
      const stopped = dap.waitForEvent('stopped');
      const [event] = await Promise.all([stopped, request()]);
      return event.body as { readonly reason: string; readonly threadId: number };
    };
    const show = async (threadId: number): Promise<void> => {
      await dap.threadsRequest();
      const { stackFrames } = (await dap.stackTraceRequest({ threadId })).body;
      const { scopes } = (await dap.scopesRequest({ frameId: stackFrames[0]?.id ?? 0 })).body;
      await dap.variablesRequest({ variablesReference: scopes[0]?.variablesReference ?? 0 });
    };
    await Promise.all([dap.waitForEvent('initialized'), dap.initializeRequest()]);
    await dap.configurationDoneRequest();
    const began = performance.now();
    const first = dap.waitForEvent('stopped');
    // Attributes of a launch are the adapter's own.
    const launch: object = { program: resolve('samples', file), line: startLine, rule };
    const isThere = await dap.launchRequest(launch).then(
      () => true,
      () => false,
    );
    if (!isThere) {
      first.catch(() => {});
      return false;
    }
    await first;
    times.launch.push(performance.now() - began);
    for (let round = 0; round < ROUNDS; round++) {
      for (const step of [() => dap.stepInRequest({ threadId: 1 }), () => dap.stepBackRequest({ threadId: 1, granularity: 'instruction' })]) {
        for (let isOn = true; isOn; ) {
          const from = performance.now();
          const { reason, threadId } = await stopAfter(step);
          times.step.push(performance.now() - from);
          await show(threadId);
          times.shown.push(performance.now() - from);
          isOn = reason === 'step';
        }
      }
    }
    return true;
  } finally {
    await dap.stop();
  }
}

export async function run(): Promise<BenchResult> {
  const times: Times = { launch: [], step: [], shown: [] };
  const places = findings();
  let walked = 0;
  for (const place of places) if (await walk(place, times)) walked++;
  const row = (name: string, values: readonly number[]) => ({
    name,
    count: values.length,
    p50: percentile(values, 50),
    p95: percentile(values, 95),
    most: Math.max(...values),
  });
  return {
    name: 'dap',
    title: `the debug adapter on ${walked} of ${places.length} findings with a path in the samples, ${ROUNDS} times there and back`,
    missing: [],
    columns: [
      { key: 'name', heading: 'what' },
      { key: 'count', heading: 'times', unit: 'count' },
      { key: 'p50', heading: 'p50', unit: 'ms' },
      { key: 'p95', heading: 'p95', unit: 'ms' },
      { key: 'most', heading: 'most', unit: 'ms' },
    ],
    rows: [
      row('step, to the stop', times.step),
      row('step, with all that an editor shows', times.shown),
      row('launch to the first stop, search included', times.launch),
    ],
    notes: ['The figure is a step under 20 ms.'],
  };
}
