/** Who names whom in a file, by its text alone: which functions the analysis looks at, which callees it asks, and who is asked first where they call each other. */
import type { Item, SourceFile } from '../syntax/index.ts';

/** Words that decide what is looked at. */
interface GraphWords {
  /** Names whose presence makes a function worth walking: acquisitions of user pages, releases of pins. */
  readonly seeds: ReadonlySet<string>;
  /** Those, and every release and transfer: what makes a callee worth a summary. */
  readonly matters: ReadonlySet<string>;
}

/** What stands in the text of a function; remembered for as long as that stays. */
interface Mentions {
  readonly names: ReadonlySet<string>;
  /** Names with a parenthesis behind them. */
  readonly called: ReadonlySet<string>;
  readonly matters: boolean;
  readonly speaksOfPages: boolean;
}

/** Members and variables that speak of pages. */
const pageLike = /page|folio|bvec|^sg|sgl?$|umem|frag/i;
/** Calls between a function and the word for which it is asked. */
const DEPTH = 3;

const mentionsOf = new WeakMap<object, Mentions>();

// By hand: every function of every file that is looked into comes by here.
const OPEN = 0x28;
const isWordStart = (c: number): boolean => (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a) || c === 0x5f;
const isWordPart = (c: number): boolean => isWordStart(c) || (c >= 0x30 && c <= 0x39);
const isBlank = (c: number): boolean => c === 0x20 || (c >= 0x09 && c <= 0x0d);

function mentionsIn(text: string, matters: ReadonlySet<string>): Mentions {
  const names = new Set<string>();
  const called = new Set<string>();
  const end = text.length;
  for (let at = 0; at < end; ) {
    if (!isWordStart(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const start = at++;
    while (at < end && isWordPart(text.charCodeAt(at))) at++;
    const name = text.slice(start, at);
    names.add(name);
    while (at < end && isBlank(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) === OPEN) called.add(name);
  }
  let some = false;
  let pages = false;
  for (const n of names) {
    some ||= matters.has(n);
    pages ||= pageLike.test(n);
  }
  return { names, called, matters: some, speaksOfPages: pages || some };
}

export class CallGraph {
  readonly #file: SourceFile;
  readonly #words: GraphWords;
  readonly #functions = new Map<string, Item[]>();
  readonly #macros = new Map<string, Mentions>();
  #callers: Map<string, Item[]> | undefined;
  #mattering: ReadonlySet<string> | undefined;
  #speaking: ReadonlySet<string> | undefined;
  #components: Map<string, { readonly component: number; readonly at: number }> | undefined;

  constructor(file: SourceFile, words: GraphWords) {
    this.#file = file;
    this.#words = words;
    for (const item of file.items) {
      if (item.kind !== 'function' || item.name === undefined) continue;
      const list = this.#functions.get(item.name);
      if (list) list.push(item);
      else this.#functions.set(item.name, [item]);
    }
  }

  /** The definitions of a function, more than one where conditions choose. */
  definitions(name: string): readonly Item[] {
    return this.#functions.get(name) ?? [];
  }
  isFunction(name: string): boolean {
    return this.#functions.has(name);
  }
  /** A function or a macro of the file. */
  isLocal(name: string): boolean {
    return this.#functions.has(name) || this.#file.macros.has(name);
  }

  mentions(item: Item): Mentions {
    let known = mentionsOf.get(item.identity);
    if (!known) {
      const body = item.body ?? item;
      known = mentionsIn(this.#file.text.slice(body.start, body.end), this.#words.matters);
      mentionsOf.set(item.identity, known);
    }
    return known;
  }
  ofMacro(name: string): Mentions | undefined {
    let known = this.#macros.get(name);
    if (!known) {
      const macro = this.#file.macros.get(name);
      if (!macro) return undefined;
      known = mentionsIn(macro.body, this.#words.matters);
      this.#macros.set(name, known);
    }
    return known;
  }

  /** Functions that name one of the members and something that takes, drops or moves pages. */
  dropping(fields: ReadonlySet<string>): Item[] {
    return this.#file.items.filter((item) => {
      if (item.kind !== 'function') return false;
      const { names } = this.mentions(item);
      let field = false;
      let word = false;
      for (const n of names) {
        if (fields.has(n)) field = true;
        if (this.#words.matters.has(n)) word = true;
      }
      return field && word;
    });
  }

  /** Functions that name a seed, or a macro of the file that does. */
  seeded(): Item[] {
    const { seeds } = this.#words;
    const wanted = new Set(seeds);
    for (const [name, macro] of this.#file.macros) {
      // Most bodies are numbers.
      if (macro.body.length < 4) continue;
      for (const n of this.ofMacro(name)?.names ?? []) if (seeds.has(n)) wanted.add(name);
    }
    const out: Item[] = [];
    for (const item of this.#file.items) {
      if (item.kind !== 'function') continue;
      for (const n of this.mentions(item).names)
        if (wanted.has(n)) {
          out.push(item);
          break;
        }
    }
    return out;
  }

  /** Functions that call something of another file of which `test` is true. */
  calling(test: (name: string) => boolean): Item[] {
    // Most names are called by many.
    const answers = new Map<string, boolean>();
    const isWanted = (name: string): boolean => {
      let answer = answers.get(name);
      if (answer === undefined) {
        answer = !this.isLocal(name) && test(name);
        answers.set(name, answer);
      }
      return answer;
    };
    return this.#file.items.filter((item) => {
      if (item.kind !== 'function') return false;
      for (const name of this.mentions(item).called) if (isWanted(name)) return true;
      return false;
    });
  }

  /** Names with a parenthesis behind them, in each function and each macro with parameters; where a function has several definitions, in the last. */
  calls(): ReadonlyMap<string, ReadonlySet<string>> {
    const out = new Map<string, ReadonlySet<string>>();
    for (const [name, items] of this.#functions) {
      const last = items.at(-1);
      if (last) out.set(name, this.mentions(last).called);
    }
    for (const [name, macro] of this.#file.macros) {
      const inside = macro.params ? this.ofMacro(name) : undefined;
      if (inside) out.set(name, inside.called);
    }
    return out;
  }

  /** Names a macro with parameters something that takes pages, or drops pins? */
  isSeededMacro(name: string): boolean {
    if (this.#file.macros.get(name)?.params === undefined) return false;
    for (const n of this.ofMacro(name)?.names ?? []) if (this.#words.seeds.has(n)) return true;
    return false;
  }

  /** Functions that name the function, in order of the file; those of its own name among them. */
  callersOf(name: string): readonly Item[] {
    if (!this.#callers) {
      this.#callers = new Map();
      for (const item of this.#file.items) {
        if (item.kind !== 'function') continue;
        for (const n of this.mentions(item).names) {
          if (!this.#functions.has(n)) continue;
          const list = this.#callers.get(n);
          if (list) list.push(item);
          else this.#callers.set(n, [item]);
        }
      }
    }
    return this.#callers.get(name) ?? [];
  }

  /** Is there anything in the function, or below it, that takes, drops or moves pages? */
  matters(name: string): boolean {
    this.#mattering ??= this.#reaching((m) => m.matters);
    return this.#has(this.#mattering, name);
  }
  /** Or that speaks of pages at least? */
  speaksOfPages(name: string): boolean {
    this.#speaking ??= this.#reaching((m) => m.speaksOfPages);
    return this.#has(this.#speaking, name);
  }
  #has(names: ReadonlySet<string>, name: string): boolean {
    return this.#functions.has(name) ? names.has(name) : this.#file.macros.get(name)?.params !== undefined;
  }
  #reaching(test: (m: Mentions) => boolean): ReadonlySet<string> {
    const found: Item[] = [];
    for (const items of this.#functions.values()) if (items.some((i) => test(this.mentions(i)))) found.push(...items);
    return this.reaching(found);
  }
  /** Names of the functions, and of those that call them through a few others. */
  reaching(functions: Iterable<Item>): ReadonlySet<string> {
    const found = new Set<string>();
    for (const { name } of functions) if (name !== undefined) found.add(name);
    let last: Iterable<string> = [...found];
    for (let depth = 0; depth < DEPTH; depth++) {
      const next = new Set<string>();
      for (const name of last)
        for (const caller of this.callersOf(name))
          if (caller.name !== undefined && !found.has(caller.name)) {
            found.add(caller.name);
            next.add(caller.name);
          }
      last = next;
    }
    return found;
  }

  /**
   * Whether `callee` calls `caller` back, and is not the one of the two that is looked at first: then nothing is known of it. Whoever stands first in the file
   * is; so what is found does not hang on where the question started.
   */
  isInnerCall(caller: string, callee: string): boolean {
    if (caller === callee) return true;
    this.#components ??= this.#findComponents();
    const a = this.#components.get(caller);
    const b = this.#components.get(callee);
    return a !== undefined && b !== undefined && a.component === b.component && b.at >= a.at;
  }

  /** Strongly connected components of the calls (Tarjan, with a stack of its own). */
  #findComponents(): Map<string, { component: number; at: number }> {
    const out = new Map<string, { component: number; at: number }>();
    const index = new Map<string, number>();
    const low = new Map<string, number>();
    const stack: string[] = [];
    const waiting = new Set<string>();
    const open: { name: string; to: string[]; next: number }[] = [];
    let components = 0;
    const enter = (name: string): void => {
      low.set(name, index.size);
      index.set(name, index.size);
      stack.push(name);
      waiting.add(name);
      open.push({ name, to: this.#calls(name), next: 0 });
    };
    const lower = (name: string, to: number): void => {
      low.set(name, Math.min(low.get(name) ?? 0, to));
    };
    for (const root of this.#functions.keys()) {
      if (index.has(root)) continue;
      enter(root);
      for (let top = open.at(-1); top; top = open.at(-1)) {
        const to = top.to[top.next++];
        if (to !== undefined) {
          const seen = index.get(to);
          if (seen === undefined) enter(to);
          else if (waiting.has(to)) lower(top.name, seen);
          continue;
        }
        open.pop();
        const above = open.at(-1);
        if (above) lower(above.name, low.get(top.name) ?? 0);
        if (low.get(top.name) !== index.get(top.name)) continue;
        components++;
        for (const name of stack.splice(stack.lastIndexOf(top.name))) {
          waiting.delete(name);
          out.set(name, { component: components, at: this.#functions.get(name)?.[0]?.start ?? -1 });
        }
      }
    }
    return out;
  }

  #calls(name: string): string[] {
    const items = this.#functions.get(name);
    const out = new Set<string>();
    const add = (m: Mentions | undefined): void => {
      for (const n of m?.called ?? []) if (this.#functions.has(n) || this.#file.macros.get(n)?.params !== undefined) out.add(n);
    };
    if (items) for (const item of items) add(this.mentions(item));
    else add(this.ofMacro(name));
    return [...out];
  }
}
