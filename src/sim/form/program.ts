/**
 * Actors written as programs: sequences of steps with branches, choices and jumps, turned into locations and steps. Control costs nothing: a branch is
 * no step of its own, its condition joins the guards of the steps that can come next.
 */
import { and, type Bool, bool, not } from './build.ts';
import type { Actor, BoolExpr, Source, Statement, Step } from './model.ts';

export type Block =
  | { readonly block: 'step'; readonly name: string; readonly guard: BoolExpr; readonly body: readonly Statement[]; readonly source?: Source }
  | { readonly block: 'either'; readonly alternatives: readonly (readonly Block[])[] }
  | { readonly block: 'branch'; readonly condition: BoolExpr; readonly then: readonly Block[]; readonly otherwise: readonly Block[] }
  | { readonly block: 'mark'; readonly location: string }
  | { readonly block: 'jump'; readonly location: string };

/** Waits until the guard is true, then does the statements, all at once. */
export const step = (name: string, body: readonly Statement[], also: { readonly guard?: Bool; readonly source?: Source } = {}): Block => ({
  block: 'step',
  name,
  guard: bool(also.guard ?? true),
  body,
  ...(also.source === undefined ? {} : { source: also.source }),
});
/** Any of these, at the whim of the schedule. An empty one goes on behind. */
export const either = (...alternatives: readonly (readonly Block[])[]): Block => ({ block: 'either', alternatives });
/** Decided at the moment at which the next step is taken, together with its guard. */
export const branch = (condition: Bool, then: readonly Block[], otherwise: readonly Block[] = []): Block => ({
  block: 'branch',
  condition: bool(condition),
  then,
  otherwise,
});
/** Names the location before what follows, for `jump` and for `at`. A location without a mark is named after the first step that leaves it. */
export const mark = (location: string): Block => ({ block: 'mark', location });
/** Goes on at the mark. `jump('done')` ends the program. */
export const jump = (location: string): Block => ({ block: 'jump', location });

/** Where every program ends. */
export const DONE = 'done';

export interface ActorOptions {
  /** It need not begin: its start is a resting location. Once begun it must come to its end. */
  readonly optional?: boolean;
  /** It rests everywhere, and nobody may count on it. */
  readonly environment?: boolean;
}

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly guard: BoolExpr;
  /** Absent: control goes on without a step. */
  readonly step?: Extract<Block, { block: 'step' }>;
}

const END = 0;

/** @throws {Error} with a sentence about the program: a jump to no mark, a loop without a step, a branch that would end it without a step. */
export function actor(name: string, program: readonly Block[], options: ActorOptions = {}): Actor {
  const graph = layOut(name, program);
  const start = followPlain(graph.edges, graph.start);
  const edges = withoutSilent(name, joinPlain(graph.edges));
  const used = reachable(edges, start);
  const kept = edges.filter((edge) => used.has(edge.from));
  const names = nameLocations(name, kept, graph.marks, used);
  const nameOf = (location: number) => names.get(location) ?? DONE;
  const locations = [...names.values()];
  const steps = kept.map(
    ({ from, to, guard, step }): Step => ({
      name: step.name,
      from: nameOf(from),
      to: nameOf(to),
      guard: both(guard, step.guard),
      body: step.body,
      ...(step.source === undefined ? {} : { source: step.source }),
    }),
  );
  const first = nameOf(start);
  const rest = options.environment === true ? locations : options.optional === true && first !== DONE ? [first, DONE] : [DONE];
  return { name, locations, start: first, rest, ...(options.environment === true ? { environment: true } : {}), steps };
}

interface Graph {
  readonly start: number;
  readonly edges: readonly Edge[];
  readonly marks: ReadonlyMap<string, number>;
}

function layOut(actorName: string, program: readonly Block[]): Graph {
  let locations = END + 1;
  const edges: Edge[] = [];
  const marks = new Map<string, number>([[DONE, END]]);
  for (const location of marksOf(program)) {
    if (marks.has(location)) throw new Error(`${actorName} has two marks named ${location}; give each its own name.`);
    marks.set(location, locations++);
  }
  const always = bool(true);
  const go = (from: number, to: number, guard: BoolExpr) => edges.push({ from, to, guard });
  const place = (blocks: readonly Block[], from: number, to: number): void => {
    let here = from;
    for (const [i, block] of blocks.entries()) {
      const last = i === blocks.length - 1;
      if (block.block === 'mark') {
        const marked = marks.get(block.location) ?? END;
        go(here, marked, always);
        if (last) go(marked, to, always);
        here = marked;
        continue;
      }
      const next = last ? to : locations++;
      switch (block.block) {
        case 'step':
          edges.push({ from: here, to: next, guard: always, step: block });
          break;
        case 'either':
          for (const alternative of block.alternatives) place(alternative, here, next);
          break;
        case 'branch':
          for (const [condition, blocks] of [[block.condition, block.then] as const, [not(block.condition), block.otherwise] as const]) {
            const inside = locations++;
            go(here, inside, condition);
            place(blocks, inside, next);
          }
          break;
        case 'jump': {
          const target = marks.get(block.location);
          if (target === undefined) throw new Error(`${actorName} jumps to ${block.location}, which is no mark of it.`);
          go(here, target, always);
          if (!last) throw new Error(`${actorName} has steps behind its jump to ${block.location}; they can never be reached.`);
          break;
        }
        default:
          block satisfies never;
      }
      here = next;
    }
    if (blocks.length === 0) go(from, to, always);
  };
  const start = locations++;
  place(program, start, END);
  return { start, edges, marks };
}

function marksOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    if (block.block === 'mark') return [block.location];
    if (block.block === 'either') return block.alternatives.flatMap(marksOf);
    return block.block === 'branch' ? [...marksOf(block.then), ...marksOf(block.otherwise)] : [];
  });
}

/** A location whose one way out is silent and unconditional is the location that it leads to. */
function followPlain(edges: readonly Edge[], location: number): number {
  let here = location;
  for (let turns = 0; turns <= edges.length; turns++) {
    const [only, second] = edges.filter((edge) => edge.from === here);
    if (only === undefined || second !== undefined || only.step !== undefined || only.guard.op !== 'bool') return here;
    here = only.to;
  }
  return here;
}

function joinPlain(edges: readonly Edge[]): readonly Edge[] {
  return edges.map((edge) => ({ ...edge, to: followPlain(edges, edge.to) }));
}

/** Silent ways are replaced by the steps that lie behind them, under the conditions met on the way. */
function withoutSilent(actorName: string, edges: readonly Edge[]): readonly (Edge & { readonly step: NonNullable<Edge['step']> })[] {
  const from = new Map<number, Edge[]>();
  for (const edge of edges) from.set(edge.from, [...(from.get(edge.from) ?? []), edge]);
  const stepsAt = (location: number, way: readonly number[]): (Edge & { readonly step: NonNullable<Edge['step']> })[] => {
    if (location === END) throw new Error(`${actorName} can come to its end without a step; put a step into the empty branch.`);
    if (way.includes(location)) throw new Error(`${actorName} has a loop without a step.`);
    return (from.get(location) ?? []).flatMap((edge) => {
      const { step } = edge;
      if (step !== undefined) return [{ ...edge, step }];
      return stepsAt(edge.to, [...way, location]).map((behind) => ({ ...behind, from: location, guard: both(edge.guard, behind.guard) }));
    });
  };
  return [...from.keys()].filter((location) => location !== END && !isPlain(from.get(location))).flatMap((location) => stepsAt(location, []));
}

function isPlain(edges: readonly Edge[] | undefined): boolean {
  const [only, second] = edges ?? [];
  return only !== undefined && second === undefined && only.step === undefined && only.guard.op === 'bool';
}

function both(left: BoolExpr, right: BoolExpr): BoolExpr {
  if (left.op === 'bool' && left.value) return right;
  return right.op === 'bool' && right.value ? left : and(left, right);
}

function reachable(edges: readonly Edge[], start: number): ReadonlySet<number> {
  const seen = new Set([start]);
  for (const location of seen) for (const edge of edges) if (edge.from === location) seen.add(edge.to);
  return seen;
}

function nameLocations(
  actorName: string,
  edges: readonly { readonly from: number; readonly step: { readonly name: string } }[],
  marks: ReadonlyMap<string, number>,
  used: ReadonlySet<number>,
): ReadonlyMap<number, string> {
  const marked = new Map<number, string>();
  for (const [location, number] of marks) {
    if (used.has(number)) marked.set(number, location);
  }
  const taken = new Set<string>(marks.keys());
  const names = new Map<number, string>();
  for (const { from, step } of edges) {
    if (names.has(from)) continue;
    let name = marked.get(from);
    for (let nth = 1; name === undefined; nth++) {
      const tried = nth === 1 ? step.name : `${step.name} #${nth}`;
      if (!taken.has(tried)) name = tried;
    }
    taken.add(name);
    names.set(from, name);
  }
  for (const location of used) {
    if (location !== END && !names.has(location)) throw new Error(`${actorName} can come to a location that no step leaves.`);
  }
  names.set(END, DONE);
  return names;
}
