/** Starts the debug adapter's own bundle, which takes over this process's standard input and output. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { bundledPath } from './bundled.ts';
import { Failure } from './failure.ts';

export function startAdapter(): number {
  const adapter = bundledPath('dap.cjs');
  if (!existsSync(adapter)) throw new Failure(`${adapter} is missing, a part of gupscope; build or install it again`);
  createRequire(adapter)(adapter);
  return 0;
}
