/**
 * The one place where a failure stops: every request and notification passes here, so that a broken message or a mistake of ours costs one answer and
 * nothing else. What is thrown is logged and answered; cancellation gets the protocol's own codes.
 */
import {
  type CancellationToken,
  type Connection,
  ErrorCodes,
  LSPErrorCodes,
  type NotificationType,
  type RequestType,
  ResponseError,
} from 'vscode-languageserver/node';
import { Cancelled } from '../src/base/cancel.ts';
import type { Logger } from '../src/base/logger.ts';

/** The checked parameters, or undefined if they are not what the method asks for. */
export type Check<P> = (params: unknown) => P | undefined;

export type Phase = 'before-initialize' | 'running' | 'shut-down';

export class Boundary {
  readonly #connection: Connection;
  readonly #logger: Logger;
  phase: Phase = 'before-initialize';

  constructor(connection: Connection, logger: Logger) {
    this.#connection = connection;
    this.#logger = logger;
  }

  /**
   * `retrigger`: an answer that newer text has overtaken tells the client to ask again (diagnostics); otherwise it says that the content changed.
   * The handler throws `Cancelled` in either case.
   */
  request<P, R>(
    type: RequestType<P, R, unknown>,
    options: { readonly check: Check<P>; readonly retrigger: boolean },
    handler: (params: P, token: CancellationToken) => R | Promise<R>,
  ): void {
    // What comes over the wire is unknown until it was checked.
    const wire: RequestType<unknown, unknown, unknown> = type;
    this.#connection.onRequest(wire, async (raw: unknown, token: CancellationToken): Promise<unknown> => {
      const method = type.method;
      if (this.phase === 'before-initialize') return new ResponseError(ErrorCodes.ServerNotInitialized, `${method} came before initialize`);
      if (this.phase === 'shut-down') return new ResponseError(ErrorCodes.InvalidRequest, `${method} came after shutdown`);
      const params = options.check(raw);
      if (params === undefined) return new ResponseError(ErrorCodes.InvalidParams, `${method} needs other parameters than it got`);
      try {
        return await handler(params, token);
      } catch (e) {
        if (e instanceof ResponseError) return e;
        if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, `${method} was cancelled`);
        if (e instanceof Cancelled)
          return options.retrigger
            ? new ResponseError(LSPErrorCodes.ServerCancelled, 'the text changed meanwhile, ask again', { retriggerRequest: true })
            : new ResponseError(LSPErrorCodes.ContentModified, 'the text changed meanwhile');
        this.#logger.error(describe(method, raw, e));
        return new ResponseError(ErrorCodes.InternalError, `gupscope could not answer ${method}: ${e instanceof Error ? e.message : String(e)}`);
      }
    });
  }

  notification<P>(type: NotificationType<P>, check: Check<P>, handler: (params: P) => void | Promise<void>): void {
    this.#connection.onNotification(type, (raw: unknown) => {
      if (this.phase !== 'running') return;
      const params = check(raw);
      if (params === undefined) {
        this.#logger.warn(`${type.method} needs other parameters than it got; ignored`);
        return;
      }
      this.guard(type.method, raw, () => handler(params));
    });
  }

  /** For work that no message waits for (timers, messages of a worker): logs what it throws. */
  guard(what: string, about: unknown, work: () => void | Promise<void>): void {
    const failed = (e: unknown): void => {
      if (!(e instanceof Cancelled)) this.#logger.error(describe(what, about, e));
    };
    try {
      const running = work();
      if (running instanceof Promise) running.catch(failed);
    } catch (e) {
      failed(e);
    }
  }
}

function describe(method: string, raw: unknown, e: unknown): string {
  const uri = documentUri(raw);
  return `${method}${uri === undefined ? '' : ` of ${uri}`} failed: ${e instanceof Error ? (e.stack ?? e.message) : String(e)}`;
}

function documentUri(raw: unknown): string | undefined {
  if (typeof raw !== 'object' || raw === null || !('textDocument' in raw)) return undefined;
  const { textDocument } = raw;
  return typeof textDocument === 'object' && textDocument !== null && 'uri' in textDocument && typeof textDocument.uri === 'string'
    ? textDocument.uri
    : undefined;
}
