/**
 * The flow analysis of a file: from the functions that name an acquisition or a release upwards through those that call them, summaries first. What was found of
 * a function is kept under its identity for as long as its text and the summaries that it used stay the same.
 */
import { type Cancel, never, throwIfCancelled } from '../base/cancel.ts';
import type { KernelVersion } from '../base/kernelVersion.ts';
import type { Span } from '../base/span.ts';
import { countsItsOwn, entries, isImplementation, lookup, roleOf } from '../knowledge/index.ts';
import type { Trace } from '../protocol/trace.ts';
import { type CParser, canHoldTogether, type Dialect, type Item, type SourceFile } from '../syntax/index.ts';
import { type Analysis, analyseFunction } from './analyse.ts';
import { createBioReleases } from './bioReleases.ts';
import { CallGraph } from './callGraph.ts';
import type { Defect, FlowResult } from './defect.ts';
import { fieldMismatches } from './fields.ts';
import type { FunctionIr, ValueType } from './ir.ts';
import type { Linear, SymbolTable } from './linear.ts';
import { fileTypes, type LoweringWords, lowerFunction, lowerMacro, type TypeResolver } from './lower/index.ts';
import { FileMappings, MappingCache } from './mappings/fileMappings.ts';
import { type Elsewhere, Others } from './others.ts';
import { type PortableSummary, portableSummary } from './portable.ts';
import { FileProtections, ProtectionCache } from './protections/fileProtections.ts';
import { combined, moved, together } from './results.ts';
import type { Summary } from './summary.ts';
import { summaryKey } from './summaryKey.ts';

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
  /** What functions of other files do; none is asked without it. */
  readonly elsewhere?: Elsewhere;
  /** Told of each function that is walked, by its name: for those who count. */
  readonly onAnalyse?: (name: string) => void;
}

/** What a function does for callers in other files. */
export interface Offered {
  readonly name: string;
  readonly summary: PortableSummary;
}

export interface FileFlow {
  /**
   * Of functions of which there is something to say, in offsets of this file. The first question looks at the whole file, and may be given up: what was found of
   * whole functions until then is kept for the next one.
   */
  resultOf(item: Item, cancel?: Cancel): FlowResult | undefined;
  /** Functions that give pages to callers in other files, or drop what these name; in order of the file. Looks at the whole file. */
  offered(cancel?: Cancel): readonly Offered[];
  /**
   * What a function does for callers in other files; undefined if they have none of that name. Looks at no more than it must. `takesOrDrops`: only if it does that
   * to pages.
   */
  summaryOf(
    name: string,
    takesOrDrops: boolean,
    cancel?: Cancel,
  ): { readonly summary: PortableSummary; readonly trivial: boolean; readonly offered: boolean } | undefined;
  /** What happens to pages on each way out of the function, in offsets of this file. Followed anew with each question: nothing of it is kept. */
  pathsOf(item: Item, cancel?: Cancel): readonly Trace[];
}

interface Entry {
  /** Where the function stood. */
  readonly start: number;
  readonly analyses: readonly Analysis[];
  readonly partial: boolean;
  /** Callees that were asked for, and what they said; more than one answer where conditions choose. */
  readonly used: readonly Used[];
  readonly others: Others;
  /** Callees that were not asked, as nothing was held and they neither take nor drop pages. */
  readonly passed: ReadonlySet<string>;
  readonly isCalled: boolean;
  readonly dialect: Dialect;
  /** One for each choice of the conditions inside. */
  readonly summaries: readonly Conditional[];
  results?: { readonly key: string; readonly result: FlowResult };
}

interface Used {
  readonly callee: string;
  /** Of the caller, as C. */
  readonly condition: string;
  readonly summary: Summary | undefined;
}

/** What a function does under a condition, as C; empty where it does so under any. */
interface Conditional {
  readonly condition: string;
  readonly summary: Summary;
}

/** What outlives an edit: functions by the identity of their items, macros by the dialect that they are part of. */
export class FlowCache {
  readonly mappings = new MappingCache();
  readonly protections = new ProtectionCache();
  readonly #items = new WeakMap<object, Entry>();
  readonly #macros = new WeakMap<Dialect, Map<string, Entry>>();
  readonly #summaries = new WeakMap<Dialect, Map<string, Summary>>();

  get(identity: object): Entry | undefined {
    return this.#items.get(identity);
  }
  set(identity: object, entry: Entry): void {
    this.#items.set(identity, entry);
  }
  macrosOf(dialect: Dialect): Map<string, Entry> {
    return within(this.#macros, dialect);
  }
  /** The summary, or the one that callers know already if it says the same to them: then they need no second look. */
  settled(dialect: Dialect, name: string, summary: Summary): Summary {
    const before = within(this.#summaries, dialect);
    const old = before.get(name);
    if (old && summaryKey(old) === summaryKey(summary)) return old;
    before.set(name, summary);
    return summary;
  }
}

function within<T>(maps: WeakMap<Dialect, Map<string, T>>, dialect: Dialect): Map<string, T> {
  let map = maps.get(dialect);
  if (!map) {
    map = new Map();
    maps.set(dialect, map);
  }
  return map;
}

export const createFlowCache = (): FlowCache => new FlowCache();

/** More functions that lead to one say no more of it. */
const CALLERS = 40;

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
      if (has(['get', 'pin', 'release-get', 'release-pin', 'move-get', 'move-pin', 'dirty', 'dirty-lock'])) m.add(entry.name);
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
  readonly #graph: CallGraph;
  /** Of items and of macros, as far as they were asked for. */
  readonly #entries = new Map<Item | string, Entry>();
  readonly #running = new Set<Item | string>();
  readonly #macroCache: Map<string, Entry>;
  readonly #types: TypeResolver;
  #targets: ReadonlySet<Item> | undefined;
  #callingOut: ReadonlySet<Item> | undefined;
  #reaching: ReadonlySet<string> | undefined;
  #extra: Map<Item, Defect[]> | undefined;
  #cancel: Cancel = never;
  readonly #mappings: FileMappings;
  readonly #protections: FileProtections;
  /** Functions whose mappings are followed later. */
  readonly #lowered = new Map<Item, readonly FunctionIr[]>();
  /** With their mappings and stale uses, by the identity of what is put together. */
  readonly #together = new Map<Item, FlowResult>();

  constructor(options: FileFlowOptions) {
    this.#o = options;
    this.#graph = new CallGraph(options.file, wordSets());
    this.#macroCache = options.cache.macrosOf(options.dialect);
    const { file, parser, dialect, typedefs } = options;
    this.#types = fileTypes({ file, parser, dialect, words, typedefs });
    this.#mappings = new FileMappings({
      ...options,
      types: this.#types,
      words,
      cache: options.cache.mappings,
      calls: () => this.#graph.calls(),
      lowered: (item) => {
        const irs = this.#lowered.get(item);
        this.#lowered.delete(item);
        return irs;
      },
    });
    this.#protections = new FileProtections({ ...options, types: this.#types, words, cache: options.cache.protections });
  }

  resultOf(item: Item, cancel: Cancel = never): FlowResult | undefined {
    const known = this.#together.get(item);
    if (known) return known;
    const mappings = this.#mappings.of(item, cancel);
    const references = this.#referencesOf(item, cancel);
    const protections = this.#protections.of(item, cancel);
    if (!mappings && !protections) return references;
    const result = together(references, mappings, protections);
    this.#together.set(item, result);
    return result;
  }

  #referencesOf(item: Item, cancel: Cancel): FlowResult | undefined {
    if (!this.#all(cancel).has(item)) return undefined;
    const entry = this.#entry(item);
    const extra = this.#extra?.get(item) ?? [];
    const keeps = entry.analyses.some((a) => a.holdings.some((h) => h.leaves !== undefined));
    const callers = keeps && item.name !== undefined ? this.#callers(item.name) : [];
    const key = `${item.start}/${extra.map((d) => `${d.defect}${d.span.start}`).join()}/${callers.join()}`;
    if (entry.results?.key !== key) {
      const whole = moved(combined(entry, extra, item.start - entry.start), item.start - entry.start);
      const releases = whole.mixes && createBioReleases(this.#graph, this.#o.file.text, this.#o.version);
      const mixes = whole.mixes?.map((m) => releases?.judged(m, item) ?? m);
      entry.results = { key, result: { ...whole, ...(mixes ? { mixes } : {}), callers } };
    }
    return entry.results.result;
  }

  offered(cancel: Cancel = never): readonly Offered[] {
    const names = new Set<string>();
    for (const item of this.#all(cancel)) if (item.name !== undefined) names.add(item.name);
    if (isHeader(this.#o.path)) for (const name of this.#o.file.macros.keys()) if (this.#graph.isSeededMacro(name)) names.add(name);
    const out: Offered[] = [];
    for (const name of names) {
      const found = this.summaryOf(name, false, cancel);
      if (found?.offered) out.push({ name, summary: found.summary });
    }
    return out;
  }

  summaryOf(name: string, takesOrDrops: boolean, cancel: Cancel = never): ReturnType<FileFlow['summaryOf']> {
    if (isImplementation(this.#o.path) || countsItsOwn(this.#o.path) || (takesOrDrops && !this.#mayTakeOrDrop(name))) return undefined;
    this.#cancel = cancel;
    try {
      const header = isHeader(this.#o.path);
      const items = this.#graph.definitions(name);
      const entries = items.length === 0 && header ? [this.#macro(name)] : items.map((item) => this.#entry(item));
      const seen = entries.flatMap((e) => e?.summaries ?? []).flatMap(({ summary: s }) => (header || !s.isStatic ? [s] : []));
      // Stubs for a configuration without it stand beside the function.
      const telling = seen.some((s) => !s.trivial) ? seen.filter((s) => !s.trivial) : seen;
      const told = telling.map((s) => portableSummary(s, { scope: this.#o.path, isLocal: (n) => !header && isOwnName(this.#o.file, n) }));
      const [first] = told;
      const [summary] = telling;
      // Which of several that differ a caller gets, its configuration says.
      if (!first || !summary || told.some((t) => JSON.stringify(t) !== JSON.stringify(first))) return undefined;
      return { summary: first, trivial: summary.trivial, offered: concernsCallers(summary) };
    } finally {
      this.#cancel = never;
    }
  }

  /** Is it looked at, whoever asks, because of what it names or calls? */
  #mayTakeOrDrop(name: string): boolean {
    this.#reaching ??= this.#graph.reaching([...this.#graph.seeded(), ...this.#callingOthers()]);
    return this.#graph.isFunction(name) ? this.#reaching.has(name) : this.#graph.isSeededMacro(name);
  }
  /** Functions that call something of another file that takes or drops pages. */
  #callingOthers(): ReadonlySet<Item> {
    const { elsewhere } = this.#o;
    this.#callingOut ??= new Set(
      elsewhere ? this.#graph.calling((callee) => !isKnown(callee) && elsewhere.summaryOf(callee, false) !== undefined) : [],
    );
    return this.#callingOut;
  }

  pathsOf(item: Item, cancel: Cancel = never): readonly Trace[] {
    if (!this.#all(cancel).has(item)) return [];
    const entry = this.#make(item, item.name ?? '', item.start, () => this.#read(item), { wantsPaths: true });
    return entry.analyses.flatMap((a) => a.paths);
  }

  /** The functions to look at: those with a word, and those that call one of these and get pages from it, or name what it drops. */
  #all(cancel: Cancel): ReadonlySet<Item> {
    if (this.#targets) return this.#targets;
    if (isImplementation(this.#o.path)) return (this.#targets = new Set());
    this.#cancel = cancel;
    try {
      const targets = new Set<Item>(this.#graph.seeded());
      for (const item of this.#callingOthers()) targets.add(item);
      // A set is walked in the order of its growth.
      for (const item of targets) {
        const { summaries } = this.#entry(item);
        if (item.name !== undefined && summaries.some(({ summary }) => concernsCallers(summary)))
          for (const caller of this.#graph.callersOf(item.name)) targets.add(caller);
      }
      // Who drops pages through a member that one of these fills is of interest, too.
      const filled = new Set<string>();
      for (const item of targets)
        for (const a of this.#entry(item).analyses) for (const use of a.fields) if (use.use === 'acquire') filled.add(use.field);
      if (filled.size > 0) for (const item of this.#graph.dropping(filled)) targets.add(item);
      // What these call is walked anyhow.
      for (const item of targets)
        for (const { callee, summary } of this.#entry(item).used)
          if (summary && !summary.trivial) for (const definition of this.#graph.definitions(callee)) targets.add(definition);
      this.#extra = fieldMismatches(
        [...targets].map((item) => {
          const { analyses, start } = this.#entry(item);
          return { item, analyses, by: item.start - start, around: this.#o.file.conditionAt(item.start) };
        }),
        this.#o.file.text,
      );
      this.#targets = targets;
      return targets;
    } finally {
      this.#cancel = never;
    }
  }

  /** What a callee does; nothing where it is not worth a look, or where the caller is looked at first. Of several definitions, and of several choices of
   * conditions in one, the first that says something of pages and agrees with the condition of the call. */
  #summary(name: string, from: string, condition: string): Summary | undefined {
    if (!this.#graph.speaksOfPages(name) || this.#graph.isInnerCall(from, name)) return undefined;
    const items = this.#graph.definitions(name);
    if (items.length === 0) return this.#macro(name)?.summaries[0]?.summary;
    const found: Conditional[] = [];
    for (const item of items) {
      if (this.#running.has(item)) return undefined;
      found.push(...this.#entry(item).summaries);
    }
    if (found.length < 2) return found[0]?.summary;
    const agreeing = found.filter((f) => canHoldTogether(f.condition, condition));
    const possible = agreeing.length > 0 ? agreeing : found;
    return (possible.find((f) => !f.summary.trivial) ?? possible[0])?.summary;
  }

  #macro(name: string): Entry | undefined {
    const known = this.#entries.get(name) ?? this.#current(this.#macroCache.get(name), name, name);
    if (known) return known;
    const macro = this.#o.file.macros.get(name);
    if (!macro?.params || this.#running.has(name)) return undefined;
    const inside = this.#graph.ofMacro(name);
    if (!inside?.matters && ![...(inside?.names ?? [])].some((n) => this.#graph.isFunction(n))) return undefined;
    return this.#make(name, name, 0, () => {
      const fn = lowerMacro(macro, this.#o.parser, words);
      return { irs: fn ? [fn] : [], partial: false, text: macro.body };
    });
  }

  #entry(item: Item): Entry {
    const name = item.name ?? '';
    return (
      this.#entries.get(item) ??
      this.#current(this.#o.cache.get(item.identity), item, name) ??
      this.#make(item, name, item.start, () => this.#read(item))
    );
  }

  #read(item: Item): { irs: readonly FunctionIr[]; partial: boolean; text: string } {
    const { file, parser, dialect } = this.#o;
    let parsed = parser.enumerateVariants(file, item, dialect, VARIANTS);
    try {
      if (parsed.partial) {
        parsed.dispose();
        parsed = parser.parseItem(file, item, dialect, wordSpans(file, item, wordSets().matters));
      }
      const irs = lowerFunction(file, parsed, words, this.#o.typedefs, this.#types);
      if (!parsed.partial && this.#mappings.concerns(item)) this.#lowered.set(item, irs);
      return { irs, partial: parsed.partial, text: file.text };
    } finally {
      parsed.dispose();
    }
  }

  /** Looks at a function or macro that nothing is known of. Nothing is kept if that is given up. */
  #make(
    key: Item | string,
    name: string,
    start: number,
    read: () => { irs: readonly FunctionIr[]; partial: boolean; text: string },
    { wantsPaths } = { wantsPaths: false },
  ): Entry {
    throwIfCancelled(this.#cancel);
    const used = new Map<string, Used>();
    const passed = new Set<string>();
    const others = new Others();
    this.#running.add(key);
    try {
      const { irs, partial, text } = read();
      const isCalled = this.#isCalled(name);
      const around = typeof key === 'string' ? '' : this.#o.file.conditionAt(start);
      const { elsewhere } = this.#o;
      const walk = (fn: FunctionIr, told: Elsewhere | undefined): Analysis => {
        this.#o.onAnalyse?.(name);
        const condition = bothOf(around, fn.condition);
        return analyseFunction({
          fn,
          text,
          file: this.#o.path,
          version: this.#o.version,
          isCalled,
          wantsPaths,
          summary: (callee, holds) => {
            if (!this.#graph.isLocal(callee)) return undefined;
            if (!holds && !this.#graph.matters(callee)) {
              passed.add(callee);
              return undefined;
            }
            const asked = `${callee} ${condition}`;
            let answer = used.get(asked);
            if (!answer) {
              answer = { callee, condition, summary: this.#summary(callee, name, condition) };
              used.set(asked, answer);
            }
            return answer.summary;
          },
          elsewhere: (callee, isGiven) => (told && !this.#graph.isLocal(callee) ? others.ask(told, callee, isGiven) : undefined),
        });
      };
      const analyses = irs.map((fn) => {
        const found = walk(fn, elsewhere);
        if (found.incomplete === undefined || !others.any) return found;
        // What other files say made the walk too long: better whole without them than in part.
        const alone = walk(fn, undefined);
        return alone.incomplete === undefined ? alone : found;
      });
      const known = typeof key === 'string' ? `#define ${key}` : `${name}/${this.#graph.definitions(name).indexOf(key)}`;
      const summaries = analyses.map((a, i) => ({
        condition: bothOf(around, a.condition),
        summary: this.#o.cache.settled(this.#o.dialect, `${known}/${i}`, a.summary),
      }));
      const entry: Entry = { start, analyses, partial, used: [...used.values()], others, passed, isCalled, dialect: this.#o.dialect, summaries };
      // Paths are many, and asked for once.
      if (wantsPaths) return entry;
      this.#entries.set(key, entry);
      if (typeof key === 'string') this.#macroCache.set(key, entry);
      else this.#o.cache.set(key.identity, entry);
      return entry;
    } finally {
      this.#running.delete(key);
    }
  }

  /** Functions of the file that lead to this one, over any number of calls. */
  #callers(name: string): readonly string[] {
    const found = new Set<string>();
    const open = [name];
    for (let next = open.pop(); next !== undefined && found.size < CALLERS; next = open.pop())
      for (const { name: caller } of this.#graph.callersOf(next))
        if (caller !== undefined && caller !== name && !found.has(caller)) {
          found.add(caller);
          open.push(caller);
        }
    return [...found].sort();
  }

  #isCalled(name: string): boolean {
    return this.#graph.callersOf(name).some((i) => i.name !== name);
  }

  /** What is known from before, if all that it hangs on is as it was. */
  #current(entry: Entry | undefined, key: Item | string, name: string): Entry | undefined {
    if (!entry || entry.dialect !== this.#o.dialect || entry.isCalled !== this.#isCalled(name)) return undefined;
    this.#running.add(key);
    try {
      for (const callee of entry.passed) if (this.#graph.matters(callee)) return undefined;
      if (!entry.others.hold(this.#o.elsewhere)) return undefined;
      for (const { callee, condition, summary } of entry.used) if (this.#summary(callee, name, condition) !== summary) return undefined;
    } finally {
      this.#running.delete(key);
    }
    this.#entries.set(key, entry);
    return entry;
  }
}

const bothOf = (a: string, b: string): string => (a === '' || b === '' ? a + b : `${a} && ${b}`);

const isHeader = (path: string): boolean => path.endsWith('.h');
const isKnown = (name: string): boolean => lookup(name) !== undefined || roleOf(name) !== undefined;

/** A macro of the file, or a variable that no other file sees. */
const isOwnName = (file: SourceFile, name: string): boolean =>
  file.macros.has(name) ||
  file.items.some((i) => i.kind === 'declaration' && i.name === name && /^\s*static\b/.test(file.text.slice(i.start, i.end)));

/** A caller has pages then that it may lose, or says of which member they were dropped. What else a callee does matters to those who hold pages anyway. */
const concernsCallers = ({ outcomes, table }: Summary): boolean =>
  outcomes.some((o) => o.effects.some((e) => e.does === 'acquire' || (e.does === 'release' && !namesMember(e.place, table))));

function namesMember({ terms }: Linear, table: SymbolTable): boolean {
  for (let i = 0; i < terms.length; i += 2) {
    const origin = table.originOf(terms[i] ?? 0);
    if (origin.from === 'member' || (origin.from === 'memory' && namesMember(origin.at, table))) return true;
  }
  return false;
}

function wordSpans(file: SourceFile, item: Item, wanted: ReadonlySet<string>): Span[] {
  const out: Span[] = [];
  const body = item.body ?? item;
  for (const m of file.text.slice(body.start, body.end).matchAll(/[A-Za-z_]\w*/g)) {
    if (wanted.has(m[0])) out.push({ start: body.start + m.index, end: body.start + m.index + m[0].length });
  }
  return out;
}
