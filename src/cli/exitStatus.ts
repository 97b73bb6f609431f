/** The exit status of `audit`, and why: the one place where it is decided. */
import { type ExitStatus, type LevelCounts, plural } from '../report/index.ts';

export const failOnLevels = ['error', 'warning', 'note', 'never'] as const;
export type FailOn = (typeof failOnLevels)[number];

export interface Outcome {
  readonly counts: LevelCounts;
  readonly failOn: FailOn;
  readonly strict: boolean;
  /** Paths of the command line that could not be read. */
  readonly badPaths: number;
  /** Files and folders inside such paths that could not be analysed. */
  readonly badInside: number;
  /** Files in which we failed, not the file. */
  readonly internalFailures: number;
  /** Files that were read. */
  readonly analysed: number;
}

export function exitStatus(o: Outcome): ExitStatus {
  if (o.internalFailures > 0) return { code: 2, reason: `gupscope itself failed in ${plural(o.internalFailures, 'file')}; please report it` };
  if (o.badPaths > 0) return { code: 2, reason: `${plural(o.badPaths, 'path')} of the command line could not be read` };
  if (o.analysed === 0) return { code: 2, reason: 'nothing could be analysed' };
  if (o.strict && o.badInside > 0)
    return { code: 2, reason: `--strict, and ${plural(o.badInside, 'file or folder', 'files or folders')} could not be analysed` };
  const reason = `--fail-on ${o.failOn}`;
  switch (o.failOn) {
    case 'never':
      return { code: 0, reason };
    case 'error':
      return { code: o.counts.error > 0 ? 1 : 0, reason };
    case 'warning':
      return { code: o.counts.error + o.counts.warning > 0 ? 1 : 0, reason };
    case 'note':
      return { code: o.counts.error + o.counts.warning + o.counts.note > 0 ? 1 : 0, reason };
    default:
      return o.failOn satisfies never;
  }
}
