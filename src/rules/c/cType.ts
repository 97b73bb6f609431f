/** As much of C's types as a rule needs to tell whose member it looks at: tags, typedef names, levels of indirection, constness. Sizes and conversions are left out. */
import type { Node } from 'web-tree-sitter';

export interface CType {
  /** `struct` and `union` share the name space of tags. `plain` is any other type, by its text. */
  readonly base: { readonly kind: 'tag' | 'typedef' | 'plain'; readonly name: string } | { readonly kind: 'anonymous'; readonly shape: StructShape };
  /** Pointers and arrays around the base, together. */
  readonly indirections: number;
  /** The base type is qualified `const`: the object at the end of the indirections may not be written. */
  readonly constant: boolean;
  /** A function that returns this type. */
  readonly callable: boolean;
}

export interface StructShape {
  readonly tag?: string;
  /** Members by name; those of anonymous structures inside are lifted, as in C. */
  readonly members: ReadonlyMap<string, CType>;
}

/** What is declared around a function: file scope, headers, the knowledge base. Each answer may be unknown. */
export interface TypeWorld {
  struct(tag: string): StructShape | undefined;
  typedef(name: string): CType | undefined;
  /** Variables at file scope. */
  variable(name: string): CType | undefined;
  functionResult(name: string): CType | undefined;
}

export const pointee = (t: CType): CType | undefined => (t.indirections > 0 ? { ...t, indirections: t.indirections - 1 } : undefined);
export const addressOf = (t: CType): CType => ({ ...t, indirections: t.indirections + 1 });

/** Declared names with their types, of a `declaration`, `parameter_declaration`, `field_declaration`, `type_definition` or `function_definition`. */
export function declaredNames(declaration: Node, textOf: (n: Node) => string): { name: string; type: CType; node: Node }[] {
  const base = baseOf(declaration, textOf);
  if (!base) return [];
  const out: { name: string; type: CType; node: Node }[] = [];
  for (const declarator of declaration.childrenForFieldName('declarator')) {
    const found = unwrap(declarator, textOf);
    if (found)
      out.push({
        name: found.name,
        node: found.node,
        type: { ...base, indirections: base.indirections + found.indirections, callable: found.callable },
      });
  }
  return out;
}

/** The type that a `type_descriptor` (cast, compound literal, sizeof) names. */
export function describedType(descriptor: Node, textOf: (n: Node) => string): CType | undefined {
  const base = baseOf(descriptor, textOf);
  if (!base) return undefined;
  let levels = 0;
  for (let d = descriptor.childForFieldName('declarator'); d; d = d.childForFieldName('declarator')) {
    if (d.type === 'abstract_pointer_declarator' || d.type === 'abstract_array_declarator') levels++;
  }
  return { ...base, indirections: base.indirections + levels };
}

export function baseOf(holder: Node, textOf: (n: Node) => string): CType | undefined {
  const type = holder.childForFieldName('type');
  if (!type) return undefined;
  const constant = holder.children.some((c) => c?.type === 'type_qualifier' && textOf(c).trim() === 'const');
  const plain = (base: CType['base']): CType => ({ base, indirections: 0, constant, callable: false });
  if (type.type === 'struct_specifier' || type.type === 'union_specifier') {
    const name = type.childForFieldName('name');
    if (name) return plain({ kind: 'tag', name: textOf(name) });
    const body = type.childForFieldName('body');
    return body ? plain({ kind: 'anonymous', shape: { members: membersOf(body, textOf) } }) : undefined;
  }
  if (type.type === 'type_identifier') return plain({ kind: 'typedef', name: textOf(type) });
  return plain({ kind: 'plain', name: textOf(type) });
}

/** Members of a `field_declaration_list`. */
export function membersOf(body: Node, textOf: (n: Node) => string): Map<string, CType> {
  const members = new Map<string, CType>();
  const visit = (list: Node): void => {
    for (const child of list.namedChildren) {
      if (!child) continue;
      if (child.type === 'field_declaration') {
        const names = declaredNames(child, textOf);
        for (const { name, type } of names) members.set(name, type);
        const type = child.childForFieldName('type');
        const inner = type?.childForFieldName('body');
        if (names.length === 0 && inner && !type?.childForFieldName('name')) visit(inner);
      } else if (child.type.startsWith('preproc_')) visit(child);
    }
  };
  visit(body);
  return members;
}

/** Every structure with a tag and a body below `root`. */
export function structsIn(root: Node, textOf: (n: Node) => string): StructShape[] {
  const out: StructShape[] = [];
  for (const s of root.descendantsOfType(['struct_specifier', 'union_specifier'])) {
    const name = s?.childForFieldName('name');
    const body = s?.childForFieldName('body');
    if (name && body) out.push({ tag: textOf(name), members: membersOf(body, textOf) });
  }
  return out;
}

function unwrap(declarator: Node, textOf: (n: Node) => string): { name: string; node: Node; indirections: number; callable: boolean } | undefined {
  let indirections = 0;
  let callable = false;
  for (let d: Node | null = declarator; d; ) {
    switch (d.type) {
      case 'identifier':
      case 'field_identifier':
      case 'type_identifier':
        return { name: textOf(d), node: d, indirections, callable };
      case 'pointer_declarator':
      case 'array_declarator':
        indirections++;
        break;
      case 'function_declarator':
        callable = true;
        break;
      default:
        break;
    }
    d = d.childForFieldName('declarator') ?? (d.type === 'parenthesized_declarator' || d.type === 'attributed_declarator' ? d.namedChild(0) : null);
  }
  return undefined;
}
