/** The C parser, loaded once in a test process. */
import fs from 'node:fs';
import { type CParser, createParser } from '../../src/syntax/index.ts';

const bytes = (path: string): Uint8Array => fs.readFileSync(new URL(`../../${path}`, import.meta.url));

let loaded: Promise<CParser> | undefined;
export const parser = (): Promise<CParser> =>
  (loaded ??= createParser({ grammar: bytes('grammars/tree-sitter-c.wasm'), runtime: bytes('node_modules/web-tree-sitter/web-tree-sitter.wasm') }));
