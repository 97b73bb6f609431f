/**
 * The flow analysis of a file: from the functions that name an acquisition or a release upwards through those that call them, summaries first. What was found of
 * a function is kept under its identity for as long as its text and the summaries that it used stay the same.
 */
import type { KernelVersion } from '../base/kernelVersion.ts';
import type { Span } from '../base/span.ts';
import { entries, isImplementation, lookup, roleOf } from '../knowledge/index.ts';
import type { CParser, Dialect, Item, SourceFile } from '../syntax/index.ts';
import { type Analysis, analyseFunction } from './analyse.ts';
import type { Defect, FlowResult } from './defect.ts';
import { fieldMismatches } from './fields.ts';
import type { FunctionIr, ValueType } from './ir.ts';
import { type LoweringWords, lowerFunction, lowerMacro } from './lower/index.ts';
import type { Summary } from './summary.ts';

export interface FileFlowOptions {
  readonly file: SourceFile;
  /** Relative to the tree's root, with `/`. */
  readonly path: string;
  readonly version: KernelVersion | undefined;
  readonly parser: CParser;
  readonly dialect: Dialect;
  readonly typedefs?: (name: string) => ValueType | undefined;
  /** Outlives edits; keyed by the identity of items. */
  readonly cache: FlowCache;
}

export interface FileFlow {
  /** Functions of which there is something to say, each with its result in offsets of this file. */
  resultOf(item: Item): FlowResult | undefined;
}

interface Entry {
  readonly start: number;
  readonly analyses: readonly Analysis[];
  readonly partial: boolean;
  /** Summaries that it asked for, and what it got. */
  readonly used: ReadonlyMap<string, Summary | undefined>;
  readonly summary: Summary | undefined;
  results?: { readonly key: string; readonly result: FlowResult };
}

export type FlowCache = WeakMap<object, Entry>;
export const createFlowCache = (): FlowCache => new WeakMap();

/** Choices of conditions inside a function that are walked; beyond that, each arm once. */
const VARIANTS = 8;

const words: LoweringWords = {
  identity(name) {
    const role = roleOf(name);
    return role?.role === 'same-value' || role?.role === 'truth' ? role.argument : undefined;
  },
  noReturn: (name) => roleOf(name)?.role === 'no-return',
  stopsIf(name) {
    const role = roleOf(name);
    return role?.role === 'stops-if' ? role.argument : undefined;
  },
};

/** Names whose presence makes a function worth walking: acquisitions of user pages, releases of pins. */
let seeds: ReadonlySet<string> | undefined;
/** Those, and every release and transfer: what makes a callee worth a summary. */
let matters: ReadonlySet<string> | undefined;

function wordSets(): { seeds: ReadonlySet<string>; matters: ReadonlySet<string> } {
  if (!seeds || !matters) {
    const s = new Set<string>();
    const m = new Set<string>();
    for (const entry of entries.values()) {
      if (entry.kind !== 'function' && entry.kind !== 'macro') continue;
      if (entry.internal) continue;
      const forms = [entry, ...entry.forms];
      const has = (kinds: readonly string[]): boolean => forms.some((f) => f.effects?.some((e) => kinds.includes(e.effect)) ?? false);
      if (
        entry.tracked &&
        entry.family !== 'dax' &&
        (has(['get', 'pin', 'release-get', 'release-pin']) || lookup(entry.name)?.effects.some((e) => e.effect === 'pin'))
      )
        s.add(entry.name);
      if (has(['get', 'pin', 'release-get', 'release-pin', 'move-get', 'move-pin'])) m.add(entry.name);
    }
    seeds = s;
    matters = m;
  }
  return { seeds, matters };
}

export function createFileFlow(options: FileFlowOptions): FileFlow {
  return new Flow(options);
}

class Flow implements FileFlow {
  readonly #o: FileFlowOptions;
  readonly #functions = new Map<string, Item[]>();
  readonly #entries = new Map<Item, Entry | undefined>();
  readonly #running = new Set<string>();
  readonly #callees = new Map<Item, readonly string[]>();
  readonly #macros = new Map<string, Summary | undefined>();
  #targets: readonly Item[] | undefined;
  #extra: Map<Item, Defect[]> | undefined;

  constructor(options: FileFlowOptions) {
    this.#o = options;
    for (const item of options.file.items) {
      if (item.kind !== 'function' || item.name === undefined) continue;
      const list = this.#functions.get(item.name) ?? [];
      list.push(item);
      this.#functions.set(item.name, list);
    }
  }

  resultOf(item: Item): FlowResult | undefined {
    if (!this.#all().includes(item)) return undefined;
    const entry = this.#entry(item);
    if (!entry) return undefined;
    const extra = this.#extra?.get(item) ?? [];
    const key = `${item.start}/${extra.map((d) => `${d.defect}${d.span.start}`).join()}`;
    if (entry.results?.key !== key) {
      entry.results = { key, result: moved(combined(entry, extra, item.start - entry.start), item.start - entry.start) };
    }
    return entry.results.result;
  }

  /** The functions to look at: those with a word, and those that call one of these whose summary says something. */
  #all(): readonly Item[] {
    if (this.#targets) return this.#targets;
    if (isImplementation(this.#o.path)) return (this.#targets = []);
    const { file } = this.#o;
    const { seeds: wanted } = wordSets();
    const targets = new Set<Item>();
    const queue: Item[] = [];
    const seedWords = new Set<string>(wanted);
    // A macro of the file that names one is one.
    for (const [name, macro] of file.macros) if ([...namesIn(macro.body)].some((n) => wanted.has(n))) seedWords.add(name);
    for (const item of file.items) {
      if (item.kind !== 'function') continue;
      if (this.#namesOf(item).some((n) => seedWords.has(n))) {
        targets.add(item);
        queue.push(item);
      }
    }
    while (queue.length > 0) {
      const item = queue.shift();
      if (!item?.name) continue;
      const entry = this.#entry(item);
      if (!entry?.summary || entry.summary.trivial) continue;
      for (const caller of file.items) {
        if (caller.kind !== 'function' || targets.has(caller) || !this.#namesOf(caller).includes(item.name)) continue;
        targets.add(caller);
        queue.push(caller);
      }
    }
    this.#targets = [...targets];
    for (const item of this.#targets) this.#entry(item);
    this.#extra = fieldMismatches(
      this.#targets.map((item) => ({ item, analyses: this.#entry(item)?.analyses ?? [], by: item.start - (this.#entry(item)?.start ?? item.start) })),
      file.text,
    );
    return this.#targets;
  }

  /** Identifiers that a function names, from its text. */
  #namesOf(item: Item): readonly string[] {
    let known = this.#callees.get(item);
    if (!known) {
      const body = item.body ?? item;
      known = identifierCache.get(item.identity);
      if (!known) {
        known = [...namesIn(this.#o.file.text.slice(body.start, body.end))];
        identifierCache.set(item.identity, known);
      }
      this.#callees.set(item, known);
    }
    return known;
  }

  #summary(name: string, from: string): Summary | undefined {
    const items = this.#functions.get(name);
    if (!items) return this.#macroSummary(name);
    if (this.#running.has(name)) return undefined; // Recursion: nothing is known of the inner call; the outer one finds what the rest does.
    const [first] = items;
    if (!first) return undefined;
    // A small function that names nothing of interest may still keep what it is given.
    void from;
    for (const item of items) {
      const entry = this.#entry(item);
      if (entry?.summary && !entry.summary.trivial) return entry.summary;
    }
    return this.#entry(first)?.summary;
  }

  #macroSummary(name: string): Summary | undefined {
    if (this.#macros.has(name)) return this.#macros.get(name);
    this.#macros.set(name, undefined);
    const macro = this.#o.file.macros.get(name);
    if (!macro?.params) return undefined;
    const { matters: wanted } = wordSets();
    const inside = [...namesIn(macro.body)];
    if (!inside.some((n) => wanted.has(n) || this.#functions.has(n))) return undefined;
    const fn = lowerMacro(macro, this.#o.parser, words);
    if (!fn || this.#running.has(name)) return undefined;
    this.#running.add(name);
    const analysis = this.#analyse(fn, macro.body, new Map());
    this.#running.delete(name);
    this.#macros.set(name, analysis.summary);
    return analysis.summary;
  }

  #analyse(fn: FunctionIr, text: string, used: Map<string, Summary | undefined>): Analysis {
    return analyseFunction({
      fn,
      text,
      file: this.#o.path,
      version: this.#o.version,
      isCalled: this.#isCalled(fn.name),
      summary: (name) => {
        if (!this.#functions.has(name) && !this.#o.file.macros.has(name)) return undefined;
        if (used.has(name)) return used.get(name);
        const found = this.#worthASummary(name, 3) ? this.#summary(name, fn.name) : undefined;
        used.set(name, found);
        return found;
      },
    });
  }

  #isCalled(name: string): boolean {
    return this.#o.file.items.some((i) => i.kind === 'function' && i.name !== name && this.#namesOf(i).includes(name));
  }

  /** Is there anything in the function, or below it, that has to do with pages? */
  readonly #worth = new Map<string, boolean>();
  #worthASummary(name: string, depth: number): boolean {
    const known = this.#worth.get(name);
    if (known !== undefined) return known;
    const { matters: wanted } = wordSets();
    const items = this.#functions.get(name);
    if (!items) return this.#o.file.macros.get(name)?.params !== undefined;
    this.#worth.set(name, false);
    const answer = items.some((item) => {
      const names = this.#namesOf(item);
      if (names.some((n) => wanted.has(n) || pageLike.test(n))) return true;
      return depth > 0 && names.some((n) => n !== name && this.#functions.has(n) && this.#worthASummary(n, depth - 1));
    });
    this.#worth.set(name, answer);
    return answer;
  }

  #entry(item: Item): Entry | undefined {
    if (this.#entries.has(item)) return this.#entries.get(item);
    const cached = this.#o.cache.get(item.identity);
    if (cached && this.#isCurrent(cached, item)) {
      this.#entries.set(item, cached);
      return cached;
    }
    this.#entries.set(item, undefined);
    const { file, parser, dialect } = this.#o;
    const name = item.name ?? '';
    this.#running.add(name);
    const used = new Map<string, Summary | undefined>();
    let parsed = parser.enumerateVariants(file, item, dialect, VARIANTS);
    try {
      if (parsed.partial) {
        parsed.dispose();
        parsed = parser.parseItem(file, item, dialect, wordSpans(file, item, wordSets().matters));
      }
      const irs = lowerFunction(file, parsed, words, this.#o.typedefs);
      const analyses = irs.map((fn) => this.#analyse(fn, file.text, used));
      const summary = analyses.find((a) => !a.summary.trivial)?.summary ?? analyses[0]?.summary;
      const entry: Entry = { start: item.start, analyses, partial: parsed.partial, used, summary };
      this.#entries.set(item, entry);
      this.#o.cache.set(item.identity, entry);
      return entry;
    } finally {
      parsed.dispose();
      this.#running.delete(name);
    }
  }

  #isCurrent(entry: Entry, item: Item): boolean {
    const name = item.name ?? '';
    if (this.#running.has(name)) return false;
    this.#running.add(name);
    try {
      for (const [callee, summary] of entry.used) {
        if (summary === undefined && !this.#functions.has(callee) && !this.#o.file.macros.has(callee)) continue;
        const now = this.#worthASummary(callee, 3) ? this.#summary(callee, name) : undefined;
        if (now !== summary) return false;
      }
      return true;
    } finally {
      this.#running.delete(name);
    }
  }
}

const identifierCache = new WeakMap<object, readonly string[]>();
/** Members and variables that speak of pages. */
const pageLike = /page|folio|bvec|^sg|sgl?$|umem|frag/i;

function namesIn(text: string): Set<string> {
  const out = new Set<string>();
  for (const m of text.matchAll(/[A-Za-z_]\w*/g)) out.add(m[0]);
  return out;
}

function wordSpans(file: SourceFile, item: Item, wanted: ReadonlySet<string>): Span[] {
  const out: Span[] = [];
  const body = item.body ?? item;
  for (const m of file.text.slice(body.start, body.end).matchAll(/[A-Za-z_]\w*/g)) {
    if (wanted.has(m[0])) out.push({ start: body.start + m.index, end: body.start + m.index + m[0].length });
  }
  return out;
}

/** One list for all choices of conditions: what was found in one of them is found. */
function combined(entry: Entry, extra: readonly Defect[], by: number): FlowResult {
  const seen = new Set<string>();
  const defects: Defect[] = [];
  const handOvers: FlowResult['handOvers'][number][] = [];
  const only = entry.analyses.length > 1;
  for (const a of entry.analyses) {
    for (const d of a.defects) {
      const key = `${d.defect}:${d.span.start}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const everywhere = !only || entry.analyses.every((b) => b.defects.some((x) => x.defect === d.defect && x.span.start === d.span.start));
      defects.push(everywhere || a.condition === '' ? d : { ...d, condition: a.condition });
    }
    for (const h of a.handOvers) {
      const key = `h:${h.span.start}:${h.to}`;
      if (seen.has(key)) continue;
      seen.add(key);
      handOvers.push(h);
    }
  }
  for (const d of extra) defects.push(shift(d, -by));
  const incomplete = entry.analyses.find((a) => a.incomplete !== undefined)?.incomplete;
  const partial = entry.partial ? 'not every choice of its #if groups was walked' : undefined;
  const reason = incomplete ?? partial;
  const acquires = entry.analyses.some((a) => a.acquires > 0);
  return {
    defects: defects.sort((a, b) => a.span.start - b.span.start),
    handOvers,
    acquires,
    ...(reason === undefined ? {} : { incomplete: reason }),
  };
}

const move = (s: Span, by: number): Span => ({ start: s.start + by, end: s.end + by });

function shift(d: Defect, by: number): Defect {
  if (by === 0) return d;
  const pages = d.pages.acquireSpan ? { ...d.pages, acquireSpan: move(d.pages.acquireSpan, by) } : d.pages;
  const base = { span: move(d.span, by), pages, trace: d.trace.map((e) => ({ ...e, span: move(e.span, by) })) };
  switch (d.defect) {
    case 'double-release':
      return { ...d, ...base, first: move(d.first, by) };
    case 'use-after-release':
      return { ...d, ...base, released: move(d.released, by) };
    case 'unchecked':
      return { ...d, ...base, ...(d.check ? { check: move(d.check, by) } : {}) };
    case 'leak':
    case 'mismatched-release':
    case 'partial':
      return { ...d, ...base };
  }
}

function moved(r: FlowResult, by: number): FlowResult {
  if (by === 0) return r;
  return {
    ...r,
    defects: r.defects.map((d) => shift(d, by)),
    handOvers: r.handOvers.map((h) => ({
      ...h,
      span: move(h.span, by),
      pages: h.pages.acquireSpan ? { ...h.pages, acquireSpan: move(h.pages.acquireSpan, by) } : h.pages,
    })),
  };
}
