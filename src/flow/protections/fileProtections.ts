/** What a file's functions do with pages of a device or of a bio that are not theirs (any more). What was found of a function is kept under its identity for as long as its text stays. */
import { type Cancel, throwIfCancelled } from '../../base/cancel.ts';
import type { Span } from '../../base/span.ts';
import { isImplementation, lenderLoops, protectionEnds } from '../../knowledge/index.ts';
import { type CParser, type Dialect, type Item, type SourceFile, wordUses } from '../../syntax/index.ts';
import type { ValueType } from '../ir.ts';
import { type LoweringWords, lowerFunction, type TypeResolver } from '../lower/index.ts';
import { staleUses } from './analyseProtections.ts';
import { type LentRelease, lentReleases, mayOwnPages } from './lentVecs.ts';
import type { StaleUse } from './stale.ts';

interface Source {
  readonly file: SourceFile;
  readonly path: string;
  readonly parser: CParser;
  readonly dialect: Dialect;
  readonly typedefs?: (name: string) => ValueType | undefined;
  readonly types: TypeResolver;
  readonly words: LoweringWords;
  readonly cache: ProtectionCache;
}

interface Entry {
  readonly start: number;
  readonly dialect: Dialect;
  readonly owns: boolean;
  readonly found: FunctionProtections;
}

export interface FunctionProtections {
  readonly stale: readonly StaleUse[];
  readonly lent: readonly LentRelease[];
}

/** By the identity of items. */
export class ProtectionCache {
  readonly #items = new WeakMap<object, Entry>();
  get(identity: object): Entry | undefined {
    return this.#items.get(identity);
  }
  set(identity: object, entry: Entry): void {
    this.#items.set(identity, entry);
  }
}

const VARIANTS = 8;
const words: ReadonlySet<string> = new Set([...protectionEnds, ...lenderLoops()]);

export class FileProtections {
  readonly #s: Source;
  #hasWords: boolean | undefined;
  #owns: boolean | undefined;

  constructor(source: Source) {
    this.#s = source;
  }

  /** Undefined for a function that neither ends a protection nor walks a bio of others. */
  of(item: Item, cancel: Cancel): FunctionProtections | undefined {
    const { file, path, dialect, cache } = this.#s;
    this.#hasWords ??= !isImplementation(path) && [...words].some((w) => file.text.includes(w));
    if (!this.#hasWords || item.kind !== 'function' || wordUses(file, item, words).length === 0) return undefined;
    this.#owns ??= mayOwnPages(file.text);
    let entry = cache.get(item.identity);
    if (entry?.dialect !== dialect || entry.owns !== this.#owns) {
      throwIfCancelled(cancel);
      entry = { start: item.start, dialect, owns: this.#owns, found: this.#analyse(item, this.#owns) };
      cache.set(item.identity, entry);
    }
    const by = item.start - entry.start;
    const { stale, lent } = entry.found;
    return by === 0 ? entry.found : { stale: stale.map((u) => moved(u, by)), lent: lent.map((l) => movedLent(l, by)) };
  }

  #analyse(item: Item, owns: boolean): FunctionProtections {
    const { file, parser, dialect, words: lowering, typedefs, types } = this.#s;
    let parsed = parser.enumerateVariants(file, item, dialect, VARIANTS);
    try {
      if (parsed.partial) {
        parsed.dispose();
        parsed = parser.parseItem(file, item, dialect, wordUses(file, item, words));
      }
      const irs = lowerFunction(file, parsed, lowering, typedefs, types).filter((fn) => fn.unread === undefined);
      return {
        stale: overVariants(irs.map((fn) => ({ condition: fn.condition, found: staleUses(fn, file.text) }))),
        lent: owns ? [] : overVariants(irs.map((fn) => ({ condition: fn.condition, found: lentReleases(fn, file.text) }))),
      };
    } finally {
      parsed.dispose();
    }
  }
}

/** What is found in one choice of conditions is found; with the choice, where it is not in all of them. */
function overVariants<T extends { readonly span: Span; readonly how?: string; readonly condition?: string }>(
  each: readonly { readonly condition: string; readonly found: readonly T[] }[],
): T[] {
  const keyOf = (x: T): string => `${x.how ?? ''}:${x.span.start}`;
  const out = new Map<string, T>();
  for (const { condition, found } of each)
    for (const x of found) {
      if (out.has(keyOf(x))) continue;
      const everywhere = each.every((e) => e.found.some((y) => keyOf(y) === keyOf(x)));
      out.set(keyOf(x), everywhere || condition === '' ? x : { ...x, condition });
    }
  return [...out.values()];
}

function moved(u: StaleUse, by: number): StaleUse {
  const move = (s: Span): Span => ({ start: s.start + by, end: s.end + by });
  return { ...u, span: move(u.span), given: { ...u.given, span: move(u.given.span) }, ended: { ...u.ended, span: move(u.ended.span) } };
}

function movedLent(l: LentRelease, by: number): LentRelease {
  const move = (s: Span): Span => ({ start: s.start + by, end: s.end + by });
  return { ...l, span: move(l.span), loop: move(l.loop) };
}
