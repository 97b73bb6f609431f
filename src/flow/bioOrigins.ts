/**
 * Watches which pages are put into a bio: pages that demand different releases in one bio, which is released in one way. Changes nothing of counts. What is known
 * by path stands in the state, as members of the bio that no source can name; where it was put in is kept for the function.
 */
import type { Span } from '../base/span.ts';
import { type ApiFacts, type Demand, demandOf, demandOfFlag, emptiesBio, entries, lookupCall, setsBioFlag } from '../knowledge/index.ts';
import type { Trace } from '../protocol/trace.ts';
import type { Call, CallContext } from './calls/context.ts';
import { argumentsAgainst } from './calls/formOf.ts';
import type { Held } from './held.ts';
import { baseOf, constant, isConstant, type Linear, onlySymbol, type SymbolTable, symbolForm } from './linear.ts';
import type { PathNode } from './path.ts';
import type { State } from './state.ts';
import { type Told, traceOf } from './story.ts';

/** Pages that were put into a bio. */
export interface BioAdd {
  readonly span: Span;
  readonly call: string;
  readonly demand: Demand;
  /** The function that gave the pages, or took them for the bio. */
  readonly from: string;
  /** The bio is marked: whoever releases its pages releases all of them that way. */
  readonly marks: boolean;
  /** The call took the pages itself, into the bio. */
  readonly takes: boolean;
}

/** One bio with pages that demand different releases. */
export interface BioMix {
  /** The second of the two. */
  readonly span: Span;
  /** As written. */
  readonly bio: string;
  readonly second: BioAdd;
  readonly first: BioAdd;
  readonly trace: Trace;
  /** As C: the choice of the preprocessor's conditions in which it happens, where it does not happen in all of them. */
  readonly condition?: string;
}

interface Draft extends Omit<BioMix, 'trace'> {
  readonly path: PathNode | undefined;
  readonly held: Held | undefined;
}

const DEMANDS: readonly Demand[] = ['unpin', 'put', 'own', 'nothing', 'zero'];

/** Names that put pages into bios. */
let filling: ReadonlySet<string> | undefined;
export function fillsBio(name: string): boolean {
  filling ??= new Set(
    [...entries.values()]
      .filter(
        (e) =>
          e.family === 'bio' && [e, ...e.forms].some((f) => f.effects?.some((x) => ['store-borrowed', 'pin', 'get'].includes(x.effect)) ?? false),
      )
      .map((e) => e.name),
  );
  return filling.has(name);
}

/** Can one release be right for both? A put frees what was allocated; what nobody counted is never a user's business alone; the zero page suffers an unpin. */
function disagree(a: Demand, b: Demand): boolean {
  if (a === b) return false;
  const among = (d: Demand): boolean => a === d || b === d;
  if (among('zero')) return among('put');
  return among('unpin') || (among('put') && among('nothing'));
}

export class BioOrigins {
  readonly #table: SymbolTable;
  readonly #drafts = new Map<string, Draft>();
  readonly #adds = new Map<string, BioAdd>();
  /** Results of calls that give a page. */
  readonly #given = new Map<number, { readonly demand: Demand; readonly from: string }>();

  constructor(table: SymbolTable) {
    this.#table = table;
  }

  /** Behind a call, on one of its ways. */
  returned(state: State, call: Call, args: readonly Linear[], result: Linear, context: CallContext): void {
    const { callee } = call;
    if (callee === undefined) return;
    const given = demandOf(callee);
    if (given) {
      const id = onlySymbol(result);
      if (id !== undefined) this.#given.set(id, { demand: given, from: callee });
      return;
    }
    const emptied = emptiesBio(callee);
    if (emptied !== undefined) {
      const bio = this.#bioOf(args[emptied]);
      if (bio) for (const d of DEMANDS) if (state.cellAt(this.#mark(bio, d))) state.write(this.#mark(bio, d), constant(0));
      return;
    }
    const flagged = setsBioFlag(callee);
    if (flagged) {
      const demand = this.#flagDemand(args[flagged.flag]);
      if (demand)
        this.#put(
          state,
          call,
          args[flagged.bio],
          call.args[flagged.bio]?.span,
          { demand, from: callee, marks: true, takes: false },
          undefined,
          context,
        );
      return;
    }
    if (!fillsBio(callee)) return;
    const facts = lookupCall(callee, context.version, args.length, argumentsAgainst(call.args));
    if (facts) this.#byFacts(state, call, args, result, facts, context);
  }

  /** Bios of which some path shows both, each once. */
  mixes(told: Told): BioMix[] {
    return [...this.#drafts.values()].map(({ path, held, ...mix }) => ({
      ...mix,
      trace: held ? traceOf(told.text, path, held, mix.span, { use: 'reference', call: mix.second.call }) : [],
    }));
  }

  #byFacts(state: State, call: Call, args: readonly Linear[], result: Linear, facts: ApiFacts, context: CallContext): void {
    const at = facts.parameters.findIndex((p) => /\bstruct bio\b/.test(p.type));
    if (at < 0) return;
    const stored = facts.effects.find((e) => e.effect === 'store-borrowed' && e.argument !== undefined && e.argument >= 0 && e.argument !== at);
    if (stored) {
      const page = args[stored.argument ?? 0];
      // It did not fit.
      const failed = stored.when?.some((w) => 'return' in w) === true && state.facts.boundsOf(result).hi <= 0;
      if (!page || failed) return;
      const origin = this.#originOf(state, page, context);
      if (origin) this.#put(state, call, args[at], call.args[at]?.span, { ...origin, marks: false, takes: false }, origin.held, context);
      return;
    }
    if (!facts.effects.some((e) => (e.effect === 'pin' || e.effect === 'get') && e.argument === at && e.path.startsWith('->'))) return;
    const held = state.held.get(context.siteOf(call));
    if (!held || held.outcome === 'none') return;
    const demand = held.kind === 'pin' ? 'unpin' : held.kind === 'get' ? 'put' : 'nothing';
    this.#put(state, call, args[at], call.args[at]?.span, { demand, from: facts.name, marks: demand !== 'nothing', takes: true }, held, context);
  }

  #originOf(state: State, page: Linear, { ledger }: CallContext): { demand: Demand; from: string; held?: Held } | undefined {
    const held = ledger.find(state, { what: 'page', page }).find((h) => !h.foreign && h.outcome !== 'none' && h.status !== 'released');
    if (held) {
      const demand = held.kind === 'pin' ? 'unpin' : held.kind === 'get' ? 'put' : 'nothing';
      return { demand, from: held.site.call, held };
    }
    const id = onlySymbol(page);
    return id === undefined ? undefined : this.#given.get(id);
  }

  #put(
    state: State,
    call: Call,
    into: Linear | undefined,
    written: Span | undefined,
    how: Pick<BioAdd, 'demand' | 'from' | 'marks' | 'takes'>,
    held: Held | undefined,
    context: CallContext,
  ): void {
    const bio = this.#bioOf(into);
    if (!bio || !written) return;
    const { demand, from, marks, takes } = how;
    const second: BioAdd = { span: call.span, call: call.callee ?? '', demand, from, marks, takes };
    for (const d of DEMANDS) {
      if (!disagree(d, how.demand)) continue;
      const cell = state.cellAt(this.#mark(bio, d));
      const first = this.#adds.get(this.#mark(bio, d).full);
      if (!cell || !first || first.span.start === call.span.start) continue;
      // What an iterator gives is pinned or lent, by its kind, and never one after the other. A flag hangs on that kind mostly: only a certain one counts.
      const isSure = state.facts.boundsOf(cell.value).lo >= 1;
      if (first.from === from || (first.marks && !first.takes && !isSure) || state.facts.boundsOf(cell.value).hi < 1) continue;
      // One finding a bio and place.
      const key = `${call.span.start}`;
      if (!this.#drafts.has(key))
        this.#drafts.set(key, {
          span: call.span,
          bio: context.evaluator.textOf({ span: written }),
          first,
          second,
          path: state.path,
          held: held ?? [...state.held.values()].find((h) => h.kind !== 'borrowed' && h.outcome !== 'none' && h.site.call === first.from),
        });
    }
    const mark = this.#mark(bio, how.demand);
    if (!this.#adds.has(mark.full) || how.marks) this.#adds.set(mark.full, second);
    state.write(mark, constant(1));
  }

  #bioOf(value: Linear | undefined): Linear | undefined {
    if (!value || isConstant(value)) return undefined;
    const base = baseOf(value, this.#table);
    return base === undefined ? undefined : symbolForm(base);
  }

  /** A place that no code names: a colon is in no member's name. */
  #mark(bio: Linear, demand: Demand): Linear {
    return this.#table.member(bio, `:${demand}`);
  }

  #flagDemand(flag: Linear | undefined): Demand | undefined {
    const id = flag && onlySymbol(flag);
    const origin = id === undefined ? undefined : this.#table.originOf(id);
    return origin?.from === 'name' ? demandOfFlag(origin.name) : undefined;
  }
}
