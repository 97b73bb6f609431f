/** From what all paths of a function saw to defects, one a bug: where pages are lost, and which of the wrong operations are the same mistake. */
import type { Span } from '../base/span.ts';
import { beginOf, type Trace } from '../protocol/trace.ts';
import type { Defect, HandOver } from './defect.ts';
import type { Destination, Held } from './held.ts';
import type { FunctionIr } from './ir.ts';
import { type Draft, involvesPage } from './ledger.ts';
import { escapes, lifetimeOf, rootObject } from './lifetime.ts';
import { isConstant, mentions, type SymbolId, type SymbolTable, symbolsOf } from './linear.ts';
import { type PathNode, step } from './path.ts';
import { pagesFacts, traceOf } from './story.ts';
import type { Exit } from './walk.ts';

export interface VerdictInput {
  readonly fn: FunctionIr;
  readonly text: string;
  readonly table: SymbolTable;
  readonly exits: readonly Exit[];
  readonly drafts: readonly Draft[];
  readonly wantsPaths: boolean;
}

export interface Verdict {
  readonly defects: readonly Defect[];
  readonly handOvers: readonly HandOver[];
  /** What happens to pages on each way out, from where they are taken, or dropped if they are not taken here; empty unless asked for. */
  readonly paths: readonly Trace[];
}

interface Lost {
  readonly exit: Exit;
  readonly held: Held;
  readonly span: Span;
  readonly label: string | undefined;
  readonly stored: boolean;
}

export function judge(input: VerdictInput): Verdict {
  return new Judge(input).run();
}

class Judge {
  readonly #in: VerdictInput;
  readonly #defects: Defect[] = [];
  readonly #handOvers: HandOver[] = [];
  readonly #blamed = new Set<number>();
  readonly #ignored = new Set<number>();
  readonly #at = new Set<number>();

  constructor(input: VerdictInput) {
    this.#in = input;
  }

  run(): Verdict {
    this.#drafts();
    this.#exits();
    return { defects: this.#defects, handOvers: this.#handOvers, paths: this.#in.wantsPaths ? this.#paths() : [] };
  }

  /** Pages that are still held at the end and that something leads to are handed to it there. */
  #paths(): readonly Trace[] {
    const borrowers = this.#borrowers();
    const traces = this.#exitsByMeaning().flatMap((exit) => {
      const records = [...exit.state.held.values()];
      let { path } = exit.state;
      for (const h of records) {
        const to = h.status === 'held' && h.outcome !== 'none' && !h.foreign ? this.#destination(exit, h, borrowers.get(h.site.call)) : undefined;
        if (to !== undefined) path = step(path, { event: 'hand-over', span: exit.terminator.span, pages: h.id, to });
      }
      return records.flatMap((h) => {
        const trace = traceOf(this.#in.text, path, h, exit.terminator.span, { exit });
        return h.foreign && beginOf(trace)?.event !== 'release' ? [] : [trace];
      });
    });
    return [...new Map(traces.map((t) => [JSON.stringify(t), t])).values()];
  }

  #drafts(): void {
    const seen = new Set<string>();
    const { drafts } = this.#in;
    const miscounted = new Set(drafts.filter((d) => d.wrong === 'double' || d.wrong === 'released-asked').map((d) => d.span.start));
    // One page too many on each path is no question of this call's failure.
    const unchecked = drafts.filter((d) => d.wrong === 'unchecked' && !(d.reachesBack && miscounted.has(d.span.start)));
    // The worst reading of a result that nobody checked comes first; one a site.
    unchecked.sort((a, b) => ORDER.indexOf(a.wrong === 'unchecked' ? a.how : 'ignored') - ORDER.indexOf(b.wrong === 'unchecked' ? b.how : 'ignored'));
    for (const d of unchecked) {
      if (d.wrong !== 'unchecked' || this.#blamed.has(d.held.id)) continue;
      this.#blamed.add(d.held.id);
      if (d.how === 'ignored') this.#ignored.add(d.held.id);
      this.#at.add(d.span.start);
      const wrapped = d.held.site.unsignedResult ? 'unsigned' : 'promoted';
      const how = d.wrapped || d.held.promoted || (d.held.site.unsignedResult && d.how !== 'ignored') ? wrapped : d.how;
      const check = how === 'unsigned' || how === 'ignored' ? undefined : this.#checkOf(d.state.path, d.held);
      const path = d.how === 'ignored' ? (this.#laterUse(d.held.id) ?? d.state.path) : d.state.path;
      this.#defects.push({
        defect: 'unchecked',
        how,
        span: how === 'unsigned' ? d.held.site.span : (check ?? d.span),
        pages: pagesFacts(this.#in, d.held),
        trace:
          d.how === 'ignored'
            ? fallenShort(traceOf(this.#in.text, path, d.held, d.span))
            : traceOf(this.#in.text, path, d.held, d.span, {
                use: 'access',
                ...(d.call === undefined ? {} : { call: d.call }),
                ...(how === 'errno-as-count' ? { covers: 'negative' as const } : {}),
              }),
        certain: true,
        ...(check === undefined ? {} : { check }),
        ...(d.call === undefined ? {} : { call: d.call }),
      });
    }
    const doubled = new Set(drafts.filter((d) => d.wrong === 'double' && d.excess !== undefined).map((d) => d.span.start));
    for (const d of drafts) {
      if (d.wrong === 'unchecked' || this.#ignored.has(d.held.id)) continue;
      // One call that is wrong because nobody checked is not wrong a second time.
      if (this.#at.has(d.span.start) && (d.wrong === 'released-asked' || d.wrong === 'double')) continue;
      const at = `${d.wrong}:${d.span.start}`;
      if (seen.has(at)) continue;
      const base = { span: d.span, pages: pagesFacts(this.#in, d.held), certain: true };
      switch (d.wrong) {
        case 'mismatch':
          seen.add(at);
          this.#defects.push({
            ...base,
            defect: 'mismatched-release',
            call: d.call,
            releasedAs: d.releasedAs,
            trace: traceOf(this.#in.text, d.state.path, d.held, d.span),
          });
          break;
        case 'double':
          seen.add(at);
          this.#defects.push({
            ...base,
            defect: 'double-release',
            call: d.call,
            first: d.first,
            firstCall: d.firstCall,
            ...(d.excess === undefined ? {} : { excess: d.excess }),
            trace: traceOf(this.#in.text, d.state.path, d.held, d.span),
          });
          break;
        case 'released-asked':
          // A number that is too large on every path is not the number that was asked for.
          if (doubled.has(d.span.start)) continue;
          seen.add(at);
          this.#defects.push({
            ...base,
            defect: 'partial',
            how: 'released-asked',
            call: d.call,
            trace: traceOf(this.#in.text, d.state.path, d.held, d.span),
          });
          break;
        case 'use': {
          // The first use after a release stands for those behind it.
          const release = d.held.release;
          const key = `use:${d.held.id}:${release?.span.start ?? 0}`;
          if (!release || seen.has(key)) continue;
          seen.add(key);
          this.#defects.push({
            ...base,
            defect: 'use-after-release',
            how: d.how,
            released: release.span,
            releasedBy: release.call,
            ...(d.call === undefined ? {} : { call: d.call }),
            trace: traceOf(this.#in.text, d.state.path, d.held, d.span, { use: d.how, ...(d.call === undefined ? {} : { call: d.call }) }),
          });
          break;
        }
        case 'overwritten':
          if (d.held.iterator === 'user' && !this.#in.exits.some((e) => e.state.held.get(d.held.id)?.status === 'released')) continue;
          seen.add(at);
          this.#defects.push({
            ...base,
            defect: 'leak',
            how: 'overwritten',
            exit: 'unknown',
            trace: traceOf(this.#in.text, d.state.path, d.held, d.span),
          });
          break;
        case 'unnoticed':
          seen.add(at);
          this.#defects.push({
            ...base,
            defect: 'partial',
            how: 'unnoticed',
            ...(d.call === undefined ? {} : { call: d.call }),
            trace: traceOf(this.#in.text, d.state.path, d.held, d.span, {
              use: 'access',
              ...(d.call === undefined ? {} : { call: d.call }),
              covers: 'asked',
            }),
          });
          break;
      }
    }
  }

  /** The last look at the result before the pages are used: the one that let a failure through. */
  #checkOf(path: PathNode | undefined, h: Held): Span | undefined {
    const name = h.site.countVariable;
    if (name === undefined || !/^\w+$/.test(name)) return undefined;
    const word = new RegExp(`\\b${name}\\b`);
    for (let n = path; n; n = n.before) {
      const { event } = n;
      if (event.event === 'acquire' && event.pages === h.id) return undefined;
      if (event.event === 'check' && event.role !== 'loop' && word.test(this.#in.text.slice(event.span.start, event.span.end))) return event.span;
    }
    return undefined;
  }

  /** A path on which pages that nobody looked for are used. */
  #laterUse(id: number): PathNode | undefined {
    for (const exit of this.#in.exits)
      for (let n = exit.state.path; n; n = n.before)
        if (
          'pages' in n.event &&
          n.event.pages === id &&
          (n.event.event === 'map' || n.event.event === 'access' || n.event.event === 'dirty' || n.event.event === 'release')
        )
          return n;
    return undefined;
  }

  #exits(): void {
    const lost: Lost[] = [];
    const released = new Map<number, { call: string; onError: boolean }>();
    const handed = new Set<string>();
    const unsure = new Set<number>();
    const unnoticed: Lost[] = [];
    const holdsOnSuccess = new Set<number>();
    const disproved = this.#disprovedKeepers();
    const borrowers = this.#borrowers();
    for (const exit of this.#exitsByMeaning()) {
      for (const h of exit.state.held.values()) {
        this.#letThrough(exit, h);
        this.#untested(exit, h);
        if (h.foreign || h.outcome === 'none' || h.kind === 'borrowed' || this.#ignored.has(h.id)) continue;
        // An entry that turned out to be NULL.
        if (h.element && h.status === 'held' && exit.state.facts.boundsOf(h.element).hi <= 0) continue;
        // Pins of the zero page are not counted.
        if (h.element && h.kind === 'pin' && exit.state.facts.boundsOf(this.#in.table.operation('zero-page', [h.element])).lo >= 1) continue;
        if (h.status === 'released') {
          const known = released.get(h.id);
          if (h.release?.unsure) unsure.add(h.id);
          if (h.release) released.set(h.id, { call: h.release.call, onError: (known?.onError ?? false) || exit.outcome !== 'success' });
          continue;
        }
        const to = h.status === 'handed' ? (h.handed?.to ?? 'callee') : this.#destination(exit, h, borrowers.get(h.site.call));
        const where = this.#lostAt(exit, h);
        const entry: Lost = { exit, held: h, ...where, stored: to !== undefined };
        if (h.status === 'handed' || (to !== undefined && (exit.outcome !== 'error' || this.#isKept(exit, h, disproved)))) {
          holdsOnSuccess.add(h.id);
          if (h.outcome === 'fewer' && !h.noticed && h.site.through === undefined && !this.#isReturned(exit, h)) unnoticed.push(entry);
          const key = `${h.id}:${to}`;
          if (!handed.has(key) && to) {
            handed.add(key);
            this.#handOvers.push({ function: this.#in.fn.name, span: h.handed?.span ?? h.site.span, pages: pagesFacts(this.#in, h), to });
          }
          continue;
        }
        if (!h.vague && !h.doubtful) lost.push(entry);
      }
    }
    // What callers can still reach is only wrong where the function shows that it is its own to clean up: another failing path does.
    const wrong = lost.filter((l) => {
      // A callee that drops what a table points to under conditions of its own: which table it is on this path, nobody can tell.
      if (unsure.has(l.held.id) && l.held.containers.some((c) => !this.#isGuess(c))) return false;
      if (!l.stored) return true;
      // Some were given away one by one, the rest was dropped.
      if (l.held.release && l.held.containers.length > 0) return false;
      // An object that was given holds pages for whoever gave it; one that came back from the call is this function's to store or to drop.
      if (l.held.mode === 'object' && !(l.held.base !== undefined && this.#in.table.originOf(l.held.base).from === 'call')) return false;
      const elsewhere = released.get(l.held.id);
      // No way out with success holds them, and some drops them: they are the function's own.
      const own = elsewhere !== undefined && !holdsOnSuccess.has(l.held.id);
      // What a function of the file puts into an object of the caller's is the object's, as long as it is not dropped on every other way out.
      if (l.held.site.through !== undefined) return own;
      if (own || elsewhere?.onError === true || (l.held.outcome === 'fewer' && l.held.release !== undefined)) return true;
      // A call that fails owes nothing: callers cannot know how many pages they would have to drop.
      return l.exit.outcome === 'error' && !l.held.site.repeated && !this.#isRecorded(l);
    });
    this.#leaks(wrong, released, holdsOnSuccess);
    const seen = new Set<number>();
    for (const u of unnoticed) {
      if (seen.has(u.held.id) || this.#defects.some((d) => d.pages.acquireSpan?.start === u.held.site.span.start && d.defect === 'partial')) continue;
      seen.add(u.held.id);
      this.#defects.push({
        defect: 'partial',
        how: 'unnoticed',
        span: u.held.site.span,
        pages: pagesFacts(this.#in, u.held),
        certain: true,
        trace: traceOf(this.#in.text, u.exit.state.path, u.held, u.exit.terminator.span, { exit: u.exit }),
      });
    }
  }

  /** A call failed, a comparison took the errno for a large number, and the function goes on to say that all is well. */
  #letThrough(exit: Exit, h: Held): void {
    if (h.outcome !== 'none' || !h.passed || exit.outcome !== 'success' || this.#blamed.has(h.id)) return;
    // A function that never fails has nothing to say to its callers.
    if (!this.#in.exits.some((e) => e.outcome === 'error')) return;
    this.#blamed.add(h.id);
    this.#defects.push({
      defect: 'unchecked',
      how: h.passed.promoted ? 'promoted' : 'unsigned',
      span: h.passed.span,
      check: h.passed.span,
      pages: pagesFacts(this.#in, h),
      trace: traceOf(this.#in.text, exit.state.path, h, exit.terminator.span, { exit }),
      certain: true,
    });
  }

  /** An error pointer comes to the end of a function that says that all is well. */
  #untested(exit: Exit, h: Held): void {
    if (h.outcome !== 'none' || h.failure === undefined || h.tested || !h.site.errorPointer || exit.outcome === 'error' || this.#blamed.has(h.id))
      return;
    // Whoever gets it may ask.
    if (exit.value && mentions(exit.value, h.failure)) return;
    this.#blamed.add(h.id);
    const check = this.#checkOf(exit.state.path, h);
    this.#defects.push({
      defect: 'unchecked',
      how: 'error-pointer',
      span: check ?? h.site.span,
      ...(check ? { check } : {}),
      pages: pagesFacts(this.#in, h),
      trace: traceOf(this.#in.text, exit.state.path, h, exit.terminator.span, { exit }),
      certain: true,
    });
  }

  #leaks(lost: readonly Lost[], released: ReadonlyMap<number, { call: string; onError: boolean }>, kept: ReadonlySet<number>): void {
    const groups = new Map<string, Lost[]>();
    // The same jump to a loop that ends too early: where it makes no round at all, the path does not pass the release.
    const endEarly = new Set(lost.filter((l) => l.held.release?.loop !== undefined).map((l) => `${l.held.id}:${this.#lastLabel(l)}`));
    for (const l of lost) {
      if (l.held.release === undefined && l.label !== undefined && endEarly.has(`${l.held.id}:${l.label}`)) continue;
      const never = !released.has(l.held.id) && !kept.has(l.held.id) && l.held.release === undefined;
      const where = l.held.release
        ? `r${l.held.release.span.start}`
        : never
          ? 'never'
          : l.held.arrayFreed && (l.stored || lost.some((x) => x.held.id === l.held.id && x.stored && x.held.arrayFreed))
            ? `f${l.held.arrayFreed.span.start}`
            : l.label !== undefined
              ? `l${l.label}`
              : `e${l.span.start}`;
      const key = `${l.held.id}:${where}`;
      const list = groups.get(key) ?? [];
      list.push(l);
      groups.set(key, list);
    }
    for (const [key, list] of groups) {
      // Nobody in the function asks whether the iterator's pages were pinned, nobody drops one: its callers pass none that are.
      if (key.endsWith(':never') && list.every((l) => l.held.iterator === 'user')) continue;
      list.sort((a, b) => a.span.start - b.span.start || (a.exit.state.path?.depth ?? 0) - (b.exit.state.path?.depth ?? 0));
      // A path on which all were taken says more than one on which some were.
      const whole = list.find((l) => l.held.outcome !== 'fewer');
      const l = whole ?? list[0];
      if (!l) continue;
      const facts = pagesFacts(this.#in, l.held, l.exit.state);
      const trace = traceOf(this.#in.text, l.exit.state.path, l.held, l.exit.terminator.span, { exit: l.exit });
      const certain = !l.stored || l.held.arrayFreed !== undefined || (released.get(l.held.id)?.onError ?? false);
      const elsewhere = released.get(l.held.id)?.call;
      const remainder = l.held.release !== undefined;
      const span = remainder && l.held.release ? l.held.release.span : l.held.arrayFreed && l.stored ? l.held.arrayFreed.span : l.span;
      if (!whole) {
        this.#defects.push({ defect: 'partial', how: 'leaked', span, pages: facts, trace, certain });
        continue;
      }
      this.#defects.push({
        defect: 'leak',
        how: remainder ? 'remainder' : key.endsWith(':never') ? 'never' : l.held.arrayFreed && l.stored ? 'array-freed' : 'exit',
        exit: l.exit.outcome,
        span,
        pages: facts,
        trace,
        certain,
        ...(elsewhere === undefined ? {} : { releasedElsewhere: elsewhere }),
        ...(remainder && l.held.release ? { released: l.held.release.count } : {}),
        ...(remainder && isConstant(l.held.count) ? { left: l.held.count.k } : {}),
      });
    }
  }

  /** Functions of other files after whose success this function drops the pages itself: they do not keep them. */
  #disprovedKeepers(): Set<number> {
    const out = new Set<number>();
    for (const { state } of this.#in.exits)
      for (const h of state.held.values())
        if (h.status === 'released')
          for (const c of h.containers) if (this.#in.table.originOf(c).from === 'operation' && this.#keptBy(state, c) === 'yes') out.add(c);
    return out;
  }

  /** NULL is success where failures are error pointers and nothing else comes back. */
  #exitsByMeaning(): readonly Exit[] {
    const { exits, fn } = this.#in;
    const bounds = exits.map((e) => (e.value ? e.state.facts.boundsOf(e.value) : { lo: -INF, hi: INF }));
    const onlyErrors = fn.result.indirections > 0 && bounds.some((b) => b.hi < 0) && bounds.every((b) => b.hi <= 0);
    return onlyErrors ? exits.map((e, i) => (bounds[i]?.lo === 0 ? { ...e, outcome: 'success' as const } : e)) : exits;
  }

  /** For each way to take pages: tables that outlive the call and in which pages stand that the function itself drops before it comes back. They own none. */
  #borrowers(): ReadonlyMap<string, ReadonlySet<SymbolId>> {
    const out = new Map<string, Set<SymbolId>>();
    const kept = new Set<number>();
    for (const exit of this.#in.exits)
      if (exit.outcome !== 'error') for (const h of exit.state.held.values()) if (h.status !== 'released' && h.outcome !== 'none') kept.add(h.id);
    for (const exit of this.#in.exits)
      for (const h of exit.state.held.values()) {
        if (exit.outcome === 'error' || h.foreign || h.status !== 'released' || h.release?.direct !== true || kept.has(h.id)) continue;
        for (const c of h.containers)
          if (this.#in.table.originOf(c).from !== 'operation') out.set(h.site.call, (out.get(h.site.call) ?? new Set()).add(c));
      }
    return out;
  }

  /** A function of another file, which may keep what it is given. */
  #isGuess(container: number): boolean {
    const origin = this.#in.table.originOf(container);
    return origin.from === 'operation' && origin.operation === 'kept-unless-failed';
  }

  /** A function of another file came back with success and has the pages now, so that an error behind it does not lose them. */
  #isKept(exit: Exit, h: Held, disproved: ReadonlySet<number>): boolean {
    return h.containers.some((c) => !disproved.has(c) && this.#keptBy(exit.state, c) === 'yes');
  }

  #keptBy(state: Exit['state'], container: number): 'yes' | 'no' | 'maybe' {
    const origin = this.#in.table.originOf(container);
    // Frame numbers, objects of earlier rounds: nobody counts what they hold.
    if (origin.from === 'name' && origin.name.startsWith('&') && origin.name.includes(' ')) return 'yes';
    const [result] = origin.from === 'operation' && origin.operation === 'kept-unless-failed' ? origin.operands : [];
    if (!result) return 'maybe';
    const b = state.facts.boundsOf(result);
    return b.hi < 0 ? 'no' : b.lo >= 0 ? 'yes' : 'maybe';
  }

  /** The caller learns how many were taken. */
  #isReturned(exit: Exit, h: Held): boolean {
    if (!exit.value) return false;
    const ids = [...symbolsOf(h.taken)];
    for (const s of symbolsOf(exit.value)) if (ids.includes(s)) return true;
    return false;
  }

  /** The number of pages that are held stands where callers can see it, or the pages are in an object of theirs. */
  #isRecorded(l: Lost): boolean {
    const { table } = this.#in;
    const { held: h, exit } = l;
    if (h.mode === 'object') return !this.#isNew(h);
    if (h.vague || h.containers.length > 0 || h.outcome === 'some') return true;
    const ids = [...symbolsOf(h.taken)];
    for (const cell of exit.state.memory) {
      const root = rootObject(cell.at, table);
      if (root === undefined || lifetimeOf(root, table) === 'local') continue;
      // Something was noted in the object that holds the array.
      if (h.base !== undefined && root === rootObject(h.place, table) && cell.at.key !== h.place.key) return true;
      for (const s of symbolsOf(cell.value)) if (ids.includes(s)) return true;
    }
    return false;
  }

  /** Where pages that are still held go when the function returns; undefined if nobody has them. */
  #destination(exit: Exit, h: Held, borrowers?: ReadonlySet<SymbolId>): Destination | undefined {
    const { table } = this.#in;
    const { state } = exit;
    const returned = exit.value && !isConstant(exit.value) ? exit.value : undefined;
    for (const c of h.containers) {
      if (borrowers?.has(c)) continue;
      const kept = table.originOf(c);
      if (kept.from === 'operation' && kept.operation === 'kept-unless-failed') {
        const [result] = kept.operands;
        if (result && state.facts.boundsOf(result).hi < 0) continue;
        if (result && exit.outcome === 'error' && exit.value?.key === result.key && !isConstant(result)) continue;
      }
      const found = escapes(c, state, table, returned);
      if (found) return found;
    }
    if (returned && h.mode !== 'object' && involvesPage(h, returned, table)) return 'caller';
    if (h.element) {
      for (const cell of state.memory) {
        if (cell.value.key !== h.element.key || h.element.key === '') continue;
        const root = rootObject(cell.at, table);
        if (root !== undefined && root !== h.base && escapes(root, state, table, returned)) return 'structure';
      }
    }
    if (h.arrayFreed && h.mode === 'array') return undefined;
    if (h.mode === 'value') {
      return returned && h.base !== undefined && escapes(h.base, state, table, returned) === 'caller' ? 'caller' : undefined;
    }
    const root = h.base === undefined ? undefined : rootObject(h.place, table);
    const isNew = this.#isNew(h);
    for (const id of new Set([h.base, root])) {
      const found = id === undefined ? undefined : escapes(id, state, table, returned, isNew);
      if (found) return found;
    }
    return undefined;
  }

  /** What the acquiring call itself came back with is an object of its own, which nobody else knows until it is put somewhere. */
  #isNew(h: Held): boolean {
    const made = h.mode === 'object' && h.site.through === undefined && h.base !== undefined ? this.#in.table.originOf(h.base) : undefined;
    return made?.from === 'call' && made.callee === h.site.call;
  }

  /** The statement by which a path leaves past the release. */
  #lostAt(exit: Exit, h: Held): { span: Span; label: string | undefined } {
    let span: Span = this.#statement(exit.terminator.span);
    let label: string | undefined;
    for (let n = exit.state.path; n; n = n.before) {
      const { event } = n;
      if (event.event === 'acquire' && event.pages === h.id) break;
      if (event.event === 'jump' && event.how === 'goto') {
        span = this.#statement(event.span);
        label = event.label;
        break;
      }
      // What a ladder of labels tests on the way out decides nothing; on the way to success there is none.
      if (event.event === 'check' && exit.outcome === 'success' && event.role !== 'assert') break;
      if (event.event === 'release' && event.pages === h.id) break;
    }
    return { span, label };
  }

  /** The label that the path last jumped to with the pages held. */
  #lastLabel(l: Lost): string | undefined {
    for (let n = l.exit.state.path; n; n = n.before) {
      if (n.event.event === 'acquire' && n.event.pages === l.held.id) return undefined;
      if (n.event.event === 'jump' && n.event.how === 'goto') return n.event.label;
    }
    return undefined;
  }

  /** Without its semicolon. */
  #statement(span: Span): Span {
    const text = this.#in.text.slice(span.start, span.end);
    return { start: span.start, end: span.start + text.replace(/\s*;\s*$/, '').length };
  }
}

/** Where nobody looks at the result the path goes on whatever came: what shows the mistake is that not all did. */
const fallenShort = (trace: Trace): Trace =>
  trace.map((e, i) => (i === 0 && e.event === 'acquire' && e.outcome === 'all' ? { ...e, outcome: e.requested === '1' ? 'none' : 'fewer' } : e));

const INF = Number.POSITIVE_INFINITY;
const ORDER: readonly string[] = ['ignored', 'errno-as-count', 'errno-uses-pages'];
