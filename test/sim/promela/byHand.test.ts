/**
 * Models that were written by hand from the kernel source, judged by Spin, against ours: a second opinion on what the kernel does, not on the search. Their
 * steps are other ones, so only verdicts are compared.
 */
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/cancel.ts';
import { search } from '../../../src/sim/explore/index.ts';
import type { PolicyName } from '../../../src/sim/policy/index.ts';
import { compile, library, type Variant, variantsOf } from '../../../src/sim/scenario/index.ts';

interface Pair {
  readonly file: string;
  readonly defines: readonly string[];
  readonly scenario: string;
  readonly variant: Variant;
  readonly policy?: PolicyName;
}

/** Mainline, with a short pin. */
const pair = (file: string, defines: string, scenario: string, variant: Variant = {}, policy: PolicyName = 'foll-pin'): Pair => ({
  file,
  defines: defines.split(' ').filter((word) => word !== ''),
  scenario,
  variant,
  policy,
});

const pairs: readonly Pair[] = [
  pair('writeback', 'CSUM STABLE', 'a1'),
  pair('writeback', 'STABLE LOST RECLAIM', 'a2', { 'dirty-lock': 'off' }),
  pair('writeback', 'STABLE LOST RECLAIM DIRTY_LOCK', 'a2', { 'dirty-lock': 'on' }),
  pair('writeback', 'LATE CSUM STABLE', 'a5', { 'stable-writes': 'on' }),
  pair('writeback', 'LATE CSUM', 'a5', { 'stable-writes': 'off' }),
  pair('writeback', 'STABLE LOST REDIRTY', 'g10', { completion: 'check-pages-dirty', csum: 'off' }),
  pair('writeback', 'STABLE LOST REDIRTY CSUM', 'g10', { completion: 'check-pages-dirty', csum: 'on' }),
  pair('writeback', 'STABLE LOST', 'g10', { completion: 'release-clean', csum: 'off' }),
  pair('msync', '', 'a7', { 'background-w': 'off' }),
  pair('msync', 'BACKGROUND', 'a7', { 'background-w': 'on' }),
  pair('fork', '', 'c1', { acquire: 'pin', 'seq-recheck': 'on' }),
  pair('fork', 'NO_RECHECK', 'c1', { acquire: 'pin', 'seq-recheck': 'off' }),
  pair('fork', 'USE_GET', 'c1', { acquire: 'get' }),
  pair('odp', 'STABLE CSUM', 'd1', { callback: 'sync', csum: 'on', 'stable-writes': 'on' }),
  pair('odp', 'STABLE', 'd1', { callback: 'sync', csum: 'off', 'stable-writes': 'on' }),
  pair('odp', 'CSUM', 'd1', { callback: 'sync', csum: 'on', 'stable-writes': 'off' }),
  pair('odp', '', 'd1', { callback: 'sync', csum: 'off', 'stable-writes': 'off' }),
  pair('odp', 'STABLE CSUM ASYNC', 'd1', { callback: 'async', csum: 'on', 'stable-writes': 'on' }),
  pair('odp', 'STABLE ASYNC', 'd1', { callback: 'async', csum: 'off', 'stable-writes': 'on' }),
  pair('odp', 'STABLE CSUM', 'd2', { 'seq-check': 'on', csum: 'on' }),
  pair('odp', 'STABLE CSUM NO_RETRY', 'd2', { 'seq-check': 'off', csum: 'on' }),
  pair('odp', 'STABLE NO_RETRY', 'd2', { 'seq-check': 'off', csum: 'off' }),
  pair('truncate', 'ODP', 'd6', { holder: 'odp', memory: 'ext4-shared' }, 'longterm-deny'),
  pair('truncate', '', 'd6', { holder: 'longterm-pin', memory: 'ext4-shared', kernel: '6.1' }, 'longterm-deny'),
  pair('dax', '', 'e5', { pmem: 'memmap', longterm: 'off' }, 'longterm-deny'),
  pair('dax', 'NO_WAIT', 'd6', { holder: 'longterm-pin', memory: 'fs-dax', 'layout-wait': 'off', 'pin-ends': 'on' }),
  pair('dax', 'FOR_EVER', 'd7'),
  pair('unbind', '', 'e1', { pmem: 'unprotected', use: 'dma', 'dax-lock': 'off' }, 'longterm-deny'),
  pair('unbind', 'READ_LOCK', 'e1', { pmem: 'unprotected', use: 'dma', 'dax-lock': 'on' }, 'longterm-deny'),
  pair('unbind', 'PAGE_REF', 'e1', { pmem: 'memmap', use: 'dma' }, 'longterm-deny'),
  pair('counts', 'PIN_PUT', 'g1'),
  pair('counts', 'GET_UNPIN', 'g2', { 'extra-gets': '0' }),
  pair('counts', 'ZERO_PIN_UNPIN', 'c6', { acquire: 'pin', release: 'unpin' }),
  pair('counts', 'ZERO_PIN_PUT', 'c6', { acquire: 'pin', release: 'put' }),
  pair('counts', 'ZERO_GET_UNPIN', 'c6', { acquire: 'get', release: 'unpin' }),
  pair('counts', 'ZERO_PIN_PUT', 'g8'),
  pair('counts', 'LARGE_PIN_PUT', 'g3', { order: 'pin-put', folio: 'large' }),
  pair('counts', 'LARGE_GET_UNPIN', 'g3', { order: 'get-unpin', folio: 'large', i2: 'on' }),
  pair('counts', 'MERGE_DROP', 'c7', { drop: 'merged', folio: 'small' }),
  pair('counts', 'MERGE_KEEP', 'c7', { drop: 'missing', folio: 'small' }),
  pair('counts', 'TRIM_DROP', 'c8', { trim: 'released' }),
  pair('counts', 'TRIM_KEEP', 'c8', { trim: 'forgotten' }),
];

type Word = 'holds' | 'violated';

/** Answers are kept by the text of the model, as those on exported models are. */
const CACHE = '.cache/spin';
const FLAGS = ['-O0', '-w', '-DSAFETY'];
const run = promisify(execFile);
const textOf = (file: string): string => fs.readFileSync(path.join(import.meta.dirname, `${file}.pml`), 'utf8');
const keyOf = ({ file, defines }: Pair): string => `${file} ${defines.join(' ')}`;

/** Blocked for ever is an error here: these models have Spin's own idea of an end. */
async function askSpin({ file, defines }: Pair, version: string): Promise<Word> {
  const key = createHash('sha256')
    .update(`${version} ${FLAGS.join(' ')} ${defines.join(' ')}\n${textOf(file)}`)
    .digest('hex');
  const kept = path.join(CACHE, `${key}.json`);
  if (fs.existsSync(kept)) return JSON.parse(fs.readFileSync(kept, 'utf8')) as Word;
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'gupscope-promela-'));
  try {
    const options = { cwd: work, encoding: 'utf8' } as const;
    await run('spin', [...defines.map((name) => `-D${name}`), '-a', path.join(import.meta.dirname, `${file}.pml`)], options);
    await run('gcc', [...FLAGS, '-o', 'pan', 'pan.c'], options);
    const { stdout } = await run('./pan', ['-m10000'], options);
    const errors = /errors: (\d+)/.exec(stdout)?.[1];
    if (errors === undefined || /max search depth too small/.test(stdout)) throw new Error(`pan did not finish: ${stdout}`);
    const word = errors === '0' ? 'holds' : 'violated';
    fs.writeFileSync(kept, JSON.stringify(word));
    return word;
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

const spinSays = new Map<string, Word>();

beforeAll(async () => {
  fs.mkdirSync(CACHE, { recursive: true });
  const version = execFileSync('spin', ['-V'], { encoding: 'utf8' }).trim();
  const open = [...new Map(pairs.map((one) => [keyOf(one), one])).values()];
  const worker = async (): Promise<void> => {
    for (let one = open.shift(); one !== undefined; one = open.shift()) spinSays.set(keyOf(one), await askSpin(one, version));
  };
  await Promise.all(Array.from({ length: os.availableParallelism() }, worker));
}, 10 * 60_000);

function judgeByUs({ scenario: id, variant, policy = 'foll-pin' }: Pair): string {
  const scenario = library.find(({ name }) => name.startsWith(`${id}-`));
  if (scenario === undefined) throw new Error(`no scenario ${id}`);
  const agreeing = variantsOf(scenario, policy).filter((one) => Object.entries(variant).every(([key, value]) => one[key] === value));
  const verdicts = agreeing.map(
    (one) => search(compile(scenario, policy, one), { reduce: false, maxStates: 1_000_000, maxBytes: 2 ** 30, cancel: never }).verdict,
  );
  const [first] = verdicts;
  expect(new Set(verdicts).size, `${id} ${policy} ${JSON.stringify(variant)}`).toBe(1);
  return first ?? 'no variant';
}

describe('models written by hand from the kernel source', () => {
  it.each(pairs)('$file $defines says what $scenario says under $policy with $variant', (one) => {
    expect(judgeByUs(one)).toBe(spinSays.get(keyOf(one)));
  });

  it('cover every hand-written file, and say both holds and violated', () => {
    const files = fs.readdirSync(import.meta.dirname).flatMap((name) => (name.endsWith('.pml') ? [name.slice(0, -'.pml'.length)] : []));
    expect(new Set(pairs.map(({ file }) => file))).toEqual(new Set(files));
    for (const file of files) expect(textOf(file), file).toMatch(/Written by hand from Linux 6\.12/);
    expect(new Set(spinSays.values())).toEqual(new Set(['holds', 'violated']));
  });
});
