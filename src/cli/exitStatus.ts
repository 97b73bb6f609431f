/** The exit status of a run, and why: the one place where it is decided. */
import { type ExitStatus, type LevelCounts, plural, type RunOutcome } from '../report/index.ts';

export interface Outcome extends RunOutcome {
  readonly counts: LevelCounts;
  /** Files that were read, and those that other parts of the run read. */
  readonly analysed: number;
}

export function exitStatus(o: Outcome): ExitStatus {
  if (o.failures > 0) return { code: 2, reason: `gupscope itself failed in ${plural(o.failures, 'file')}; please report it` };
  const badPaths = o.missingPaths + o.unreadPaths;
  if (badPaths > 0) return { code: 2, reason: `${plural(badPaths, 'path')} of the command line could not be read` };
  if (o.analysed === 0) return { code: 2, reason: 'nothing could be analysed' };
  if (o.strict && o.unreadInside > 0)
    return { code: 2, reason: `--strict, and ${plural(o.unreadInside, 'file or folder', 'files or folders')} could not be analysed` };
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
