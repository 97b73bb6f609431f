/** `gup/partial-pin`: fewer pages were taken than asked for, and the code goes on as if all or none were. */
import { mendCount } from '../shared/mend/count.ts';
import { mendExit } from '../shared/mend/exit.ts';
import { whenPhrase } from '../shared/phrases.ts';
import { type DefectOf, flowRule } from '../shared/rule.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

function message(defect: DefectOf<'partial'>): string {
  const { pages, call } = defect;
  switch (defect.how) {
    case 'leaked':
      return messages.takenAreLost({ pages, when: whenPhrase(defect) });
    case 'released-asked':
      return messages.askedAreReleased({ pages, call });
    case 'unnoticed':
      return messages.unnoticed({ pages, call });
  }
}

export const partialPin = flowRule({
  info: { id: 'gup/partial-pin', title: 'Fewer pages taken than asked for, treated as all or as none', documentation },
  defect: 'partial',
  kind: (defect) => defect.how,
  message,
  mend(defect, bench) {
    if (defect.how === 'leaked') return mendExit(defect, bench);
    return defect.how === 'released-asked' ? mendCount(defect, bench) : [];
  },
});
