/** The protocol's own test client on the built `bin/gupscope dap`, and sources with findings to launch. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { bin, environment, temporaryFolder } from '../cli/cliFixture.ts';

const PATIENCE_MS = 30_000;

/** Lines are those of `engineC` below. */
export const lines = {
  peekTake: 7,
  peekPut: 9,
  peekUse: 10,
  loadTake: 18,
  loadPut: 20,
  manyTake: 29,
  manyTest: 32,
  manyFail: 33,
  vec: 40,
  idle: 45,
} as const;

const engineC = `#include <linux/mm.h>

static int peek(unsigned long start, char *to)
{
	struct page *page;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	put_page(page);
	memcpy_from_page(to, page, 0, 64);
	return 0;
}

static int load(struct engine *e, unsigned long start)
{
	struct page *page;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	put_page(page);
	return engine_start(e);
}

static int many(unsigned long start)
{
	struct page *pages[8];
	int got;

	got = pin_user_pages_fast(start, 8, FOLL_WRITE, pages);
	if (got < 0)
		return got;
	if (got < 8)
		return -EFAULT;
	unpin_user_pages(pages, 8);
	return 0;
}

static struct page *first(struct bio *bio)
{
	return bio->bi_io_vec->bv_page;
}

static int idle(void)
{
	return 0;
}
`;

/** A folder with `engine.c`, whose absolute path comes back. */
export function engineFile(): string {
  const file = join(temporaryFolder(), 'drivers', 'engine.c');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, engineC);
  return file;
}

export const rewrite = (file: string, edit: (text: string) => string): void => writeFileSync(file, edit(engineC));

export type Stopped = DebugProtocol.StoppedEvent['body'];

/** An adapter that runs, with what it said, and the walk of a session over it. */
export class Adapter extends DebugClient {
  readonly said: string[] = [];

  constructor(cwd: string) {
    super(bin, 'dap', 'gupscope', { cwd, env: environment });
    this.defaultTimeout = PATIENCE_MS;
    this.on('output', ({ body }: DebugProtocol.OutputEvent) => this.said.push(body.output));
  }

  /** Sends the request and waits for where it stops. */
  async stopAfter(request: () => Promise<unknown>): Promise<Stopped> {
    const stopped = this.waitForEvent('stopped');
    // Whoever fails first is told.
    const [event] = await Promise.all([stopped, request()]);
    return event.body as Stopped;
  }

  begin(launch: object): Promise<Stopped> {
    return this.stopAfter(() => Promise.all([this.configurationSequence(), this.launch(launch)]));
  }

  next = (): Promise<Stopped> => this.stopAfter(() => this.nextRequest({ threadId: 1 }));
  back = (): Promise<Stopped> => this.stopAfter(() => this.stepBackRequest({ threadId: 1 }));
  into = (): Promise<Stopped> => this.stopAfter(() => this.stepInRequest({ threadId: 1 }));
  out = (): Promise<Stopped> => this.stopAfter(() => this.stepOutRequest({ threadId: 1 }));
  go = (): Promise<Stopped> => this.stopAfter(() => this.continueRequest({ threadId: 1 }));
  reverse = (): Promise<Stopped> => this.stopAfter(() => this.reverseContinueRequest({ threadId: 1 }));

  /** Attributes of a launch are the adapter's own, as are those of a restart. */
  launchWith = (launch: object): Promise<unknown> => this.launchRequest(launch);

  again = (changes: object): Promise<unknown> => this.restartRequest({ arguments: changes });

  async frame(threadId: number): Promise<DebugProtocol.StackFrame> {
    const { body } = await this.stackTraceRequest({ threadId });
    const [top] = body.stackFrames;
    if (top === undefined) throw new Error(`thread ${threadId} has no frame`);
    return top;
  }

  /** `name: value` of each row of a scope. */
  async scope(name: string): Promise<Readonly<Record<string, string>>> {
    const { scopes } = (await this.scopesRequest({ frameId: 1 })).body;
    const found = scopes.find((scope) => scope.name === name);
    if (found === undefined) throw new Error(`there is no scope ${name}, only ${scopes.map((scope) => scope.name).join(', ')}`);
    return this.rows(found.variablesReference);
  }

  async rows(variablesReference: number): Promise<Readonly<Record<string, string>>> {
    const { variables } = (await this.variablesRequest({ variablesReference })).body;
    return Object.fromEntries(variables.map((one) => [one.name, one.value]));
  }

  async value(expression: string): Promise<string> {
    return (await this.evaluateRequest({ expression, context: 'watch' })).body.result;
  }
}
