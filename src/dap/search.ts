/** One search on behalf of a client: it can be cancelled, and what takes long shows how far it is. */
import { Event } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Watch } from './debuggee.ts';

/** What is over sooner needs no progress. Milliseconds. */
const FIRST_MS = 300;

export interface Search {
  readonly watch: Watch;
  /** Of the request that it is for. */
  readonly seq: number;
  readonly progressId: string;
  cancel(): void;
  /** Takes the progress away; nothing is told behind it. */
  end(): void;
}

export interface SearchOptions {
  readonly seq: number;
  readonly title: string;
  /** The client shows progress. */
  readonly showsProgress: boolean;
  readonly send: (event: DebugProtocol.Event) => void;
}

export function beginSearch({ seq, title, showsProgress, send }: SearchOptions): Search {
  const progressId = `search ${seq}`;
  let cancelled = false;
  let stop: () => void = () => {};
  const requested = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let note = '';
  let isShown = false;
  const begin = setTimeout(() => {
    isShown = true;
    send(new Event('progressStart', { progressId, title, requestId: seq, cancellable: true, message: note }));
  }, FIRST_MS);
  if (!showsProgress) clearTimeout(begin);
  return {
    seq,
    progressId,
    watch: {
      get cancelled() {
        return cancelled;
      },
      requested,
      tell: (now) => {
        if (now === note) return;
        note = now;
        if (isShown) send(new Event('progressUpdate', { progressId, message: now }));
      },
    },
    cancel: () => {
      cancelled = true;
      stop();
    },
    end: () => {
      clearTimeout(begin);
      if (isShown) send(new Event('progressEnd', { progressId }));
      isShown = false;
    },
  };
}
