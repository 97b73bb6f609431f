/**
 * The places that `bio/hand-rolled-vec` lists in whole kernels, against lists that a person read against the sources: each does lay out, merge or trim a bio_vec
 * table, or sets what a bio knows of its table. The lists speak of one package; on another one what differs is printed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeSource } from '../../src/base/encoding.ts';
import { createDiskReader } from '../../src/cli/diskReader.ts';
import { createEngine, defaultSettings, openTree } from '../../src/engine/index.ts';
import { rules } from '../../src/rules/index.ts';
import { kernelTrees } from '../support/kernels.ts';
import { filesWithWords } from '../support/parseMeasure.ts';
import { parser } from '../support/parser.ts';
import { readVerdicts } from './flowVerdicts.ts';

const ID = 'bio/hand-rolled-vec';
const words = rules.find((r) => r.info.id === ID)?.words ?? [];
const others = Object.fromEntries(rules.filter((r) => r.info.id !== ID).map((r) => [r.info.id, 'off' as const]));

describe.each(kernelTrees())('hand-made bio_vec tables in Linux $version', (tree) => {
  it('lists the places that were read', async () => {
    const reader = createDiskReader();
    const settings = { ...defaultSettings, rules: others };
    const engine = createEngine({ reader, parser: await parser(), tree: openTree(reader, tree.root, undefined), sourceRoot: tree.root, settings });
    const found = filesWithWords(tree.root, words).flatMap((path) =>
      engine
        .report(engine.open(path, decodeSource(readFileSync(path))), { stats: false, fixes: false })
        .findings.map((f) => `${f.file}: ${f.enclosing ?? ''}: ${f.kind}: ${f.message.split(';')[0] ?? ''}`),
    );
    const list = readFileSync(join(import.meta.dirname, `verdicts/handRolled-${tree.version}.txt`), 'utf8')
      .split('\n')
      .filter(Boolean);
    if (tree.packageVersion === readVerdicts(tree.version).package) expect(found.sort()).toEqual([...list].sort());
    else {
      console.log(`on ${tree.packageVersion}: ${found.filter((f) => !list.includes(f)).join('\n')}`);
      expect(found.length).toBeGreaterThan(0);
    }
  });
});
