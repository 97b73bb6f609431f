/** The stale uses of a file's functions. What was found of a function is kept under its identity for as long as its text stays. */
import { type Cancel, throwIfCancelled } from '../../base/cancel.ts';
import type { Span } from '../../base/span.ts';
import { isImplementation, protectionEnds } from '../../knowledge/index.ts';
import { type CParser, type Dialect, type Item, type SourceFile, wordUses } from '../../syntax/index.ts';
import type { ValueType } from '../ir.ts';
import { type LoweringWords, lowerFunction, type TypeResolver } from '../lower/index.ts';
import { staleUses } from './analyseProtections.ts';
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
  readonly found: readonly StaleUse[];
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
const ends: ReadonlySet<string> = new Set(protectionEnds);

export class FileProtections {
  readonly #s: Source;

  constructor(source: Source) {
    this.#s = source;
  }

  /** Undefined for a function that ends no protection. */
  of(item: Item, cancel: Cancel): readonly StaleUse[] | undefined {
    const { file, path, dialect, cache } = this.#s;
    if (item.kind !== 'function' || isImplementation(path) || wordUses(file, item, ends).length === 0) return undefined;
    let entry = cache.get(item.identity);
    if (entry?.dialect !== dialect) {
      throwIfCancelled(cancel);
      entry = { start: item.start, dialect, found: this.#analyse(item) };
      cache.set(item.identity, entry);
    }
    const by = item.start - entry.start;
    return by === 0 ? entry.found : entry.found.map((u) => moved(u, by));
  }

  #analyse(item: Item): StaleUse[] {
    const { file, parser, dialect, words, typedefs, types } = this.#s;
    let parsed = parser.enumerateVariants(file, item, dialect, VARIANTS);
    try {
      if (parsed.partial) {
        parsed.dispose();
        parsed = parser.parseItem(file, item, dialect, wordUses(file, item, ends));
      }
      const irs = lowerFunction(file, parsed, words, typedefs, types);
      const each = irs.map((fn) => ({ condition: fn.condition, found: fn.unread === undefined ? staleUses(fn, file.text) : [] }));
      const out = new Map<string, StaleUse>();
      const keyOf = (u: StaleUse): string => `${u.how}:${u.span.start}`;
      for (const { condition, found } of each)
        for (const u of found) {
          if (out.has(keyOf(u))) continue;
          const everywhere = each.every((e) => e.found.some((x) => keyOf(x) === keyOf(u)));
          out.set(keyOf(u), everywhere || condition === '' ? u : { ...u, condition });
        }
      return [...out.values()];
    } finally {
      parsed.dispose();
    }
  }
}

function moved(u: StaleUse, by: number): StaleUse {
  const move = (s: Span): Span => ({ start: s.start + by, end: s.end + by });
  return { ...u, span: move(u.span), given: { ...u.given, span: move(u.given.span) }, ended: { ...u.ended, span: move(u.ended.span) } };
}
