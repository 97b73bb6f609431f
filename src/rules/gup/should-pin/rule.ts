/** `gup/should-pin`: references on pages whose data is then written or given to a device, where only pins tell the rest of the kernel. */
import type { Holding, ShownTouch } from '../../../flow/holding.ts';
import { flagFor, pagesStay } from '../../../knowledge/index.ts';
import type { Bench } from '../shared/mend/bench.ts';
import { mendToPin } from '../shared/mend/data.ts';
import { type Observed, observedRule } from '../shared/observed.ts';
import { pinTwin } from '../shared/phrases.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

/** Where pages go that keep a plain reference for good: a pin has no place there. */
const KEEPS_REFERENCES: ReadonlySet<string> = new Set(['socket', 'pipe']);

/** The worst that was done, and which of the kernel's cases that is. */
function caseOf(
  h: Holding,
  callers: readonly string[],
): { readonly number: 1 | 2 | 5; readonly touch: ShownTouch; readonly weak: boolean } | undefined {
  const device = h.touches.find((t) => t.by === 'device');
  if (device) {
    const stays = h.leaves?.to === 'structure' && pagesStay([h.function, ...callers]) === true;
    return { number: stays ? 2 : 1, touch: device, weak: false };
  }
  const write = h.touches.find((t) => t.how === 'write');
  if (write) return { number: 5, touch: write, weak: false };
  const map = h.write === 'yes' ? h.touches.find((t) => t.how === 'map') : undefined;
  return map && { number: 5, touch: map, weak: true };
}

function judge(h: Holding, callers: readonly string[]): readonly Observed[] {
  const { pages } = h;
  const twin = pages.acquiredBy === undefined ? undefined : pinTwin(pages.acquiredBy);
  // Case 3: a notifier ends the use of the pages when the address space changes.
  if (pages.kind !== 'get' || h.unshared || twin === undefined || h.covered || KEEPS_REFERENCES.has(h.leaves?.to ?? '')) return [];
  const found = caseOf(h, callers);
  const [acquire] = h.trace;
  if (!found || !acquire) return [];
  const { number, touch, weak } = found;
  const longterm = number === 2 ? flagFor('longterm') : undefined;
  const { span, text, call = '' } = touch;
  return [
    {
      kind: `case-${number}`,
      level: weak ? 'note' : 'warning',
      message: messages.shouldPin({ pages, touch, number, twin, longterm }),
      span: acquire.span,
      trace: [
        acquire,
        touch.how === 'map' || touch.by === 'device'
          ? { event: 'map', pages: 0, how: touch.by, span, call, text }
          : { event: 'access', pages: 0, by: 'cpu', write: true, span, ...(touch.call === undefined ? {} : { call: touch.call }), text },
      ],
      condition: h.condition,
      // Whoever releases them elsewhere would have to change, too.
      ...(h.leaves ? {} : { mend: (bench: Bench) => mendToPin(acquire.span, pages, [], bench) }),
    },
  ];
}

export const shouldPin = observedRule({
  info: { id: 'gup/should-pin', title: 'References on pages whose data is touched, where pins are called for', level: 'warning', documentation },
  find: ({ holdings, callers }) => holdings.flatMap((h) => judge(h, callers)),
});
