/** The `study` command: the same workload under every policy, as tables, numbers or a picture. */
import { Cancelled } from '../base/cancel.ts';
import { suggestion } from '../base/nearest.ts';
import { studySvg } from '../sim/study/plot.ts';
import type { StudyResult } from '../sim/study/results.ts';
import { runStudy } from '../sim/study/study.ts';
import { studyText, workloadText } from '../sim/study/text.ts';
import { isWorkloadKey, parseWorkloadValue, type Workload, type WorkloadKey, workloadKeys, workloadWith } from '../sim/study/workload.ts';
import { Failure } from './failure.ts';
import { INTERRUPTED, watchInterrupt } from './interrupt.ts';
import { say, writeNamed, writeStdout } from './output.ts';
import { createProgress } from './progress.ts';

export interface StudyCommand {
  readonly events: number;
  readonly seed: number;
  readonly format: 'text' | 'json';
  readonly svg?: string;
  /** `KEY=VALUE` each. */
  readonly workload?: readonly string[];
}

export const studyHelp = (): string => `
Workload, with its defaults:
${workloadText(workloadWith({}))}

Examples:
  gupscope study --svg study.svg
  gupscope study --workload long-share=0 --workload writeback-period=30000`;

export async function study(options: StudyCommand): Promise<number> {
  const workload = readWorkload(options.workload ?? []);
  const progress = createProgress(process.stderr, 'events');
  const interrupt = watchInterrupt();
  let result: StudyResult;
  try {
    result = await runStudy({
      workload,
      events: options.events,
      seed: options.seed,
      cancel: interrupt,
      onProgress: async (done) => {
        progress.update(done, options.events);
        // So that a signal gets through.
        await new Promise((resolve) => setImmediate(resolve));
      },
    });
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    progress.clear();
    say('interrupted; nothing was written');
    return INTERRUPTED;
  } finally {
    progress.clear();
    interrupt.release();
  }
  if (options.svg !== undefined) writeNamed(studySvg(result), '--svg', options.svg);
  await writeStdout(options.format === 'json' ? `${JSON.stringify(result, undefined, 2)}\n` : studyText(result));
  return 0;
}

function readWorkload(given: readonly string[]): Workload {
  const values: Partial<Record<WorkloadKey, number>> = {};
  for (const pair of given) {
    const [key = '', ...rest] = pair.split('=');
    if (rest.length === 0) throw new Failure(`--workload ${pair} has no value; write KEY=VALUE`);
    if (!isWorkloadKey(key))
      throw new Failure(`the workload has no ${key}${suggestion(key, workloadKeys)}; gupscope study --help lists what can be set`);
    const value = parseWorkloadValue(key, rest.join('='));
    if (typeof value === 'string') throw new Failure(`--workload ${key} ${value}`);
    values[key] = value;
  }
  return workloadWith(values);
}
