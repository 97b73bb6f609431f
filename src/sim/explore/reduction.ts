/**
 * Partial-order reduction: in many states it is enough to expand some of the actors, because what they can do now does not meet what the others can ever
 * do from where they stand. Such a set is *persistent* (Godefroid, 1996); it is found here from what steps read and write, by location, not by state.
 *
 * **Claim**: a search that expands only such sets finds a broken invariant, a failed check, a model error, a deadlock, each state of `sometimes` and `ends`,
 * and each state with nothing left to do, exactly if the whole search does. It says nothing of lengths: a shortest trace needs the whole search again.
 *
 * **Why.** Let a schedule w lead from s to what is looked for, and let C be the actors that were chosen at s. If w holds a step of C, the first one, t,
 * meets nothing before it, so t can go first: the rest is one shorter. If it holds none, the seed of C can still take the step a that it could take at s,
 * and w can follow. a changes nothing that `always` invariants, `sometimes` and `ends` look at, so what was found is found behind it as well; a state at
 * rest or a deadlock it cannot have been, since the seed stands where it may not rest and can move. Nor can that go on for ever: seeds stand at locations
 * that lie on no cycle of their actor.
 */
import type { BoolExpr, Model } from '../form/index.ts';
import { footprintOf, readsOf } from './footprint.ts';
import type { Layout } from './layout.ts';
import type { Plan } from './searchCode.ts';

/** More actors than bits, or more combinations of locations than a number can name exactly. */
export function canReduce(model: Model): boolean {
  return model.actors.length <= 30 && model.actors.reduce((product, { locations }) => product * locations.length, 1) < Number.MAX_SAFE_INTEGER;
}

/** What the steps of an actor at one location, or from there on, read and write. The actor's own location is among it where they move. */
interface Reach {
  readonly reads: ReadonlySet<number>;
  readonly writes: ReadonlySet<number>;
}

export function planOf(model: Model, layout: Layout): Plan {
  const ends = readsOf(
    model.ends.map(({ reached }) => reached),
    model,
    layout,
  );
  const here = model.actors.map((actor, a) => actor.locations.map((location) => union(stepReaches(model, layout, a, location, ends))));
  const onward = model.actors.map((actor, a) =>
    actor.locations.map((location) =>
      union([...reachableFrom(actor.steps, location)].map((to) => here[a]?.[actor.locations.indexOf(to)] ?? nothing)),
    ),
  );
  // meets[a][la][b] is a list by location of b
  const meets = here.map((locations, a) =>
    locations.map((now) => onward.map((others, b) => (a === b ? others.map(() => false) : others.map((later) => doMeet(now, later))))),
  );
  const seeds = seedsOf(model, layout, here);

  const decide = (at: readonly number[]): Int32Array => {
    const mayMove = at.map((location, a) => (here[a]?.[location]?.writes.size ?? 0) + (here[a]?.[location]?.reads.size ?? 0) > 0);
    const sets: { readonly seed: number; readonly set: ReadonlySet<number> }[] = [];
    for (const [seed, location] of at.entries()) {
      if (seeds[seed]?.[location] !== true) continue;
      const set = new Set([seed]);
      for (const a of set) for (const [b, where] of at.entries()) if (meets[a]?.[at[a] ?? 0]?.[b]?.[where] === true) set.add(b);
      if (mayMove.some((can, a) => can && !set.has(a))) sets.push({ seed, set });
    }
    sets.sort((a, b) => a.set.size - b.set.size || a.seed - b.seed);
    return Int32Array.from(sets.flatMap(({ seed, set }) => [seed, [...set].reduce((bits, a) => (a === seed ? bits : bits | (1 << a)), 0)]));
  };

  const plans = new Map<number, Int32Array>();
  return (key) => {
    const known = plans.get(key);
    if (known !== undefined) return known;
    let left = key;
    const at = model.actors.map(({ locations }) => {
      const location = left % locations.length;
      left = (left - location) / locations.length;
      return location;
    });
    const decided = decide(at);
    plans.set(key, decided);
    return decided;
  };
}

const nothing: Reach = { reads: new Set(), writes: new Set() };

function stepReaches(model: Model, layout: Layout, a: number, location: string, ends: ReadonlySet<number>): Reach[] {
  const actor = model.actors[a];
  return (actor?.steps ?? [])
    .filter(({ from }) => from === location)
    .map((step) => {
      const { reads, writes } = footprintOf(step, model, layout);
      // every step waits for there being no end; that it reads its own location makes no difference to others but shows that there is a step
      return { reads: new Set([...reads, ...ends, a]), writes: step.from === step.to ? writes : new Set([...writes, a]) };
    });
}

function union(reaches: readonly Reach[]): Reach {
  return { reads: new Set(reaches.flatMap(({ reads }) => [...reads])), writes: new Set(reaches.flatMap(({ writes }) => [...writes])) };
}

type Edges = readonly { readonly from: string; readonly to: string }[];

/** The location itself among them. */
function reachableFrom(steps: Edges, location: string): ReadonlySet<string> {
  const seen = new Set([location]);
  for (const at of seen) for (const { from, to } of steps) if (from === at) seen.add(to);
  return seen;
}

function onCycle(steps: Edges, location: string): boolean {
  return steps.some(({ from, to }) => from === location && reachableFrom(steps, to).has(location));
}

function doMeet(now: Reach, later: Reach): boolean {
  return [...now.writes].some((cell) => later.reads.has(cell) || later.writes.has(cell)) || [...now.reads].some((cell) => later.writes.has(cell));
}

/** By actor and location: whether an actor standing there can be the one for whose sake the others wait. */
function seedsOf(model: Model, layout: Layout, here: readonly (readonly Reach[])[]): readonly (readonly boolean[])[] {
  const asked: BoolExpr[] = [...model.sometimes, ...model.ends].map(({ reached }) => reached);
  for (const { when, holds } of model.invariants) if (when === 'always' && holds !== undefined) asked.push(holds);
  const seen = readsOf(asked, model, layout);
  return model.actors.map((actor, a) =>
    actor.locations.map((location, l) => {
      const writes = here[a]?.[l]?.writes ?? new Set();
      return (
        actor.environment !== true &&
        !actor.rest.includes(location) &&
        writes.size > 0 &&
        ![...writes].some((cell) => seen.has(cell)) &&
        !onCycle(actor.steps, location)
      );
    }),
  );
}
