/** The mappings of a file's functions. What was found of a function is kept under its identity for as long as its text and what it may hand mappings to stay. */
import { type Cancel, throwIfCancelled } from '../../base/cancel.ts';
import type { KernelVersion } from '../../base/kernelVersion.ts';
import type { Span } from '../../base/span.ts';
import { isImplementation, mappingCall, mappingWords } from '../../knowledge/index.ts';
import { type CParser, type Dialect, type Item, type SourceFile, wordUses } from '../../syntax/index.ts';
import type { FunctionIr, ValueType } from '../ir.ts';
import { type LoweringWords, lowerFunction, type TypeResolver } from '../lower/index.ts';
import { analyseMappings, type MappingAnalysis } from './analyseMappings.ts';
import type { MappingDefect } from './draft.ts';

interface Source {
  readonly file: SourceFile;
  readonly path: string;
  readonly version: KernelVersion | undefined;
  readonly parser: CParser;
  readonly dialect: Dialect;
  readonly typedefs?: (name: string) => ValueType | undefined;
  readonly types: TypeResolver;
  readonly words: LoweringWords;
  readonly cache: MappingCache;
  /** What each function and macro of the file calls. */
  readonly calls: () => ReadonlyMap<string, ReadonlySet<string>>;
  /** Of a function that was lowered already, whole; told once. */
  readonly lowered: (item: Item) => readonly FunctionIr[] | undefined;
}

interface Entry {
  readonly start: number;
  readonly dialect: Dialect;
  readonly undoers: string;
  readonly found: FunctionMappings;
}

/** What is wrong with the mappings of one function, in offsets of the file. */
export interface FunctionMappings {
  readonly defects: readonly MappingDefect[];
  readonly incomplete?: string;
}

/** By the identity of items. */
export class MappingCache {
  readonly #items = new WeakMap<object, Entry>();
  get(identity: object): Entry | undefined {
    return this.#items.get(identity);
  }
  set(identity: object, entry: Entry): void {
    this.#items.set(identity, entry);
  }
}

const VARIANTS = 8;
const makes: ReadonlySet<string> = new Set(mappingWords);

export class FileMappings {
  readonly #s: Source;
  #undoers: ReadonlySet<string> | undefined;
  readonly #concerns = new Map<Item, boolean>();

  constructor(source: Source) {
    this.#s = source;
  }

  /** Undefined for a function that maps nothing. */
  of(item: Item, cancel: Cancel): FunctionMappings | undefined {
    const { dialect, cache } = this.#s;
    if (!this.concerns(item)) return undefined;
    const undoers = this.#namesThatUndo();
    const key = [...undoers].join();
    let entry = cache.get(item.identity);
    if (entry?.dialect !== dialect || entry.undoers !== key) {
      throwIfCancelled(cancel);
      entry = { start: item.start, dialect, undoers: key, found: this.#analyse(item, undoers) };
      cache.set(item.identity, entry);
    }
    const by = item.start - entry.start;
    return by === 0 ? entry.found : { ...entry.found, defects: entry.found.defects.map((d) => moved(d, by)) };
  }

  /** Does the function map something, in a way that is worth a look? */
  concerns(item: Item): boolean {
    let answer = this.#concerns.get(item);
    if (answer === undefined) {
      answer = this.#mapsPages(item);
      this.#concerns.set(item, answer);
    }
    return answer;
  }
  #mapsPages(item: Item): boolean {
    const { file, path } = this.#s;
    if (item.kind !== 'function' || isImplementation(path)) return false;
    const [first, ...more] = wordUses(file, item, makes);
    return first !== undefined && (more.length > 0 || !isPlain(file.text.slice(first.start, item.end)));
  }

  #analyse(item: Item, undoers: ReadonlySet<string>): FunctionMappings {
    const { file, path, version } = this.#s;
    const undoes = (name: string): boolean => undoers.has(name);
    const irs = this.#s.lowered(item) ?? this.#lower(item);
    return combined(irs.map((fn) => analyseMappings({ fn, text: file.text, file: path, version, undoes })));
  }
  #lower(item: Item): readonly FunctionIr[] {
    const { file, parser, dialect, words, typedefs, types } = this.#s;
    let parsed = parser.enumerateVariants(file, item, dialect, VARIANTS);
    try {
      if (parsed.partial) {
        parsed.dispose();
        parsed = parser.parseItem(file, item, dialect, wordUses(file, item, makes));
      }
      return lowerFunction(file, parsed, words, typedefs, types);
    } finally {
      parsed.dispose();
    }
  }

  /** Functions and macros of the file that name what undoes a mapping, or call one that does. */
  #namesThatUndo(): ReadonlySet<string> {
    if (this.#undoers) return this.#undoers;
    const bodies = this.#s.calls();
    const found = new Set<string>();
    for (let before = -1; before < found.size; ) {
      before = found.size;
      for (const [name, names] of bodies)
        if (!found.has(name) && [...names].some((n) => n !== name && (found.has(n) || mappingCall(n)?.does === 'unmap'))) found.add(name);
    }
    return (this.#undoers = new Set([...found].sort()));
  }
}

const leaves = /\b(?:return|goto|break|continue|case|if|for|while|do)\b/;

/** From the only mapping on: nothing is decided until the one call that undoes it, of its own sort and by what it takes. Most functions are like that. */
function isPlain(text: string): boolean {
  const calls = [...text.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)].filter((m) => mappingCall(m[1] ?? '') !== undefined);
  const [map, undo] = calls;
  if (calls.length !== 2 || !map || !undo) return false;
  const [made, undone] = [mappingCall(map[1] ?? ''), mappingCall(undo[1] ?? '')];
  if (made?.does !== 'map' || undone?.does !== 'unmap' || made.family !== undone.family || leaves.test(text.slice(0, undo.index))) return false;
  // What is named is the same, or is not, as the sort wants it.
  const inside = (at: number): string => /^[^()]*\(([^(),]*)\)/.exec(text.slice(at))?.[1]?.trim() ?? '';
  return inside(map.index) !== '' && inside(undo.index) !== '' && (inside(map.index) === inside(undo.index)) === (made.family.by === 'page');
}

function combined(analyses: readonly MappingAnalysis[]): FunctionMappings {
  const defects: MappingDefect[] = [];
  const seen = new Set<string>();
  const keyOf = (d: MappingDefect): string => `${d.how}:${d.span.start}:${d.mappedAt.start}`;
  for (const a of analyses)
    for (const d of a.defects) {
      if (seen.has(keyOf(d))) continue;
      seen.add(keyOf(d));
      const everywhere = analyses.every((b) => b.defects.some((x) => keyOf(x) === keyOf(d)));
      defects.push(everywhere || a.condition === '' ? d : { ...d, condition: a.condition });
    }
  const incomplete = analyses.find((a) => a.incomplete !== undefined)?.incomplete;
  return { defects: defects.sort((a, b) => a.span.start - b.span.start), ...(incomplete === undefined ? {} : { incomplete }) };
}

function moved(d: MappingDefect, by: number): MappingDefect {
  const move = (s: Span): Span => ({ start: s.start + by, end: s.end + by });
  return { ...d, span: move(d.span), mappedAt: move(d.mappedAt), trace: d.trace.map((e) => ({ ...e, span: move(e.span) })) };
}
