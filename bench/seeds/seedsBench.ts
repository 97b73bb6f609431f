/**
 * Recall and silence on seeded edits: faults planted in real functions, one at a time, and harmless edits beside them. A third of all seeds, by number, is set
 * aside: it is counted and never shown.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { applyEdits } from '../../src/base/span.ts';
import { createDiskReader } from '../../src/cli/diskReader.ts';
import { createEngine, defaultSettings, type Engine, openTree, type Settings } from '../../src/engine/index.ts';
import { IndexedTree, openIndexed } from '../../src/wrappers/index.ts';
import { type SeededFile, seededFiles } from '../../test/seeds/corpus.ts';
import { judgeFile, type SeedVerdict } from '../../test/seeds/judge.ts';
import { faultKinds, isHeldOut, type SeedKind } from '../../test/seeds/types.ts';
import { kernelTrees } from '../../test/support/kernels.ts';
import { parser } from '../../test/support/parser.ts';
import { auditWholeTree } from '../../test/support/wholeTree.ts';
import { type BenchResult, formatResult, keepResult } from '../results.ts';
import { describe, editedFunction } from './listing.ts';
import { parseOptions, type SeedOptions } from './options.ts';

interface Judged {
  readonly file: SeededFile;
  readonly verdict: SeedVerdict;
}

/** What is known of functions of other files in the tree as it is; the seeded file is read anew for each seed. */
async function withIndex(engine: Engine, root: string, rules: Settings['rules']): Promise<Engine> {
  const { settled } = await auditWholeTree(root, { rules });
  const index = new IndexedTree({ offers: settled?.offers[0] ?? [], told: settled?.told[0] ?? [], contents: {} }, () => true);
  return { ...engine, open: (path, source, bytes) => openIndexed({ engine, index, root }, path, source, bytes ?? source.text.length) };
}

async function judgeTree(root: string, options: SeedOptions): Promise<{ judged: Judged[]; ms: number }> {
  const started = performance.now();
  const reader = createDiskReader();
  const tree = openTree(reader, root, undefined);
  const rules = { 'bvec/*': 'off' } as const;
  const engine = createEngine({
    reader,
    parser: await parser(),
    tree,
    sourceRoot: root,
    settings: { ...defaultSettings, rules },
  });
  const opener = await withIndex(engine, root, rules);
  const judged: Judged[] = [];
  for (const all of seededFiles(await parser(), root, tree)) {
    if (options.file !== undefined && !all.path.includes(options.file)) continue;
    const seeds = all.seeds.filter((s) => (options.kind ?? s.kind) === s.kind && (options.id ?? s.id) === s.id);
    const file = { ...all, seeds };
    if (seeds.length > 0) judgeFile(opener, root, file, (verdict) => judged.push({ file, verdict }));
  }
  return { judged, ms: performance.now() - started };
}

const isGood = ({ outcome }: SeedVerdict): boolean => outcome === 'found' || outcome === 'silent';

interface Row extends Readonly<Record<string, string | number | undefined>> {
  readonly what: string;
}

function row(what: string, judged: readonly Judged[]): Row {
  const verdicts = judged.map((j) => j.verdict);
  const open = verdicts.filter((v) => !isHeldOut(v.seed));
  const held = verdicts.filter((v) => isHeldOut(v.seed));
  const share = (part: readonly SeedVerdict[]): number | undefined =>
    part.length === 0 ? undefined : (100 * part.filter(isGood).length) / part.length;
  const of = (...outcomes: readonly SeedVerdict['outcome'][]): number => verdicts.filter((v) => outcomes.includes(v.outcome)).length;
  return {
    what,
    seeds: verdicts.length,
    good: verdicts.filter(isGood).length,
    share: share(verdicts),
    open: share(open),
    heldOut: share(held),
    otherRule: of('other-rule'),
    elsewhere: of('other-function'),
    known: of('known'),
    incomplete: verdicts.filter((v) => v.incomplete).length,
  };
}

const scopes = ['function', 'field', 'wrapper'] as const;
/** Counted on their own. */
const apart: ReadonlySet<string> = new Set(['object', 'file']);

function rows(judged: readonly Judged[]): Row[] {
  const faults = judged.filter((j) => j.verdict.seed.kind !== 'harmless');
  const harmless = judged.filter((j) => j.verdict.seed.kind === 'harmless');
  const direct = faults.filter((j) => !apart.has(j.verdict.seed.scope));
  const ofKind = (kind: SeedKind): Judged[] => direct.filter((j) => j.verdict.seed.kind === kind);
  return [
    ...faultKinds.map((kind) => row(kind, ofKind(kind))),
    row('taken and released by one function', direct),
    ...scopes.map((scope) =>
      row(
        `  of these: ${scope}`,
        direct.filter((j) => j.verdict.seed.scope === scope),
      ),
    ),
    row(
      'released by another function of the file',
      faults.filter((j) => j.verdict.seed.scope === 'file'),
    ),
    row(
      'inside an object that a wrapper fills',
      faults.filter((j) => j.verdict.seed.scope === 'object'),
    ),
    row('harmless edits (good: silent)', harmless),
  ].filter((r) => r['seeds'] !== 0);
}

/** What --survivors and --id print, and what --write and --json leave. */
function show(judged: readonly Judged[], options: SeedOptions): void {
  const order: readonly SeedKind[] = [...faultKinds, 'harmless'];
  const place = ({ verdict: { seed } }: Judged): number => order.indexOf(seed.kind);
  // The sort keeps files in order.
  const open = judged.filter((j) => !isHeldOut(j.verdict.seed)).sort((a, b) => place(a) - place(b));
  if (options.id !== undefined) {
    for (const { verdict, file } of open) console.log(`${describe(verdict, file)}\n${editedFunction(verdict, file)}\n`);
    if (open.length === 0)
      console.log(judged.length > 0 ? `seed ${options.id} is set aside: it is not shown\n` : `there is no seed ${options.id} in this tree\n`);
  } else if (options.survivors) {
    for (const { verdict, file } of open) if (!isGood(verdict)) console.log(describe(verdict, file));
  }
  if (options.write !== undefined && (options.id ?? options.kind ?? options.file) !== undefined) {
    for (const { verdict, file } of open) {
      const target = join(options.write, `${verdict.seed.id}`, file.path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, applyEdits(file.source.text, verdict.seed.edits));
    }
  }
  if (options.json !== undefined) {
    const lines = open.map(({ verdict: { seed, ...verdict }, file }) => ({ file: file.path, ...seed, ...verdict }));
    writeFileSync(options.json, `${JSON.stringify(lines, null, 1)}\n`);
  }
}

function tableOf(version: string, judged: readonly Judged[], ms: number, options: SeedOptions): BenchResult {
  const functions = new Set(judged.map((j) => `${j.file.path} ${j.verdict.seed.function}`));
  const part = options.kind !== undefined || options.id !== undefined || options.file !== undefined;
  const survivors = judged.filter((j) => !isHeldOut(j.verdict.seed) && !isGood(j.verdict));
  return {
    name: part ? `seeds-${version}-part` : `seeds-${version}`,
    title: `faults planted in functions of ${version}, and harmless edits beside them`,
    missing: [],
    columns: [
      { key: 'what', heading: 'kind' },
      { key: 'seeds', heading: 'seeds', unit: 'count' },
      { key: 'good', heading: 'found', unit: 'count' },
      { key: 'share', heading: 'share', unit: 'percent' },
      { key: 'open', heading: 'open part', unit: 'percent' },
      { key: 'heldOut', heading: 'set aside', unit: 'percent' },
      { key: 'otherRule', heading: 'other rule', unit: 'count' },
      { key: 'elsewhere', heading: 'other function', unit: 'count' },
      { key: 'known', heading: 'as before', unit: 'count' },
      { key: 'incomplete', heading: 'incomplete', unit: 'count' },
    ],
    rows: rows(judged),
    notes: [
      `${judged.length} seeds in ${functions.size} functions, judged in ${(ms / 1000).toFixed(1)} s`,
      '"as before": a right rule reports the function already as it stands in the kernel',
    ],
    extra: {
      survivors: survivors.map(({ file, verdict: { seed, outcome } }) => ({
        id: seed.id,
        kind: seed.kind,
        variant: seed.variant,
        at: `${file.path}:${seed.line}`,
        function: seed.function,
        outcome,
      })),
    },
  };
}

/** Wrong options end the run with a sentence, as a command line does. */
function optionsOrExit(args: readonly string[]): SeedOptions {
  try {
    return parseOptions(args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return process.exit(2);
  }
}

export async function run(args: readonly string[]): Promise<BenchResult> {
  const options = optionsOrExit(args);
  const results: BenchResult[] = [];
  for (const { root, version } of kernelTrees()) {
    if (options.tree !== 'all' && options.tree !== version) continue;
    const { judged, ms } = await judgeTree(root, options);
    show(judged, options);
    results.push(tableOf(version, judged, ms, options));
  }
  const last = results.pop();
  if (last === undefined) throw new Error(`the kernel ${options.tree} is not unpacked`);
  for (const result of results) console.log(`${formatResult(result)}\n(${keepResult(result)})\n`);
  return last;
}
