/** Which runs a question means: scenarios, under policies, in variants. */
import type { PolicyName } from '../policy/index.ts';
import { type ScenarioDescription, type Variant, variantsOf } from '../scenario/index.ts';

export interface Cell {
  readonly scenario: ScenarioDescription;
  readonly policy: PolicyName;
  readonly variant: Variant;
}

export interface VariantChoice {
  /** Every variant that agrees with `fixed`; else the first one. */
  readonly all: boolean;
  /** Values by key. A scenario that does not know the key under a policy is taken as it is. */
  readonly fixed: ReadonlyMap<string, string>;
}

/** Grouped by scenario, then by policy, the default variant first. No cell for a scenario that has a key of `fixed` without the value. */
export const cellsOf = (scenarios: readonly ScenarioDescription[], policies: readonly PolicyName[], choice: VariantChoice): readonly Cell[] =>
  scenarios.flatMap((scenario) => policies.flatMap((policy) => chosen(scenario, policy, choice).map((variant) => ({ scenario, policy, variant }))));

function chosen(scenario: ScenarioDescription, policy: PolicyName, { all, fixed }: VariantChoice): readonly Variant[] {
  const agreeing = variantsOf(scenario, policy).filter((variant) => [...fixed].every(([key, value]) => (variant[key] ?? value) === value));
  // A key may be there only beside a value of another one: whoever asks for it means that.
  const named = (variant: Variant): number => [...fixed.keys()].filter((key) => key in variant).length;
  const most = Math.max(0, ...agreeing.map(named));
  const best = agreeing.filter((variant) => named(variant) === most);
  return all ? best : best.slice(0, 1);
}
