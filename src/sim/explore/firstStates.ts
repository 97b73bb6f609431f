/**
 * The search of the first states, by the functions of the machine: most models have few, and are done before code could have been made for them. It leaves
 * behind what generated code goes on from: the same states in the same order (searchCode.ts).
 */
import { ModelFault, NO_BREAK } from './closures.ts';
import { packInto, unpackInto } from './layout.ts';
import type { Machine } from './machine.ts';
import type { Plan, Progress, SearchCode } from './searchCode.ts';

export function firstStatesOf(machine: Machine, plan: Plan | undefined): SearchCode {
  const { layout, model, branching } = machine;
  const { moves, ended, atRest, judge, named } = machine.code;
  const { words } = layout;
  const environment = model.actors.map((actor) => actor.environment === true);
  const reached = new Uint8Array(named.length);
  const values = new Int32Array(layout.cells.length);
  const after = new Int32Array(layout.cells.length);
  const packed = new Int32Array(words);
  let states: Int32Array = new Int32Array(0);
  let found: Uint8Array | Uint16Array = new Uint8Array(0);
  let table: Int32Array = new Int32Array(0);
  const now = { count: 0, head: 0, transitions: 0, rank: NO_BREAK, brokenBy: -1, action: -1, faulty: -1, dead: -1, finished: -1 };

  const slotOf = (offset: number, array: Int32Array): number => {
    let hash = 0;
    for (let word = 0; word < words; word++) {
      hash = Math.imul(hash ^ (array[offset + word] ?? 0), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return Math.floor((hash >>> 0) * (table.length / 2 ** 32));
  };
  const next = (slot: number) => (slot + 1 === table.length ? 0 : slot + 1);
  const isPacked = (state: number): boolean => {
    for (let word = 0; word < words; word++) if (states[state * words + word] !== packed[word]) return false;
    return true;
  };
  const see = () => {
    for (const [i, test] of named.entries()) if (reached[i] === 0 && test(after)) reached[i] = 1;
  };
  /** Adds `after`, unless it is known. */
  const add = () => {
    packInto(layout, after, packed, 0);
    let slot = slotOf(0, packed);
    for (let known = table[slot] ?? 0; known !== 0; known = table[slot] ?? 0) {
      if (isPacked(known - 1)) return;
      slot = next(slot);
    }
    states.set(packed, now.count * words);
    table[slot] = ++now.count;
    see();
  };

  /** Takes all steps that the actor can take, and says how many. */
  const move = (actor: number): number => {
    let taken = 0;
    for (const { guard, act, action } of moves[actor]?.[values[actor] ?? 0] ?? []) {
      try {
        if (!guard(values)) continue;
        taken++;
        after.set(values);
        const checked = act(after, undefined);
        const rank = Math.min(checked, judge(after));
        if (rank === NO_BREAK) {
          add();
          continue;
        }
        see();
        if (rank < now.rank) {
          now.rank = rank;
          now.brokenBy = now.head;
          now.action = action;
        }
      } catch (error) {
        if (!(error instanceof ModelFault)) throw error;
        if (now.faulty < 0) now.faulty = now.head;
      }
    }
    now.transitions += taken;
    return taken;
  };
  const moveSome = (): boolean => {
    if (plan === undefined) return false;
    const pairs = plan(model.actors.reduceRight((key, { locations }, actor) => (values[actor] ?? 0) + locations.length * key, 0));
    for (let i = 0; i < pairs.length; i += 2) {
      if (move(pairs[i] ?? 0) === 0) continue;
      for (let actor = 0; actor < moves.length; actor++) if ((((pairs[i + 1] ?? 0) >>> actor) & 1) === 1) move(actor);
      return true;
    }
    return false;
  };
  const moveAll = () => {
    let others = 0;
    for (let actor = 0; actor < moves.length; actor++) {
      const taken = move(actor);
      if (environment[actor] !== true) others += taken;
    }
    if (others > 0) return;
    if (!atRest(values)) now.dead = now.head;
    else if (now.finished < 0) now.finished = now.head;
  };
  const expand = () => {
    unpackInto(layout, states, now.head * words, values);
    const before = now.count;
    if (ended(values)) {
      if (now.finished < 0) now.finished = now.head;
    } else if (!moveSome()) moveAll();
    found[now.head] = now.count - before;
    now.head++;
  };

  return {
    hold: (newStates, newFound) => {
      states = newStates;
      found = newFound;
    },
    dropTable: () => {
      table = new Int32Array(0);
    },
    fill: (newTable) => {
      table = newTable;
      for (let state = 0; state < now.count; state++) {
        let slot = slotOf(state * words, states);
        while (table[slot] !== 0) slot = next(slot);
        table[slot] = state + 1;
      }
    },
    resume: (progress, seen) => {
      Object.assign(now, progress);
      reached.set(seen);
    },
    begin: (first) => {
      unpackInto(layout, first, 0, after);
      add();
    },
    run: (until, room, limit) => {
      while (now.head < until && now.count + branching <= room && now.count <= limit && now.dead < 0) expand();
    },
    progress: (): Progress => now,
    reached,
  };
}
