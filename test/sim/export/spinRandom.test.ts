/**
 * The search judged by Spin on random models: the verdict; on models that hold the number of states and transitions; on others the length of a shortest
 * trace. What Spin counts beyond that is explained at `readAnswer` in support/spin.ts.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { never } from '../../../src/base/cancel.ts';
import { search, type Verdict } from '../../../src/sim/explore/index.ts';
import { promelaOf } from '../../../src/sim/export/index.ts';
import { randomModel } from '../support/randomModel.ts';
import { askSpin, type SpinAnswer } from '../support/spin.ts';

const MINUTE_MS = 60_000;
const SEED = 20_190_416;
const bounds = { reduce: false, maxStates: 1500, maxBytes: 2 ** 28, cancel: never };

interface Said {
  readonly error: boolean;
  readonly length?: number;
  readonly states?: number;
  readonly transitions?: number;
}

function ours(found: Verdict): Said {
  switch (found.verdict) {
    case 'holds':
      return { error: false, states: found.states, transitions: found.transitions };
    case 'violated':
      return { error: true, length: found.trace.length + (found.invariant === null ? 1 : 0) };
    case 'model-error':
      return { error: true };
    case 'incomplete':
      throw new Error('too large for this test');
    default:
      return found satisfies never;
  }
}

/** What of Spin's answer can be compared: where ranges are left there is no one place where that counts. */
function spins({ error, length, states, transitions }: SpinAnswer, { verdict }: Verdict): Said {
  if (verdict === 'model-error') return { error };
  return error ? { error, ...(length === undefined ? {} : { length }) } : { error, states, transitions };
}

test(
  'Spin says the same of random models',
  async () => {
    const models = [
      ...fc.sample(randomModel({ wild: false, apart: false }), { seed: SEED, numRuns: 330 }),
      ...fc.sample(randomModel({ wild: true, apart: false }), { seed: SEED, numRuns: 120 }),
      ...fc.sample(randomModel({ wild: false, apart: true }), { seed: SEED, numRuns: 120 }),
    ];
    const small = models.map((model) => ({ model, found: search(model, bounds) })).filter(({ found }) => found.verdict !== 'incomplete');
    expect(small.length).toBeGreaterThanOrEqual(500);
    for (const verdict of ['holds', 'violated', 'model-error']) {
      expect(small.filter(({ found }) => found.verdict === verdict).length).toBeGreaterThan(5);
    }
    const answers = await askSpin(small.map(({ model }) => model));
    const differing = small.flatMap(({ model, found }, i) => {
      const answer = answers[i];
      if (answer === undefined) return [{ model }];
      const [here, there] = [ours(found), spins(answer, found)];
      return JSON.stringify(here) === JSON.stringify(there) ? [] : [{ model, here, there }];
    });
    expect(differing).toEqual([]);
  },
  5 * MINUTE_MS,
);

test(
  'the commands that the exported file names find an error exactly where something is wrong, with reduction and depth first',
  () => {
    const wanted = ['holds', 'violated', 'model-error'];
    const models = fc.sample(randomModel({ wild: true, apart: false }), { seed: SEED, numRuns: 60 });
    for (const verdict of wanted) {
      const model = models.find((one) => search(one, bounds).verdict === verdict);
      if (model === undefined) throw new Error(`no model is ${verdict}`);
      const folder = mkdtempSync(join(tmpdir(), 'gupscope-spin-'));
      try {
        writeFileSync(join(folder, 'model.pml'), promelaOf(model));
        const command = 'spin -a model.pml && gcc -w -DSAFETY -o pan pan.c && ./pan -E';
        const said = execFileSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' });
        expect(/errors: (\d+)/.exec(said)?.[1]).toBe(verdict === 'holds' ? '0' : '1');
      } finally {
        rmSync(folder, { recursive: true });
      }
    }
  },
  MINUTE_MS,
);
