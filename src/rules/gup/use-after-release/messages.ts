/** Every sentence that this rule says, as functions of named values. */
import type { Defect, PagesFacts } from '../../../flow/defect.ts';
import { be, pagesName } from '../shared/phrases.ts';

type Use = Extract<Defect, { defect: 'use-after-release' }>['how'];

const uses: Readonly<Record<Use, string>> = {
  access: 'used',
  map: 'mapped',
  dirty: 'marked dirty',
  lock: 'locked',
  reference: 'referenced again',
  device: 'still mapped for a device',
};

const advice: Readonly<Record<Use, string>> = {
  access: 'release after the last use',
  map: 'release after the mapping is undone',
  dirty: 'mark dirty before the release',
  lock: 'unlock before the release',
  reference: 'take the other reference before the release',
  device: 'release after the device is done',
};

export const messages = {
  /** `when` tells the path, with a blank in front. */
  used: (p: { pages: PagesFacts; how: Use; call: string | undefined; releasedBy: string; when: string }): string =>
    `${pagesName(p.pages.array)} ${be(p.pages)} ${uses[p.how]}${p.call === undefined ? '' : ` by ${p.call}()`} after ${p.releasedBy}() gave ${p.pages.single ? 'it' : 'them'} back${p.when}; ${advice[p.how]}`,
};
