/**
 * What calls do to references: acquire, release, touch, keep. Works on the records of a state and says what is wrong; which call does which is decided elsewhere.
 * The rules of counting are those of mm/gup.c and Documentation/core-api/pin_user_pages.rst.
 */
import type { Span } from '../base/span.ts';
import { lookup } from '../knowledge/index.ts';
import type { ReferenceKind } from '../protocol/trace.ts';
import { type Evaluator, WRAPPED } from './evaluate.ts';
import type { AcquireSite, Destination, Held } from './held.ts';
import { containersOf, isWithin, rootObject } from './lifetime.ts';
import {
  add,
  baseOf,
  constant,
  fullKey,
  isConstant,
  type Linear,
  mentions,
  minus,
  onlySymbol,
  plus,
  type SymbolId,
  type SymbolTable,
  symbolForm,
  symbolsOf,
} from './linear.ts';
import { type PathEvent, type PathNode, step } from './path.ts';
import type { State } from './state.ts';

/** A wrong operation on one path; what becomes of it is decided when all paths are known. */
export type Draft = { readonly span: Span; readonly held: Held; readonly state: State } & (
  | { readonly wrong: 'mismatch'; readonly call: string; readonly releasedAs: ReferenceKind }
  | { readonly wrong: 'double'; readonly call: string; readonly first: Span; readonly firstCall: string; readonly excess?: string }
  | { readonly wrong: 'released-asked'; readonly call: string }
  | { readonly wrong: 'unnoticed'; readonly call?: string }
  | { readonly wrong: 'use'; readonly how: 'access' | 'map' | 'dirty' | 'lock' | 'reference' | 'device'; readonly call?: string }
  | { readonly wrong: 'overwritten' }
  | {
      readonly wrong: 'unchecked';
      readonly how: 'ignored' | 'errno-as-count' | 'errno-uses-pages';
      readonly call?: string;
      readonly wrapped: boolean;
      /** A release of what earlier calls took as well, before the one that failed. */
      readonly reachesBack?: true;
    }
);

export type Target =
  | { readonly what: 'array'; readonly at: Linear }
  | { readonly what: 'page'; readonly page: Linear }
  | { readonly what: 'object'; readonly at: Linear };

export interface CallSite {
  readonly span: Span;
  readonly call: string;
}

export interface ReleaseRequest extends CallSite {
  readonly kind: ReferenceKind;
  /** Pages; undefined: all that there are, or nobody knows. */
  readonly count: Linear | undefined;
  readonly countText: string;
  readonly dirties: boolean;
  /** Header of the loop in which one page a round is dropped. */
  readonly loop?: number;
  /** A test of each page stands before the release. */
  readonly guarded?: boolean;
  /** That test has nothing to do with the page. */
  readonly apart?: boolean;
  /** A function of the file does it. */
  readonly through?: boolean;
  /** It does so whatever happens. */
  readonly sure?: boolean;
  /** Pages of the array that it leaves alone before the first that it drops. */
  readonly from?: Linear;
}

export class Ledger {
  readonly #table: SymbolTable;
  readonly #report: (draft: Draft) => void;
  #foreign = 1_000_000;
  readonly #foreignIds = new Map<string, number>();

  constructor(evaluator: Evaluator, report: (draft: Draft) => void) {
    this.#table = evaluator.table;
    this.#report = report;
  }

  event(state: State, event: PathEvent): void {
    state.path = step(state.path, event);
  }

  /** The member of which a place was read: `pages` of `obj->pages`, also through `&` and elements. */
  fieldOf(place: Linear): string | undefined {
    for (let at: Linear | undefined = place, depth = 0; at && depth < 4; depth++) {
      const base = baseOf(at, this.#table);
      if (base === undefined) return undefined;
      const origin = this.#table.originOf(base);
      if (origin.from === 'member') return origin.field;
      at = origin.from === 'memory' ? origin.at : undefined;
    }
    return undefined;
  }

  acquire(state: State, record: Held): void {
    const before = state.held.get(record.id);
    state.hold(record);
    // What was in the places before is gone.
    if (record.base !== undefined && record.mode === 'array' && record.outcome !== 'none') {
      const base = record.base;
      state.forget((cell) => baseOf(cell.at, this.#table) === base && !isLocalSlot(cell.at, this.#table));
    }
    void before;
  }

  /** Every record whose pages `value` is one of, or points to. */
  find(state: State, target: Target): Held[] {
    let found: Held[] = [];
    for (const h of state.held.values()) if (this.#matches(h, target)) found.push(h);
    if (found.length > 1 && target.what === 'page') found = this.#nearest(found, target.page);
    // The one that starts just there comes first, then the one that is still held.
    const exact = (h: Held): number => (target.what === 'array' && fullKey(h.place) === fullKey(target.at) ? 0 : 1);
    return found.sort((a, b) => (found.length > 1 ? rank(a) - rank(b) || exact(a) - exact(b) : 0));
  }

  /** Several calls filled parts of one array: those whose part begins a fixed distance before the page, if there are any. */
  #nearest(found: Held[], page: Linear): Held[] {
    for (const id of symbolsOf(page)) {
      const origin = this.#table.originOf(id);
      if (origin.from !== 'memory') continue;
      const base = baseOf(origin.at, this.#table);
      const rivals = found.filter((h) => h.mode === 'array' && h.base === base);
      const near = rivals.filter((h) => isConstant(minus(origin.at, h.place)));
      if (near.length > 0 && near.length < rivals.length) return found.filter((h) => !rivals.includes(h) || near.includes(h));
    }
    return found;
  }

  #matches(h: Held, target: Target): boolean {
    switch (target.what) {
      case 'array': {
        const base = baseOf(target.at, this.#table);
        if (base === undefined) return false;
        return (h.mode !== 'object' && h.mode !== 'value' && h.base === base) || h.containers.includes(base);
      }
      case 'object': {
        const base = baseOf(target.at, this.#table);
        if (base === undefined) return false;
        const root = rootObject(target.at, this.#table);
        return (h.base !== undefined && isWithin(h.base, base, this.#table)) || h.containers.some((c) => c === base || c === root);
      }
      case 'page':
        return isPageOf(h, target.page, this.#table);
    }
  }

  release(state: State, target: Target, request: ReleaseRequest): void {
    const { kind, span, call } = request;
    let candidates = this.find(state, target);
    if (candidates.length === 0) candidates = this.#inSomeContainer(state, target.what === 'page' ? target.page : target.at, kind);
    let h = candidates[0];
    if (!h) {
      this.#releaseForeign(state, target, request);
      return;
    }
    // What a container holds goes together.
    const others =
      target.what === 'array'
        ? []
        : candidates
            .slice(1)
            .filter(
              (x) =>
                x.status === 'held' &&
                x.outcome !== 'none' &&
                x.kind === h?.kind &&
                (x.mode === 'object' || (x.sure ?? []).some((c) => h?.containers.includes(c) || c === h?.base)),
            );
    for (const x of others)
      state.hold({
        ...x,
        status: 'released',
        count: constant(0),
        release: { span, call, kind, count: request.countText, ...(request.loop === undefined ? {} : { loop: request.loop }) },
      });
    if (h.kind === 'borrowed') {
      if (!h.lent || h.outcome === 'none' || h.status !== 'held' || request.through || asksTheBio(call)) return;
      this.event(state, { event: 'release', span, pages: h.id, kind, call, count: request.countText, dirties: request.dirties });
      this.#report({ wrong: 'mismatch', span, held: h, state: state.fork(), call, releasedAs: kind });
      return;
    }
    // A count of 0 drops nothing.
    if (request.count && h.outcome !== 'none') {
      const n = state.facts.boundsOf(request.count);
      if (n.hi <= 0 && n.lo >= 0) return;
    }
    // The rest of a loop that was counted when it began.
    if (request.loop !== undefined && h.release?.loop === request.loop && h.status === 'held') return;
    const event = (of: Held, covers?: 'fewer' | 'more'): void =>
      this.event(state, {
        event: 'release',
        span,
        pages: of.id,
        kind,
        call,
        count: request.countText,
        ...(covers === undefined ? {} : { covers }),
        dirties: request.dirties,
      });
    if (h.outcome === 'none') {
      this.#releaseOfNothing(state, h, target, request);
      return;
    }
    if (h.status === 'handed') {
      if (!h.handed?.guessed) return;
      // The name of a callee misled: the function drops them itself.
      event(h);
      if (kind === 'get' && h.extra > 0) {
        const { handed: _, ...kept } = h;
        state.hold({ ...kept, status: 'held', extra: h.extra - 1 });
        return;
      }
      state.hold({ ...h, status: 'released', count: constant(0), release: { span, call, kind, count: request.countText } });
      return;
    }
    if (h.status === 'released') {
      const pageKey = target.what === 'page' ? fullKey(target.page) : undefined;
      const samePage = pageKey !== undefined && h.release?.page === pageKey;
      if (h.release?.loop !== undefined && h.release.loop === request.loop && !samePage) {
        // Another arm of the loop drops the page of its round in the wrong way.
        if (h.kind !== kind && !h.foreign && !request.through) {
          event(h);
          this.#report({ wrong: 'mismatch', span, held: h, state: state.fork(), call, releasedAs: kind });
        }
        if (pageKey !== undefined && h.release) state.hold({ ...h, release: { ...h.release, page: pageKey } });
        return;
      }
      if (h.extra > 0 && kind !== 'pin') {
        state.hold({ ...h, extra: h.extra - 1 });
        return;
      }
      // Only a range that is known to be gone is gone twice.
      const exact = isConstant(h.count) && h.count.k === 0;
      const sameStart = target.what !== 'array' || fullKey(minus(target.at, h.place)) === '|0';
      event(h);
      const ours = !h.foreign || (h.kind === 'pin' && !request.through && !h.through && h.release?.call === call && (samePage || sameStart));
      // A function of the file that drops them under conditions of its own may have had none to drop.
      if (request.through && (!request.sure || h.outcome === 'some')) return;
      if (h.release?.unsure && !(samePage && straight(state.path, h.id))) return;
      // Frame numbers that went on: which of them go, nobody counts.
      if (h.containers.some((c) => isUncounted(c, this.#table))) return;
      if (h.mode === 'object' && !straight(state.path, h.id)) return;
      if ((samePage || ((exact || sameStart) && target.what !== 'page') || (exact && !h.foreign)) && ours && h.release)
        this.#report({ wrong: 'double', span, held: h, state: state.fork(), call, first: h.release.span, firstCall: h.release.call });
      return;
    }
    if (h.foreign && h.status === 'held' && (kind === 'pin' || h.extra === 0)) {
      state.unhold(h.id);
      this.#releaseForeign(state, target, request);
      return;
    }
    if (kind === 'get' && h.extra > 0) {
      const dropped = request.count && isConstant(request.count) ? request.count.k : 1;
      event(h);
      if (dropped > h.extra && isConstant(h.count) && dropped >= h.extra + h.count.k)
        state.hold({ ...h, extra: 0, status: 'released', count: constant(0), release: { span, call, kind, count: request.countText } });
      else state.hold({ ...h, extra: Math.max(0, h.extra - dropped) });
      return;
    }
    event(h, this.#coverOf(state, h, target, request));
    if (h.kind !== kind) this.#report({ wrong: 'mismatch', span, held: h, state: state.fork(), call, releasedAs: kind });
    const release = {
      span,
      call,
      kind,
      count: request.countText,
      ...(request.loop === undefined ? {} : { loop: request.loop }),
      ...(target.what === 'page' ? { page: fullKey(target.page) } : {}),
      ...(target.what === 'array' && h.base === baseOf(target.at, this.#table) ? { direct: true as const } : {}),
      ...((request.through && (!request.sure || h.outcome === 'some')) || request.apart ? { unsure: true as const } : {}),
    };
    // One page of many: how many are left, nobody counts.
    if (target.what === 'page' && request.loop === undefined && h.mode === 'array' && !isConstant(h.count)) {
      state.hold({ ...h, status: 'released', count: this.#table.unknown(`left${h.id}`, 'pages that were dropped one by one'), release });
      return;
    }
    // A table that points to the pages is not their array: its length counts something else.
    const count = target.what === 'array' && h.base !== baseOf(target.at, this.#table) ? undefined : request.count;
    if (count && h.mode !== 'object') {
      const left = minus(h.count, count);
      const b = state.facts.boundsOf(left);
      // As many pages as the bytes would need if they began on a page.
      if (request.through !== true && !this.#isOffsetRelease(target, h) && this.#lacksOffset(state, h, count)) {
        // Whoever was given the array before was given a number as short as this one.
        state.hold({ ...h, count: left, release, containers: h.containers.filter((c) => !isGuess(c, this.#table)) });
        return;
      }
      if (b.lo >= 1 && b.lo < Number.POSITIVE_INFINITY && (isConstant(left) || !this.#isOffsetRelease(target, h))) {
        // Fewer than are held: the rest stays.
        if (target.what === 'page' && !isConstant(h.count)) {
          state.hold({ ...h, status: 'released', count: constant(0), release });
          return;
        }
        // Those before the first that goes are with what they were put into.
        const putAway = h.containers.length > 0 && request.from && fullKey(left) === fullKey(request.from);
        if (putAway) this.handOver(state, [{ ...h, count: left }], 'structure', request);
        else state.hold({ ...h, count: left, release });
        return;
      }
      const next =
        b.lo === b.hi && b.lo === 0
          ? undefined
          : [...state.held.values()].find(
              (x) => x !== h && x.status === 'held' && x.base === h?.base && h !== undefined && fullKey(x.place) === fullKey(plus(h.place, h.count)),
            );
      if (next && fullKey(minus(count, h.count)) === fullKey(next.count)) {
        // The pages behind these go in the same call.
        state.hold({ ...h, status: 'released', count: constant(0), release });
        state.hold({ ...next, status: 'released', count: constant(0), release });
        return;
      }
      if (b.hi <= -1 || (b.hi === 0 && b.lo < 0 && this.#startsElsewhere(target, h, left))) {
        const asked = h.asked && h.outcome !== 'all' && fullKey(minus(count, h.asked)) === '|0';
        if (asked || (h.outcome === 'fewer' && !isConstant(left)))
          this.#report({ wrong: 'released-asked', span, held: h, state: state.fork(), call });
        else if (
          (!request.through || (request.sure && isConstant(left) && !this.#hasCompany(state, h))) &&
          h.taken.key === h.count.key &&
          h.taken.k === h.count.k
        )
          this.#report({
            wrong: h.outcome === 'some' && !this.#isOfBytes(h) ? 'released-asked' : 'double',
            span,
            held: h,
            state: state.fork(),
            call,
            first: span,
            firstCall: call,
            excess: request.countText,
          });
        h = { ...h, count: constant(0) };
      } else if (b.lo === 0 && b.hi === 0) h = { ...h, count: constant(0) };
    } else h = { ...h, count: constant(0) };
    state.hold({ ...h, status: 'released', release });
  }

  /** Whether the count is known to be another than that of the pages that are held. */
  #coverOf(state: State, h: Held, target: Target, { count }: ReleaseRequest): 'fewer' | 'more' | undefined {
    if (count === undefined || h.mode === 'object' || (target.what === 'array' && h.base !== baseOf(target.at, this.#table))) return undefined;
    const left = minus(h.count, count);
    const { lo, hi } = state.facts.boundsOf(left);
    if (lo >= 1 && lo < Number.POSITIVE_INFINITY) return 'fewer';
    return hi <= -1 || (hi === 0 && lo < 0 && this.#startsElsewhere(target, h, left)) ? 'more' : undefined;
  }

  /** Pages of another acquisition, or of an earlier round of this one, stand in the same table: the number counts them as well. */
  #hasCompany(state: State, h: Held): boolean {
    const around = new Set<SymbolId>(h.containers);
    const root = rootObject(h.place, this.#table);
    for (const id of [h.base, root]) if (id !== undefined) around.add(id);
    for (const x of state.held.values()) {
      if (x.id === h.id || x.status !== 'held' || x.outcome === 'none' || x.foreign) continue;
      if (x.base !== undefined && (around.has(x.base) || around.has(this.#table.rootOf(x.base)))) return true;
      if (x.containers.some((c) => around.has(c))) return true;
    }
    return false;
  }

  /** As many as were taken and a parameter more: the number counts from somewhere else. */
  #startsElsewhere(target: Target, h: Held, left: Linear): boolean {
    const [symbol, factor] = left.terms;
    if (symbol === undefined || factor !== -1 || left.terms.length !== 2 || left.k !== 0) return false;
    return this.#table.originOf(symbol).from === 'param' && !this.#isOffsetRelease(target, h);
  }

  /** The pages are those that so many bytes touch: nobody asked for a number. */
  #isOfBytes(h: Held): boolean {
    return h.bytes !== undefined;
  }

  /** The pages that the bytes would need if they began on a page. */
  #lacksOffset(state: State, h: Held, dropped: Linear): boolean {
    const id = onlySymbol(dropped);
    const origin = id === undefined ? undefined : this.#table.originOf(id);
    const [some] = origin?.from === 'operation' && origin.operation === 'pages-up' ? origin.operands : [];
    if (!h.bytes || !some || isConstant(some)) return false;
    const offset = minus(h.bytes, some);
    return onlySymbol(offset) !== undefined && state.facts.boundsOf(offset).hi > 0;
  }

  #isOffsetRelease(target: Target, h: Held): boolean {
    return target.what === 'array' && fullKey(minus(target.at, h.place)) !== '|0';
  }

  /** A page out of an iterator of which nobody knows what it walks: the only record that something else points to. */
  #inSomeContainer(state: State, page: Linear, kind: ReferenceKind): Held[] {
    let fromContainer = false;
    for (const id of symbolsOf(page)) {
      const origin = this.#table.originOf(id);
      if (origin.from === 'operation' && origin.operation === 'page-in') fromContainer = true;
      // A table that is one of several by now.
      const root = rootObject(origin.from === 'memory' ? origin.at : symbolForm(id), this.#table);
      if (root !== undefined && this.#table.originOf(root).from === 'merge') fromContainer = true;
    }
    if (!fromContainer) return [];
    // One that holds pages of another sort is another; what a function that was given a page may have put it into is none that is known.
    const isKept = (h: Held): boolean => h.containers.some((c) => !isGuess(c, this.#table));
    return [...state.held.values()].filter((h) => h.status === 'held' && h.outcome !== 'none' && isKept(h) && h.kind === kind);
  }

  #releaseOfNothing(state: State, h: Held, target: Target, request: ReleaseRequest): void {
    const b = request.count ? state.facts.boundsOf(request.count) : undefined;
    const { span, call, kind } = request;
    // What stands before the place of the call that failed was there already.
    const before = target.what === 'array' ? minus(h.place, target.at) : constant(0);
    if (target.what === 'page' && this.#standsBefore(state, target.page, h)) return;
    if (fullKey(before) !== '|0' && request.count && state.facts.boundsOf(minus(before, request.count)).lo >= 0) return;
    if (target.what === 'array' && b) {
      if (b.hi < 0 && kind === 'pin')
        this.#report({ wrong: 'unchecked', how: 'errno-as-count', span, held: h, state: state.fork(), call, wrapped: false });
      else if (b.lo > WRAPPED / 2)
        this.#report({ wrong: 'unchecked', how: 'errno-as-count', span, held: h, state: state.fork(), call, wrapped: true });
      else if (b.lo >= 1 || (h.asked && request.count && !isConstant(h.asked) && fullKey(request.count) === fullKey(h.asked)))
        this.#report({
          wrong: 'unchecked',
          how: 'errno-uses-pages',
          span,
          held: h,
          state: state.fork(),
          call,
          wrapped: false,
          ...(fullKey(before) === '|0' && !h.site.repeated ? {} : { reachesBack: true }),
        });
    } else if (target.what === 'page' && !request.guarded) {
      if (request.loop !== undefined) {
        if (b && b.lo >= 1)
          this.#report({ wrong: 'unchecked', how: 'errno-uses-pages', span, held: h, state: state.fork(), call, wrapped: b.lo > WRAPPED / 2 });
      } else if (h.mode === 'slot' && !isConstant(target.page))
        this.#report({ wrong: 'unchecked', how: 'errno-uses-pages', span, held: h, state: state.fork(), call, wrapped: false });
    }
  }

  #standsBefore(state: State, page: Linear, h: Held): boolean {
    for (const id of symbolsOf(page)) {
      const origin = this.#table.originOf(id);
      if (origin.from === 'memory' && baseOf(origin.at, this.#table) === h.base && state.facts.boundsOf(minus(h.place, origin.at)).lo >= 1)
        return true;
    }
    return false;
  }

  /** Pages that this function did not take: remembered, so that a second release or a use is seen, and callers are told. */
  #releaseForeign(state: State, target: Target, request: ReleaseRequest): void {
    const place = target.what === 'page' ? target.page : target.at;
    if (isConstant(place)) return;
    const { span, call, kind } = request;
    // One record a call: in a loop it speaks of the page of this round.
    const key = `${span.start}:${target.what}`;
    let id = this.#foreignIds.get(key);
    if (id === undefined) {
      id = this.#foreign++;
      this.#foreignIds.set(key, id);
    }
    const field = this.fieldOf(place);
    const site: AcquireSite = { id, span, call: '', array: '', write: 'maybe', longterm: 'maybe', releaseWith: [] };
    this.event(state, { event: 'release', span, pages: id, kind, call, count: request.countText, dirties: request.dirties });
    const base = baseOf(place, this.#table);
    if (target.what === 'array' && base !== undefined && this.#table.originOf(base).from === 'merge') this.#doubtAllocated(state, kind);
    const elementBase = target.what === 'page' ? pageArray(place, this.#table) : undefined;
    state.hold({
      id,
      site,
      kind,
      mode: target.what === 'array' ? 'array' : target.what === 'object' ? 'object' : elementBase === undefined ? 'value' : 'array',
      place: elementBase?.at ?? place,
      base: elementBase?.base ?? base,
      ...(target.what === 'page' ? { element: place } : {}),
      count: constant(0),
      taken: request.count ?? constant(1),
      outcome: 'all',
      status: 'released',
      noticed: true,
      extra: 0,
      containers: [],
      release: {
        span,
        call,
        kind,
        count: request.countText,
        ...(request.loop === undefined ? {} : { loop: request.loop }),
        ...(target.what === 'page' ? { page: fullKey(target.page) } : {}),
      },
      foreign: true,
      ...(request.through ? { through: true } : {}),
      ...(field === undefined ? {} : { field }),
    });
  }

  /** A pointer that was one of several by now was dropped: it may have been any array that a round of the function allocated. */
  #doubtAllocated(state: State, kind: ReferenceKind): void {
    for (const h of state.records())
      if (
        h.status === 'held' &&
        h.outcome !== 'none' &&
        h.kind === kind &&
        h.mode === 'array' &&
        h.base !== undefined &&
        h.site.repeated &&
        ['allocation', 'merge'].includes(this.#table.originOf(h.base).from)
      )
        state.hold({ ...h, doubtful: true });
  }

  /** The page, its address or its mapping is used. */
  touch(
    state: State,
    page: Linear,
    how: 'access' | 'map' | 'dirty' | 'lock' | 'reference' | 'device',
    site: { span: Span; call?: string },
    single = true,
  ): void {
    const records = this.find(state, { what: 'page', page });
    const live = records.find((h) => h.status !== 'released' || h.extra > 0);
    if (live) {
      if (live.outcome === 'none' && this.#isNothing(live, page) && single && !isConstant(page) && live.status === 'held')
        this.#report({
          wrong: 'unchecked',
          how: 'errno-uses-pages',
          span: site.span,
          held: live,
          state: state.fork(),
          wrapped: false,
          ...callOf(site),
        });
      return;
    }
    const dead = records[0];
    if (!dead?.release) return;
    const isThePage = dead.release.page !== undefined && dead.release.page === fullKey(unmapped(page, this.#table));
    // The very page that was dropped a line before: what is left of it is nobody's to write to.
    if (isThePage && how === 'dirty' && !dead.through && (dead.release.loop !== undefined || undecided(state.path, dead.id))) {
      this.#report({ wrong: 'use', how, span: site.span, held: dead, state: state.fork(), ...callOf(site) });
      return;
    }
    if (dead.release.unsure || (dead.foreign && (dead.kind !== 'pin' || dead.through))) return;
    // A loop over somebody else's array may have dropped only some of it.
    if (dead.foreign && dead.release.loop !== undefined) return;
    if (dead.foreign && dead.element && !involvesPage({ ...dead, mode: 'value' }, page, this.#table)) return;
    // In the loop that drops them one by one, the others are still there.
    if (dead.release.loop !== undefined && state.loops.has(dead.release.loop) && !isThePage) return;
    // Only a part may have gone.
    const whole = isConstant(dead.count) && dead.count.k === 0;
    if (!whole && dead.mode === 'array' && !dead.foreign && !isThePage) return;
    this.#report({ wrong: 'use', how, span: site.span, held: dead, state: state.fork(), ...callOf(site) });
  }

  /** A page is told by its number, or an array given to a function that knows nothing of counts, where the call that should have filled it failed. */
  useOfNothing(state: State, target: Target, site: CallSite): void {
    const [first] = this.find(state, target);
    if (first?.outcome !== 'none' || first.status !== 'held') return;
    if (target.what === 'page' && (isConstant(target.page) || !this.#isNothing(first, target.page))) return;
    this.#report({ wrong: 'unchecked', how: 'errno-uses-pages', span: site.span, held: first, state: state.fork(), wrapped: false, call: site.call });
  }

  /** The place has nothing in it since the call failed: a variable, the result itself, an element that is named by a number. */
  #isNothing(h: Held, page: Linear): boolean {
    if (h.mode === 'slot' || h.mode === 'value') return true;
    if (h.element && fullKey(h.element) === fullKey(page)) return true;
    const id = page.terms.length === 2 && page.k === 0 ? page.terms[0] : undefined;
    const origin = id === undefined ? undefined : this.#table.originOf(id);
    return origin?.from === 'memory' && isConstant(minus(origin.at, h.place));
  }

  /** The array as such is handed to something that uses its pages. */
  touchArray(
    state: State,
    at: Linear,
    how: 'access' | 'map' | 'dirty' | 'device',
    site: { span: Span; call?: string },
    count: Linear | undefined,
  ): void {
    const records = this.find(state, { what: 'array', at });
    const live = records.find((h) => h.status !== 'released' || h.extra > 0);
    if (live) {
      if (live.outcome === 'none' && live.status === 'held' && count && state.facts.boundsOf(count).lo >= 1)
        this.#report({
          wrong: 'unchecked',
          how: 'errno-uses-pages',
          span: site.span,
          held: live,
          state: state.fork(),
          wrapped: false,
          ...callOf(site),
        });
      return;
    }
    const dead = records[0];
    if (!dead?.release || (dead.foreign && (dead.kind !== 'pin' || dead.through))) return;
    this.#report({ wrong: 'use', how, span: site.span, held: dead, state: state.fork(), ...callOf(site) });
  }

  /** Something else points to the pages now: `container` outlives the array's variable, perhaps. */
  keepIn(state: State, records: readonly Held[], container: SymbolId | undefined): void {
    for (const h of records) {
      if (container === undefined || h.containers.includes(container) || h.base === container) continue;
      state.hold({ ...h, containers: [...h.containers, container].sort((a, b) => a - b), sure: [...(h.sure ?? []), container] });
    }
  }

  handOver(state: State, records: readonly Held[], to: Destination, site: CallSite | { span: Span }, guessed = false): void {
    for (const h of records) {
      if (h.status !== 'held' || h.outcome === 'none') continue;
      const call = 'call' in site ? site.call : undefined;
      this.event(state, { event: 'hand-over', span: site.span, pages: h.id, to, ...(call === undefined ? {} : { call }) });
      state.hold({
        ...h,
        status: 'handed',
        handed: { to, span: site.span, ...(call === undefined ? {} : { call }), ...(guessed ? { guessed } : {}) },
      });
    }
  }

  /** Somebody asks of a value whether it stands for an error. */
  test(state: State, value: Linear): void {
    for (const h of state.held.values())
      if (h.outcome === 'none' && h.failure !== undefined && !h.tested && mentions(value, h.failure)) state.hold({ ...h, tested: true });
  }

  reference(state: State, page: Linear, site: CallSite): void {
    const h = this.find(state, { what: 'page', page })[0];
    if (!h) {
      this.#referenceForeign(state, page, site);
      return;
    }
    if (h.outcome === 'none') return;
    this.event(state, { event: 'reference', span: site.span, pages: h.id, call: site.call });
    if (h.status === 'released') this.touch(state, page, 'reference', site);
    else if (h.extra < 3) state.hold({ ...h, extra: h.extra + 1 });
  }

  /** A caller's page has a reference more: its summary says so. */
  #referenceForeign(state: State, page: Linear, site: CallSite): void {
    if (isConstant(page)) return;
    const id = 2_000_000 + site.span.start;
    state.hold({
      id,
      site: { id, span: site.span, call: '', array: '', write: 'maybe', longterm: 'maybe', releaseWith: [] },
      kind: 'get',
      mode: 'value',
      place: page,
      base: baseOf(page, this.#table),
      element: page,
      count: constant(0),
      taken: constant(0),
      outcome: 'all',
      status: 'held',
      noticed: true,
      extra: 1,
      containers: [],
      foreign: true,
    });
  }

  freeMemory(state: State, pointer: Linear, site: CallSite): void {
    const base = baseOf(pointer, this.#table);
    if (base === undefined || fullKey(pointer) !== `${base},1|0`) return;
    this.#orphan(state, base);
    for (const h of state.held.values()) {
      const inside = h.base === base || (h.base !== undefined && isWithin(h.base, base, this.#table));
      if (!inside || h.mode !== 'array' || h.status !== 'held' || h.outcome === 'none' || h.arrayFreed) continue;
      this.event(state, { event: 'free-array', span: site.span, pages: h.id, call: site.call });
      state.hold({ ...h, arrayFreed: { span: site.span, call: site.call } });
    }
  }

  /** A structure goes that points to pages: a function of another file that was given it has not kept them. */
  #orphan(state: State, object: SymbolId): void {
    for (const cell of state.memory) {
      if (rootObject(cell.at, this.#table) !== object) continue;
      for (const h of state.held.values()) {
        if (h.status !== 'held' || h.base === undefined || h.containers.length === 0 || !mentions(cell.value, h.base)) continue;
        const containers = h.containers.filter((c) => !isGuess(c, this.#table));
        if (containers.length < h.containers.length) state.hold({ ...h, containers });
      }
    }
  }

  /** How many more pages than `h` holds `count` is: used by loops. */
  surplus(h: Held, count: Linear): Linear {
    return minus(add(count, 0), h.count);
  }
}

/** The page is one of the record's, or an address inside of one. */
export function isPageOf(h: Held, page: Linear, table: SymbolTable, depth = 5): boolean {
  if (depth === 0) return false;
  if (h.element && fullKey(h.element) === fullKey(page)) return true;
  for (const id of symbolsOf(page)) {
    const origin = table.originOf(id);
    if (origin.from === 'memory') {
      const base = baseOf(origin.at, table);
      if (base !== undefined && base === h.base && (h.mode === 'array' || (h.mode === 'slot' && h.element === undefined))) return true;
      // Read out of a table that they were put into.
      const root = rootObject(origin.at, table);
      if (root !== undefined && h.containers.includes(root) && isPageMember(origin.at, table)) return true;
      // The array stands in the memory of the table that the pages were put into.
      if (h.mode === 'array' && h.base !== undefined && rootObject(origin.at, table) === h.base && isPageMember(origin.at, table)) return true;
      // A page read out of an object that holds them.
      if (h.mode === 'object' && h.base !== undefined && isWithin(origin.at.terms[0] ?? -1, h.base, table) && isPageMember(origin.at, table))
        return true;
    }
    if (origin.from === 'operation') {
      if ((origin.operation === 'mapped' || origin.operation === 'pfn') && origin.operands[0] && isPageOf(h, origin.operands[0], table, depth - 1))
        return true;
      if (origin.operation === 'page-in' && origin.operands[0]) {
        const around = containersOf(origin.operands[0], table);
        if (
          around.some(
            (c) => h.containers.includes(c) || (h.mode === 'object' && h.base !== undefined && (c === h.base || isWithin(h.base, c, table))),
          )
        )
          return true;
      }
    }
  }
  return false;
}

/** The page whose address or frame number this is; else the value itself. */
function unmapped(page: Linear, table: SymbolTable): Linear {
  const id = onlySymbol(page);
  const origin = id === undefined ? undefined : table.originOf(id);
  const [of] = origin?.from === 'operation' && (origin.operation === 'mapped' || origin.operation === 'pfn') ? origin.operands : [];
  return of ?? page;
}

/** Kept by a function of another file, perhaps. */
function isGuess(container: SymbolId, table: SymbolTable): boolean {
  const origin = table.originOf(container);
  return origin.from === 'operation' && origin.operation === 'kept-unless-failed';
}

function isUncounted(container: SymbolId, table: SymbolTable): boolean {
  const origin = table.originOf(container);
  return origin.from === 'name' && origin.name === '&frame numbers';
}

/** Nothing was decided between the last two releases of the record. */
function straight(path: PathNode | undefined, id: number): boolean {
  let seen = 0;
  for (let n = path; n; n = n.before) {
    if (n.event.event === 'release' && n.event.pages === id && ++seen === 2) return true;
    if (n.event.event === 'check' || n.event.event === 'jump') return false;
  }
  return false;
}

/** Nothing was decided since the last release of the record. */
function undecided(path: PathNode | undefined, id: number): boolean {
  for (let n = path; n; n = n.before) {
    if (n.event.event === 'release' && n.event.pages === id) return true;
    if (n.event.event === 'check' || n.event.event === 'jump') return false;
  }
  return false;
}

/** A member that holds pages, by what such members are called. */
function isPageMember(at: Linear, table: SymbolTable): boolean {
  const id = at.terms[0];
  const origin = id === undefined ? undefined : table.originOf(id);
  return origin?.from === 'member' && /page|folio|^pg/.test(origin.field);
}

/** A value made of one of the record's pages: its frame number plus something, its address. */
export function involvesPage(h: Held, value: Linear, table: SymbolTable): boolean {
  if (isPageOf(h, value, table)) return true;
  for (const id of symbolsOf(value)) if (isPageOf(h, symbolForm(id), table)) return true;
  return false;
}

const callOf = (site: { call?: string }): { call?: string } => (site.call === undefined ? {} : { call: site.call });

const rank = (h: Held): number => (h.outcome === 'none' ? 3 : h.status === 'held' ? 0 : h.status === 'released' ? (h.extra > 0 ? 1 : 2) : 4);

/** The array that a page was read from. */
function pageArray(page: Linear, table: SymbolTable): { at: Linear; base: SymbolId | undefined } | undefined {
  for (const id of symbolsOf(page)) {
    const origin = table.originOf(id);
    if (origin.from !== 'memory') continue;
    const inner = baseOf(origin.at, table);
    if (inner === undefined) continue;
    const from = table.originOf(inner);
    // `obj->page` is a single page; `obj->pages[i]` is read through a pointer that was itself read, or was given.
    if (from.from === 'memory' || from.from === 'param' || from.from === 'call') return { at: origin.at, base: inner };
  }
  return undefined;
}

const isLocalSlot = (at: Linear, table: SymbolTable): boolean => {
  const id = at.terms[0];
  return (
    at.terms.length === 2 &&
    at.k === 0 &&
    id !== undefined &&
    table.originOf(id).from === 'variable' &&
    (table.typeOf(id)?.dimensions?.length ?? 0) === 0
  );
};

/** A release that asks the bio whether its pages are its own lets go of those that it only shows. */
const asksTheBio = (name: string): boolean =>
  lookup(name)?.effects.some((e) => e.effect.startsWith('release-') && e.when?.some((w) => 'bioFlag' in w)) ?? false;
