/** What one path (or several that came to the same) knows at a point: memory, temporaries, facts about numbers, references held, and how it came here. */
import type { Span } from '../base/span.ts';
import type { ReferenceKind } from '../protocol/trace.ts';
import { Facts } from './facts.ts';
import { type AcquireSite, type Held, heldProperty, heldSignature } from './held.ts';
import {
  add,
  fullKey,
  isConstant,
  type Linear,
  mentions,
  minus,
  mix,
  onlySymbol,
  plus,
  type SymbolId,
  type SymbolTable,
  same,
  symbolForm,
  times,
} from './linear.ts';
import type { PathNode } from './path.ts';

export interface Cell {
  readonly at: Linear;
  readonly value: Linear;
}

/** What was seen when a loop that may release pages was entered. */
export interface LoopEntry {
  /** Rounds that it will make, if its shape tells. */
  readonly rounds: Linear | undefined;
  /** Records that the loop's body releases page by page. */
  readonly releases: readonly {
    readonly id: number;
    readonly perRound: boolean;
    /** Whether a round drops its page is decided by something that has nothing to do with the page. */
    readonly apart: boolean;
    readonly call: string;
    readonly kind: ReferenceKind;
    readonly span: Span;
  }[];
  /** Records whose pages it looks at, one a round. */
  readonly walks?: readonly number[];
  /** Which of the states that came to the loop from outside this one goes back to: they are not merged with each other. */
  readonly head?: string;
  /** It begins in the middle of an array: what it drops is part of it. */
  readonly middle?: boolean;
  /** No round has been made yet. */
  readonly first: boolean;
}

/** The place of the cell of that address; -1 if there is none. `near`: where it is looked for first. */
function indexIn(cells: readonly Cell[], at: Linear, near = 0): number {
  const n = cells.length;
  for (let j = 0; j < n; j++) {
    const i = near + j < n ? near + j : near + j - n;
    const other = cells[i]?.at;
    if (other && same(other, at)) return i;
  }
  return -1;
}

/** What records are called in a walk: they are never changed, so that is made once. */
interface RecordNames {
  readonly signatures: Map<Held, string>;
  readonly properties: Map<Held, string>;
}

export class State {
  /** In the order in which they were first written; few enough that a list is faster than a map. */
  memory: Cell[];
  temps: Map<number, Linear>;
  facts: Facts;
  held: Map<number, Held>;
  loops: Map<number, LoopEntry>;
  path: PathNode | undefined;
  /** Bit 1: memory, 2: temps, 4: held, 8: loops are shared with another state. */
  #shared = 0;
  /** What the records are called, until one changes. */
  #signature: string | undefined;
  #property: string | undefined;
  readonly #names: RecordNames;

  constructor(from?: State) {
    if (from) {
      this.#signature = from.#signature;
      this.#property = from.#property;
      this.#names = from.#names;
      this.memory = from.memory;
      this.temps = from.temps;
      this.facts = new Facts(from.facts);
      // Both sides copy before they write.
      from.facts = new Facts(from.facts);
      this.held = from.held;
      this.loops = from.loops;
      this.path = from.path;
      this.#shared = 15;
      from.#shared = 15;
    } else {
      this.memory = [];
      this.temps = new Map();
      this.facts = new Facts();
      this.held = new Map();
      this.loops = new Map();
      this.path = undefined;
      this.#names = { signatures: new Map(), properties: new Map() };
    }
  }

  /** A copy, for whoever changes records while going through them. */
  records(): Held[] {
    return [...this.held.values()];
  }
  cells(): Cell[] {
    return [...this.memory];
  }

  fork(): State {
    return new State(this);
  }

  write(at: Linear, value: Linear): void {
    if (this.#shared & 1) {
      this.memory = this.memory.slice();
      this.#shared &= ~1;
    }
    const i = indexIn(this.memory, at);
    if (i < 0) this.memory.push({ at, value });
    else this.memory[i] = { at, value };
  }
  cellAt(at: Linear): Cell | undefined {
    const i = indexIn(this.memory, at);
    return i < 0 ? undefined : this.memory[i];
  }
  forget(drop: (cell: Cell) => boolean): void {
    const list = this.memory;
    let i = 0;
    for (let cell = list[0]; cell !== undefined && !drop(cell); cell = list[++i]);
    if (i === list.length) return;
    const kept = list.slice(0, i);
    for (i++; i < list.length; i++) {
      const cell = list[i];
      if (cell && !drop(cell)) kept.push(cell);
    }
    this.memory = kept;
    this.#shared &= ~1;
  }
  setTemp(id: number, value: Linear): void {
    if (this.#shared & 2) {
      this.temps = new Map(this.temps);
      this.#shared &= ~2;
    }
    this.temps.set(id, value);
  }
  dropTemps(drop: (id: number) => boolean): void {
    let ids: number[] | undefined;
    for (const id of this.temps.keys()) if (drop(id)) (ids ??= []).push(id);
    if (!ids) return;
    if (this.#shared & 2) {
      this.temps = new Map(this.temps);
      this.#shared &= ~2;
    }
    for (const id of ids) this.temps.delete(id);
  }
  hold(record: Held): void {
    this.#signature = undefined;
    this.#property = undefined;
    if (this.#shared & 4) {
      this.held = new Map(this.held);
      this.#shared &= ~4;
    }
    this.held.set(record.id, record);
  }
  unhold(id: number): void {
    if (!this.held.has(id)) return;
    this.#signature = undefined;
    this.#property = undefined;
    if (this.#shared & 4) {
      this.held = new Map(this.held);
      this.#shared &= ~4;
    }
    this.held.delete(id);
  }
  setLoop(header: number, entry: LoopEntry | undefined): void {
    if (entry === undefined && !this.loops.has(header)) return;
    if (this.#shared & 8) {
      this.loops = new Map(this.loops);
      this.#shared &= ~8;
    }
    if (entry) this.loops.set(header, entry);
    else this.loops.delete(header);
  }

  /** Equal for states from which the same happens. What there are many of is told by a hash that does not depend on their order. */
  signature(): string {
    let a = 0;
    let b = 0;
    const { memory } = this;
    for (let i = 0; i < memory.length; i++) {
      const cell = memory[i];
      if (!cell) continue;
      const at = cell.at.hash;
      const value = cell.value.hash;
      a = (a + mix(at.a, value.a)) | 0;
      b = (b + mix(at.b, value.b)) | 0;
    }
    if (this.temps.size > 0)
      for (const [id, value] of this.temps) {
        a = (a + mix(id, value.hash.a)) | 0;
        b = (b + mix(id, value.hash.b)) | 0;
      }
    const facts = this.facts.hash;
    let text = `${a}.${b}.${facts.a}.${facts.b}`;
    if (this.held.size > 0) text += `#${(this.#signature ??= this.#records(heldSignature, this.#names.signatures))}`;
    if (this.loops.size > 0) {
      const loops: string[] = [];
      for (const [h, e] of this.loops) loops.push(`${h}@${e.rounds ? fullKey(e.rounds) : '?'}${e.first ? '!' : ''}${e.head ?? ''}`);
      text += `#${loops.sort().join(' ')}`;
    }
    return text;
  }

  /** Equal for states that may be merged. `own`: where there are too many, what was released of others' pages does not keep them apart. */
  property(own = false): string {
    if (this.held.size === 0) return '';
    if (own) return this.#records(heldProperty, this.#names.properties, own);
    return (this.#property ??= this.#records(heldProperty, this.#names.properties));
  }

  #records(name: (h: Held) => string, known: Map<Held, string>, own = false): string {
    const names: string[] = [];
    for (const h of this.held.values()) {
      if (own && h.foreign) continue;
      let text = known.get(h);
      if (text === undefined) {
        text = name(h);
        known.set(h, text);
      }
      names.push(text);
    }
    return names.length === 1 ? (names[0] ?? '') : names.sort().join(' ');
  }

  /** Puts `value` where `symbol` stood, in values, records and facts about it. Addresses keep their names. */
  replace(symbol: SymbolId, value: Linear): void {
    const change = (x: Linear): Linear => {
      for (let i = 0; i < x.terms.length; i += 2) {
        if (x.terms[i] !== symbol) continue;
        const factor = x.terms[i + 1] ?? 0;
        return plus(minus(x, times(symbolForm(symbol), factor)), value, factor);
      }
      return x;
    };
    const { memory } = this;
    for (let i = 0; i < memory.length; i++) {
      const cell = memory[i];
      if (cell && mentions(cell.value, symbol)) this.write(cell.at, change(cell.value));
    }
    for (const [id, v] of this.temps) if (mentions(v, symbol)) this.setTemp(id, change(v));
    for (const h of this.held.values()) {
      const count = change(h.count);
      const taken = change(h.taken);
      const asked = h.asked && change(h.asked);
      const place = change(h.place);
      const element = h.element && change(h.element);
      const only = value.terms.length === 2 && value.terms[1] === 1 && value.k === 0 ? value.terms[0] : undefined;
      const base = h.base === symbol ? only : h.base;
      const containers =
        h.containers.includes(symbol) && only !== undefined ? h.containers.map((c) => (c === symbol ? only : c)).sort((a, b) => a - b) : h.containers;
      if (
        count !== h.count ||
        taken !== h.taken ||
        asked !== h.asked ||
        place !== h.place ||
        element !== h.element ||
        base !== h.base ||
        containers !== h.containers
      )
        this.hold({
          ...h,
          count,
          taken,
          place,
          base,
          containers,
          ...(asked === undefined ? {} : { asked }),
          ...(element === undefined ? {} : { element }),
        });
    }
    let told = false;
    for (const fact of this.facts.all()) if (mentions(fact.form, symbol)) told = true;
    if (!told) return;
    const facts = new Facts();
    for (const fact of this.facts.all()) facts.assume(change(fact.form), fact);
    this.facts = facts;
  }

  /** Does anything but a fact mention it? */
  holdsSymbol(symbol: SymbolId): boolean {
    const { memory } = this;
    for (let i = 0; i < memory.length; i++) {
      const value = memory[i]?.value;
      if (value && mentions(value, symbol)) return true;
    }
    for (const v of this.temps.values()) if (mentions(v, symbol)) return true;
    for (const h of this.held.values())
      if (
        mentions(h.count, symbol) ||
        mentions(h.taken, symbol) ||
        mentions(h.place, symbol) ||
        (h.element !== undefined && mentions(h.element, symbol)) ||
        h.containers.includes(symbol)
      )
        return true;
    return false;
  }
}

/** A value of two states that a merge must make one of, under a name that both have. */
interface Slot {
  readonly name: string;
  readonly old: Linear;
  readonly fresh: Linear;
  set(into: State, value: Linear): void;
}

const PARTS = ['count', 'taken', 'place', 'asked', 'element'] as const;

/** Slots in which the states differ, or those in which they do not. */
function slotsOf(old: State, fresh: State, initial: (at: Linear) => Linear, differ: boolean): Slot[] {
  const slots: Slot[] = [];
  const cell = (at: Linear, a: Linear, b: Linear): void => {
    if (same(a, b) !== differ) slots.push({ name: at.full, old: a, fresh: b, set: (s, v) => s.write(at, v) });
  };
  if (old.memory !== fresh.memory || !differ) {
    const [before, after] = [old.memory, fresh.memory];
    // Where one has no more than the other, the place of one cell says where the next is.
    let near = 0;
    for (let i = 0; i < before.length; i++) {
      const known = before[i];
      if (!known) continue;
      const there = indexIn(after, known.at, near);
      if (there >= 0) near = there + 1;
      if (differ && there >= 0 && after[there] === known) continue;
      cell(known.at, known.value, (there < 0 ? undefined : after[there]?.value) ?? initial(known.at));
    }
    near = 0;
    for (let i = 0; i < after.length; i++) {
      const now = after[i];
      if (!now) continue;
      const there = indexIn(before, now.at, near);
      if (there >= 0) near = there + 1;
      else cell(now.at, initial(now.at), now.value);
    }
  }
  for (const [id, value] of old.temps) {
    const b = fresh.temps.get(id);
    if (b && same(value, b) !== differ) slots.push({ name: `t${id}`, old: value, fresh: b, set: (s, v) => s.setTemp(id, v) });
  }
  for (const [id, h] of old.held) {
    const b = fresh.held.get(id);
    if (!b || (h === b && differ)) continue;
    for (const part of PARTS) {
      const x = h[part];
      const y = b[part];
      if (!x || !y || same(x, y) === differ) continue;
      slots.push({
        name: `h${id}${part}`,
        old: x,
        fresh: y,
        set: (s, v) => {
          const now = s.held.get(id);
          if (!now) return;
          const symbol = v.terms.length === 2 && v.terms[1] === 1 ? v.terms[0] : undefined;
          // Pages in one of two arrays are in what their pointers became.
          s.hold({ ...now, [part]: v, ...(part === 'place' && h.base !== b.base && symbol !== undefined ? { base: symbol } : {}) });
        },
      });
    }
  }
  return slots;
}

/** Parts of two records with the same property, from which the same may happen. */
function mergeHeld(a: Held, b: Held): Held {
  const outcome = a.outcome === b.outcome ? a.outcome : 'some';
  const wrote = a.wrote?.by === 'cpu' ? a.wrote : (b.wrote ?? a.wrote);
  return {
    ...a,
    site: commonSite(a.site, b.site),
    outcome,
    noticed: a.noticed && b.noticed,
    ...(a.tested && !b.tested ? { tested: false } : {}),
    ...(wrote ? { wrote } : {}),
    ...(a.dirtied || b.dirtied ? { dirtied: true } : {}),
    ...(a.locked || b.locked ? { locked: true } : {}),
    extra: Math.max(a.extra, b.extra),
    containers: a.containers === b.containers ? a.containers : [...new Set([...a.containers, ...b.containers])].sort((x, y) => x - y),
    sure: (a.sure ?? []).filter((c) => b.sure?.includes(c) ?? false),
  };
}

/** Where paths asked for different things, nobody can say which. */
function commonSite(a: AcquireSite, b: AcquireSite): AcquireSite {
  if (a === b || (a.write === b.write && a.longterm === b.longterm)) return a;
  return { ...a, write: a.write === b.write ? a.write : 'maybe', longterm: a.longterm === b.longterm ? a.longterm : 'maybe' };
}

function mergedBase(old: State, fresh: State, facts: Facts): State {
  const out = old.fork();
  out.facts = facts;
  out.dropTemps((id) => !fresh.temps.has(id));
  for (const [id, h] of old.held) {
    const b = fresh.held.get(id);
    if (!b) out.unhold(id);
    else if (b !== h) out.hold(mergeHeld(h, b));
  }
  for (const header of old.loops.keys()) if (!fresh.loops.has(header)) out.setLoop(header, undefined);
  return out;
}

const signOf = ({ lo, hi }: { readonly lo: number; readonly hi: number }): { lo: number; hi: number } => ({
  lo: lo > 0 ? 1 : lo === 0 ? 0 : Number.NEGATIVE_INFINITY,
  hi: hi < 0 ? -1 : hi === 0 ? 0 : Number.POSITIVE_INFINITY,
});

/** One state for two at a join: what differs becomes unknown, equal pairs of values the same unknown. */
export function mergeStates(old: State, fresh: State, place: string, table: SymbolTable, initial: (at: Linear) => Linear, widen = false): State {
  const facts = widen ? old.facts.widenedWith(fresh.facts) : old.facts.joinedWith(fresh.facts);
  const out = mergedBase(old, fresh, facts);
  const pairs = new Map<string, Linear>();
  for (const slot of slotsOf(old, fresh, initial, true)) {
    // Values that are as far apart in both states stay so: `nr` and the number of pages held, one more than `nr`.
    const apart = slot.old.k;
    const [before, after] = [add(slot.old, -apart), add(slot.fresh, -apart)];
    const pair = `${fullKey(before)}/${fullKey(after)}`;
    let symbol = pairs.get(pair);
    if (!symbol) {
      symbol = table.merge(`${place}:${slot.name}`);
      pairs.set(pair, symbol);
      const a = old.facts.boundsOf(before);
      const b = fresh.facts.boundsOf(after);
      const hull = { lo: Math.min(a.lo, b.lo), hi: Math.max(a.hi, b.hi) };
      out.facts.assume(symbol, widen ? signOf(hull) : hull);
    }
    const value = add(symbol, apart);
    const [a, b] = [old.facts.boundsOf(slot.old), fresh.facts.boundsOf(slot.fresh)];
    if ((a.lo > 0 || a.hi < 0 || a.not === 0) && (b.lo > 0 || b.hi < 0 || b.not === 0))
      out.facts.assume(value, { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY, not: 0 });
    slot.set(out, value);
    followContainer(out, old, fresh, slot, value);
  }
  return out;
}

/** A table that was one of two, with the pages in either: they are in what its pointer became. */
function followContainer(out: State, old: State, fresh: State, slot: Slot, value: Linear): void {
  const symbol = onlySymbol(value);
  const a = onlySymbol(slot.old);
  const b = onlySymbol(slot.fresh);
  if (symbol === undefined || a === undefined || b === undefined) return;
  for (const h of out.held.values()) {
    if (h.containers.includes(symbol)) continue;
    if (!old.held.get(h.id)?.containers.includes(a) || !fresh.held.get(h.id)?.containers.includes(b)) continue;
    out.hold({ ...h, containers: [...h.containers, symbol].sort((x, y) => x - y), sure: [...(h.sure ?? []), symbol] });
  }
}

/**
 * The state at a loop's head after another round. A value that moved by `d` becomes its entry value plus a symbol that stands for all rounds; values that move
 * alike share it, so that `pinned` and the number of pages held stay equal and `npages - pinned` stays what it is.
 */
export function mergeAtLoop(old: State, fresh: State, place: string, round: number, table: SymbolTable, initial: (at: Linear) => Linear): State {
  const moved = slotsOf(old, fresh, initial, true);
  const rounds = new Map<string, { symbol: Linear; delta: Linear; isNew: boolean }>();
  const values = new Map<Slot, Linear>();
  const steps = stepsOfRounds(moved, place, table);
  const byRound = new Map<SymbolId, Linear>();
  for (const [symbol, { step }] of steps) byRound.set(symbol, step);
  for (const slot of moved) {
    const delta = minus(slot.fresh, slot.old);
    // A value that already stands for rounds: right if all that share its symbol moved alike.
    const own = roundSymbol(slot.old, place, table);
    if (own) {
      const step = stepOf(own, delta);
      const known = steps.get(own.symbol);
      if (step && known && same(known.step, step)) continue;
      // Those that moved alike, but not as most: they part from them together.
      const company = step && known && round <= 6 ? known.others.get(fullKey(step)) : undefined;
      values.set(
        slot,
        company === undefined
          ? table.merge(`${place}!${slot.name}`)
          : plus(minus(slot.old, times(symbolForm(own.symbol), own.factor)), table.merge(`${place}~${round}~${own.symbol}:${company}`), own.factor),
      );
      continue;
    }
    if (round > 6 || mentionsRound(delta, place, table)) {
      values.set(slot, table.merge(`${place}!${slot.name}`));
      continue;
    }
    const sign = (isConstant(delta) ? delta.k : (delta.terms[1] ?? 1)) < 0 ? -1 : 1;
    const step = times(delta, sign);
    const key = fullKey(step);
    let shared = rounds.get(key);
    if (!shared) {
      shared = { symbol: table.merge(`${place}~${round}~${rounds.size}`), delta: step, isNew: true };
      rounds.set(key, shared);
    }
    values.set(slot, plus(slot.old, shared.symbol, sign));
  }
  // A value that did not move but stands for rounds that others made breaks the tie.
  if (byRound.size > 0)
    for (const slot of slotsOf(old, fresh, initial, false)) {
      const own = roundSymbol(slot.old, place, table);
      if (own && byRound.has(own.symbol)) values.set(slot, table.merge(`${place}!${slot.name}`));
    }

  // What the fresh state knows, told in the symbols of the merged one.
  const translated = new Facts();
  for (const fact of fresh.facts.all()) {
    let { form } = fact;
    for (const [symbol, step] of byRound) {
      if (mentions(step, symbol)) continue;
      for (let i = 0; i < fact.terms.length; i += 2) if (fact.terms[i] === symbol) form = plus(form, step, -(fact.terms[i + 1] ?? 0));
    }
    translated.assume(form, fact);
    for (const r of rounds.values()) {
      const only = r.delta.terms.length === 2 && r.delta.terms[1] === 1 && r.delta.k === 0 ? r.delta.terms[0] : undefined;
      if (only === undefined) continue;
      for (let i = 0; i < fact.terms.length; i += 2) {
        if (fact.terms[i] !== only) continue;
        const f = fact.terms[i + 1] ?? 0;
        translated.assume(plus(minus(form, times(symbolForm(only), f)), r.symbol, f), fact);
      }
    }
  }
  for (const [symbol, step] of byRound)
    if (mentions(step, symbol)) translated.assume(symbolForm(symbol), fresh.facts.boundsOf(plus(step, symbolForm(symbol))));
  const before = new Facts(old.facts);
  for (const r of rounds.values()) {
    before.assume(r.symbol, { lo: 0, hi: 0 });
    translated.assume(r.symbol, fresh.facts.boundsOf(r.delta));
    // Forms that the fresh state ties to the new symbol are worth asking of the old one, where it is 0.
    const id = r.symbol.terms[0] ?? 0;
    for (const { form, terms } of translated.all()) {
      if (terms.length < 4 || !mentions(form, id)) continue;
      let rest = form;
      for (let i = 0; i < terms.length; i += 2) if (terms[i] === id) rest = minus(form, times(symbolForm(id), terms[i + 1] ?? 0));
      before.assume(form, old.facts.boundsOf(rest));
    }
  }
  const widened = round > 2 ? before.widenedWith(translated) : before.joinedWith(translated);
  // What still moves after so many rounds is not known.
  const facts = round > 8 ? before.commonWith(widened) : widened;
  const out = mergedBase(old, fresh, facts);
  for (const [slot, value] of values) {
    slot.set(out, value);
    if (value.terms.length === 2 && !rounds.size) {
      const a = old.facts.boundsOf(slot.old);
      const b = fresh.facts.boundsOf(slot.fresh);
      const known = before.boundsOf(value);
      const lo = Math.min(a.lo, b.lo, known.lo === Number.NEGATIVE_INFINITY ? a.lo : known.lo);
      const hi = Math.max(a.hi, b.hi);
      if (round <= 2) out.facts.assume(value, { lo, hi });
      else if (lo >= 0) out.facts.assume(value, { lo: lo > 0 ? 1 : 0, hi: Number.POSITIVE_INFINITY });
    }
  }
  return out;
}

function roundSymbol(value: Linear, place: string, table: SymbolTable): { symbol: SymbolId; factor: number } | undefined {
  for (let i = 0; i < value.terms.length; i += 2) {
    const id = value.terms[i] ?? 0;
    const origin = table.originOf(id);
    if (origin.from === 'merge' && origin.at.startsWith(`${place}~`)) return { symbol: id, factor: value.terms[i + 1] ?? 0 };
    if (origin.from === 'merge' && origin.at.startsWith(`${place}!`)) return { symbol: id, factor: Number.NaN };
  }
  return undefined;
}

/** How far all that share a round's symbol moved, if they did alike; else how far most of them did, and numbers for the ways of the others. */
interface RoundSteps {
  readonly step: Linear;
  readonly others: ReadonlyMap<string, number>;
}

const stepOf = (own: { readonly factor: number }, delta: Linear): Linear | undefined =>
  own.factor === 1 ? delta : own.factor === -1 ? times(delta, -1) : undefined;

/** A distance that no round has part in; or the value of a round before the symbol stood for all of them, which it covers. */
const isStep = (symbol: SymbolId, step: Linear, place: string, table: SymbolTable): boolean =>
  !mentionsRound(step, place, table) || !mentionsRound(plus(step, symbolForm(symbol)), place, table);

function stepsOfRounds(moved: readonly Slot[], place: string, table: SymbolTable): Map<SymbolId, RoundSteps> {
  const ways = new Map<SymbolId, Map<string, { step: Linear; slots: number }>>();
  for (const slot of moved) {
    const own = roundSymbol(slot.old, place, table);
    const step = own && stepOf(own, minus(slot.fresh, slot.old));
    if (!own || !step || !isStep(own.symbol, step, place, table)) continue;
    const known = ways.get(own.symbol) ?? new Map<string, { step: Linear; slots: number }>();
    ways.set(own.symbol, known);
    const way = known.get(fullKey(step)) ?? { step, slots: 0 };
    way.slots++;
    known.set(fullKey(step), way);
  }
  const out = new Map<SymbolId, RoundSteps>();
  for (const [symbol, known] of ways) {
    const [most, ...rest] = [...known.values()].sort((a, b) => b.slots - a.slots);
    if (most) out.set(symbol, { step: most.step, others: new Map(rest.filter((w) => w.slots > 1).map((w, i) => [fullKey(w.step), i])) });
  }
  return out;
}

const mentionsRound = (value: Linear, place: string, table: SymbolTable): boolean => roundSymbol(value, place, table) !== undefined;
