/** Types of members, as the structures that the file itself declares show them. */
import { type CParser, type Dialect, type Item, type SourceFile } from '../../syntax/index.ts';
import type { ValueType } from '../ir.ts';
import type { Context, LoweringWords, Typedefs, TypeResolver } from './context.ts';
import { newContext } from './function.ts';
import { type Node, plainTree } from './tree.ts';
import { baseType, readDeclarator } from './typeNodes.ts';
import { VOID_POINTER } from './types.ts';

type Members = ReadonlyMap<string, ValueType>;

export interface FileTypesOptions {
  readonly file: SourceFile;
  readonly parser: CParser;
  readonly dialect: Dialect;
  readonly words: LoweringWords;
  readonly typedefs: Typedefs | undefined;
}

/** Structures are read when somebody asks for one of their members, each once. */
export function fileTypes(options: FileTypesOptions): TypeResolver {
  let declared: Map<string, Item> | undefined;
  const known = new Map<string, Members>();
  const members = (tag: string): Members | undefined => {
    declared ??= structuresOf(options.file);
    const item = declared.get(tag);
    if (!item) return undefined;
    let found = known.get(tag);
    if (!found) {
      found = readMembers(item, tag, options);
      known.set(tag, found);
    }
    return found;
  };
  return { field: (of, name) => (of.name === undefined || of.aggregate !== true ? undefined : members(of.name)?.get(name)) };
}

function structuresOf(file: SourceFile): Map<string, Item> {
  const out = new Map<string, Item>();
  for (const item of file.items) {
    if (item.kind !== 'declaration') continue;
    for (const m of file.text.slice(item.start, item.end).matchAll(/\b(?:struct|union)\s+(\w+)\s*\{/g)) if (m[1]) out.set(m[1], item);
  }
  return out;
}

function readMembers(item: Item, tag: string, { file, parser, dialect, words, typedefs }: FileTypesOptions): Members {
  const out = new Map<string, ValueType>();
  const parsed = parser.parseItem(file, item, dialect, []);
  try {
    const [variant] = parsed.variants;
    if (!variant) return out;
    const c = newContext(file, item.start, variant, { words, typedefs, types: undefined });
    const body = structureIn(c, plainTree(variant.root), tag)?.childForFieldName('body');
    if (body) collect(c, body, out);
    return out;
  } finally {
    parsed.dispose();
  }
}

function structureIn(c: Context, node: Node, tag: string): Node | undefined {
  if (node.type === 'struct_specifier' || node.type === 'union_specifier') {
    const name = node.childForFieldName('name');
    if (name && c.textOf(name) === tag && node.childForFieldName('body')) return node;
  }
  for (const child of node.namedChildren) {
    const found = structureIn(c, child, tag);
    if (found) return found;
  }
  return undefined;
}

/** Members of structures without a name are members of the one around them. */
function collect(c: Context, body: Node, out: Map<string, ValueType>): void {
  for (const line of body.namedChildren) {
    if (line.type !== 'field_declaration') continue;
    const declarators = line.childrenForFieldName('declarator');
    const inner = line.childForFieldName('type')?.childForFieldName('body');
    if (declarators.length === 0 && inner) {
      const before = new Set(out.keys());
      collect(c, inner, out);
      if (line.childForFieldName('type')?.type === 'union_specifier') sharePlace(out, before);
    }
    for (const d of declarators) {
      const { name, type, isFunction } = readDeclarator(c, baseType(c, line), d);
      if (name) out.set(c.textOf(name), isFunction ? VOID_POINTER : type);
    }
  }
}

/** Pointers of a union stand in one place: what one is set to is what the other holds. */
function sharePlace(members: Map<string, ValueType>, before: ReadonlySet<string>): void {
  const pointers = [...members].filter(([name, type]) => !before.has(name) && type.indirections > 0 && type.dimensions === undefined);
  const [first] = pointers;
  if (!first || pointers.length < 2) return;
  // A name that says that pages are in it tells later questions more.
  const [goesBy] = pointers.find(([name]) => name.includes('page')) ?? first;
  for (const [name, type] of pointers) members.set(name, { ...type, goesBy });
}
