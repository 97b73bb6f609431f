/** Parses items: arms chosen, dialect shadowed, then the stock C grammar. The only module that touches the wasm runtime. */
import { Language, type Node, Parser, type Tree } from 'web-tree-sitter';
import { overlaps, type Span } from '../base/span.ts';
import { type ShadowedItem, shadowItem } from './shadow/shadow.ts';
import { opened } from './sourceFile.ts';
import type { Dialect, Item, ParsedItem, SourceFile, Variant } from './types.ts';
import { allVariants, coverVariants, isLive, type Selection, selectionText } from './variants.ts';

/** Where the runtime and the grammar come from. Bytes, because this room opens no files. */
export interface ParserSource {
  /** `tree-sitter-c.wasm`. */
  readonly grammar: Uint8Array;
  /** `web-tree-sitter.wasm`. */
  readonly runtime: Uint8Array;
}

export interface CParser {
  /** Parses `item` once for each variant that it takes to make all of `wanted` live, always at least once. */
  parseItem(file: SourceFile, item: Item, dialect: Dialect, wanted: readonly Span[]): ParsedItem;
  /** One entry for each consistent choice of arms, at most `limit`; `partial` if there are more. */
  enumerateVariants(file: SourceFile, item: Item, dialect: Dialect, limit: number): ParsedItem;
}

/** Rejects if the bytes are no such wasm module. May be called again; the runtime is loaded once in a process. */
export async function createParser(source: ParserSource): Promise<CParser> {
  // The runtime module takes the bytes as Emscripten's `wasmBinary`, a field that its declared options lack.
  const options = { wasmBinary: source.runtime };
  await Parser.init(options);
  const parser = new Parser();
  parser.setLanguage(await Language.load(source.grammar));
  return new ItemParser(parser);
}

class ItemParser implements CParser {
  readonly #parser: Parser;

  constructor(parser: Parser) {
    this.#parser = parser;
  }

  parseItem(file: SourceFile, item: Item, dialect: Dialect, wanted: readonly Span[]): ParsedItem {
    const { selections, partial } = coverVariants(opened(file), item, wanted);
    return this.#parseAll(file, item, dialect, selections, partial);
  }

  enumerateVariants(file: SourceFile, item: Item, dialect: Dialect, limit: number): ParsedItem {
    const { selections, complete } = allVariants(opened(file), item, limit);
    return this.#parseAll(file, item, dialect, selections, !complete);
  }

  #parseAll(file: SourceFile, item: Item, dialect: Dialect, selections: readonly Selection[], partial: boolean): ParsedItem {
    const trees: Tree[] = [];
    const variants = selections.map((selection) => this.#parse(file, item, dialect, selection, trees));
    return {
      item,
      variants,
      partial,
      dispose() {
        for (const tree of trees.splice(0)) tree.delete();
      },
    };
  }

  #parse(file: SourceFile, item: Item, dialect: Dialect, selection: Selection, trees: Tree[]): Variant {
    const of = opened(file);
    let best: { shadow: ShadowedItem; tree: Tree; errors: readonly Span[] } | undefined;
    for (let attempt = 0; best === undefined || best.errors.length > 0; attempt++) {
      const shadow = shadowItem(of, item, dialect, selection, attempt);
      if (shadow === undefined) break;
      const tree = this.#parser.parse(shadow.prefix + shadow.text + shadow.suffix);
      if (tree === null) throw new Error('the C parser has no language');
      const errors = tree.rootNode.hasError ? errorSpans(tree.rootNode, baseOf(item, shadow), item) : [];
      if (best === undefined || errors.length < best.errors.length) {
        best?.tree.delete();
        best = { shadow, tree, errors };
      } else tree.delete();
    }
    if (best === undefined) throw new Error('an item without a shadow');
    const { shadow, tree, errors } = best;
    trees.push(tree);
    return {
      condition: selectionText(of, selection),
      root: tree.rootNode,
      base: baseOf(item, shadow),
      errors,
      rewrites: shadow.rewrites,
      isLive: (span) => overlaps(span, item) && isLive(of, selection, span.start),
    };
  }
}

const baseOf = (item: Item, shadow: ShadowedItem): number => item.start + shadow.skipped - shadow.prefix.length;

/** ERROR and MISSING nodes, outermost only, cut to the item's own text. */
function errorSpans(root: Node, base: number, item: Item): Span[] {
  const found: Span[] = [];
  // A stack of our own: the tree of a damaged text can be as deep as the text is long.
  const open: Node[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.isError || node.isMissing) {
      const start = Math.min(Math.max(node.startIndex + base, item.start), item.end);
      found.push({ start, end: Math.min(Math.max(node.endIndex + base, start), item.end) });
    } else open.push(...node.children.filter((child) => child.hasError || child.isMissing).reverse());
  }
  return found;
}
