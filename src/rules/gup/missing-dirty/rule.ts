/** `gup/missing-dirty`: pages that something wrote to are released without being marked dirty. */
import type { PagesFacts } from '../../../flow/defect.ts';
import type { Bench } from '../shared/mend/bench.ts';
import { mendClean } from '../shared/mend/data.ts';
import { observedRule } from '../shared/observed.ts';
import { dirtyingRelease, lockingDirty } from '../shared/phrases.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

function instead(pages: PagesFacts, call: string, count: string): string {
  const twin = dirtyingRelease(pages, call, count);
  if (twin !== undefined) return `call ${twin}`;
  return `call ${lockingDirty()}() on ${pages.single ? 'it' : 'each'} first`;
}

export const missingDirty = observedRule({
  info: { id: 'gup/missing-dirty', title: 'Pages that were written to and are released clean', level: 'warning', documentation },
  find: ({ holdings }) =>
    holdings.flatMap(({ pages, clean, condition, unshared }) =>
      (unshared ? [] : clean).map(({ span, call, count, wrote, trace }) => ({
        kind: wrote.by,
        level: 'warning' as const,
        message: messages.clean({ pages, wrote, call, instead: instead(pages, call, count) }),
        span,
        trace,
        condition,
        mend: (bench: Bench) => mendClean(span, call, pages, bench),
      })),
    ),
});
