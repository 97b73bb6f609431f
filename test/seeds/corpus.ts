/** The files of a kernel tree that seeds are planted in, each with its seeds. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { decodeSource, type SourceText } from '../../src/base/encoding.ts';
import { createHeaders } from '../../src/engine/headers.ts';
import type { TreeFacts } from '../../src/engine/index.ts';
import { type CParser, type MacroDefinition, openSource } from '../../src/syntax/index.ts';
import { generateSeeds, seedWords } from './generate.ts';
import type { Seed } from './types.ts';

export interface SeededFile {
  /** Relative to the kernel's root. */
  readonly path: string;
  readonly source: SourceText;
  readonly seeds: readonly Seed[];
}

/** What takes the pages itself, what tests it, and what is no part of a kernel. */
const leftOut = /^(?:tools|Documentation|scripts|samples)\/|^mm\/gup(?:_test)?\.c$/;

function filesOf(root: string): string[] {
  const run = spawnSync('rg', ['-uu', '-l', '-w', '--sort', 'path', '-g', '*.c', '-F', '-f', '-', root], {
    input: seedWords().join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (run.error) throw new Error(`rg could not be started (${run.error.message}): apt-get install ripgrep`);
  return run.stdout
    .split('\n')
    .filter(Boolean)
    .map((file) => file.slice(root.length + 1))
    .filter((file) => !leftOut.test(file));
}

/** Every file of the tree that has seeds. */
export function* seededFiles(parser: CParser, root: string, tree: TreeFacts): Generator<SeededFile> {
  const headers = createHeaders(
    {
      read: (path) => (existsSync(path) ? readFileSync(path) : undefined),
      exists: existsSync,
      list: (path) => readdirSync(path),
    },
    root,
  );
  for (const path of filesOf(root)) {
    const file = `${root}/${path}`;
    const source = decodeSource(readFileSync(file));
    const { includes } = openSource(source.text);
    const macro = (name: string): MacroDefinition | undefined => {
      for (const header of headers.reach(file, includes, false)) {
        const found = header.macros.get(name);
        if (found) return found;
      }
      return undefined;
    };
    const seeds = generateSeeds(parser, { path, text: source.text, version: tree.version, macro });
    if (seeds.length > 0) yield { path, source, seeds };
  }
}
