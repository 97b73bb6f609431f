/**
 * Whether a tree has a name already, so that no fix introduces it a second time. The search takes seconds for a kernel, so it runs in a thread, and only when a
 * user wants such a fix; until then every name counts as free.
 */
import { Worker } from 'node:worker_threads';
import { bundleFile } from './bundled.ts';

export interface NameTask {
  readonly kind: 'name';
  /** Of the tree. */
  readonly root: string;
  readonly name: string;
}

export interface TakenName {
  readonly name: string;
  /** Relative to the tree's root. */
  readonly file: string;
}

export class TakenNames {
  readonly #root: string | undefined;
  readonly #answers = new Map<string, string | undefined>();
  readonly #asked = new Set<string>();

  /** Without a tree no name is taken. */
  constructor(root: string | undefined) {
    this.#root = root;
  }

  /** What the engine asks: the file that has the name, as far as it is known. */
  fileWith(name: string): string | undefined {
    this.#asked.add(name);
    return this.#answers.get(name);
  }

  /** Searches for every name that was asked about; the first that is taken. Rejects if the search itself fails. */
  async search(): Promise<TakenName | undefined> {
    for (const name of this.#asked) {
      if (this.#root === undefined) return undefined;
      if (!this.#answers.has(name)) this.#answers.set(name, await searchFor({ kind: 'name', root: this.#root, name }));
      const file = this.#answers.get(name);
      if (file !== undefined) return { name, file };
    }
    return undefined;
  }
}

const searchFor = (task: NameTask): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(bundleFile, { workerData: task, stdin: false });
    worker.once('message', (file: string | null) => resolve(file ?? undefined));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the search for ${task.name} ended with status ${code}`)));
  });
