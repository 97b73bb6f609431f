/** An engine over a tree in memory, and the few questions that tests ask it. */
import path from 'node:path';
import type { TextEdit } from '../../src/base/span.ts';
import { type Baseline, createEngine, defaultSettings, type Engine, type OpenFile, openTree, type Settings } from '../../src/engine/index.ts';
import type { FileReport } from '../../src/protocol/finding.ts';
import { type MemoryTree, memoryTree } from './memoryTree.ts';
import { parser } from './parser.ts';

const trees = path.join(path.dirname(new URL(import.meta.url).pathname), '../rules/trees');

export interface Bench {
  readonly reader: MemoryTree;
  readonly engine: Engine;
  readonly open: (text: string, file?: string) => OpenFile;
  readonly edit: (file: OpenFile, edits: readonly TextEdit[]) => OpenFile;
  readonly report: (file: OpenFile) => FileReport;
}

/** `tree` is a folder of test/rules/trees, put at `/tree`; none: no tree around the file. */
export async function engineOver(
  tree: string | undefined,
  files: Readonly<Record<string, string>> = {},
  settings: Partial<Settings> = {},
  version?: string,
  baseline?: Baseline,
): Promise<Bench> {
  const reader = memoryTree(tree === undefined ? undefined : path.join(trees, tree), files);
  const engine = createEngine({
    reader,
    parser: await parser(),
    tree: openTree(reader, tree === undefined ? undefined : '/tree', version),
    sourceRoot: '/tree',
    settings: { ...defaultSettings, ...settings },
    ...(baseline === undefined ? {} : { baseline }),
    nameTaken: (name) => (files['/tree/taken'] === name ? 'taken' : undefined),
  });
  return {
    reader,
    engine,
    open: (text, file = '/tree/drivers/a.c') => engine.open(file, { text, bom: false, escapedBytes: false }),
    edit: (file, edits) => engine.edit(file, edits),
    report: (file) => engine.report(file, { stats: true, fixes: true }),
  };
}
