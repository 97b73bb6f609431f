/** `gupscope/unused-allow`: a comment allows what is not there any more. */
import type { TextEdit } from '../../../base/span.ts';
import type { AllowRule, JudgedAllow, RuleFinding, RuleFix } from '../../rule.ts';
import { removeAllow, removeEntry } from '../shared/removal.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

/** Whether it is unused for another kernel version or configuration too, a person has to say. */
const remove = (title: string, edit: TextEdit): RuleFix => ({ id: 'remove', title, safety: 'needs-review', preferred: true, edits: [edit] });

function check(text: string, allow: JudgedAllow): RuleFinding[] {
  const unused = allow.entries.filter(({ state }) => state === 'unused');
  const common = { level: 'note', path: [] } as const;
  if (unused.length === allow.entries.length && unused.length > 0) {
    const message = messages.unused({ rules: unused.map(({ pattern }) => pattern) });
    return [{ ...common, kind: 'comment', message, span: allow.span, fixes: [remove('Remove unused allow', removeAllow(text, allow))] }];
  }
  return unused.map((entry) => ({
    ...common,
    kind: 'rule',
    message: messages.unused({ rules: [entry.pattern] }),
    span: { start: entry.start, end: entry.end },
    fixes: [remove(`Remove ${entry.pattern} from the comment`, removeEntry(allow, entry))],
  }));
}

export const unusedAllow: AllowRule = {
  info: { id: 'gupscope/unused-allow', title: 'A comment allows what is not found', level: 'note', documentation },
  words: ['gupscope'],
  allow: true,
  check: ({ text, allows }) => allows.flatMap((allow) => check(text, allow)),
};
