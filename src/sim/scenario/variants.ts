/** Which variants a scenario has under a policy: the product of the keys that it names and that mean something there. */
import { type Parameter, type ParameterName, type PolicyName, parameters } from '../policy/index.ts';
import type { ScenarioDescription } from './schema.ts';

/** A value for each key that this scenario has under this policy. */
export type Variant = Readonly<Record<string, string>>;

type Condition = Readonly<Record<string, string | readonly string[]>>;

export const agrees = (condition: Condition | undefined, values: Readonly<Record<string, string>>): boolean =>
  Object.entries(condition ?? {}).every(([key, wanted]) =>
    typeof wanted === 'string' ? values[key] === wanted : wanted.includes(values[key] ?? ''),
  );

interface Axis {
  readonly key: string;
  readonly values: readonly string[];
  readonly when: Condition | undefined;
}

/** The keys that vary under the policy, in the scenario's order. */
function axesOf(scenario: ScenarioDescription, policy: PolicyName): readonly Axis[] {
  return Object.entries(scenario.parameters ?? {}).flatMap(([key, parameter]): Axis[] => {
    if (typeof parameter === 'string') return [];
    const readers = parameter.policies ?? readersOf(key);
    return readers === undefined || readers.includes(policy) ? [{ key, values: parameter.values, when: parameter.when }] : [];
  });
}

function readersOf(key: string): readonly PolicyName[] | undefined {
  const known: Readonly<Record<string, Parameter>> = parameters;
  return known[key]?.policies;
}

/** All variants, the default one first. */
export function variantsOf(scenario: ScenarioDescription, policy: PolicyName): readonly Variant[] {
  const fixed = valuesOf(scenario, {});
  return axesOf(scenario, policy).reduce<readonly Variant[]>(
    (variants, { key, values, when }) =>
      variants.flatMap((variant) => (agrees(when, { ...fixed, ...variant }) ? values.map((value) => ({ ...variant, [key]: value })) : [variant])),
    [{}],
  );
}

/** Keys that the scenario names in some variant under some policy, with all their values. */
export function keysOf(scenario: ScenarioDescription): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(scenario.parameters ?? {}).flatMap(([key, parameter]) =>
      typeof parameter === 'string' ? [] : [[key, parameter.values] as const],
    ),
  );
}

/** Every parameter of the model: what the steps read, then what the scenario fixes or begins with, then the variant. */
export function valuesOf(scenario: ScenarioDescription, variant: Variant): Readonly<Record<string, string>> {
  const defaults = Object.fromEntries((Object.keys(parameters) as ParameterName[]).map((name) => [name, parameters[name].values[0]]));
  const own = Object.fromEntries(
    Object.entries(scenario.parameters ?? {}).map(([key, parameter]) => [
      key,
      typeof parameter === 'string' ? parameter : (parameter.values[0] ?? ''),
    ]),
  );
  return { ...defaults, ...own, ...variant };
}
