/** Designs that were argued about, as data. Nothing here decides what happens next: the steps do, by reading these. */
export { type BvecDesign, type BvecName, bvecDesigns } from './bvecDesigns.ts';
export { extractions, iteratorKinds } from './iterators.ts';
export { type Parameter, type ParameterName, parameters } from './parameters.ts';
export { type PmemModel, type PmemName, pmemModels } from './pmemModels.ts';
export { type Denial, type Policy, type PolicyName, policies, policyNames } from './policies.ts';
