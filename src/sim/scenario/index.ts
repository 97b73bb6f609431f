export { compile } from './compile.ts';
export { type ResolvedScenario, resolve, ScenarioError, type ScenarioProblem } from './resolve.ts';
export { type PredicateDescription, type ScenarioDescription, scenarioSchema } from './schema.ts';
export { keysOf, type Variant, variantsOf } from './variants.ts';
