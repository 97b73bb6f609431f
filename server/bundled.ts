/** What lies beside the bundle: the build puts wasm files there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CParser, createParser } from '../src/syntax/index.ts';

/** The running bundle, which is also what its audit thread runs. */
export const bundleFile = __filename;

/** A bundle beside this one. */
export const bundledPath = (name: string): string => join(__dirname, name);
/** The thread that builds an index. */
export const indexWorkerFile = bundledPath('indexWorker.cjs');

export function readBundled(name: string): Uint8Array {
  const file = bundledPath(name);
  try {
    return readFileSync(file);
  } catch (e) {
    throw new Error(`cannot read ${file}, a part of gupscope; build or install it again`, { cause: e });
  }
}

export const loadParser = (): Promise<CParser> =>
  createParser({ runtime: readBundled('web-tree-sitter.wasm'), grammar: readBundled('tree-sitter-c.wasm') });
