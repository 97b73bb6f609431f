/** What `simulate --list` tells of a scenario, as plain data. */
import type { ScenarioFacts } from '../report/simulation/scenarioList.ts';
import { policyNames } from '../sim/policy/index.ts';
import { keysOf, type ScenarioDescription, variantsOf } from '../sim/scenario/index.ts';

export const describeScenarios = (scenarios: readonly ScenarioDescription[]): readonly ScenarioFacts[] =>
  scenarios.map((scenario) => ({
    name: scenario.name,
    title: scenario.title,
    origin: scenario.origin ?? null,
    asks: scenario.asks ?? [],
    keys: Object.fromEntries(keysOf(scenario)),
    variants: Object.fromEntries(policyNames.map((policy) => [policy, variantsOf(scenario, policy).length])),
  }));
