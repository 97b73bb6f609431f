/** A scenario under a policy, in one variant, as a model of the form. */
import {
  type Actor,
  actor,
  and,
  at,
  type Block,
  type BoolExpr,
  choose,
  DONE,
  flag,
  gt,
  type Invariant,
  type Model,
  type Named,
  ne,
  not,
  off,
  on,
  or,
  type Place,
  type Statement,
  spend,
} from '../form/index.ts';
import { askedEverywhere, countsAreBack, countsAreCovered, type InvariantId, invariantTable, nothingIsLost } from '../invariant/index.ts';
import { type PolicyName, policies } from '../policy/index.ts';
import {
  contextFor,
  costNames,
  crashed,
  denied,
  detected,
  deviceIsIdle,
  expand,
  hasAcquired,
  isFound,
  type Naming,
  type ResolvedStep,
  StepError,
} from '../step/index.ts';
import { type Bio, createBio, createFields, createPage, type Page, type PageShape, type Scene } from '../world/index.ts';
import { type Path, type ResolvedActor, type ResolvedScenario, resolve, ScenarioError } from './resolve.ts';
import type { PredicateDescription, ScenarioDescription } from './schema.ts';
import { trim } from './trim.ts';
import { hasReadLock, requestOf, usageOf } from './usage.ts';
import { agrees, type Variant } from './variants.ts';

/** Not yet looked at by `validate`: the search does that. @throws {ScenarioError} if the scenario names what it does not have. */
export const compile = (scenario: ScenarioDescription, policy: PolicyName, variant: Variant): Model => trim(build(scenario, policy, variant));

/** With the fields that nothing changes, and the steps that nobody can take. @throws {ScenarioError} */
export function build(scenario: ScenarioDescription, policy: PolicyName, variant: Variant): Model {
  const resolved = resolve(scenario, variant);
  const scene = sceneOf(scenario, resolved, policy);
  const asks = invariantsAsked(scenario, resolved.values);
  const labels = new Set<string>();
  const taken = (label: string): Place => scene.field(`taken.${label}`, flag());
  for (const label of labelsRead(scenario, resolved)) labels.add(label);
  const awaited = new Set(resolved.actors.flatMap(({ after }) => after));
  const actors = resolved.actors.map((one) =>
    program(scene, one, { scenario: scenario.name, asks, labels, taken, isAwaited: awaited.has(one.name), values: resolved.values }),
  );
  const named: Named = {
    name: 'sometimes',
    sentence: scenario.sometimes.sentence,
    reached: predicate(scene, new Map(actors.map((one) => [one.name, one])), taken, scenario.sometimes.reached),
  };
  const fields = scene.all();
  const ends = [
    { name: 'denied', sentence: 'The policy refused the pages.', place: denied(scene) },
    { name: 'detected', sentence: 'The misuse was detected.', place: detected(scene) },
    { name: 'crashed', sentence: 'The machine went down.', place: crashed(scene) },
  ].filter(({ place }) => fields.some(({ name }) => name === place.field));
  const model: Model = {
    name: [scenario.name, policy, ...Object.entries(variant).map(([key, value]) => `${key}=${value}`)].join(' '),
    fields,
    actors: actors.map((one) => withWindow(scene, one)),
    invariants: invariants(scene, asks),
    sometimes: [named],
    ends: ends.map(({ name, sentence, place }) => ({ name, sentence, reached: on(place) })),
    costs: costNames,
  };
  return { ...model, fields: scene.all() };
}

function sceneOf(scenario: ScenarioDescription, resolved: ResolvedScenario, policyName: PolicyName): Scene {
  const policy = policies[policyName];
  const usage = usageOf(resolved, policy);
  const fields = createFields();
  const pages = new Map<string, Page>(resolved.pages.map((page) => [page.name, createPage(shapeOf(page), { ...fields, policy }, usage)]));
  const added = (bio: string) =>
    resolved.actors.flatMap(({ program }) => program.flatMap((step) => (step.do === 'bio-add' && step.bio === bio ? [step.page] : [])));
  const movedInto = (bio: string) =>
    resolved.actors.flatMap(({ program }) => program.flatMap((step) => (step.do === 'bio-move' && step.to === bio ? [step.from] : [])));
  const inBios = new Set(resolved.bios.flatMap(({ name }) => added(name)));
  const inOrder = resolved.pages.map(({ name }) => name).filter((name) => inBios.has(name));
  const bios = new Map<string, Bio>(
    resolved.bios.map((bio) => {
      const capacity = added(bio.name).length + movedInto(bio.name).flatMap(added).length;
      return [bio.name, createBio({ ...bio, pages: inOrder, capacity: Math.max(1, capacity) }, fields)];
    }),
  );
  const find =
    <T>(kind: string, map: ReadonlyMap<string, T>) =>
    (name: string): T => {
      const found = map.get(name);
      if (found === undefined) throw new ScenarioError(scenario.name, [{ path: [], message: `there is no ${kind} named ${name}.` }]);
      return found;
    };
  return {
    ...fields,
    policy,
    parameter: (name) => resolved.values[name] ?? '',
    isOn: (name) => resolved.values[name] === 'on',
    usage,
    page: find('page', pages),
    pages: () => [...pages.values()],
    bio: find('bio', bios),
  };
}

function shapeOf(page: ResolvedScenario['pages'][number]): PageShape {
  const { name, kind, size, mapped, dirty, movable, held } = page;
  const isDirty = dirty ?? false;
  const usual = kind === 'anon' || kind === 'shmem' || kind === 'dax' ? 'writable' : kind === 'file' ? (isDirty ? 'writable' : 'read-only') : 'no';
  return {
    name,
    kind,
    size: size ?? 1,
    mapped: mapped ?? usual,
    isDirty,
    isMovable: movable ?? false,
    held: (held ?? []).map(({ by, gets, pins }) => ({ by, gets: gets ?? 0, pins: pins ?? 0 })),
  };
}

function invariantsAsked(scenario: ScenarioDescription, values: Readonly<Record<string, string>>): ReadonlySet<InvariantId> {
  const not = new Set((scenario['does-not-ask'] ?? []).filter(({ when }) => agrees(when, values)).map(({ invariant }) => invariant));
  const wanted: readonly InvariantId[] = [...askedEverywhere.filter((id) => !not.has(id as never)), ...(scenario.asks ?? [])];
  return new Set(wanted);
}

function invariants(scene: Scene, asks: ReadonlySet<InvariantId>): readonly Invariant[] {
  const states: Partial<Record<InvariantId, Pick<Invariant, 'when' | 'holds'>>> = {
    I2: { when: 'always', holds: countsAreCovered(scene) },
    I3: { when: 'rest', holds: and(countsAreBack(scene), deviceIsIdle(scene)) },
    I4: { when: 'rest', holds: nothingIsLost(scene, (page) => isFound(scene, page)) },
  };
  return invariantTable.flatMap(({ id, sentence, source, outcome }) =>
    outcome !== undefined && asks.has(id) ? [{ name: id, sentence, source, outcome, ...(states[id] ?? { when: 'checked' as const }) }] : [],
  );
}

/** An error about a step, with where the step stands. */
function placed(error: unknown, scenario: string, path: Path): unknown {
  if (error instanceof StepError) return new ScenarioError(scenario, [{ path, message: error.message }]);
  if (!(error instanceof ScenarioError)) return error;
  return new ScenarioError(
    scenario,
    error.problems.map((problem) => (problem.path.length === 0 ? { ...problem, path } : problem)),
  );
}

interface Surroundings {
  /** Its name. */
  readonly scenario: string;
  readonly asks: ReadonlySet<InvariantId>;
  readonly labels: ReadonlySet<string>;
  readonly taken: (label: string) => Place;
  /** Others wait until this actor holds what it acquires. */
  readonly isAwaited: boolean;
  readonly values: Readonly<Record<string, string>>;
}

function program(scene: Scene, one: ResolvedActor, around: Surroundings): Actor {
  const used = new Map<string, number>();
  const location = (name: string): string => {
    const nth = (used.get(name) ?? 0) + 1;
    used.set(name, nth);
    return nth === 1 ? name : `${name} ${nth}`;
  };
  const lastAcquire = one.program.findLastIndex(({ do: name }) => name === 'acquire' || name === 'extract' || name === 'odp');
  const base = { scene, actor: one.name, isAtomic: one.isAtomic, location, requestFor: (page: string) => requestOf(one.program, page) };
  const facts = { taken: around.taken, locksDevice: hasReadLock(around.values, one.program) };
  const blocks: readonly Block[] = one.program.flatMap((step, i) => {
    const done: readonly Statement[] = [
      ...(step.label !== undefined && around.labels.has(step.label) ? [setOn(around.taken(step.label))] : []),
      ...(around.isAwaited && i === lastAcquire ? [setOn(hasAcquired(scene, one.name))] : []),
    ];
    try {
      return expand(contextFor(base, namingOf(step, done)), step, facts);
    } catch (error) {
      throw placed(error, around.scenario, one.paths[i] ?? []);
    }
  });
  const built = actor(one.name, blocks, { optional: one.isOptional });
  const waits = one.after.map((name) => or(on(hasAcquired(scene, name)), at(name, DONE)));
  const steps = built.steps.map((step) => ({
    ...step,
    guard: waits.length > 0 && step.from === built.start ? and(...waits, step.guard) : step.guard,
    body: step.body.flatMap((statement) => keep(statement, around.asks)),
  }));
  return { ...built, steps };
}

const setOn = (place: Place): Statement => ({ do: 'set', place, value: { op: 'int', value: 1 } });

function namingOf(step: ResolvedStep, done: readonly Statement[]): Naming {
  const { source, text } = step;
  const from =
    source === undefined
      ? undefined
      : {
          file: source.file,
          ...(source.line === undefined ? {} : { line: source.line }),
          ...(source.symbol === undefined ? {} : { symbol: source.symbol }),
        };
  return { done, ...(from === undefined ? {} : { source: from }), ...(text === undefined ? {} : { text }) };
}

/** Checks of invariants that are not asked are left out. */
function keep(statement: Statement, asks: ReadonlySet<InvariantId>): readonly Statement[] {
  if (statement.do === 'check') return asks.has(statement.invariant as InvariantId) ? [statement] : [];
  if (statement.do !== 'when') return [statement];
  const inside = (list: readonly Statement[]) => list.flatMap((inner) => keep(inner, asks));
  return [{ ...statement, then: inside(statement.then), otherwise: inside(statement.otherwise) }];
}

/** After each step: is there memory newer than the disk that writeback would not find? */
function withWindow(scene: Scene, one: Actor): Actor {
  const files = scene.pages().filter(({ name, kind }) => kind === 'file' && scene.usage.does('writeback', name));
  if (files.length === 0) return one;
  const counts = files.map((page) => spend('dirtyWindow', choose(and(ne(page.data, page.disk), not(isFound(scene, page))), 1, 0)));
  return { ...one, steps: one.steps.map((step) => ({ ...step, body: [...step.body, ...counts] })) };
}

function labelsRead(scenario: ScenarioDescription, resolved: ResolvedScenario): readonly string[] {
  const inPredicate = ({ all, any, not, taken }: PredicateDescription): readonly string[] => [
    ...(taken === undefined ? [] : [taken]),
    ...[...(all ?? []), ...(any ?? []), ...(not === undefined ? [] : [not])].flatMap(inPredicate),
  ];
  const awaited = resolved.actors.flatMap(({ program }) =>
    program.flatMap((step) => (step.do === 'wait' && 'taken' in step.until ? [step.until.taken] : [])),
  );
  return [...inPredicate(scenario.sometimes.reached), ...awaited];
}

function predicate(scene: Scene, actors: ReadonlyMap<string, Actor>, taken: (label: string) => Place, said: PredicateDescription): BoolExpr {
  const inner = (one: PredicateDescription) => predicate(scene, actors, taken, one);
  const actorOf = (name: string) => actors.get(name);
  if (said.all !== undefined) return and(...said.all.map(inner));
  if (said.any !== undefined) return or(...said.any.map(inner));
  if (said.not !== undefined) return not(inner(said.not));
  if (said.taken !== undefined) return on(taken(said.taken));
  if (said.begun !== undefined) {
    const one = actorOf(said.begun);
    return one === undefined ? { op: 'bool', value: false } : not(at(one.name, one.start));
  }
  if (said.finished !== undefined) return actorOf(said.finished) === undefined ? { op: 'bool', value: false } : at(said.finished, DONE);
  if (said.holds !== undefined) {
    const { actor: owner, page } = said.holds;
    return or(...scene.page(page).folios.flatMap((folio) => [gt(folio.entry(owner).gets, 0), gt(folio.entry(owner).pins, 0)]));
  }
  if (said.page === undefined) return { op: 'bool', value: true };
  const page = scene.page(said.page.name);
  switch (said.page.is) {
    case 'dirty':
      return on(page.dirty);
    case 'clean':
      return off(page.dirty);
    case 'writeback':
      return on(page.writeback);
    case 'detached':
      return off(page.cached);
    case 'freed':
      return on(page.folios[0].freed);
    case 'shared':
      return on(page.shared);
    case 'write-protected':
      return and(on(page.parent.present), off(page.parent.writable));
    default:
      return said.page.is satisfies never;
  }
}
