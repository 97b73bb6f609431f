/** One function in one choice of its conditions: walked, judged, and summed up for its callers. */
import type { KernelVersion } from '../base/kernelVersion.ts';
import { lookupCall, nameSuggests, roleOf } from '../knowledge/index.ts';
import type { ReferenceKind } from '../protocol/trace.ts';
import { type BioMix, BioOrigins } from './bioOrigins.ts';
import { type Call, type CallContext, EARLIER } from './calls/index.ts';
import { Evaluator, WRAPPED } from './evaluate.ts';
import { Facts } from './facts.ts';
import type { Held } from './held.ts';
import type { FlagUse, Holding } from './holding.ts';
import { holdingsOf } from './holdings.ts';
import type { Expr, FunctionIr } from './ir.ts';
import { type Draft, isPageOf, Ledger } from './ledger.ts';
import { containersOf, escapes, rootObject } from './lifetime.ts';
import { baseOf, fullKey, isConstant, type Linear, type SymbolId, SymbolTable, symbolForm, symbolsOf } from './linear.ts';
import { loopShapes } from './loopShape.ts';
import { Observer } from './observe.ts';
import { effectsKey, type Outcome, type Summary, type SummaryEffect } from './summary.ts';
import { repeatedBlocks, usageOf, walkExpression } from './usage.ts';
import { judge, type Verdict } from './verdict.ts';
import { defaultLimits, type Exit, walk } from './walk.ts';

export interface AnalysisInput {
  readonly fn: FunctionIr;
  readonly text: string;
  /** Relative to the tree's root. */
  readonly file: string;
  readonly version: KernelVersion | undefined;
  /** `holds`: pages are held, or were, where it is called; false: only what takes or drops some is of interest. */
  summary(name: string, holds: boolean): Summary | undefined;
  /** As `CallContext.elsewhere`. */
  elsewhere(name: string, given: () => boolean): Summary | undefined;
  /** Another function of the file calls it. */
  readonly isCalled: boolean;
  /** Also the path to each way out. */
  readonly wantsPaths?: boolean;
}

export interface Analysis extends Verdict {
  readonly summary: Summary;
  readonly incomplete?: string;
  /** Blocks visited, for the benches. */
  readonly visits: number;
  /** Pages taken or dropped through members of structures: matched over the file. */
  readonly fields: readonly FieldUse[];
  readonly acquires: number;
  readonly holdings: readonly Holding[];
  readonly flagUses: readonly FlagUse[];
  readonly mixes: readonly BioMix[];
  /** As C; empty where the function holds no `#if`. */
  readonly condition: string;
}

/** A member through which pages are taken or released. */
export interface FieldUse {
  readonly field: string;
  /** The member that it is itself a part of, where it stands in a structure inside of another: `data` of `msg->data.pages`. */
  readonly inside?: string;
  readonly kind: ReferenceKind;
  readonly use: 'acquire' | 'release' | 'other';
  readonly held: Held;
  readonly draftOf?: { readonly span: { start: number; end: number }; readonly call: string };
}

export function analyseFunction(input: AnalysisInput): Analysis {
  const { fn, text } = input;
  const table = new SymbolTable();
  const evaluator = new Evaluator(fn, text, table);
  const drafts: Draft[] = [];
  const ledger = new Ledger(evaluator, (d) => drafts.push(d));
  const observer = new Observer(evaluator, ledger);
  const origins = new BioOrigins(table);
  const usage = usageOf(fn);
  const sites = new Map<Call, number>();
  const readTemps = new Set<number>();
  const results = new Map<number, { name: string; expr: Expr }>();
  const inLoops = new Set<Call>();
  const tested = new Set<number>();
  let next = 0;
  const keptIn = new Map<number, number>();
  const readVariables = new Set<number>();
  const read = (e: Expr): void =>
    walkExpression(e, (x) => {
      if (x.op === 'temp') readTemps.add(x.id);
      else if (x.op === 'variable') readVariables.add(x.variable.id);
    });
  const repeated = repeatedBlocks(fn);
  const once = new Set<Call>();
  for (const b of fn.blocks) {
    for (const i of b.instructions) {
      if (i.do === 'call') {
        sites.set(i, next++);
        if (!repeated.has(b.id)) once.add(i);
        for (const a of i.args) read(a);
        if (i.target) read(i.target);
      } else if (i.do === 'assign') {
        const from = withoutCasts(i.value);
        // A result that goes into a variable is read where the variable is.
        if (from.op === 'temp' && i.place.op === 'variable') keptIn.set(from.id, i.place.variable.id);
        else read(i.value);
        if (i.place.op !== 'variable') read(i.place);
        if (from.op === 'temp' && !results.has(from.id))
          results.set(from.id, { name: text.slice(i.place.span.start, i.place.span.end), expr: i.place });
      } else if (i.do === 'keep') read(i.value);
    }
    const t = b.terminator;
    if (t.end === 'branch') {
      read(t.condition);
      walkExpression(t.condition, (x) => x.op === 'variable' && tested.add(x.variable.id));
    }
    if (t.end === 'return' && t.value) {
      read(t.value);
      // Whoever calls may ask.
      const from = withoutCasts(t.value);
      if (from.op === 'variable') tested.add(from.variable.id);
    }
  }
  for (const loop of fn.loops) for (const id of loop.blocks) for (const i of fn.blocks[id]?.instructions ?? []) if (i.do === 'call') inLoops.add(i);

  const shapes = loopShapes(fn, {
    dropsPage: (call) => dropsPage(call, input),
    samePage: (callee) => {
      const role = roleOf(callee);
      return role?.role === 'same-page' || role?.role === 'same-value' || role?.role === 'page-of-number' ? role.argument : undefined;
    },
    fromContainer: (callee) => {
      const role = roleOf(callee);
      return role?.role === 'from-container' ? role.argument : undefined;
    },
  });
  const releaseLoops = new Map<unknown, { header: number; guarded: boolean; apart: boolean }>();
  for (const shape of shapes.values())
    for (const r of shape.releases) releaseLoops.set(r.instruction, { header: shape.loop.header, guarded: r.guarded, apart: r.apart });

  const calls: CallContext = {
    file: input.file,
    version: input.version,
    summary: (name, holds) => input.summary(name, holds),
    elsewhere: (name, given) => input.elsewhere(name, given),
    evaluator,
    ledger,
    observer,
    origins,
    report: (d) => drafts.push(d),
    siteOf: (call) => sites.get(call) ?? 99_999,
    isTested: (variable) => tested.has(variable),
    isRead: (temp) => readTemps.has(temp) || readVariables.has(keptIn.get(temp) ?? -1),
    resultVariable: (temp) => {
      const found = results.get(temp);
      return found && { name: found.name, type: found.expr.type ?? { indirections: 0 } };
    },
    releaseLoop: (call) => releaseLoops.get(call),
    inLoop: (call) => inLoops.has(call),
    runsOnce: (call) => once.has(call),
  };
  evaluator.onCompare = (state, a, b) => {
    // An error pointer is not NULL: who asks for that has not asked.
    if (!isZero(a) && !isZero(b)) for (const x of [a, b]) ledger.test(state, x);
    for (const h of state.held.values()) {
      if (
        h.failure !== undefined &&
        !h.promoted &&
        ((a.k > WRAPPED / 2 && evaluator.involves(a, h.failure)) || (b.k > WRAPPED / 2 && evaluator.involves(b, h.failure)))
      )
        state.hold({ ...h, promoted: true });
      if (h.noticed || h.outcome !== 'fewer') continue;
      for (const s of symbolsOf(h.taken)) {
        const [x, y] = [evaluator.involves(a, s), evaluator.involves(b, s)];
        // A look at the sign alone does not count; one at what is left to take does.
        if ((x && a.terms.length > 2) || (y && b.terms.length > 2)) state.hold({ ...h, noticed: true });
        else if ((x && !(isConstant(b) && b.k <= 0)) || (y && !(isConstant(a) && a.k <= 0))) state.hold({ ...h, noticed: true });
      }
    }
  };
  evaluator.onWrapped = (state, value, span, promoted) => {
    for (const h of state.held.values())
      if (h.outcome === 'none' && h.failure !== undefined && !h.passed && evaluator.involves(value, h.failure))
        state.hold({ ...h, passed: { span, promoted } });
  };
  const walked = walk({ fn, text, calls, ledger, evaluator, usage, shapes, limits: defaultLimits, entryFacts: input.isCalled });
  const verdict = judge({ fn, text, table, exits: walked.exits, drafts, wantsPaths: input.wantsPaths === true });
  const incomplete = walked.incomplete ?? fn.unread;
  return {
    ...verdict,
    holdings: holdingsOf({ fn, text, table, exits: walked.exits, observer, handOvers: verdict.handOvers }),
    flagUses: observer.flagUses,
    mixes: origins.mixes({ fn, text, table }),
    summary: summarise(fn, table, walked.exits, observer.dirtiesOthers),
    ...(incomplete === undefined ? {} : { incomplete }),
    visits: walked.visits,
    fields: fieldsOf(walked.exits, table),
    condition: fn.condition,
    acquires: new Set(walked.exits.flatMap((e) => [...e.state.held.values()].filter((h) => !h.foreign).map((h) => h.id))).size,
  };
}

const isZero = (x: Linear): boolean => isConstant(x) && x.k === 0;
const withoutCasts = (e: Expr): Expr => (e.op === 'cast' ? withoutCasts(e.of) : e);

/** A call that drops one page, by the knowledge base or by a function of the file. */
function dropsPage(call: Call, input: AnalysisInput): { argument: number; kind: ReferenceKind } | undefined {
  if (call.callee === undefined) return undefined;
  const facts = lookupCall(call.callee, input.version, call.args.length);
  const summary = input.summary(call.callee, false) ?? (facts ? undefined : input.elsewhere(call.callee, () => false));
  if (summary) {
    const dropped = (o: Outcome): { argument: number; kind: ReferenceKind } | undefined => {
      for (const e of o.effects) {
        if (e.does !== 'release' || e.target !== 'page' || e.place.terms.length !== 2) continue;
        const origin = summary.table.originOf(e.place.terms[0] ?? 0);
        if (origin.from === 'param') return { argument: origin.index, kind: e.kind };
      }
      return undefined;
    };
    const [first] = summary.outcomes;
    const found = first && dropped(first);
    // One that drops it only sometimes is no release loop's body.
    return found && summary.outcomes.every((o) => dropped(o)?.argument === found.argument) ? found : undefined;
  }
  for (const e of facts?.effects ?? []) {
    if ((e.effect !== 'release-get' && e.effect !== 'release-pin') || e.argument === undefined || e.argument < 0) continue;
    if (e.path === '') return { argument: e.argument, kind: e.effect === 'release-pin' ? 'pin' : 'get' };
    // `unpin_user_pages(&pages[i], 1)` in a loop.
    const arg = call.args[e.argument];
    const place = arg?.op === 'address' ? arg.of : undefined;
    if (e.path === '[]' && (place?.op === 'index' || place?.op === 'variable'))
      return { argument: e.argument, kind: e.effect === 'release-pin' ? 'pin' : 'get' };
  }
  return undefined;
}

/** What a caller can see of a symbol: something that is reached from a parameter, or comes back. */
function isVisible(id: number, table: SymbolTable, depth = 8): boolean {
  if (depth === 0) return false;
  const origin = table.originOf(id);
  switch (origin.from) {
    case 'param':
    case 'name':
      return true;
    case 'member':
      return [...symbolsOf(origin.of)].every((s) => isVisible(s, table, depth - 1));
    case 'memory':
      return [...symbolsOf(origin.at)].every((s) => isVisible(s, table, depth - 1));
    case 'operation':
      return origin.operands.every((o) => [...symbolsOf(o)].every((s) => isVisible(s, table, depth - 1)));
    case 'allocation':
    case 'call':
    case 'merge':
    case 'unknown':
    case 'variable':
      return false;
  }
}

const visibleForm = (x: Linear, table: SymbolTable): boolean => {
  let some = false;
  for (const s of symbolsOf(x)) {
    some = true;
    if (!isVisible(s, table)) return false;
  }
  return some;
};

function summarise(fn: FunctionIr, table: SymbolTable, exits: readonly Exit[], dirties: boolean): Summary {
  const groups = new Map<string, { outcome: Outcome; facts: Facts }>();
  let trivial = true;
  for (const exit of exits) {
    const effects = effectsOf(exit, fn, table);
    if (effects.some((e) => e.does !== 'write' && e.does !== 'pass')) trivial = false;
    const raw = exit.value;
    const bounds = raw ? exit.state.facts.boundsOf(raw) : { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY };
    const sign = bounds.hi < 0 ? 'n' : bounds.lo > 0 ? 'p' : bounds.lo === 0 && bounds.hi === 0 ? 'z' : '?';
    const key = `${effectsKey(effects, (x) => nameOfPlace(x, table))}/${sign}/${equalities(exit.state.facts, table)}`;
    const known = groups.get(key);
    if (!known) {
      const wanted = new Set<number>();
      if (raw) for (const s of symbolsOf(raw)) wanted.add(s);
      for (const e of effects) if (e.does === 'acquire') for (const x of [e.count, e.asked]) if (x) for (const s of symbolsOf(x)) wanted.add(s);
      const facts = new Facts(exit.state.facts);
      facts.filter((terms) => {
        for (let i = 0; i < terms.length; i += 2) if (!wanted.has(terms[i] ?? -1) && !isVisible(terms[i] ?? -1, table)) return false;
        return true;
      });
      groups.set(key, { facts, outcome: { result: raw, bounds, effects, facts: [] } });
    } else {
      const { outcome } = known;
      const same = outcome.result && raw && nameOfPlace(outcome.result, table) === nameOfPlace(raw, table);
      known.facts = known.facts.joinedWith(exit.state.facts);
      known.outcome = {
        ...outcome,
        result: same ? outcome.result : undefined,
        bounds: { lo: Math.min(outcome.bounds.lo, bounds.lo), hi: Math.max(outcome.bounds.hi, bounds.hi) },
        effects: mergeWrites(outcome.effects, effects),
      };
    }
  }
  const given = [...groups.values()];
  if (nameSuggests(fn.name) === 'releases') completeReleases(given);
  countsFromOne(given, fn.result.indirections > 0);
  const outcomes = given.slice(0, 12).map(({ outcome, facts }) => ({
    ...outcome,
    facts: facts
      .all()
      .slice(0, 24)
      .map((fact) => ({ form: fact.form, bounds: fact })),
  }));
  const releaseKey = (e: SummaryEffect): string => (e.does === 'release' ? `${e.kind}:${e.target}:${fullKey(e.place)}` : '');
  const marked = outcomes.map((o) => ({
    ...o,
    effects: o.effects.map((e) =>
      e.does === 'release' && outcomes.every((other) => other.effects.some((x) => x.does === 'release' && releaseKey(x) === releaseKey(e)))
        ? { ...e, always: true }
        : e,
    ),
  }));
  return {
    name: fn.name,
    table,
    outcomes: marked,
    params: fn.params.map((p) => p.type),
    isStatic: fn.isStatic,
    trivial,
    ...(dirties ? { dirties } : {}),
  };
}

/**
 * A function that says 0 where it took nothing says something else where it took pages: callers tell by that. A length that is cut to what was taken may be 0
 * for all that its type says. So do NULL and the object that was found, in which no error hides.
 */
function countsFromOne(groups: { outcome: Outcome }[], isPointer: boolean): void {
  const takes = ({ effects }: Outcome): boolean => effects.some((e) => e.does === 'acquire');
  if (!groups.some(({ outcome }) => outcome.bounds.lo === 0 && outcome.bounds.hi === 0 && !takes(outcome))) return;
  for (const g of groups) {
    const { bounds, result } = g.outcome;
    if (
      takes(g.outcome) &&
      result &&
      !isConstant(result) &&
      (bounds.lo === 0 || (isPointer && bounds.lo < 0)) &&
      bounds.hi === Number.POSITIVE_INFINITY
    )
      g.outcome = { ...g.outcome, bounds: { ...bounds, lo: 1 } };
  }
}

/** `put_pfn(pfn)`, which drops nothing where the page is reserved: callers that call it have dealt with the page on every path. */
function completeReleases(groups: { outcome: Outcome }[]): void {
  const release = groups.flatMap((g) => g.outcome.effects).find((e) => e.does === 'release' && e.target === 'page');
  if (!release) return;
  for (const g of groups)
    if (!g.outcome.effects.some((e) => e.does === 'release')) g.outcome = { ...g.outcome, effects: [...g.outcome.effects, release] };
}

/** Memory from one allocator or the other is the same to a caller. */
function nameOfPlace(x: Linear, table: SymbolTable): string {
  const only = x.terms.length === 2 && x.terms[1] === 1 ? x.terms[0] : undefined;
  return only !== undefined && table.originOf(only).from === 'allocation' ? `fresh+${x.k}` : fullKey(x);
}

/** What the outcome knows of its parameters for certain: `cmd == PIN`. */
function equalities(facts: Facts, table: SymbolTable): string {
  const out: string[] = [];
  for (const fact of facts.all()) {
    if (fact.lo !== fact.hi || fact.terms.length !== 4) continue;
    const from = [table.originOf(fact.terms[0] ?? 0).from, table.originOf(fact.terms[2] ?? 0).from];
    if (from.includes('param') && from.includes('name')) out.push(`${fact.form.key}=${fact.lo}`);
  }
  return out.sort().join(' ');
}

/** Two ways out with the same effects on pages: memory that both set alike is set, any other is unknown. */
function mergeWrites(a: readonly SummaryEffect[], b: readonly SummaryEffect[]): SummaryEffect[] {
  const out: SummaryEffect[] = a.filter((e) => e.does !== 'write');
  type Bounds = { readonly lo: number; readonly hi: number };
  const writes = new Map<string, { at: Linear; value: Linear | undefined; bounds: Bounds | undefined; both: boolean }>();
  const hull = (x: Bounds | undefined, y: Bounds | undefined): Bounds | undefined => x && y && { lo: Math.min(x.lo, y.lo), hi: Math.max(x.hi, y.hi) };
  for (const e of a) if (e.does === 'write') writes.set(fullKey(e.at), { at: e.at, value: e.value, bounds: e.bounds, both: false });
  for (const e of b) {
    if (e.does !== 'write') continue;
    const known = writes.get(fullKey(e.at));
    if (!known) writes.set(fullKey(e.at), { at: e.at, value: undefined, bounds: undefined, both: true });
    else
      writes.set(fullKey(e.at), {
        at: e.at,
        value: known.value && e.value && fullKey(known.value) === fullKey(e.value) ? known.value : undefined,
        bounds: hull(known.bounds, e.bounds),
        both: true,
      });
  }
  for (const w of writes.values())
    out.push({ does: 'write', at: w.at, value: w.both ? w.value : undefined, ...(w.both && w.bounds ? { bounds: w.bounds } : {}) });
  return out;
}

function effectsOf(exit: Exit, fn: FunctionIr, table: SymbolTable): SummaryEffect[] {
  const out: SummaryEffect[] = [];
  const { state, value } = exit;
  const returned = value && !isConstant(value) ? value : undefined;
  for (const h of state.held.values()) {
    if (h.foreign && h.status === 'held') {
      if (h.extra > 0 && h.element && visibleForm(h.element, table)) out.push({ does: 'reference', place: h.element });
      continue;
    }
    if (h.foreign) {
      const place = h.element && h.mode !== 'object' ? h.element : h.place;
      if (!h.release) continue;
      if (!visibleForm(place, table)) {
        // One element of many, nobody knows which.
        if (h.release.loop === undefined && !fn.callees.includes(fn.name)) continue;
        // An element of something that a parameter leads to.
        for (const id of containersOf(place, table)) {
          if (!isVisible(id, table)) continue;
          const origin = table.originOf(id);
          if (origin.from === 'name') continue;
          out.push({ does: 'release', kind: h.kind, target: 'object', place: symbolForm(id), call: h.release.call, dirties: false });
          break;
        }
        continue;
      }
      const target = h.mode === 'object' ? 'object' : h.element ? 'page' : 'array';
      // In a loop, or by calling itself, it drops them all.
      const all = (h.release.loop !== undefined || fn.callees.includes(fn.name)) && h.mode === 'array' && h.base !== undefined;
      out.push({
        does: 'release',
        kind: h.kind,
        target: target === 'page' && all ? 'object' : target,
        place: target === 'page' && all ? symbolForm(h.base ?? 0) : place,
        ...(target === 'array' && visibleOrConstant(h.taken, table) ? { count: h.taken } : {}),
        call: h.release.call,
        dirties: false,
      });
      continue;
    }
    if (h.status !== 'held' || h.kind === 'borrowed' || h.outcome === 'none') continue;
    const isReturned = returned !== undefined && h.base !== undefined && [...symbolsOf(returned)].includes(h.base);
    const throughValue = h.element !== undefined && returned !== undefined && h.element.key === returned.key;
    // An object that comes back with the array inside.
    const inside = !isReturned && h.base !== undefined && returned !== undefined && returnedHolds(state, returned, h.base, table);
    const containers = h.containers.filter((c) => isVisible(c, table) || (returned !== undefined && [...symbolsOf(returned)].includes(c)));
    // An array that was allocated here and that an object of the caller's points to now.
    const holder =
      h.mode === 'array' && h.base !== undefined && table.originOf(h.base).from === 'allocation' ? holderOf(state, h.base, table) : undefined;
    const stored = holder !== undefined;
    if (!visibleForm(h.place, table) && !isReturned && !throughValue && !inside && !stored && containers.length === 0) continue;
    let { place } = h;
    let { mode } = h;
    const { element } = h;
    const outside = [...state.memory].filter((c) => visibleForm(c.at, table) && table.originOf(c.at.terms[0] ?? 0).from !== 'name');
    if (mode === 'array' && outside.some((c) => numbersPageOf(c.value, h, table))) continue;
    if (element && !isReturned && !throughValue && mode !== 'array') {
      const cells = outside;
      // A frame number that leaves is the caller's business: whoever gets it owns the reference.
      if (cells.some((c) => numbersPage(c.value, element, table)) || (returned && numbersPage(returned, element, table))) continue;
      const cell = cells.find((c) => fullKey(c.value) === fullKey(element));
      if (cell) {
        out.push({
          does: 'acquire',
          id: h.id,
          site: h.site,
          kind: h.kind,
          mode: 'slot',
          place: cell.at,
          asked: h.asked ?? h.count,
          count: h.count,
          outcome: h.outcome,
          noticed: h.noticed,
          containers: containers.map(symbolForm),
          ...(h.iterator === undefined ? {} : { iterator: h.iterator }),
        });
        continue;
      }
    }
    let vague = (h.vague ?? false) || h.id >= EARLIER;
    if (!visibleForm(h.place, table) && !isReturned && !throughValue && !stored) {
      vague ||= !inside;
      place = inside && returned ? returned : symbolForm(containers[0] ?? 0);
      mode = 'object';
    } else if (throughValue && returned) {
      place = returned;
      mode = 'value';
    }
    out.push({
      does: 'acquire',
      id: h.id,
      site: h.site,
      kind: h.kind,
      mode,
      place,
      ...(element && mode === 'value' ? { element } : {}),
      ...(h.asked ? { asked: h.asked } : {}),
      count: h.count,
      outcome: h.outcome,
      noticed: h.noticed,
      containers: (holder === undefined ? containers : [...containers, holder]).map(symbolForm),
      ...(vague ? { vague } : {}),
      ...(h.iterator === undefined ? {} : { iterator: h.iterator }),
    });
  }
  const told = new Set<number>();
  for (const e of out) if (e.does === 'acquire') for (const x of [e.count, e.asked, e.place]) if (x) for (const s of partsOf(x, table)) told.add(s);
  if (returned) for (const s of symbolsOf(returned)) told.add(s);
  for (const cell of state.memory) {
    if (!visibleForm(cell.at, table)) continue;
    const at = cell.at.terms[0];
    const origin = at === undefined ? undefined : table.originOf(at);
    if (origin?.from === 'name') {
      const stored = /^&stores:(\d+):(\d+)$/.exec(origin.name);
      const kept = /^&kept:(\d+)$/.exec(origin.name);
      if (kept && isVisible(Number(kept[1]), table)) out.push({ does: 'keep', place: symbolForm(Number(kept[1])), to: 'structure' });
      const passed = /^&passed:(\d+)$/.exec(origin.name);
      if (passed) out.push({ does: 'pass', place: symbolForm(Number(passed[1])) });
      if (stored) out.push({ does: 'store', place: symbolForm(Number(stored[1])), into: symbolForm(Number(stored[2])) });
      continue;
    }
    let known = true;
    for (const s of symbolsOf(cell.value)) if (!told.has(s) && !isVisible(s, table)) known = false;
    const b = state.facts.boundsOf(cell.value);
    const bounds = { lo: b.lo > 0 ? 1 : b.lo >= 0 ? 0 : Number.NEGATIVE_INFINITY, hi: b.hi < 0 ? -1 : Number.POSITIVE_INFINITY };
    out.push({ does: 'write', at: cell.at, value: known ? cell.value : undefined, bounds });
  }
  // Parameters that something that outlives the call points to.
  for (const cell of state.memory) {
    const base = isConstant(cell.value) ? undefined : baseOf(cell.value, table);
    if (base === undefined) continue;
    const origin = table.originOf(base);
    if (origin.from !== 'param') continue;
    const root = rootObject(cell.at, table);
    if (root === undefined || root === base || table.originOf(root).from === 'name') continue;
    const kept =
      table.originOf(root).from === 'name' ||
      escapes(root, state, table, undefined) !== undefined ||
      (returned !== undefined && [...symbolsOf(returned)].includes(root));
    if (kept && (fn.params[origin.index]?.type.indirections ?? 1) > 0) out.push({ does: 'keep', place: cell.value, to: 'structure' });
  }
  return out;
}

/** The symbols of a form, and those that what it is worked out from is made of. */
function partsOf(x: Linear, table: SymbolTable, depth = 3): SymbolId[] {
  return symbolsOf(x).flatMap((s) => {
    const origin = table.originOf(s);
    return origin.from === 'operation' && depth > 0 ? [s, ...origin.operands.flatMap((o) => partsOf(o, table, depth - 1))] : [s];
  });
}

function numbersPageOf(value: Linear, h: Held, table: SymbolTable): boolean {
  for (const s of symbolsOf(value)) {
    const origin = table.originOf(s);
    if (
      origin.from === 'operation' &&
      (origin.operation === 'pfn' || origin.operation === 'mapped') &&
      origin.operands[0] &&
      isPageOf(h, origin.operands[0], table)
    )
      return true;
  }
  return false;
}

/** The value is a page's number, made of `element`. */
function numbersPage(value: Linear, element: Linear, table: SymbolTable): boolean {
  for (const s of symbolsOf(value)) {
    const origin = table.originOf(s);
    if (
      origin.from === 'operation' &&
      (origin.operation === 'pfn' || origin.operation === 'mapped') &&
      origin.operands[0] &&
      fullKey(origin.operands[0]) === fullKey(element)
    )
      return true;
  }
  return false;
}

const visibleOrConstant = (x: Linear, table: SymbolTable): boolean => isConstant(x) || visibleForm(x, table);

/** The caller's object in which a pointer to the array stands. */
function holderOf(state: Exit['state'], base: number, table: SymbolTable): number | undefined {
  for (const cell of state.memory)
    if (visibleForm(cell.at, table) && fullKey(cell.value) === fullKey(symbolForm(base))) return rootObject(cell.at, table);
  return undefined;
}

function returnedHolds(state: Exit['state'], returned: Linear, base: number, table: SymbolTable): boolean {
  for (const cell of state.memory) {
    const root = rootObject(cell.at, table);
    if (root === undefined || ![...symbolsOf(returned)].includes(root)) continue;
    for (const s of symbolsOf(cell.value)) if (s === base) return true;
  }
  return false;
}

/** The member of which the nearest one on the way to the place is a part. */
function insideOf(place: Linear, table: SymbolTable, depth = 8): string | undefined {
  const base = baseOf(place, table);
  const origin = base === undefined || depth === 0 ? undefined : table.originOf(base);
  if (origin?.from === 'memory') return insideOf(origin.at, table, depth - 1);
  if (origin?.from === 'operation') return origin.operands[0] && insideOf(origin.operands[0], table, depth - 1);
  if (origin?.from !== 'member') return undefined;
  const owner = baseOf(origin.of, table);
  const outer = owner === undefined ? undefined : table.originOf(owner);
  return outer?.from === 'member' ? outer.field : undefined;
}

function fieldsOf(exits: readonly Exit[], table: SymbolTable): FieldUse[] {
  const out: FieldUse[] = [];
  const seen = new Set<string>();
  for (const exit of exits) {
    for (const h of exit.state.held.values()) {
      if (h.outcome === 'none') continue;
      const fields = new Map<string, string | undefined>();
      if (h.field !== undefined) fields.set(h.field, insideOf(h.place, table));
      if (!h.foreign && h.base !== undefined)
        for (const cell of exit.state.memory) {
          const at = cell.at.terms[0];
          const origin = at === undefined ? undefined : table.originOf(at);
          if (origin?.from === 'member' && [...symbolsOf(cell.value)].includes(h.base)) fields.set(origin.field, insideOf(cell.at, table));
        }
      for (const [field, inside] of fields) {
        const use = h.foreign ? 'release' : 'acquire';
        const key = `${use}:${h.id}:${field}:${h.kind}`;
        if (seen.has(key)) continue;
        seen.add(key);
        out.push({
          field,
          ...(inside === undefined ? {} : { inside }),
          kind: h.kind,
          use,
          held: h,
          ...(h.foreign && h.release ? { draftOf: { span: h.release.span, call: h.release.call } } : {}),
        });
      }
    }
  }
  return out;
}
