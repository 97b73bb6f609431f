/**
 * The thread that searches replays, a bundle of its own: the simulation core is of no use to the rest of the server. It answers one search at a time, in the
 * order in which they came; a search looks at its `stop` and ends within some thousand states of it.
 */
import { parentPort } from 'node:worker_threads';
import { Cancelled } from '../src/base/cancel.ts';
import type { SimulationResult } from '../src/protocol/simulation.ts';
import type { PolicyName } from '../src/sim/policy/index.ts';
import { cellsOf, runCells } from '../src/sim/run/index.ts';
import type { ScenarioDescription } from '../src/sim/scenario/index.ts';

export interface SearchTask {
  readonly id: number;
  readonly scenario: ScenarioDescription;
  readonly policies: readonly PolicyName[];
  readonly maxStates: number;
  readonly maxBytes: number;
  /** One number; not 0 when nobody wants the answer any more. */
  readonly stop: SharedArrayBuffer;
}

export type SearchMessage =
  | { readonly id: number; readonly kind: 'progress'; readonly states: number }
  /** In the order of the policies. */
  | { readonly id: number; readonly kind: 'done'; readonly results: readonly SimulationResult[] }
  | { readonly id: number; readonly kind: 'cancelled' }
  | { readonly id: number; readonly kind: 'failed'; readonly reason: string };

/** Between two messages about how far a search is. */
const TELL_MS = 100;

function answer({ id, scenario, policies, maxStates, maxBytes, stop }: SearchTask, post: (message: SearchMessage) => void): void {
  const flag = new Int32Array(stop);
  let states = 0;
  let toldMs = performance.now();
  try {
    const results = runCells(cellsOf([scenario], policies, { all: false, fixed: new Map() }), {
      maxStates,
      maxBytes,
      walk: undefined,
      cancel: {
        get cancelled() {
          return Atomics.load(flag, 0) !== 0;
        },
      },
      progress: (more) => {
        states += more;
        const nowMs = performance.now();
        if (nowMs - toldMs < TELL_MS) return;
        toldMs = nowMs;
        post({ id, kind: 'progress', states });
      },
    });
    post({ id, kind: 'done', results });
  } catch (error) {
    if (error instanceof Cancelled) post({ id, kind: 'cancelled' });
    else post({ id, kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
  }
}

if (parentPort === null) throw new Error('replayThread runs as a worker thread only');
const port = parentPort;
port.on('message', (task: SearchTask) => answer(task, (message) => port.postMessage(message)));
