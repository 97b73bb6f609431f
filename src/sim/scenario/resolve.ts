/** A scenario in one variant: parameters looked up, parts that are not there left out, the rest checked again. What is wrong is named by where it stands. */

import { parameters } from '../policy/index.ts';
import { type ResolvedStep, stepSchema } from '../step/index.ts';
import type { ScenarioDescription } from './schema.ts';
import { agrees, type Variant, valuesOf } from './variants.ts';

export type Path = readonly (string | number)[];

/** One sentence, and where in the scenario. */
export interface ScenarioProblem {
  readonly path: Path;
  readonly message: string;
}

export class ScenarioError extends Error {
  readonly problems: readonly ScenarioProblem[];

  constructor(scenario: string, problems: readonly ScenarioProblem[]) {
    super(`the scenario ${scenario} cannot be run: ${problems.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`);
    this.name = 'ScenarioError';
    this.problems = problems;
  }
}

export interface ResolvedActor {
  readonly name: string;
  readonly after: readonly string[];
  readonly isOptional: boolean;
  readonly isAtomic: boolean;
  readonly program: readonly ResolvedStep[];
  /** Where each step of the program stands in the scenario. */
  readonly paths: readonly Path[];
}

export interface ResolvedScenario {
  readonly values: Readonly<Record<string, string>>;
  readonly pages: NonNullable<ScenarioDescription['pages']>;
  readonly bios: readonly { readonly name: string; readonly isOutside: boolean; readonly isBorrowed: boolean }[];
  readonly actors: readonly ResolvedActor[];
}

/** @throws {ScenarioError} */
export function resolve(scenario: ScenarioDescription, variant: Variant): ResolvedScenario {
  const values = valuesOf(scenario, variant);
  const problems: ScenarioProblem[] = [...unknownValues(values, scenario)];
  const pages = (scenario.pages ?? []).filter(({ when }) => agrees(when, values));
  const bios = (scenario.bios ?? []).map(({ name, outside, borrowed }) => ({
    name,
    isOutside: outside ?? false,
    isBorrowed: typeof borrowed === 'object' ? values[borrowed.parameter] === 'on' : (borrowed ?? false),
  }));
  const present = scenario.actors.map((actor, i) => ({ actor, i })).filter(({ actor }) => agrees(actor.when, values));
  const names = new Set(present.map(({ actor }) => actor.name));
  const actors = present.map(({ actor, i }): ResolvedActor => {
    const steps = actor.program.flatMap((step, k): { readonly step: ResolvedStep; readonly path: Path }[] => {
      if (!agrees(step.when, values)) return [];
      const path = ['actors', i, 'program', k];
      // the schema has seen the step; what a parameter brings into it, it has not
      if (!refers(step)) return [{ step: step as ResolvedStep, path }];
      const parsed = stepSchema.safeParse(lookUp(step, values, path, problems));
      // every parameter was looked up above, so none is left in it
      if (parsed.success) return [{ step: parsed.data as ResolvedStep, path }];
      problems.push(
        ...parsed.error.issues.map((issue) => ({
          path: [...path, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))],
          message: issue.message,
        })),
      );
      return [];
    });
    return {
      name: actor.name,
      after: (actor.after ?? []).filter((name) => names.has(name)),
      isOptional: actor.optional ?? false,
      isAtomic: actor.atomic ?? false,
      program: steps.map(({ step }) => step),
      paths: steps.map(({ path }) => path),
    };
  });
  problems.push(...twice('page', pages, scenario.pages ?? [], 'pages'), ...twice('actor', actors, scenario.actors, 'actors'));
  if (problems.length > 0) throw new ScenarioError(scenario.name, problems);
  return { values, pages, bios, actors: actors.filter(({ program }) => program.length > 0) };
}

interface NamedPart {
  readonly name: string;
}

/** Parts of one name may stand beside each other only in different variants. The last one in the scenario is told. */
function twice(what: string, present: readonly NamedPart[], written: readonly NamedPart[], key: string): ScenarioProblem[] {
  const names = present.map(({ name }) => name);
  const repeated = new Set(names.filter((name, i) => names.indexOf(name) < i));
  return [...repeated].map((name) => ({
    path: [key, written.findLastIndex((part) => part.name === name), 'name'],
    message: `there are two of the ${what} ${name} in one variant.`,
  }));
}

/** Some argument names a parameter. */
const refers = (step: object): boolean =>
  Object.values(step).some((value: unknown) => typeof value === 'object' && value !== null && 'parameter' in value);

function unknownValues(values: Readonly<Record<string, string>>, scenario: ScenarioDescription): ScenarioProblem[] {
  return Object.entries(parameters).flatMap(([key, { values: known }]) => {
    const value = values[key] ?? '';
    const list: readonly string[] = known;
    return list.includes(value)
      ? []
      : [{ path: scenario.parameters?.[key] === undefined ? [] : ['parameters', key], message: `${value} is none of ${list.join(', ')}.` }];
  });
}

/** `on` and `off` become true and false: no argument takes them as words. */
function lookUp(value: unknown, values: Readonly<Record<string, string>>, path: readonly (string | number)[], problems: ScenarioProblem[]): unknown {
  if (Array.isArray(value)) return value.map((item, i) => lookUp(item, values, [...path, i], problems));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only, second] = entries;
  if (only !== undefined && second === undefined && only[0] === 'parameter' && typeof only[1] === 'string') {
    const found = values[only[1]];
    if (found === undefined) problems.push({ path, message: `there is no parameter ${only[1]}.` });
    return found === 'on' ? true : found === 'off' ? false : found;
  }
  return Object.fromEntries(entries.filter(([key]) => key !== 'when').map(([key, inner]) => [key, lookUp(inner, values, [...path, key], problems)]));
}
