export { compile } from './compile.ts';
export { library } from './library/index.ts';
export { type ResolvedScenario, resolve, ScenarioError, type ScenarioProblem } from './resolve.ts';
export { parseScenario } from './scenarioText.ts';
export { type PredicateDescription, type ScenarioDescription, scenarioSchema } from './schema.ts';
export { keysOf, type Variant, variantsOf } from './variants.ts';
