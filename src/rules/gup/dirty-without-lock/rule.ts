/** `gup/dirty-without-lock`: a user's page is marked dirty while its lock is not held. */
import type { Bench } from '../shared/mend/bench.ts';
import { mendLock } from '../shared/mend/data.ts';
import { observedRule } from '../shared/observed.ts';
import { lockingTwin } from '../shared/phrases.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

export const dirtyWithoutLock = observedRule({
  info: { id: 'gup/dirty-without-lock', title: 'User pages marked dirty without their lock', level: 'warning', documentation },
  find: ({ holdings }) =>
    holdings.flatMap(({ pages, unlocked, condition }) =>
      unlocked.map(({ span, call, trace }) => ({
        kind: 'unlocked',
        level: 'warning' as const,
        message: messages.unlocked({ pages, call, instead: lockingTwin(call) }),
        span,
        trace,
        condition,
        mend: (bench: Bench) => {
          const twin = lockingTwin(call);
          return twin === undefined ? [] : mendLock(span, call, twin, pages, bench);
        },
      })),
    ),
});
