/** `gup/missing-longterm`: pins that stay when the function is over, taken as if for a moment. */
import type { Holding } from '../../../flow/holding.ts';
import { flagFor, lookup, pagesStay } from '../../../knowledge/index.ts';
import { withFlag } from '../shared/mend/flags.ts';
import { type Observed, observedRule } from '../shared/observed.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

/** The call leaves it to its flags. */
const asksFlags = (call: string | undefined): boolean =>
  call !== undefined && (lookup(call)?.effects.some((e) => e.effect === 'pin' && e.longterm === 'by-flags') ?? false);

function judge(h: Holding, callers: readonly string[]): readonly Observed[] {
  const { pages, leaves, trace } = h;
  const [acquire] = trace;
  if (pages.kind !== 'pin' || h.longterm !== 'no' || leaves?.to !== 'structure' || h.through || h.covered) return [];
  if (!acquire || !asksFlags(pages.acquiredBy) || pagesStay([h.function, ...callers]) !== true) return [];
  return [
    {
      kind: 'stays',
      level: 'warning',
      message: messages.missing({ pages, flag: flagFor('longterm'), function: h.function }),
      span: acquire.span,
      trace: [acquire, { event: 'hand-over', pages: 0, to: 'structure', span: leaves.span, text: acquire.text }],
      condition: h.condition,
      mend: (bench) => {
        const name = pages.acquiredBy ?? '';
        const edits = withFlag(acquire.span, name, flagFor('longterm'), bench);
        const title = `Pass ${flagFor('longterm')}`;
        return edits ? [{ id: 'longterm', title, safety: 'needs-review', preferred: true, edits }] : [];
      },
    },
  ];
}

export const missingLongterm = observedRule({
  info: { id: 'gup/missing-longterm', title: 'Pins that outlive the call, taken as short-term ones', level: 'warning', documentation },
  find: ({ holdings, callers }) => holdings.flatMap((h) => judge(h, callers)),
});
