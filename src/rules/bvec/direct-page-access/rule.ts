/**
 * `bvec/direct-page-access`: every place outside the helpers that names `bio_vec.bv_page`, so that what the field holds can change.
 * One finding a token; the level says whether this tree has a helper that does exactly the same.
 */
import { accessor, BVEC } from '../../../knowledge/bvecIdioms.ts';
import { isHelper } from '../../../knowledge/index.ts';
import { oneLine } from '../../c/editing.ts';
import { stripParens } from '../../c/view.ts';
import type { Rule, RuleContext, RuleFinding } from '../../rule.ts';
import { type Access, findAccesses } from './access.ts';
import { messages } from './messages.ts';
import { type Advice, adviseRead } from './readIdioms.ts';
import documentation from './rule.md';
import { adviseInitialiser, adviseWrite } from './storeIdioms.ts';

export const directPageAccess: Rule = {
  info: {
    id: 'bvec/direct-page-access',
    title: 'Direct access to bio_vec.bv_page outside the helpers',
    level: 'warning',
    documentation,
    url: 'https://www.kernel.org/doc/html/latest/block/biovecs.html',
  },
  words: [BVEC.page],
  check(context) {
    const { item } = context.parsed;
    if (item.name !== undefined && item.kind !== 'declaration' && isHelper(item.name)) return []; // Where the field may be touched.
    return findAccesses(context).map((access) => finding(access, context));
  },
};

function finding(access: Access, context: RuleContext): RuleFinding {
  const advice = adviceFor(access, context);
  const subject = subjectOf(access);
  const { kind } = access;
  const exact = advice.helper !== undefined && advice.to !== undefined;
  let message: string;
  if (exact && advice.helper === accessor.helper) message = messages.useAccessor({ kind, subject, to: advice.to ?? '' });
  else if (exact) message = messages.openCoded({ from: advice.from ?? '', to: advice.to ?? '' });
  else if (advice.condition !== undefined) message = messages.maybe({ kind, subject, to: advice.to ?? '', condition: advice.condition });
  else if (kind === 'read') message = messages.noAccessor({ kind, subject });
  else message = messages.noSetter({ kind, subject });
  return {
    kind,
    level: exact ? 'warning' : 'note',
    message,
    span: access.token,
    path: [],
    fixes: advice.fixes ?? [],
    ...((advice.fixes ?? []).some((f) => f.preferred) || !advice.refused ? {} : { noFixReason: advice.refused }),
  };
}

function adviceFor(access: Access, context: RuleContext): Advice {
  switch (access.kind) {
    case 'read':
      return adviseRead(access, context);
    case 'write':
      return adviseWrite(access, context.helpers);
    case 'initialiser':
    case 'compound-literal':
      return adviseInitialiser(access, context.helpers);
    case 'update':
      return { refused: 'an accessor is no lvalue; advance an iterator instead of the page' };
    case 'address-of':
      return { refused: 'an accessor has no address; pass the page, or the bvec' };
    case 'offsetof':
    case 'member-argument':
      return { refused: 'the layout of the structure is asked for, and no helper hides that' };
  }
}

function subjectOf(access: Access): string | undefined {
  if (!access.receiver) return undefined;
  const text = oneLine(access.view.textOf(stripParens(access.receiver)));
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
