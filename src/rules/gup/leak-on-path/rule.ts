/** `gup/leak-on-path`: pages that some path through the function neither releases nor hands on. */
import { mendCount } from '../shared/mend/count.ts';
import { mendBefore, mendExit } from '../shared/mend/exit.ts';
import { countToRelease, whenPhrase } from '../shared/phrases.ts';
import { type DefectOf, flowRule } from '../shared/rule.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

type Leak = DefectOf<'leak'>;

/** Without a check to name, the outcome tells the path. */
const byOutcome: Readonly<Record<Leak['exit'], string>> = { success: ' on success', error: ' on error', unknown: ' on every path' };

function atExit(defect: Leak): string {
  const { pages } = defect;
  const when = whenPhrase(defect) || byOutcome[defect.exit];
  // A call that this path makes, too, for other pages is no example.
  const other = defect.trace.some((e) => e.event === 'release' && e.call === defect.releasedElsewhere) ? undefined : defect.releasedElsewhere;
  if (other !== undefined) return messages.lostUnlikeElsewhere({ pages, when, other });
  return defect.certain ? messages.lostAtExit({ pages, when }) : messages.lostUnlessCaller({ pages, when });
}

function freeingCall(defect: Leak): string | undefined {
  const free = defect.trace.findLast((e) => e.event === 'free-array');
  return free?.call;
}

function message(defect: Leak): string {
  const { pages } = defect;
  switch (defect.how) {
    case 'exit':
      return atExit(defect);
    case 'never':
      return defect.certain ? messages.never({ pages }) : atExit(defect);
    case 'overwritten':
      return messages.overwritten({ pages });
    case 'array-freed':
      return messages.arrayFreed({ pages, call: freeingCall(defect) });
    case 'remainder': {
      const release = defect.trace.findLast((e) => e.event === 'release');
      if (release?.event === 'release' && release.count === 'each')
        return messages.remainderOfLoop({ pages, call: release.call, when: whenPhrase(defect), single: defect.left === 1 });
      return messages.remainder({ pages, released: defect.released, all: countToRelease(pages) });
    }
  }
}

export const leakOnPath = flowRule({
  info: { id: 'gup/leak-on-path', title: 'Pages that some path neither releases nor hands on', documentation },
  defect: 'leak',
  kind: (defect) => defect.how,
  message,
  mend(defect, bench) {
    if (defect.how === 'exit' || defect.how === 'never') return mendExit(defect, bench);
    const call = defect.how === 'remainder' ? defect.trace.findLast((e) => e.event === 'release')?.call : undefined;
    return [...(call === undefined ? [] : mendCount({ ...defect, call }, bench)), ...mendBefore(defect, bench)];
  },
});
