/** Kernel C that the stock grammar does not read: each piece parses without an error, as what it is, at its own offsets. */
import { describe, expect, it } from 'vitest';
import type { Node } from 'web-tree-sitter';
import { createDialect, type Dialect, openSource, type ParsedItem, type Rewrite, type SourceFile, type Variant } from '../../src/syntax/index.ts';
import { parser } from '../support/parser.ts';
import { accepted } from './accepted.ts';

function parseAll(file: SourceFile, dialect: Dialect, c: Awaited<ReturnType<typeof parser>>): ParsedItem[] {
  return file.items.map((item) => c.enumerateVariants(file, item, dialect, 16));
}

/** `type: text` of every node, with the text that the original has there. */
function described(file: SourceFile, variant: Variant): Set<string> {
  const found = new Set<string>();
  const visit = (node: Node): void => {
    found.add(`${node.type}: ${file.text.slice(node.startIndex + variant.base, node.endIndex + variant.base)}`);
    for (const child of node.children) visit(child);
  };
  visit(variant.root);
  return found;
}

describe.each(accepted)('$title', ({ code, nodes = [] }) => {
  it('parses as what it is', async () => {
    const c = await parser();
    const file = openSource(code);
    const parsed = parseAll(file, createDialect({ file }), c);
    const variants = parsed.flatMap((p) => p.variants);
    const errors = variants.flatMap((v) => v.errors.map((e) => file.text.slice(e.start, e.end + 20)));
    const all = new Set(variants.flatMap((v) => [...described(file, v)]));
    for (const p of parsed) p.dispose();
    expect(errors).toEqual([]);
    for (const node of nodes) expect(all).toContain(node);
  });

  it('parses with carriage returns too', async () => {
    const c = await parser();
    const file = openSource(code.replaceAll('\n', '\r\n'));
    const parsed = parseAll(file, createDialect({ file }), c);
    const errors = parsed.flatMap((p) => p.variants.flatMap((v) => v.errors.map((e) => file.text.slice(e.start, e.end + 20))));
    for (const p of parsed) p.dispose();
    expect(errors).toEqual([]);
  });
});

async function rewritesOf(code: string): Promise<readonly (Rewrite & { readonly text: string })[]> {
  const c = await parser();
  const file = openSource(code);
  const parsed = parseAll(file, createDialect({ file }), c);
  const rewrites = parsed.flatMap((p) => p.variants.flatMap((v) => v.rewrites)).map((r) => ({ ...r, text: code.slice(r.start, r.end) }));
  for (const p of parsed) p.dispose();
  return rewrites;
}

describe('rewrites', () => {
  it('name the loop or guard that stood there', async () => {
    const rewrites = await rewritesOf('void f(void)\n{\n\tfor_each_page(p, q) {\n\t\tscoped_guard(lock, &l)\n\t\t\tg();\n\t}\n}');
    expect(rewrites.map(({ kind, name, text }) => ({ kind, name, text }))).toEqual([
      { kind: 'iterator', name: 'for_each_page', text: 'for_each_page' },
      { kind: 'governor', name: 'scoped_guard', text: 'scoped_guard' },
    ]);
  });

  it('name attributes that flow analysis needs', async () => {
    const rewrites = await rewritesOf('void f(void)\n{\n\tstruct x *p __free(kfree) = make();\n}');
    expect(rewrites).toMatchObject([{ kind: 'annotation', name: '__free', text: '__free(kfree)' }]);
  });

  it('say where a type stood as an argument', async () => {
    const rewrites = await rewritesOf('void f(void)\n{\n\tx = box_of(p, const struct box, m);\n}');
    expect(rewrites).toMatchObject([{ kind: 'type-argument', text: 'const struct box' }]);
  });
});

describe('a text that is no C', () => {
  it.each(['int f(void)\n{\n\tx = (;\n}', 'int f(void)\n{\n\tif (a {\n\t}\n}', 'int f(void)\n{\n\tg(a\n}', 'int f(int a, int b\n{\n}'])(
    'is reported: %j',
    async (code) => {
      const c = await parser();
      const file = openSource(code);
      const parsed = parseAll(file, createDialect({ file }), c);
      const errors = parsed.flatMap((p) => p.variants.flatMap((v) => v.errors));
      const incomplete = file.items.some((i) => !i.complete);
      for (const p of parsed) p.dispose();
      expect(errors.length > 0 || incomplete).toBe(true);
    },
  );
});
