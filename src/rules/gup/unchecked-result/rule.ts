/** `gup/unchecked-result`: a failure of the call that takes pages is not seen, or seen as a count. */
import type { Level } from '../../../protocol/finding.ts';
import { mendCheck, mendUnsigned } from '../shared/mend/count.ts';
import { byCertainty, type DefectOf, flowRule } from '../shared/rule.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

type Unchecked = DefectOf<'unchecked'>;

/** Something behind the call relies on its pages being there. */
function pagesAreUsed(defect: Unchecked): boolean {
  const acquire = defect.trace.findLastIndex((e) => e.event === 'acquire');
  return defect.trace.slice(acquire + 1).some((e) => !['check', 'jump', 'free-array', 'return'].includes(e.event));
}

/** An errno that nobody mistakes for pages is careless; one that is followed by a use of them corrupts memory. */
function level(defect: Unchecked): Level {
  if (defect.how === 'error-pointer' || defect.how === 'errno-as-count' || defect.how === 'errno-uses-pages') return byCertainty(defect);
  return pagesAreUsed(defect) ? byCertainty(defect) : 'warning';
}

function message(defect: Unchecked): string {
  const { pages, call } = defect;
  switch (defect.how) {
    case 'ignored':
      return messages.ignored({ pages });
    case 'unsigned':
      return messages.keptUnsigned({ pages });
    case 'promoted':
      return messages.promoted({ pages });
    case 'error-pointer':
      return messages.errorPointer({ pages, atCheck: defect.check !== undefined });
    case 'errno-as-count':
      return messages.errnoAsCount({ pages, call, atCheck: defect.check !== undefined && defect.check.start === defect.span.start });
    case 'errno-uses-pages':
      return messages.pagesOfFailedCall({ pages, call });
  }
}

export const uncheckedResult = flowRule({
  info: { id: 'gup/unchecked-result', title: 'The result of taking pages is not checked, or checked wrongly', documentation },
  defect: 'unchecked',
  kind: (defect) => defect.how,
  message,
  level,
  mend: (defect, bench) => (defect.how === 'unsigned' ? mendUnsigned(defect.pages, bench) : mendCheck(defect, bench)),
});
