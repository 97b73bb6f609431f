/** `gup/mismatched-release`: pages given back by the wrong family: a pin put, a reference unpinned, a borrowed page released at all. */
import { mendSwap } from '../shared/mend/swap.ts';
import { type DefectOf, flowRule } from '../shared/rule.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

type Mismatch = DefectOf<'mismatched-release'>;

const message = (defect: Mismatch): string => {
  const named = { pages: defect.pages, call: defect.call, elsewhere: defect.throughField !== undefined };
  if (defect.pages.kind === 'pin') return messages.pinDroppedAsReference(named);
  return defect.pages.kind === 'get' ? messages.referenceDroppedAsPin(named) : messages.borrowedReleased(named);
};

const kinds: Readonly<Record<Mismatch['pages']['kind'], string>> = { pin: 'pin-put', get: 'reference-unpinned', borrowed: 'borrowed-released' };

export const mismatchedRelease = flowRule({
  info: { id: 'gup/mismatched-release', title: 'Pages released by another family than the one that took them', documentation },
  defect: 'mismatched-release',
  kind: (defect) => kinds[defect.pages.kind],
  message,
  mend: (defect, bench) => (defect.pages.kind === 'borrowed' ? [] : mendSwap(defect, bench)),
});
