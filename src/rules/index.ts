/** The rules, sorted by id. */
import { directPageAccess } from './bvec/direct-page-access/rule.ts';
import { doubleRelease } from './gup/double-release/rule.ts';
import { leakOnPath } from './gup/leak-on-path/rule.ts';
import { mismatchedRelease } from './gup/mismatched-release/rule.ts';
import { partialPin } from './gup/partial-pin/rule.ts';
import { uncheckedResult } from './gup/unchecked-result/rule.ts';
import { useAfterRelease } from './gup/use-after-release/rule.ts';
import { malformedAllow } from './gupscope/malformed-allow/rule.ts';
import { unusedAllow } from './gupscope/unused-allow/rule.ts';
import type { Rule } from './rule.ts';

export type { CType, StructShape, TypeWorld } from './c/cType.ts';
export { declaredNames, structsIn } from './c/cType.ts';
export type {
  AllowEntry,
  AllowMistake,
  AllowRule,
  FlowRule,
  HelperIntroduction,
  HelperView,
  ItemRule,
  JudgedAllow,
  Rule,
  RuleFinding,
  RuleFix,
} from './rule.ts';

export const rules: readonly Rule[] = [
  directPageAccess,
  doubleRelease,
  leakOnPath,
  mismatchedRelease,
  partialPin,
  uncheckedResult,
  useAfterRelease,
  malformedAllow,
  unusedAllow,
];
