/** Every sentence that this rule says, as functions of named values. */
import { BVEC } from '../../../knowledge/bvecIdioms.ts';
import type { AccessKind } from './access.ts';

const verbs: Record<AccessKind, string> = {
  read: 'reads',
  write: 'stores',
  update: 'changes',
  'address-of': 'takes the address of',
  initialiser: 'initialises',
  'compound-literal': 'initialises',
  offsetof: 'takes the offset of',
  'member-argument': 'names',
};

export const messages = {
  /** The tree has a helper that does exactly this. */
  openCoded: (p: { from: string; to: string }): string => `${p.from} open-codes ${p.to}`,
  direct: (p: { kind: AccessKind; subject: string | undefined }): string =>
    `${verbs[p.kind]} ${BVEC.tag}.${BVEC.page}${p.subject ? ` of '${p.subject}'` : ''} directly`,
  useAccessor: (p: { kind: AccessKind; subject: string | undefined; to: string }): string => `${messages.direct(p)}; use ${p.to}`,
  /** A helper fits, if what a person has to look at holds. */
  maybe: (p: { kind: AccessKind; subject: string | undefined; to: string; condition: string }): string =>
    `${messages.direct(p)}; ${p.to} may stand for it (${p.condition})`,
  noAccessor: (p: { kind: AccessKind; subject: string | undefined }): string => `${messages.direct(p)}; this tree has no accessor for it`,
  noSetter: (p: { kind: AccessKind; subject: string | undefined }): string => `${messages.direct(p)}; no helper of this tree does that`,
};
