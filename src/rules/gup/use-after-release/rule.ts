/** `gup/use-after-release`: a page is touched after the last reference of this path to it is gone. */
import { mendOrder } from '../shared/mend/again.ts';
import { whenPhrase } from '../shared/phrases.ts';
import { flowRule } from '../shared/rule.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

export const useAfterRelease = flowRule({
  info: { id: 'gup/use-after-release', title: 'Pages used after their release', documentation },
  defect: 'use-after-release',
  kind: (defect) => defect.how,
  message: (defect) => {
    const { pages, how, call, releasedBy } = defect;
    return messages.used({ pages, how, call, releasedBy, when: whenPhrase(defect) });
  },
  mend: (defect, bench) => mendOrder(defect.span, defect.released, defect.certain, bench),
});
