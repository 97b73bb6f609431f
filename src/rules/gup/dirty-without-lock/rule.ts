/** `gup/dirty-without-lock`: a user's page is marked dirty while its lock is not held. */
import { entries, lookup } from '../../../knowledge/index.ts';
import { observedRule } from '../shared/observed.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

/** The function that does the same with the lock: of the same family, and for the same sort of page. */
function lockingTwin(call: string): string | undefined {
  const facts = lookup(call);
  const type = facts?.parameters[0]?.type;
  for (const { name, family } of entries.values()) {
    if (family !== facts?.family) continue;
    const other = lookup(name);
    if (other?.effects.some((e) => e.effect === 'dirty-lock') && other.parameters[0]?.type === type) return name;
  }
  return undefined;
}

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
      })),
    ),
});
