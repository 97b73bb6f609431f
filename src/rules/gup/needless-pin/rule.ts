/** `gup/needless-pin`: pins on pages of which an MMU notifier already tells when they go. */
import { observedRule } from '../shared/observed.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

export const needlessPin = observedRule({
  info: { id: 'gup/needless-pin', title: 'Pins where an MMU notifier already covers the range', level: 'note', documentation },
  find: ({ holdings }) =>
    holdings.flatMap(({ pages, covered, trace, condition }) => {
      const [acquire] = trace;
      if (pages.kind !== 'pin' || !covered || !acquire) return [];
      return [
        {
          kind: 'covered',
          level: 'note' as const,
          message: messages.covered({ pages, by: covered.call }),
          span: acquire.span,
          trace: [acquire],
          condition,
        },
      ];
    }),
});
