/**
 * Searches of replays, off the thread that answers the editor. The thread starts with the first search and stays a while, since whoever looks at one replay
 * looks at the next; if it dies, the searches that it had fail and the next one starts another.
 */
import { Worker } from 'node:worker_threads';
import type { CancellationToken } from 'vscode-languageserver/node';
import { Cancelled } from '../src/base/cancel.ts';
import type { SimulationResult } from '../src/protocol/simulation.ts';
import type { PolicyName } from '../src/sim/policy/index.ts';
import type { ScenarioDescription } from '../src/sim/scenario/index.ts';
import { bundledPath } from './bundled.ts';
import type { SearchMessage, SearchTask } from './replayThread.ts';

/** Past these a search is incomplete: a path of a finding has some hundred states, and an editor waits for seconds, not for minutes. */
const MAX_STATES = 2_000_000;
const MAX_BYTES = 256 * 1024 * 1024;
const IDLE_MS = 120_000;
/** Answers that are kept: those of the lines above functions, mostly. */
const KEPT = 200;

export interface Search {
  readonly scenario: ScenarioDescription;
  readonly policies: readonly PolicyName[];
  readonly token: CancellationToken;
  readonly progress?: (states: number) => void;
}

interface Pending extends Pick<Search, 'progress'> {
  readonly resolve: (results: readonly SimulationResult[]) => void;
  readonly reject: (error: Error) => void;
}

/** The search itself went wrong; the message is a sentence for the user. */
export class SearchFailed extends Error {}

export class Searches {
  readonly #pending = new Map<number, Pending>();
  readonly #known = new Map<string, SimulationResult>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;

  /**
   * In the order of the policies.
   * @throws {Cancelled} when the token says so.
   * @throws {SearchFailed}
   */
  async search({ scenario, policies, token, progress }: Search): Promise<readonly SimulationResult[]> {
    if (token.isCancellationRequested) throw new Cancelled();
    const text = JSON.stringify(scenario);
    const keyOf = (policy: PolicyName): string => `${policy} ${text}`;
    const missing = policies.filter((policy) => !this.#known.has(keyOf(policy)));
    const found = new Map(policies.flatMap((policy) => this.#known.get(keyOf(policy)) ?? []).map((result) => [result.policy, result]));
    if (missing.length > 0)
      for (const result of await this.#run({ scenario, policies: missing, token, ...(progress === undefined ? {} : { progress }) })) {
        found.set(result.policy, result);
        this.#keep(`${result.policy} ${text}`, result);
      }
    return policies.flatMap((policy) => found.get(policy) ?? []);
  }

  #run({ scenario, policies, token, progress }: Search): Promise<readonly SimulationResult[]> {
    const id = ++this.#lastId;
    const stop = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const task: SearchTask = { id, scenario, policies, maxStates: MAX_STATES, maxBytes: MAX_BYTES, stop };
    clearTimeout(this.#idle);
    const worker = (this.#worker ??= this.#start());
    return new Promise<readonly SimulationResult[]>((resolve, reject) => {
      const listening = token.onCancellationRequested(() => {
        Atomics.store(new Int32Array(stop), 0, 1);
        this.#settle(id)?.reject(new Cancelled());
      });
      this.#pending.set(id, {
        resolve: (results) => {
          listening.dispose();
          resolve(results);
        },
        reject: (error) => {
          listening.dispose();
          reject(error);
        },
        ...(progress === undefined ? {} : { progress }),
      });
      worker.postMessage(task, []);
    });
  }

  #start(): Worker {
    const worker = new Worker(bundledPath('replayThread.cjs'), { stdin: false });
    worker.unref();
    const die = (reason: string): void => {
      if (this.#worker === worker) this.#worker = undefined;
      for (const id of this.#pending.keys()) this.#settle(id)?.reject(new SearchFailed(`the search ended early (${reason}); try again`));
    };
    worker.on('message', (message: SearchMessage) => this.#take(message));
    worker.on('error', (error) => die(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => die(`its thread ended with status ${code}`));
    return worker;
  }

  #take(message: SearchMessage): void {
    if (message.kind === 'progress') {
      this.#pending.get(message.id)?.progress?.(message.states);
      return;
    }
    const pending = this.#settle(message.id);
    switch (message.kind) {
      case 'done':
        pending?.resolve(message.results);
        return;
      case 'cancelled':
        pending?.reject(new Cancelled());
        return;
      case 'failed':
        pending?.reject(new SearchFailed(`the path could not be replayed (${message.reason}); please report it`));
        return;
      default:
        message satisfies never;
    }
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) {
      clearTimeout(this.#idle);
      this.#idle = setTimeout(() => this.#end(), IDLE_MS).unref();
    }
    return pending;
  }

  #end(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.removeAllListeners();
    worker?.on('error', () => undefined);
    void worker?.terminate();
  }

  #keep(key: string, result: SimulationResult): void {
    this.#known.set(key, result);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= KEPT) break;
      this.#known.delete(oldest);
    }
  }
}
