/** `gup/flag-misuse`: flags that a caller must not pass, or not to this function. */
import type { FlagUse } from '../../../flow/holding.ts';
import { flagFor, flagNamed } from '../../../knowledge/index.ts';
import type { RuleFix } from '../../rule.ts';
import type { Bench } from '../shared/mend/bench.ts';
import { withoutFlag } from '../shared/mend/flags.ts';
import { type Observed, observedRule } from '../shared/observed.ts';
import { pinTwin } from '../shared/phrases.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

const PIN = flagFor('pin');
const GET = flagFor('get');

interface Judged extends Pick<Observed, 'kind' | 'level' | 'message'> {
  /** The flag that has no business there. */
  readonly flag: string;
}

function judge(use: FlagUse): Judged | undefined {
  const { call, kind } = use;
  const flags = use.flags.filter((f) => f !== use.needs);
  if (flags.includes(PIN) && use.flags.includes(GET))
    return { kind: 'both', level: 'error', flag: PIN, message: messages.both({ call, pin: PIN, get: GET }) };
  const internal = flags.find((f) => flagNamed(f)?.callerMayPass === 'no');
  if (internal !== undefined) {
    const twin = internal === PIN && kind === 'get' ? pinTwin(call) : undefined;
    // Kernels up to 6.1 let the pin family pass what it sets anyway.
    return {
      kind: 'internal',
      flag: internal,
      level: kind === 'pin' ? 'warning' : 'error',
      message: messages.internal({ call, flag: internal, twin }),
    };
  }
  for (const flag of flags) {
    const may = flagNamed(flag)?.callerMayPass;
    if (may === 'get-only')
      return kind === 'pin'
        ? { kind: 'get-on-pin', flag, level: 'error', message: messages.getOnPin({ call, flag }) }
        : { kind: 'implied', flag, level: 'note', message: messages.implied({ call, flag }) };
    if (may === 'pin-only' && kind === 'get')
      return { kind: 'longterm-on-get', flag, level: 'error', message: messages.longtermOnGet({ call, flag, twin: pinTwin(call) }) };
  }
  return undefined;
}

/** Where the flag asks for nothing that the call does not do anyway it can go. What else was meant, nobody here can say. */
function mend(use: FlagUse, { kind, flag }: Judged, bench: Bench): readonly RuleFix[] {
  if (kind === 'both' || (kind === 'internal' && use.kind === 'get') || kind === 'longterm-on-get') return [];
  const edits = withoutFlag(use.span, use.call, flag, bench);
  return edits ? [{ id: 'drop-flag', title: `Drop ${flag}`, safety: 'safe', preferred: true, edits }] : [];
}

export const flagMisuse = observedRule({
  info: { id: 'gup/flag-misuse', title: 'Flags that a caller must not pass to this function', level: 'error', documentation },
  find: ({ flagUses }) =>
    flagUses.flatMap((use) => {
      const found = judge(use);
      if (!found) return [];
      const { kind, level, message } = found;
      return [{ kind, level, message, span: use.span, trace: [], condition: use.condition, mend: (bench: Bench) => mend(use, found, bench) }];
    }),
});
