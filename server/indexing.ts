/**
 * *Index workspace*: finds out what the functions of the kernel trees around the workspace folders do for callers in other files. A thread of its own does it, and
 * leaves what it found in the cache, from where it is read; so an audit on the command line has use for it, too, and the other way round.
 */
import { posix } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type CancellationToken, LSPErrorCodes, ResponseError, type WorkDoneProgressReporter } from 'vscode-languageserver/node';
import type { AuditWorkspaceParams, IndexWorkspaceResult } from '../src/protocol/requests.ts';
import { foldersNamed } from './audits.ts';
import { indexWorkerFile } from './bundled.ts';
import { indexCache } from './otherFiles.ts';
import type { Project } from './projects.ts';
import type { ServerContext } from './serverContext.ts';

/** The heap of the thread: twice what a kernel needs, so that the server stays within 400 MB. */
const THREAD_LIMITS = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 32 };

type Message =
  | { readonly kind: 'progress'; readonly things: string; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly files: number; readonly functions: number };

export class Indexing {
  readonly #context: ServerContext;
  #stop: (() => void) | undefined;

  constructor(context: ServerContext) {
    this.#context = context;
  }

  stop(): void {
    this.#stop?.();
  }

  /** A second one ends the first. */
  async run(
    params: AuditWorkspaceParams,
    cancel: CancellationToken,
    progress: WorkDoneProgressReporter & { readonly token?: CancellationToken },
  ): Promise<IndexWorkspaceResult> {
    const startedMs = performance.now();
    const { workspace } = this.#context;
    const folders = foldersNamed(params, workspace.folders);
    this.stop();
    const problems: string[] = [];
    const trees = new Map<string, Project>();
    for (const folder of folders) {
      // The project of a file that lies there; the file need not exist.
      const project = await workspace.projectOf(posix.join(folder, 'Makefile'));
      const { root } = project.engine.tree;
      if (root === undefined) problems.push(`There is no kernel tree around ${folder}, so there is nothing to index; gupscope.tree names one.`);
      else trees.set(root, project);
    }
    const sum = { files: 0, functions: 0, cancelled: false };
    progress.begin('gupscope index', 0, 'listing files', true);
    try {
      for (const [root, project] of trees) {
        const done = await this.#index(project, [cancel, progress.token], progress);
        if (done === undefined) {
          sum.cancelled = true;
          break;
        }
        sum.files += done.files;
        sum.functions += done.functions;
        await workspace.indexed(root);
      }
    } finally {
      progress.done();
    }
    return { ...sum, elapsedMs: Math.round(performance.now() - startedMs), problems };
  }

  /** Undefined if somebody had enough of it. */
  #index(
    { engine, settings }: Project,
    tokens: readonly (CancellationToken | undefined)[],
    progress: WorkDoneProgressReporter,
  ): Promise<Extract<Message, { kind: 'done' }> | undefined> {
    const cache = indexCache();
    if (cache === undefined) throw new ResponseError(LSPErrorCodes.RequestFailed, 'this user has no folder for caches, so no index can be kept');
    return new Promise((resolve, reject) => {
      const worker = new Worker(indexWorkerFile, { workerData: { tree: engine.tree, settings, cache }, stdin: false, resourceLimits: THREAD_LIMITS });
      const release = (): void => {
        for (const listener of listening) listener?.dispose();
        if (this.#stop === stop) this.#stop = undefined;
        worker.removeAllListeners();
        // Without a listener a late failure of the dying thread would be ours.
        worker.on('error', () => undefined);
        void worker.terminate();
      };
      const finish = (done: Extract<Message, { kind: 'done' }> | undefined): void => {
        release();
        resolve(done);
      };
      const fail = (reason: string): void => {
        release();
        reject(new ResponseError(LSPErrorCodes.RequestFailed, `the index could not be made (${reason})`));
      };
      const stop = (): void => finish(undefined);
      const listening = tokens.map((token) => token?.onCancellationRequested(stop));
      this.#stop = stop;
      worker.on('message', (message: Message) => {
        if (message.kind === 'done') finish(message);
        else
          progress.report(
            message.total === 0 ? 0 : Math.floor((100 * message.done) / message.total),
            message.total === 0 ? `${message.done} ${message.things}` : `${message.done} of ${message.total} ${message.things}`,
          );
      });
      worker.on('error', (e) => fail(e instanceof Error ? e.message : String(e)));
      worker.on('exit', (code) => fail(`its thread ended with status ${code}`));
      if (tokens.some((token) => token?.isCancellationRequested)) stop();
    });
  }
}
