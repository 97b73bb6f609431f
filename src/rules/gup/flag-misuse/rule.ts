/** `gup/flag-misuse`: flags that a caller must not pass, or not to this function. */
import type { FlagUse } from '../../../flow/holding.ts';
import { flagFor, flagNamed } from '../../../knowledge/index.ts';
import { type Observed, observedRule } from '../shared/observed.ts';
import { pinTwin } from '../shared/phrases.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

const PIN = flagFor('pin');
const GET = flagFor('get');

function judge(use: FlagUse): Pick<Observed, 'kind' | 'level' | 'message'> | undefined {
  const { call, kind } = use;
  const flags = use.flags.filter((f) => f !== use.needs);
  if (flags.includes(PIN) && use.flags.includes(GET)) return { kind: 'both', level: 'error', message: messages.both({ call, pin: PIN, get: GET }) };
  const internal = flags.find((f) => flagNamed(f)?.callerMayPass === 'no');
  if (internal !== undefined) {
    const twin = internal === PIN && kind === 'get' ? pinTwin(call) : undefined;
    // Kernels up to 6.1 let the pin family pass what it sets anyway.
    return { kind: 'internal', level: kind === 'pin' ? 'warning' : 'error', message: messages.internal({ call, flag: internal, twin }) };
  }
  for (const flag of flags) {
    const may = flagNamed(flag)?.callerMayPass;
    if (may === 'get-only')
      return kind === 'pin'
        ? { kind: 'get-on-pin', level: 'error', message: messages.getOnPin({ call, flag }) }
        : { kind: 'implied', level: 'note', message: messages.implied({ call, flag }) };
    if (may === 'pin-only' && kind === 'get')
      return { kind: 'longterm-on-get', level: 'error', message: messages.longtermOnGet({ call, flag, twin: pinTwin(call) }) };
  }
  return undefined;
}

export const flagMisuse = observedRule({
  info: { id: 'gup/flag-misuse', title: 'Flags that a caller must not pass to this function', level: 'error', documentation },
  find: ({ flagUses }) =>
    flagUses.flatMap((use) => {
      const found = judge(use);
      return found ? [{ ...found, span: use.span, trace: [], condition: use.condition }] : [];
    }),
});
