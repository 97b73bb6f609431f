/** A whole tree audited in this process, over the sources, as the command line does it: with what its functions do for each other. */
import { readFileSync } from 'node:fs';
import { type AuditOutcome, auditTargets } from '../../src/cli/auditRun.ts';
import { createDiskReader } from '../../src/cli/diskReader.ts';
import { openTrees, placeTargets } from '../../src/cli/sourceRoot.ts';
import { defaultSettings, type Settings } from '../../src/engine/index.ts';
import { rules } from '../../src/rules/index.ts';
import { compileScanner, prepareWords } from '../../src/scan/index.ts';
import { parser } from './parser.ts';

const scanner = (): ReturnType<typeof compileScanner> => compileScanner(readFileSync(new URL('../../dist/scanner.wasm', import.meta.url)));

/** `root`: absolute. */
export function auditWholeTree(root: string, settings: Partial<Settings>): Promise<AuditOutcome> {
  const reader = createDiskReader();
  const placement = placeTargets([{ given: root, path: root, isFolder: true }], { reader, tree: root });
  return auditTargets({
    setup: {
      scanner: scanner(),
      words: prepareWords([...new Set(rules.flatMap((rule) => rule.words))]),
      placement,
      trees: openTrees(placement, reader, undefined),
      workingDirectory: root,
      settings: { ...defaultSettings, ...settings },
      shard: undefined,
      cache: undefined,
      indexes: [],
      names: true,
      stats: true,
      fixes: false,
      checkNames: false,
      replay: false,
      context: undefined,
    },
    parser: parser(),
    jobs: 1,
    threads: undefined,
    progress: { update: () => undefined, begin: () => undefined, clear: () => undefined },
    cancel: { cancelled: false, requested: new Promise(() => undefined) },
  });
}
