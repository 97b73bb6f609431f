/**
 * Watches what is done to the data of pages while a function is walked: which calls map, write or dirty them, whether the page lock is held, what flags a call
 * gets. Changes nothing of counts. What must be known by path stands in the records (`wrote`, `dirtied`, `locked`), the rest is kept by acquisition.
 */
import { type ApiFacts, dataUseOf, deviceWrites, entries, gupFlags, lookupCall, passesInternalFlags } from '../knowledge/index.ts';
import { applies, type FactsCall, marksDirty, type PlacedEffect, targetOf } from './calls/factsCall.ts';
import { flagOf } from './calls/flags.ts';
import { argumentsAgainst } from './calls/formOf.ts';
import type { Call, CallContext } from './calls/index.ts';
import type { Evaluator } from './evaluate.ts';
import type { Held } from './held.ts';
import type { FlagUse, Touch } from './holding.ts';
import type { Ledger, Target } from './ledger.ts';
import { rootObject } from './lifetime.ts';
import { baseOf, fullKey, isConstant, type Linear, onlySymbol, type SymbolId, type SymbolTable, symbolsOf } from './linear.ts';
import type { PathNode } from './path.ts';
import type { State } from './state.ts';

interface Unlocked {
  readonly span: Touch['span'];
  readonly call: string;
  readonly path: PathNode | undefined;
  readonly held: Held;
}

interface Seen {
  readonly touches: Map<string, Touch>;
  readonly unlocked: Map<number, Unlocked>;
  /** Marked dirty in a loop: it may have made no round on a path that says otherwise. */
  dirtiedInLoop: boolean;
}

const WATCHED: ReadonlySet<string> = new Set(['dirty', 'dirty-lock', 'lock-page', 'unlock-page', 'write-page', 'read-page', 'map', 'dma-map']);

/** Names that are worth a look when they are called while pages are held. */
let watched: ReadonlySet<string> | undefined;
function isWatched(name: string): boolean {
  watched ??= new Set(
    [...entries.values()]
      .filter((e) => [e, ...e.forms].some((f) => f.effects?.some((x) => WATCHED.has(x.effect) || x.dirties !== undefined) ?? false))
      .map((e) => e.name),
  );
  return watched.has(name) || dataUseOf(name) !== undefined;
}

export class Observer {
  readonly #table: SymbolTable;
  readonly #evaluator: Evaluator;
  readonly #ledger: Ledger;
  readonly #sites = new Map<number, Seen>();
  readonly #flagUses = new Map<string, FlagUse>();
  /** Pages of others that were marked dirty without the lock, and those that were locked, by their names. */
  readonly foreignUnlocked = new Map<string, Omit<Unlocked, 'held'> & { readonly page: Linear }>();
  readonly foreignLocked = new Set<string>();
  readonly covers: { readonly span: Touch['span']; readonly call: string; readonly root: SymbolId | undefined }[] = [];
  /** It marks pages dirty that it was given: callers need not. */
  dirtiesOthers = false;

  constructor(evaluator: Evaluator, ledger: Ledger) {
    this.#table = evaluator.table;
    this.#evaluator = evaluator;
    this.#ledger = ledger;
  }

  seenOf(site: number): Seen | undefined {
    return this.#sites.get(site);
  }
  get flagUses(): readonly FlagUse[] {
    return [...this.#flagUses.values()];
  }

  /** Before a call does anything else. */
  call(state: State, call: Call, args: readonly Linear[], context: CallContext): void {
    const { callee } = call;
    if (callee === undefined || !isWatched(callee)) return;
    const site = { span: call.span, call: callee };
    const use = dataUseOf(callee);
    const arg = (i: number): Linear | undefined => args[i];
    if (use && 'covers' in use) {
      const object = arg(use.covers);
      if (object && !this.covers.some((c) => c.span.start === call.span.start))
        this.covers.push({ ...site, root: isConstant(object) ? undefined : rootObject(object, this.#table) });
    } else if (use && 'writes' in use) this.stored(state, arg(use.writes), site);
    else if (use) {
      const value = arg(use.maps);
      const writes = this.#deviceWrites(arg(use.direction));
      if (value && !isConstant(value))
        this.#touched(state, this.#behind(state, value), { by: 'device', how: writes === undefined ? 'map' : writes ? 'write' : 'read', ...site });
    }
    const facts = lookupCall(callee, context.version, args.length, argumentsAgainst(call.args));
    if (!facts) return;
    const k: FactsCall = { call, args, facts };
    for (const e of facts.effects)
      if (e.argument !== undefined && e.argument >= 0 && applies(k, state, e, undefined)) this.#effect(state, k, e, context);
  }

  /** Behind a call: a mapping may have been refused. */
  returned(state: State, { callee, span }: Call, result: Linear): void {
    const use = callee === undefined ? undefined : dataUseOf(callee);
    if (!use || !('maps' in use)) return;
    for (const h of state.held.values()) if (h.wrote?.by === 'device' && h.wrote.span.start === span.start) state.hold({ ...h, mappedBy: result });
  }

  /** The CPU stores to an address. */
  stored(state: State, at: Linear | undefined, site: { span: Touch['span']; call?: string }): void {
    if (state.held.size === 0 || !at || isConstant(at)) return;
    const page = this.#pageBehind(at);
    if (page) this.#touched(state, this.#recordsOf(state, page), { by: 'cpu', how: 'write', ...site });
  }

  /** A function of the file marks pages dirty that it can reach. */
  dirtied(state: State, records: readonly Held[], inLoop: boolean): void {
    for (const h of records) {
      if (inLoop) this.#siteOf(h.site.id).dirtiedInLoop = true;
      const now = state.held.get(h.id);
      if (now && !now.dirtied) state.hold({ ...now, dirtied: true });
    }
  }

  /** Flags that a call of the family has for certain. */
  flags({ call, facts }: FactsCall, flags: Linear | undefined, file: string): void {
    if (!flags || facts.family !== 'gup' || passesInternalFlags(file)) return;
    const named = gupFlags.filter((f) => flagOf(flags, f.name, this.#table) === 'yes').map((f) => f.name);
    if (named.length === 0) return;
    const needs = needed(facts);
    const kind = facts.effects.some((e) => e.effect === 'pin') ? 'pin' : 'get';
    const known = this.#flagUses.get(`${call.span.start}`);
    const all = known ? gupFlags.map((f) => f.name).filter((f) => known.flags.includes(f) || named.includes(f)) : named;
    this.#flagUses.set(`${call.span.start}`, { span: call.span, call: facts.name, kind, flags: all, ...(needs === undefined ? {} : { needs }) });
  }

  #effect(state: State, k: FactsCall, e: PlacedEffect, context: CallContext): void {
    const value = k.args[e.argument ?? 0];
    if (!value || isConstant(value)) return;
    const site = { span: k.call.span, call: k.facts.name };
    const target = (): Target => targetOf(e, value, state, this.#evaluator);
    if (marksDirty(e, k, state)) this.#dirty(state, target(), k, context);
    const { effect } = e;
    if (effect === 'dirty' || effect === 'dirty-lock') {
      if (effect === 'dirty') this.#unlocked(state, target(), site);
      this.#dirty(state, target(), k, context);
    } else if (effect === 'lock-page' || effect === 'unlock-page') {
      const t = target();
      const locked = effect === 'lock-page';
      if (locked && t.what === 'page') this.foreignLocked.add(fullKey(t.page));
      for (const h of this.#ledger.find(state, t)) if ((h.locked ?? false) !== locked) state.hold({ ...h, locked });
    } else if (effect === 'write-page' || effect === 'read-page')
      this.#touched(state, this.#find(state, target()), { by: 'cpu', how: effect === 'write-page' ? 'write' : 'read', ...site });
    else if (effect === 'map') this.#touched(state, this.#find(state, target()), { by: 'cpu', how: 'map', ...site });
  }

  #dirty(state: State, target: Target, { call }: FactsCall, context: CallContext): void {
    const records = this.#ledger.find(state, target);
    if (records.length === 0) this.dirtiesOthers = true;
    this.dirtied(state, records, context.inLoop(call));
  }

  #unlocked(state: State, target: Target, site: { span: Touch['span']; call: string }): void {
    if (target.what !== 'page') return;
    const records = this.#ledger.find(state, target);
    const [h] = records;
    if (!h || h.foreign) {
      const key = fullKey(target.page);
      if (!this.foreignUnlocked.has(key)) this.foreignUnlocked.set(key, { ...site, path: state.path, page: target.page });
      return;
    }
    // What is gone is another rule's business.
    if (h.kind === 'borrowed' || h.outcome === 'none' || h.locked || (h.status === 'released' && h.release?.loop === undefined)) return;
    const { unlocked } = this.#siteOf(h.site.id);
    if (!unlocked.has(site.span.start)) unlocked.set(site.span.start, { ...site, path: state.path, held: h });
  }

  #touched(state: State, records: readonly Held[], touch: Touch): void {
    for (const h of records) {
      if (h.foreign || h.outcome === 'none' || h.kind === 'borrowed') continue;
      const key = `${touch.span.start}:${touch.how}`;
      const { touches } = this.#siteOf(h.site.id);
      if (!touches.has(key)) touches.set(key, touch);
      if (touch.how !== 'write' || h.status === 'released') continue;
      // What the CPU wrote is there; a device may not have run.
      if (h.wrote === undefined || (h.wrote.by === 'device' && touch.by === 'cpu')) state.hold({ ...h, wrote: touch });
    }
  }

  /** Of a page, an address of its data, or a table that it is in. */
  #behind(state: State, value: Linear): Held[] {
    const page = this.#pageBehind(value);
    const records = this.#recordsOf(state, page ?? value);
    return records.length > 0 ? records : this.#ledger.find(state, { what: 'object', at: value });
  }

  #recordsOf(state: State, page: Linear): Held[] {
    const records = this.#ledger.find(state, { what: 'page', page });
    // The address of an array that was mapped whole.
    return records.length > 0 ? records : this.#ledger.find(state, { what: 'array', at: page });
  }
  #find(state: State, target: Target): Held[] {
    return target.what === 'page' ? this.#recordsOf(state, target.page) : this.#ledger.find(state, target);
  }

  /** The page whose data stand at an address. */
  #pageBehind(at: Linear, depth = 4): Linear | undefined {
    if (depth === 0) return undefined;
    for (const id of symbolsOf(at)) {
      const origin = this.#table.originOf(id);
      if (origin.from === 'operation' && origin.operation === 'mapped') return origin.operands[0];
      if (origin.from === 'member') {
        const found = this.#pageBehind(origin.of, depth - 1);
        if (found) return found;
      }
    }
    return undefined;
  }

  #deviceWrites(direction: Linear | undefined): boolean | undefined {
    const id = direction && onlySymbol(direction);
    const origin = id === undefined ? undefined : this.#table.originOf(id);
    return origin?.from === 'name' ? deviceWrites(origin.name) : undefined;
  }

  #siteOf(id: number): Seen {
    let seen = this.#sites.get(id);
    if (!seen) {
      seen = { touches: new Map(), unlocked: new Map(), dirtiedInLoop: false };
      this.#sites.set(id, seen);
    }
    return seen;
  }

  /** Objects that the record's pages can be reached from. */
  rootsOf(h: Held): Set<SymbolId> {
    const out = new Set<SymbolId>(h.containers);
    const root = rootObject(h.place, this.#table);
    const base = baseOf(h.place, this.#table);
    for (const id of [root, base, h.base]) if (id !== undefined) out.add(id);
    // `obj->pages`: the object that the pointer was read from.
    for (const id of out) {
      const origin = this.#table.originOf(id);
      const from = origin.from === 'memory' ? rootObject(origin.at, this.#table) : undefined;
      if (from !== undefined) out.add(from);
    }
    return out;
  }
}

/** The flag without which the call takes nothing. */
function needed(facts: ApiFacts): string | undefined {
  for (const e of facts.effects) for (const w of e.when ?? []) if ('has' in w && (e.effect === 'get' || e.effect === 'pin')) return w.has;
  return undefined;
}
