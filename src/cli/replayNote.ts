/** What `audit --replay` adds to a finding: what a search says of it, in a sentence. */
import { never } from '../base/cancel.ts';
import type { Finding, Level } from '../protocol/finding.ts';
import { type PathsOfSource, replayOf } from '../replay/index.ts';
import { headlineText } from '../report/simulation/headline.ts';
import { runCells } from '../sim/run/index.ts';

/** Many findings are searched in a row: enough for each by far, and over in a second or two. */
const BOUNDS = { maxStates: 200_000, maxBytes: 1 << 27, walk: undefined };

const lower: Readonly<Record<Level, Level>> = { error: 'warning', warning: 'note', note: 'note' };

/** Where nothing breaks under mainline's policy the level is one lower: the mistake is there, the harm was not found. */
export function withReplay(finding: Finding, source: PathsOfSource): Finding {
  const { scenario, mainline, why, noticed } = replayOf(finding, source);
  if (scenario === undefined) return { ...finding, replay: { sentence: why ?? 'There is nothing to replay.' } };
  const [result] = runCells([{ scenario, policy: mainline, variant: {} }], { ...BOUNDS, cancel: never });
  if (result === undefined) return finding;
  const { verdict, outcome, statesExplored, trace } = result;
  const level = verdict === 'holds' ? lower[finding.level] : finding.level;
  const sentence = noticed !== undefined && verdict === 'holds' ? `${headlineText(result)} ${noticed}` : headlineText(result);
  return {
    ...finding,
    level,
    replay: {
      sentence,
      policy: mainline,
      verdict,
      outcome,
      steps: trace.length,
      statesExplored,
      ...(level === finding.level ? {} : { loweredFrom: finding.level }),
    },
  };
}
