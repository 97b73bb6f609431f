/** The adapter on a pair of streams, for one client. */
import type { ReplaySource } from './debuggee.ts';
import { ReplaySession } from './session.ts';

export interface ServeOptions {
  readonly source: ReplaySource;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly exit: () => void;
  readonly log: (line: string) => void;
}

export function serve({ source, input, output, exit, log }: ServeOptions): void {
  new ReplaySession({ source, exit, log }).start(input, output);
}
