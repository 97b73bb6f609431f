/**
 * The one boundary between a client and what answers it: what is thrown becomes the answer to the request, a message that makes no sense is told and passed
 * over, and the adapter lives on.
 */
import { DebugSession } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';

/** One sentence for the user, the answer to a request that cannot be met. */
export class Refusal extends Error {}

const INTERNAL = 1;
const REFUSED = 2;

export interface BoundaryOptions {
  /** Ends the process. */
  readonly exit: () => void;
  /** Where something is said that is no part of the protocol. */
  readonly log: (line: string) => void;
}

export class Boundary extends DebugSession {
  readonly #exit: () => void;
  readonly #log: (line: string) => void;

  constructor({ exit, log }: BoundaryOptions) {
    super();
    this.#exit = exit;
    this.#log = log;
    this.setDebuggerLinesStartAt1(true);
    this.setDebuggerColumnsStartAt1(true);
    // A message that cannot be read is no reason to go; a client that is gone is.
    this.removeAllListeners('error');
    this.on('error', (event: DebugProtocol.Event) => {
      const what = String(event.body);
      if (what.startsWith('Error handling data')) this.#log(`a message could not be read (${what})`);
      else this.shutdown();
    });
  }

  override shutdown(): void {
    this.#exit();
  }

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    const given: unknown = request.arguments;
    const known = typeof given === 'object' && given !== null ? given : {};
    // The protocol's default, which the library does not know.
    const format = request.command === 'initialize' && !('pathFormat' in known) ? { pathFormat: 'path' } : {};
    super.dispatchRequest({ ...request, arguments: { ...known, ...format } });
  }

  /** What `work` throws becomes the answer. */
  protected answer(response: DebugProtocol.Response, work: () => void | Promise<void>): void {
    void (async () => {
      try {
        await work();
      } catch (error) {
        this.#refuse(response, error);
      }
    })();
  }

  /** With this body, or with the sentence that was thrown instead. */
  protected answerWith<Body>(response: DebugProtocol.Response & { body?: Body }, bodyOf: () => Body | Promise<Body>): void {
    this.answer(response, async () => {
      response.body = await bodyOf();
      this.sendResponse(response);
    });
  }

  #refuse(response: DebugProtocol.Response, error: unknown): void {
    if (error instanceof Error && error.name === 'Cancelled') {
      // The word is the protocol's.
      this.sendResponse(Object.assign(response, { success: false, message: 'cancelled' }));
      return;
    }
    const isKnown = error instanceof Refusal || (error instanceof Error && error.name === 'Failure');
    const message = error instanceof Error ? error.message : String(error);
    if (!isKnown) this.#log(error instanceof Error ? (error.stack ?? message) : message);
    const format = isKnown ? message : `internal failure (${message}); please report it`;
    this.sendErrorResponse(response, { id: isKnown ? REFUSED : INTERNAL, format, variables: {}, showUser: true });
  }
}
