/** The knowledge room's face: facts about kernel functions, macros, fields and flags, as data. Kernel names stand in `api/*.json` and nowhere else in the product. */
export { apiText, explainAll } from './apiText.ts';
export type {
  BvecHelper,
  BvecMember,
  BvecSource,
  HelperCondition,
  IgnoredGroup,
  IteratorMacro,
} from './listSchema.ts';
export { bvecMembers, bvecSources, corrections, entries, helperConditions, helperDecisions, ignored, iteratorMacros } from './load.ts';
export {
  type ApiFacts,
  appliesIn,
  helperNamed,
  helpers,
  isHelper,
  isTrackedWord,
  iteratorNamed,
  lookup,
  type PlacedEffect,
  trackedWords,
} from './lookup.ts';
export { isIgnored, looksTracked, unknownTrackedNames } from './patterns.ts';
export { type Parameter, type Prototype, parsePrototype, prototypeShape } from './prototype.ts';
export type { ApiEntry, CallContext, Certainty, Condition, Correction, Effect, EffectKind, Family, Form, Returns, TreeVersion } from './schema.ts';
export { type Basis, knownTrees, nearestTree } from './versions.ts';
