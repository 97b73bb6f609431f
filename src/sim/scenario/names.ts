/** Names that a scenario uses must be names that it has: pages, actors, bios, labels, parameters and their values. */
import type { JsonPath } from '../../base/jsonText.ts';
import { suggestion } from '../../base/nearest.ts';
import { parameters } from '../policy/index.ts';
import type { PredicateDescription, ScenarioDescription } from './schema.ts';
import type { Mistake } from './schemaSentence.ts';

type Condition = Readonly<Record<string, string | readonly string[]>>;

/** What names there are. */
interface Known {
  readonly page: readonly string[];
  readonly actor: readonly string[];
  readonly bio: readonly string[];
  readonly step: readonly string[];
  /** Of each parameter its values; those that every scenario has are among them. */
  readonly parameters: ReadonlyMap<string, readonly string[]>;
}

const builtIn: Readonly<Record<string, { readonly values: readonly string[] }>> = parameters;
const listed = (names: readonly string[]): string => (names.length === 0 ? '; there is none' : `; known: ${names.join(', ')}`);
const meant = (name: string, names: readonly string[]): string => suggestion(name, names) || listed(names);
const value = (path: JsonPath, message: string): Mistake => ({ path, isKey: false, message });
const key = (path: JsonPath, message: string): Mistake => ({ path, isKey: true, message });

/** The first mistake in the order of the file's parts; undefined if all names are known. */
export function unknownName(d: ScenarioDescription): Mistake | undefined {
  return mistakesOf(d).next().value ?? undefined;
}

function* mistakesOf(d: ScenarioDescription): Generator<Mistake, undefined> {
  yield* parameterMistakes(d);
  const known: Known = {
    page: (d.pages ?? []).map(({ name }) => name),
    actor: d.actors.map(({ name }) => name),
    bio: (d.bios ?? []).map(({ name }) => name),
    step: d.actors.flatMap(({ program }) => program.flatMap(({ label }) => label ?? [])),
    parameters: new Map([
      ...Object.entries(builtIn).map(([name, { values }]) => [name, values] as const),
      ...Object.entries(d.parameters ?? {}).map(([name, p]) => [name, builtIn[name]?.values ?? (typeof p === 'string' ? [p] : p.values)] as const),
    ]),
  };
  yield* givenTwice('pages', d.pages ?? []);
  yield* givenTwice('actors', d.actors);
  yield* givenTwice('bios', d.bios ?? []);
  for (const [i, page] of (d.pages ?? []).entries()) yield* conditionMistakes(page.when, ['pages', i, 'when'], known);
  for (const [i, actor] of d.actors.entries()) {
    yield* conditionMistakes(actor.when, ['actors', i, 'when'], known);
    for (const [j, name] of (actor.after ?? []).entries()) yield* nameMistakes('actor', name, ['actors', i, 'after', j], known);
    for (const [j, step] of actor.program.entries()) yield* stepMistakes(step, ['actors', i, 'program', j], known);
  }
  for (const [i, bio] of (d.bios ?? []).entries()) yield* argumentMistakes(bio.borrowed, ['bios', i, 'borrowed'], known);
  for (const [i, { when }] of (d['does-not-ask'] ?? []).entries()) yield* conditionMistakes(when, ['does-not-ask', i, 'when'], known);
  yield* predicateMistakes(d.sometimes.reached, ['sometimes', 'reached'], known);
}

/** Two parts that each say when they are there may be meant for different variants; whether they are, each variant shows when it is made. */
function* givenTwice(
  part: 'pages' | 'actors' | 'bios',
  named: readonly { readonly name: string; readonly when?: unknown }[],
): Generator<Mistake, undefined> {
  for (const [i, { name, when }] of named.entries()) {
    const before = named.slice(0, i).filter((one) => one.name === name);
    if (before.some((one) => one.when === undefined || when === undefined)) yield value([part, i, 'name'], `there are two ${part} "${name}"`);
  }
}

function* parameterMistakes(d: ScenarioDescription): Generator<Mistake, undefined> {
  for (const [name, p] of Object.entries(d.parameters ?? {})) {
    const known = builtIn[name]?.values;
    if (known === undefined) continue;
    const given = typeof p === 'string' ? [p] : p.values;
    for (const [i, v] of given.entries()) {
      const path = typeof p === 'string' ? ['parameters', name] : ['parameters', name, 'values', i];
      if (!known.includes(v)) yield value(path, `the parameter "${name}" has no value "${v}"${meant(v, known)}`);
    }
  }
}

function* nameMistakes(what: 'page' | 'actor' | 'bio' | 'step', name: string, path: JsonPath, known: Known): Generator<Mistake, undefined> {
  const thing = what === 'step' ? 'step with the label' : what;
  if (!known[what].includes(name)) yield value(path, `there is no ${thing} "${name}"${meant(name, known[what])}`);
}

function* conditionMistakes(when: Condition | undefined, path: JsonPath, known: Known): Generator<Mistake, undefined> {
  for (const [name, wanted] of Object.entries(when ?? {})) {
    const values = known.parameters.get(name);
    if (values === undefined) yield key([...path, name], `there is no parameter "${name}"${meant(name, [...known.parameters.keys()])}`);
    else
      for (const [i, v] of [wanted].flat().entries()) {
        if (!values.includes(v))
          yield value(
            typeof wanted === 'string' ? [...path, name] : [...path, name, i],
            `the parameter "${name}" has no value "${v}"${meant(v, values)}`,
          );
      }
  }
}

const isObject = (x: unknown): x is Readonly<Record<string, unknown>> => typeof x === 'object' && x !== null && !Array.isArray(x);

/** An argument may name a parameter instead of being a value. */
function* argumentMistakes(argument: unknown, path: JsonPath, known: Known): Generator<Mistake, undefined> {
  const name = isObject(argument) ? argument['parameter'] : undefined;
  if (typeof name === 'string' && !known.parameters.has(name)) {
    yield value([...path, 'parameter'], `there is no parameter "${name}"${meant(name, [...known.parameters.keys()])}`);
  }
}

type Step = ScenarioDescription['actors'][number]['program'][number];

function* stepMistakes(step: Step, path: JsonPath, known: Known): Generator<Mistake, undefined> {
  yield* conditionMistakes(step.when, [...path, 'when'], known);
  for (const [name, argument] of Object.entries(step)) yield* argumentMistakes(argument, [...path, name], known);
  if ('page' in step) yield* nameMistakes('page', step.page, [...path, 'page'], known);
  if ('pages' in step) for (const [i, name] of step.pages.entries()) yield* nameMistakes('page', name, [...path, 'pages', i], known);
  if ('bio' in step) yield* nameMistakes('bio', step.bio, [...path, 'bio'], known);
  if (step.do === 'bio-move') for (const end of ['from', 'to'] as const) yield* nameMistakes('bio', step[end], [...path, end], known);
  if (step.do === 'transfer') yield* nameMistakes('actor', step.to, [...path, 'to'], known);
  if (step.do === 'wait') {
    const until = step.until;
    if ('taken' in until) yield* nameMistakes('step', until.taken, [...path, 'until', 'taken'], known);
    else yield* nameMistakes('actor', until.finished, [...path, 'until', 'finished'], known);
  }
}

function* predicateMistakes(p: PredicateDescription, path: JsonPath, known: Known): Generator<Mistake, undefined> {
  for (const all of ['all', 'any'] as const)
    for (const [i, part] of (p[all] ?? []).entries()) yield* predicateMistakes(part, [...path, all, i], known);
  if (p.not !== undefined) yield* predicateMistakes(p.not, [...path, 'not'], known);
  if (p.holds !== undefined) {
    yield* nameMistakes('actor', p.holds.actor, [...path, 'holds', 'actor'], known);
    yield* nameMistakes('page', p.holds.page, [...path, 'holds', 'page'], known);
  }
  if (p.taken !== undefined) yield* nameMistakes('step', p.taken, [...path, 'taken'], known);
  for (const actor of ['begun', 'finished'] as const) {
    const name = p[actor];
    if (name !== undefined) yield* nameMistakes('actor', name, [...path, actor], known);
  }
  if (p.page !== undefined) yield* nameMistakes('page', p.page.name, [...path, 'page', 'name'], known);
}
