/** `gup/double-release`: a path that gives the same pages back twice, or more of them than it took. */
import { mendAgain } from '../shared/mend/again.ts';
import { mendCount } from '../shared/mend/count.ts';
import { whenPhrase } from '../shared/phrases.ts';
import { type DefectOf, flowRule } from '../shared/rule.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

function message(defect: DefectOf<'double-release'>): string {
  const { pages, call, firstCall, excess } = defect;
  if (excess !== undefined) return messages.excess({ pages, call, released: excess });
  return messages.again({ pages, call, firstCall, when: whenPhrase(defect) });
}

export const doubleRelease = flowRule({
  info: { id: 'gup/double-release', title: 'Pages released twice on one path', documentation },
  defect: 'double-release',
  kind: (defect) => (defect.excess === undefined ? 'again' : 'excess'),
  message,
  mend: (defect, bench) => [...(defect.excess === undefined ? [] : mendCount(defect, bench)), ...mendAgain(defect, bench)],
});
