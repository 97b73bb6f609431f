/** The words of a replay's verdicts: how bad each is, and what the head of the timeline says. Pure. */
import type { ReplayAnswer, ReplayRun } from '../../src/protocol/replay.ts';
import type { SimulationResult } from '../../src/protocol/simulation.ts';

export type Tone = 'good' | 'bad' | 'unsure' | 'none';

export function toneOf({ state }: Pick<ReplayAnswer, 'state'>, run: ReplayRun | undefined): Tone {
  if (run === undefined) return state === 'gone' ? 'good' : 'none';
  switch (run.result.verdict) {
    case 'holds':
      return 'good';
    case 'violated':
      return 'bad';
    case 'incomplete':
      return 'unsure';
    default:
      return run.result.verdict satisfies never;
  }
}

/** Never by colour alone. */
const marks: Readonly<Record<SimulationResult['verdict'], string>> = { holds: '✓', violated: '✗', incomplete: '?' };

export const wordOf = ({ verdict, outcome }: SimulationResult): string => `${marks[verdict]} ${outcome ?? 'not finished'}`;

export function headlineOf({ state, why }: Pick<ReplayAnswer, 'state' | 'why'>, run: ReplayRun | undefined): string {
  if (run === undefined) return state === 'gone' ? `Fixed: ${lower(why ?? '')}` : (why ?? 'There is nothing to replay.');
  if (state !== 'mended') return run.headline;
  return run.result.verdict === 'violated' ? `The audit reports nothing any more, and yet: ${lower(run.headline)}` : `Fixed: ${lower(run.headline)}`;
}

const lower = (sentence: string): string => `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;

export const chipTitle = ({ mainline }: Pick<ReplayAnswer, 'mainline'>, { headline, result }: ReplayRun): string =>
  result.policy === mainline ? `${headline} This is mainline.` : headline;

/** The run of the policy that was shown before; else the first. */
export const keptRun = ({ runs }: Pick<ReplayAnswer, 'runs'>, policy: string | undefined): number =>
  Math.max(
    0,
    runs.findIndex(({ result }) => result.policy === policy),
  );
