/**
 * Spin's word on models: each is exported to Promela, several share one compiled verifier (most of what gcc reads is the same in all of them), and each is
 * searched breadth first, whole, by itself. Answers are kept under .cache by the text of the model, so that only what changed is asked again.
 */
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { promelaOf, promelaParts } from '../../../src/sim/export/index.ts';
import type { Model } from '../../../src/sim/form/index.ts';

export interface SpinAnswer {
  /** An assertion failed: an invariant, a range, or the one against deadlocks. */
  readonly error: boolean;
  /** Distinct states of the model; those seen before the first error, if there is one. */
  readonly states: number;
  /** Steps to known and new states. */
  readonly transitions: number;
  /** Steps of the model to the nearest error, that which fails among them. That there is a deadlock is a step more. */
  readonly length?: number;
}

/** Models in one verifier: more save compilers, but each state holds the variables of all. */
const MODELS_EACH = 32;
const BYTES_EACH = 1000;
const CACHE = '.cache/spin';
/** To be raised when what is asked of Spin changes. */
const CACHE_VERSION = 3;
const FLAGS = ['-O0', '-w', '-DSAFETY', '-DBFS', '-DNOREDUCE', '-DVECTORSZ=65536', '-DMEMLIM=4096'];
const run = promisify(execFile);

/** In the order of the models. Runs as many verifiers at once as there are processors. */
export async function askSpin(models: readonly Model[]): Promise<readonly SpinAnswer[]> {
  const version = execFileSync('spin', ['-V'], { encoding: 'utf8' }).trim();
  const answers: (SpinAnswer | undefined)[] = models.map(() => undefined);
  const files = models.map((model) => {
    const key = createHash('sha256')
      .update(`${CACHE_VERSION} ${version} ${FLAGS.join(' ')}\n${promelaOf(model)}`)
      .digest('hex');
    return join(CACHE, `${key}.json`);
  });
  mkdirSync(CACHE, { recursive: true });
  const open: number[] = [];
  for (const [i, file] of files.entries()) {
    if (existsSync(file)) answers[i] = JSON.parse(readFileSync(file, 'utf8')) as SpinAnswer;
    else open.push(i);
  }
  const batches = batchesOf(models, open);
  const worker = async () => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      const found = await askBatch(batch.map((i) => models[i]).filter((model) => model !== undefined));
      for (const [nth, i] of batch.entries()) {
        answers[i] = found[nth];
        writeFileSync(files[i] ?? '', JSON.stringify(found[nth]));
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return answers.map((answer) => {
    if (answer === undefined) throw new Error('Spin left a model without an answer');
    return answer;
  });
}

function batchesOf(models: readonly Model[], open: readonly number[]): number[][] {
  const batches: number[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const i of open) {
    const weight = (models[i]?.fields ?? []).reduce((sum, { length }) => sum + 2 * (length ?? 1), 0);
    const last = batches.at(-1);
    if (last === undefined || last.length >= MODELS_EACH || bytes + weight > BYTES_EACH) {
      batches.push([i]);
      bytes = weight;
    } else {
      last.push(i);
      bytes += weight;
    }
  }
  return batches;
}

async function askBatch(models: readonly Model[]): Promise<readonly SpinAnswer[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gupscope-spin-'));
  try {
    const parts = models.map((model, i) => promelaParts(model, `m${i}_`));
    writeFileSync(join(folder, 'models.pml'), programOf(parts));
    // -o2: variables that a process will write before it reads them count as well
    await run('spin', ['-a', '-o2', 'models.pml'], { cwd: folder, maxBuffer: 2 ** 28 });
    await run('gcc', [...FLAGS, '-o', 'pan', 'pan.c'], { cwd: folder, maxBuffer: 2 ** 28 });
    const loop = models.map((_, i) => `GUPSCOPE_MODEL=${i} ./pan -E -w16 || true; echo "${END}"`).join('\n');
    const { stdout } = await run('sh', ['-c', loop], { cwd: folder, maxBuffer: 2 ** 28 });
    const outputs = stdout.split(`${END}\n`);
    return parts.map(({ start }, i) => readAnswer(outputs[i] ?? '', start));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const END = '==== end of a model';

/** All models; which one is started stands in the environment of the verifier. Spin takes a call in an expression for a side effect, but not a name. */
function programOf(parts: readonly { readonly declarations: string; readonly start: readonly string[] }[]): string {
  const options = parts.map(({ start }, i) => `  :: c_expr { CHOSEN_${i} } -> ${start.join(';\n     ')}`);
  return `c_decl {
\\#include <stdlib.h>
static int chosen(int nth) { return atoi(getenv("GUPSCOPE_MODEL")) == nth; }
${parts.map((_, i) => `\\#define CHOSEN_${i} chosen(${i})`).join('\n')}
}
${parts.map(({ declarations }) => declarations).join('\n')}
init { atomic {
  if
${options.join('\n')}
  fi
} }
`;
}

/**
 * What Spin counts and the search does not is the way through `start`: one state, a transition for each statement, and in the depth one for each process
 * and one for the choice of the model. An error on that way is one of the first state.
 */
function readAnswer(output: string, start: readonly string[]): SpinAnswer {
  const number = (pattern: RegExp) => {
    const found = pattern.exec(output)?.[1];
    if (found === undefined) throw new Error(`Spin's verifier did not say ${pattern}:\n${output}`);
    return Number(found);
  };
  const error = number(/errors: (\d+)/) > 0;
  if (/search not completed/i.test(output) && !error) throw new Error(`Spin's verifier did not finish:\n${output}`);
  const nominal = /(\d+) nominal states/.exec(output)?.[1];
  const states = (nominal === undefined ? number(/(\d+) states, stored/) : Number(nominal)) - 1;
  const transitions = number(/(\d+) transitions \(= stored\+matched\)/) - start.length;
  const processes = start.filter((line) => line.startsWith('run')).length;
  return { error, states, transitions, ...(error ? { length: Math.max(0, number(/\(at depth (\d+)\)/) - processes - 1) } : {}) };
}
