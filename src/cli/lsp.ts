/** Starts the language server's own bundle, which takes over this process's standard input and output. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { bundledPath } from './bundled.ts';
import { Failure } from './failure.ts';

export function startServer(): number {
  const server = bundledPath('server.cjs');
  if (!existsSync(server)) throw new Failure(`${server} is missing, a part of gupscope; build or install it again`);
  createRequire(server)(server);
  return 0;
}
