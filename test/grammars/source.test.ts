/** The committed grammar is the one that SOURCE.json describes and that the installed package ships. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Language, Parser } from 'web-tree-sitter';

const root = resolve(import.meta.dirname, '../..');
const source = JSON.parse(readFileSync(join(root, 'grammars/SOURCE.json'), 'utf8')) as {
  readonly grammar: string;
  readonly version: string;
  readonly abi: number;
  readonly file: string;
  readonly sha256: string;
};
const committed = readFileSync(join(root, 'grammars', source.file));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('grammars/SOURCE.json', () => {
  it('names the hash of the committed file', () => {
    expect(sha256(committed)).toBe(source.sha256);
  });

  it('describes the installed package', () => {
    const folder = join(root, 'node_modules', source.grammar);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly version: string };
    expect(manifest.version).toBe(source.version);
    expect(sha256(readFileSync(join(folder, source.file)))).toBe(source.sha256);
  });

  it('names the ABI that the parser reads', async () => {
    await Parser.init();
    const language = await Language.load(committed);
    expect(language.abiVersion).toBe(source.abi);
  });
});
