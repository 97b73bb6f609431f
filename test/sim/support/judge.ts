/** One word for a model, as the tables have it. */
import { never } from '../../../src/base/cancel.ts';
import { search } from '../../../src/sim/explore/index.ts';
import { actionsOf, type Model } from '../../../src/sim/form/index.ts';
import type { PolicyName } from '../../../src/sim/policy/index.ts';
import { compile, library, type ScenarioDescription, type Variant, variantsOf } from '../../../src/sim/scenario/index.ts';

export interface Judged {
  readonly word: string;
  /** Null for a deadlock, absent if nothing is broken. */
  readonly invariant?: string | null;
  readonly states: number;
  readonly reached: Readonly<Record<string, boolean>>;
  /** `actor: step`. */
  readonly trace: readonly string[];
}

export function judge(model: Model): Judged {
  const found = search(model, { reduce: false, maxStates: 1_000_000, maxBytes: 2 ** 30, cancel: never });
  const counts = { states: found.states, reached: found.reached };
  switch (found.verdict) {
    case 'holds':
      return { word: found.reached['denied'] === true ? 'DENIED' : 'OK', trace: [], ...counts };
    case 'violated': {
      const actions = actionsOf(model);
      const trace = found.trace.map((index) => `${actions[index]?.actor.name}: ${actions[index]?.step.name}`);
      const word = found.invariant === null ? 'DEADLOCK' : model.invariants.find(({ name }) => name === found.invariant)?.outcome;
      return { word: word ?? 'no word', invariant: found.invariant, trace, ...counts };
    }
    case 'incomplete':
    case 'model-error':
      throw new Error(`${model.name}: ${found.verdict} ${'message' in found ? found.message : found.bound}`);
    default:
      return found satisfies never;
  }
}

/** The scenario whose name begins with this identifier. */
export function scenarioOf(id: string): ScenarioDescription {
  const found = library.find(({ name }) => name.startsWith(`${id}-`));
  if (found === undefined) throw new Error(`the library has no scenario ${id}`);
  return found;
}

export interface Run {
  readonly scenario: ScenarioDescription;
  readonly policy: PolicyName;
  readonly variant: Variant;
}

/** Every scenario under every policy in every variant. */
export const runsOf = (scenarios: readonly ScenarioDescription[], policies: readonly PolicyName[]): readonly Run[] =>
  scenarios.flatMap((scenario) => policies.flatMap((policy) => variantsOf(scenario, policy).map((variant) => ({ scenario, policy, variant }))));

const known = new Map<string, Judged>();

/** Runs that make the same model are searched once. */
export function judgeRun({ scenario, policy, variant }: Run): Judged {
  const model = compile(scenario, policy, variant);
  const text = JSON.stringify({ ...model, name: '' });
  const found = known.get(text) ?? judge(model);
  known.set(text, found);
  return found;
}

export const nameOf = ({ scenario, policy, variant }: Run): string =>
  [scenario.name, policy, ...Object.entries(variant).map(([key, value]) => `${key}=${value}`)].join(' ');
