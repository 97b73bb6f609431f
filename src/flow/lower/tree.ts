/**
 * A parsed item as plain objects: named nodes, and tokens that fill a field (operators). Every question to the parser's own nodes costs a call into
 * WebAssembly, and the lowering asks some nodes many times; this asks each node once.
 */
import type { Node as ParserNode, TreeCursor } from 'web-tree-sitter';

interface Kind {
  readonly type: string;
  readonly named: boolean;
  /** Nothing below it is of use. */
  readonly leaf: boolean;
  /** Its children fill fields; those of the rest are a mere list. */
  readonly fielded: boolean;
}

const leaves = new Set(
  'identifier field_identifier type_identifier statement_identifier primitive_type number_literal char_literal string_literal true false null'.split(
    ' ',
  ),
);

const lists = new Set(
  'translation_unit compound_statement expression_statement argument_list parenthesized_expression initializer_list parameter_list return_statement else_clause comma_expression'.split(
    ' ',
  ),
);

export class Node {
  readonly type: string;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly namedChildren: Node[] = [];
  readonly #fields: [string, Node][] = [];

  constructor(type: string, startIndex: number, endIndex: number) {
    this.type = type;
    this.startIndex = startIndex;
    this.endIndex = endIndex;
  }

  add(child: Node, named: boolean, field: string | null): void {
    if (named) this.namedChildren.push(child);
    if (field !== null) this.#fields.push([field, child]);
  }

  namedChild(at: number): Node | undefined {
    return this.namedChildren[at];
  }

  childForFieldName(name: string): Node | undefined {
    for (const [field, child] of this.#fields) if (field === name) return child;
    return undefined;
  }

  childrenForFieldName(name: string): Node[] {
    return this.#fields.filter(([field]) => field === name).map(([, child]) => child);
  }
}

/** Kinds by the parser's numbers for them, which are the same for the life of the grammar. */
const kindsOf = new WeakMap<object, Kind[]>();

export function plainTree(root: ParserNode): Node {
  const { language } = root.tree;
  let kinds = kindsOf.get(language);
  if (kinds === undefined) {
    kinds = [];
    kindsOf.set(language, kinds);
  }
  const cursor = root.walk();
  try {
    return read(cursor, kinds, language.fields);
  } finally {
    cursor.delete();
  }
}

function kindAt(cursor: TreeCursor, kinds: Kind[]): Kind {
  const id = cursor.nodeTypeId;
  let kind = kinds[id];
  if (kind === undefined) {
    const type = cursor.nodeType;
    kind = { type, named: cursor.nodeIsNamed, leaf: leaves.has(type), fielded: !lists.has(type) };
    kinds[id] = kind;
  }
  return kind;
}

/** A stack of our own: the tree of a damaged text can be as deep as the text is long. */
function read(cursor: TreeCursor, kinds: Kind[], fields: readonly (string | null)[]): Node {
  const top = new Node(cursor.nodeType, cursor.startIndex, cursor.endIndex);
  const open: Node[] = [top];
  // Whether the children of the open nodes fill fields.
  const fielded: boolean[] = [false];
  if (!cursor.gotoFirstChild()) return top;
  for (;;) {
    const parent = open[open.length - 1];
    if (parent === undefined) return top;
    const kind = kindAt(cursor, kinds);
    const field = fielded[fielded.length - 1] ? (fields[cursor.currentFieldId] ?? null) : null;
    if (kind.named || field !== null) {
      const node = new Node(kind.type, cursor.startIndex, cursor.endIndex);
      parent.add(node, kind.named, field);
      if (kind.named && !kind.leaf && cursor.gotoFirstChild()) {
        open.push(node);
        fielded.push(kind.fielded);
        continue;
      }
    }
    while (!cursor.gotoNextSibling()) {
      open.pop();
      fielded.pop();
      if (open.length === 0 || !cursor.gotoParent()) return top;
    }
  }
}
