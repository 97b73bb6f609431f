/** The rules, sorted by id. */
import { directPageAccess } from './bvec/direct-page-access/rule.ts';
import type { Rule } from './rule.ts';

export type { CType, StructShape, TypeWorld } from './c/cType.ts';
export { declaredNames, structsIn } from './c/cType.ts';
export type { HelperIntroduction, HelperView, Rule, RuleFinding } from './rule.ts';

export const rules: readonly Rule[] = [directPageAccess];
