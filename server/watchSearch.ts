/** Progress of a search, shown only if it takes long enough to be worth a look; the user may stop it there. */
import { type CancellationToken, CancellationTokenSource, type Connection, type WorkDoneProgressReporter } from 'vscode-languageserver/node';

type Reporter = WorkDoneProgressReporter & { readonly token?: CancellationToken };

/** Runs `work` with a token that the request and the progress both cancel. `given`: the token of the request for its progress; else the client is asked for one. */
export type WatchSearch = <T>(
  given: string | number | undefined,
  request: CancellationToken,
  work: (token: CancellationToken, progress: (states: number) => void) => Promise<T>,
) => Promise<T>;

export const watchSearch =
  (connection: Connection): WatchSearch =>
  async (given, request, work) => {
    const source = new CancellationTokenSource();
    const listening = [request.onCancellationRequested(() => source.cancel())];
    if (request.isCancellationRequested) source.cancel();
    let reporter: Promise<Reporter> | undefined;
    let isOver = false;
    const begin = async (): Promise<Reporter> => {
      const made: Reporter = given === undefined ? await connection.window.createWorkDoneProgress() : connection.window.attachWorkDoneProgress(given);
      made.begin('gupscope replay', undefined, 'searching', true);
      if (made.token !== undefined) listening.push(made.token.onCancellationRequested(() => source.cancel()));
      return made;
    };
    try {
      return await work(source.token, (states) => {
        reporter ??= begin();
        void reporter.then((made) => {
          if (!isOver) made.report(`${states.toLocaleString('en-US')} states`);
        });
      });
    } finally {
      isOver = true;
      for (const listener of listening) listener.dispose();
      void reporter?.then((made) => made.done());
      source.dispose();
    }
  };
