/** The road of editors that do not ask, in a real one: Debian's Neovim, configured by the very snippet that the documentation shows. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gupscope } from '../support/lspClient.ts';
import { type SampleTree, sampleTree } from '../support/sampleTree.ts';

interface Seen {
  readonly nvim: string;
  readonly problem?: string;
  readonly client: string;
  readonly before: readonly {
    readonly line: number;
    readonly column: number;
    readonly severity: number;
    readonly source: string;
    readonly code: string;
  }[];
  readonly after: Seen['before'];
  readonly actions: readonly { readonly title: string; readonly kind: string }[];
  readonly hover: string;
  readonly title: string;
  readonly text: readonly string[];
}

const documentation = readFileSync(fileURLToPath(new URL('../../docs/install/neovim.md', import.meta.url)), 'utf8');
const script = fileURLToPath(new URL('neovim.lua', import.meta.url));

let tree: SampleTree;
beforeEach(() => {
  tree = sampleTree();
});
afterEach(() => {
  tree.remove();
});

/** Opens `file` with the documentation's configuration and runs the script in it. */
function runNeovim(file: string): Seen {
  const snippet = /```lua\n([^]*?)```/.exec(documentation)?.[1];
  if (snippet === undefined) throw new Error('docs/install/neovim.md shows no Lua');
  tree.write('init.lua', snippet);
  const run = spawnSync('nvim', ['--headless', '-n', '-i', 'NONE', '-u', tree.path('init.lua'), tree.path(file), '-c', `luafile ${script}`], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${dirname(gupscope)}:${process.env['PATH']}`, HOME: tree.root, XDG_CACHE_HOME: tree.path('.cache') },
    timeout: 50_000,
  });
  if (run.status !== 0 || run.stdout === '') throw new Error(`nvim: status ${run.status}, ${run.error?.message ?? ''}\n${run.stdout}\n${run.stderr}`);
  return JSON.parse(run.stdout) as Seen;
}

describe("Debian's Neovim", () => {
  it('shows findings, offers a fix, applies it, and shows what is left', () => {
    const file = 'drivers/block/tapvol/submit.c';
    const seen = runNeovim(file);
    expect(seen.problem).toBeUndefined();
    expect(seen.client).toBe('gupscope');
    expect(seen.before.length).toBeGreaterThan(5);
    const lines = tree.text(file).split('\n');
    for (const d of seen.before) {
      expect(lines[d.line]?.slice(d.column)).toMatch(/^bv_page/);
      expect(d).toMatchObject({ source: 'gupscope', code: 'bvec/direct-page-access' });
    }
    expect(seen.actions.map((a) => a.kind)).toContain('quickfix');
    expect(seen.actions.map((a) => a.kind)).toContain('source.fixAll.gupscope');
    expect(seen.hover).toContain('bvec/direct-page-access');
    expect(seen.title).toBe('Use bvec_set_page()');
    expect(seen.text.join('\n')).toContain('bvec_set_page(bv, page, bytes, 0);');
    expect(seen.after.length).toBe(seen.before.length - 1);
  });
});
