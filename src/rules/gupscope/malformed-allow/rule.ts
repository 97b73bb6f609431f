/** `gupscope/malformed-allow`: a comment that is meant to allow something does not. */
import { nearest, suggestion } from '../../../base/nearest.ts';
import type { Span } from '../../../base/span.ts';
import type { AllowContext, AllowMistake, AllowRule, JudgedAllow, RuleFinding, RuleFix } from '../../rule.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

const finding = (kind: string, message: string, span: Span, fixes: readonly RuleFix[] = []): RuleFinding => ({
  kind,
  level: 'note',
  message,
  span: { start: span.start, end: span.end },
  path: [],
  fixes,
});

const write = ({ start, end }: Span, newText: string): RuleFix => ({
  id: 'write',
  title: `Write '${newText}'`,
  // What was meant is a guess.
  safety: 'needs-review',
  preferred: true,
  edits: [{ span: { start, end }, newText }],
});

function ofComment(text: string, mistake: AllowMistake, span: Span): RuleFinding {
  switch (mistake.mistake) {
    case 'no-verb': {
      const { word } = mistake;
      const written = word === undefined ? undefined : text.slice(word.start, word.end);
      const isSlip = word !== undefined && nearest(written ?? '', ['allow']).length > 0;
      return finding('no-verb', messages.noVerb({ word: written }), word ?? span, isSlip ? [write(word, 'allow')] : []);
    }
    case 'no-rule':
      return finding('no-rule', messages.noRule(), span);
    case 'no-reason':
      return finding('no-reason', messages.noReason({ rules: mistake.rules }), span);
  }
}

function check({ text, ruleIds }: AllowContext, { mistake, span, entries }: JudgedAllow): RuleFinding[] {
  if (mistake !== undefined) return [ofComment(text, mistake, span)];
  return entries
    .filter(({ state }) => state === 'unknown')
    .map((entry) => {
      const [meant] = nearest(entry.pattern, ruleIds);
      const message = messages.unknownRule({ name: entry.pattern, meant: suggestion(entry.pattern, ruleIds) });
      return finding('unknown-rule', message, entry, meant === undefined ? [] : [write(entry, meant)]);
    });
}

export const malformedAllow: AllowRule = {
  info: { id: 'gupscope/malformed-allow', title: 'A comment that is meant to allow a finding cannot be understood', level: 'note', documentation },
  words: ['gupscope'],
  allow: true,
  check: (context) => context.allows.flatMap((allow) => check(context, allow)),
};
