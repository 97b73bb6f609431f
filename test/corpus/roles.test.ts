/** The roles against the kernels: each name that they hold is a function or macro of at least one of the trees, and those of older kernels are of neither. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import dataUse from '../../src/knowledge/dataUse.json' with { type: 'json' };
import type { RolesFile } from '../../src/knowledge/roleSchema.ts';
import arithmetic from '../../src/knowledge/roles/arithmetic.json' with { type: 'json' };
import control from '../../src/knowledge/roles/control.json' with { type: 'json' };
import errors from '../../src/knowledge/roles/errors.json' with { type: 'json' };
import harmless from '../../src/knowledge/roles/harmless.json' with { type: 'json' };
import iterators from '../../src/knowledge/roles/iterators.json' with { type: 'json' };
import keepers from '../../src/knowledge/roles/keepers.json' with { type: 'json' };
import memory from '../../src/knowledge/roles/memory.json' with { type: 'json' };
import pages from '../../src/knowledge/roles/pages.json' with { type: 'json' };
import { kernelTrees } from '../support/kernels.ts';
import { blankComments } from './headerText.ts';

const tables = [arithmetic, control, errors, iterators, keepers, memory, pages] as unknown as readonly RolesFile[];
const present = [
  ...harmless.names,
  ...dataUse.entries.flatMap((entry) => entry.names),
  ...tables.flatMap((table) => table.entries.flatMap((entry) => entry.names)),
];
const gone = [...tables.flatMap((table) => table.entries), ...dataUse.entries].flatMap((entry) => entry.gone ?? []);

/** Generated tables of registers, 300 MB, without a function. */
const SKIPPED = new Set(['drivers/gpu/drm/amd/include', 'Documentation', 'tools', 'scripts', 'samples']);

function headersBelow(root: string, folder: string, into: string[]): string[] {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !SKIPPED.has(path)) headersBelow(root, path, into);
    else if (entry.isFile() && entry.name.endsWith('.h')) into.push(path);
  }
  return into;
}

/** Names that some header calls, declares or defines: what stands before a parenthesis or behind `#define`. */
function namesIn(root: string): ReadonlySet<string> {
  const out = new Set<string>();
  for (const path of headersBelow(root, '', [])) {
    const code = blankComments(readFileSync(join(root, path), 'latin1'));
    for (const [, called, defined] of code.matchAll(/\b([A-Za-z_]\w*)\s*\(|#\s*define\s+([A-Za-z_]\w*)/g)) out.add(called ?? defined ?? '');
  }
  return out;
}

describe('the roles', () => {
  const trees = kernelTrees();
  const names = trees.map((tree) => namesIn(tree.root));
  const inAny = (test: (name: string) => boolean): boolean => names.some((set) => [...set].some(test));

  it('were checked against both trees', () => {
    expect(trees.map((tree) => tree.version)).toEqual(['6.12', '6.1']);
    expect(present.length).toBeGreaterThan(500);
  });

  it('name what is there', () => {
    // Functions that generating macros make (`PAGEFLAG(Locked, …)`) show at their uses.
    expect(present.filter((name) => !names.some((set) => set.has(name)))).toEqual([]);
  });

  it('call gone what is gone', () => {
    expect(gone.filter((name) => names.some((set) => set.has(name)))).toEqual([]);
  });

  it('have families that exist', () => {
    expect(harmless.prefixes.filter((prefix) => !inAny((name) => name.startsWith(prefix)))).toEqual([]);
  });
});
