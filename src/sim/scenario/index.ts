export { compile } from './compile.ts';
export { library } from './library/index.ts';
export { ScenarioError } from './resolve.ts';
export { parseScenario } from './scenarioText.ts';
export { type ScenarioDescription, scenarioSchema } from './schema.ts';
export { keysOf, type Variant, variantsOf } from './variants.ts';
