export { type PredicateDescription, type ScenarioDescription, scenarioSchema } from './schema.ts';
