/** The knowledge room's face: facts about kernel functions, macros, fields and flags, as data. Kernel names stand in `api/*.json` and nowhere else in the product. */

export { apiText, explainAll } from './apiText.ts';
export { dataUseOf, deviceWrites, isUnshared, pagesStay } from './dataUse.ts';
export { flagFor, flagNamed, gupFlags } from './flags.ts';
export { countsItsOwn, isBlockLayer, isImplementation, passesInternalFlags } from './implementation.ts';
export { bvecMembers, bvecSources, corrections, entries, helperConditions, helperDecisions, ignored, iteratorMacros } from './load.ts';
export { type ApiFacts, appliesIn, helperNamed, helpers, isHelper, lookup, lookupCall, trackedWords } from './lookup.ts';
export { type MappingFamily, mappingCall, mappingWords } from './mappings.ts';
export { type Demand, demandOf, demandOfFlag, emptiesBio, isOwnerLoop, lenderLoop, lenderLoops, setsBioFlag } from './pageOrigins.ts';
export { isIgnored, looksTracked, unknownTrackedNames } from './patterns.ts';
export { asksPage, derivesPage, type ProtectionCall, protectionCall, protectionEnds } from './protections.ts';
export { type Prototype, parsePrototype, prototypeShape } from './prototype.ts';
export { errorPointers, nameSuggests, roleOf } from './roles.ts';
export { knownTrees, nearestTree } from './versions.ts';
