/** The rules, sorted by id. */
import { borrowedPageRelease } from './bio/borrowed-page-release/rule.ts';
import { handRolledVec } from './bio/hand-rolled-vec/rule.ts';
import { mixedOrigin } from './bio/mixed-origin/rule.ts';
import { directPageAccess } from './bvec/direct-page-access/rule.ts';
import { dirtyWithoutLock } from './gup/dirty-without-lock/rule.ts';
import { doubleRelease } from './gup/double-release/rule.ts';
import { flagMisuse } from './gup/flag-misuse/rule.ts';
import { leakOnPath } from './gup/leak-on-path/rule.ts';
import { mismatchedRelease } from './gup/mismatched-release/rule.ts';
import { missingDirty } from './gup/missing-dirty/rule.ts';
import { missingLongterm } from './gup/missing-longterm/rule.ts';
import { needlessPin } from './gup/needless-pin/rule.ts';
import { partialPin } from './gup/partial-pin/rule.ts';
import { shouldPin } from './gup/should-pin/rule.ts';
import { uncheckedResult } from './gup/unchecked-result/rule.ts';
import { useAfterRelease } from './gup/use-after-release/rule.ts';
import { malformedAllow } from './gupscope/malformed-allow/rule.ts';
import { unusedAllow } from './gupscope/unused-allow/rule.ts';
import { unbalanced } from './kmap/unbalanced/rule.ts';
import { outlivesDevice } from './pfn/outlives-device/rule.ts';
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
  borrowedPageRelease,
  handRolledVec,
  mixedOrigin,
  directPageAccess,
  dirtyWithoutLock,
  doubleRelease,
  flagMisuse,
  leakOnPath,
  mismatchedRelease,
  missingDirty,
  missingLongterm,
  needlessPin,
  partialPin,
  shouldPin,
  uncheckedResult,
  useAfterRelease,
  malformedAllow,
  unusedAllow,
  unbalanced,
  outlivesDevice,
];
