/** The type of an expression, from the declarations in sight of it. Unknown is an answer; nothing is guessed. */
import type { Node } from 'web-tree-sitter';
import { addressOf, baseOf, type CType, declaredNames, describedType, pointee, type StructShape, type TypeWorld } from './cType.ts';

export interface Scope {
  readonly world: TypeWorld;
  /** Parameters of the macro whose body this is: anything may stand for them. */
  readonly opaque: ReadonlySet<string>;
  readonly textOf: (node: Node) => string;
}

export function typeOf(expression: Node, scope: Scope): CType | undefined {
  switch (expression.type) {
    case 'parenthesized_expression': {
      const inner = expression.namedChild(0);
      return inner ? typeOf(inner, scope) : undefined;
    }
    case 'identifier':
      return typeOfName(expression, scope);
    case 'pointer_expression': {
      const argument = expression.childForFieldName('argument');
      const inner = argument ? typeOf(argument, scope) : undefined;
      if (!inner) return undefined;
      return expression.childForFieldName('operator')?.type === '&' ? addressOf(inner) : pointee(resolveAlias(inner, scope));
    }
    case 'subscript_expression': {
      const argument = expression.childForFieldName('argument');
      const inner = argument ? typeOf(argument, scope) : undefined;
      return inner ? pointee(resolveAlias(inner, scope)) : undefined;
    }
    case 'field_expression': {
      const argument = expression.childForFieldName('argument');
      const field = expression.childForFieldName('field');
      const owner = argument ? typeOf(argument, scope) : undefined;
      const shape = owner ? shapeOf(owner, scope) : undefined;
      return field ? shape?.members.get(scope.textOf(field)) : undefined;
    }
    case 'call_expression': {
      const callee = expression.childForFieldName('function');
      if (!callee) return undefined;
      if (callee.type === 'identifier') {
        const result = scope.world.functionResult(scope.textOf(callee));
        if (result) return { ...result, callable: false };
      }
      const through = typeOf(callee, scope);
      return through?.callable
        ? { ...through, indirections: Math.max(0, through.indirections - (callee.type === 'identifier' ? 0 : 1)), callable: false }
        : undefined;
    }
    case 'cast_expression':
    case 'compound_literal_expression': {
      const type = expression.childForFieldName('type');
      return type ? describedType(type, scope.textOf) : undefined;
    }
    case 'assignment_expression': {
      const left = expression.childForFieldName('left');
      return left ? typeOf(left, scope) : undefined;
    }
    case 'update_expression': {
      const argument = expression.childForFieldName('argument');
      return argument ? typeOf(argument, scope) : undefined;
    }
    case 'conditional_expression': {
      const a = expression.childForFieldName('consequence');
      const b = expression.childForFieldName('alternative');
      return (a ? typeOf(a, scope) : undefined) ?? (b ? typeOf(b, scope) : undefined);
    }
    case 'binary_expression': {
      const operator = expression.childForFieldName('operator')?.type;
      if (operator !== '+' && operator !== '-') return undefined;
      for (const side of ['left', 'right']) {
        const operand = expression.childForFieldName(side);
        const type = operand ? typeOf(operand, scope) : undefined;
        if (type && type.indirections > 0) return type;
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

/** Follows typedefs as far as they are known. */
export function resolveAlias(type: CType, scope: Scope): CType {
  let t = type;
  for (let depth = 0; depth < 8 && t.base.kind === 'typedef'; depth++) {
    const target = scope.world.typedef(t.base.name);
    if (!target) return t;
    t = {
      base: target.base,
      indirections: t.indirections + target.indirections,
      constant: t.constant || target.constant,
      callable: t.callable || target.callable,
    };
  }
  return t;
}

function shapeOf(type: CType, scope: Scope): StructShape | undefined {
  const t = resolveAlias(type, scope);
  if (t.base.kind === 'anonymous') return t.base.shape;
  return t.base.kind === 'tag' ? scope.world.struct(t.base.name) : undefined;
}

/** The declaration in force of the identifier at `use`: blocks outwards, loop heads, parameters, then file scope. */
function typeOfName(use: Node, scope: Scope): CType | undefined {
  if (scope.opaque.has(scope.textOf(use))) return undefined;
  return localType(use, scope) ?? scope.world.variable(scope.textOf(use));
}

/** As `typeOf` for a name, but only if it is declared inside the item: a parameter or a local variable. */
export function localType(use: Node, scope: Scope): CType | undefined {
  const name = scope.textOf(use);
  for (let node: Node | null = use; node?.parent; node = node.parent) {
    const parent: Node = node.parent;
    if (parent.type === 'for_statement') {
      const init = parent.childForFieldName('initializer');
      const found = init?.type === 'declaration' ? find(init, name, scope) : undefined;
      if (found) return found;
    }
    if (parent.type === 'function_definition') {
      const found = parameterType(parent, name, scope);
      if (found) return found;
    }
    for (let before: Node | null = node.type === 'declaration' ? node : node.previousNamedSibling; before; before = before.previousNamedSibling) {
      if (before.type !== 'declaration') continue;
      const found = find(before, name, scope);
      if (found) return found;
    }
  }
  return undefined;
}

function find(declaration: Node, name: string, scope: Scope): CType | undefined {
  return declaredNames(declaration, scope.textOf).find((d) => d.name === name)?.type;
}

function parameterType(fn: Node, name: string, scope: Scope): CType | undefined {
  let declarator = fn.childForFieldName('declarator');
  while (declarator && declarator.type !== 'function_declarator') declarator = declarator.childForFieldName('declarator');
  const parameters = declarator?.childForFieldName('parameters');
  for (const p of parameters?.namedChildren ?? []) {
    if (p?.type !== 'parameter_declaration') continue;
    const found = find(p, name, scope);
    if (found) return found;
  }
  return undefined;
}

/** The type of the object that an `initializer_list` fills: of the declaration, compound literal or outer member around it. */
export function initialisedType(list: Node, scope: Scope): CType | undefined {
  const parent = list.parent;
  if (!parent) return undefined;
  switch (parent.type) {
    case 'init_declarator': {
      const declaration = parent.parent;
      if (!declaration) return undefined;
      const declared = declaredNames(declaration, scope.textOf).find(
        (d) => d.node.startIndex >= parent.startIndex && d.node.endIndex <= parent.endIndex,
      );
      return declared ? objectOf(declared.type) : undefined;
    }
    case 'compound_literal_expression': {
      const type = parent.childForFieldName('type');
      const described = type ? describedType(type, scope.textOf) : undefined;
      return described ? objectOf(described) : undefined;
    }
    case 'initializer_pair':
      return designatedType(parent, scope);
    case 'initializer_list':
      return initialisedType(parent, scope);
    case 'declaration': {
      const base = baseOf(parent, scope.textOf);
      return base ? objectOf(base) : undefined;
    }
    default:
      return undefined;
  }
}

/** The type of what the designators of `pair` lead to: all of them, or those before `until` (the owner of that member). */
export function designatedType(pair: Node, scope: Scope, until?: Node): CType | undefined {
  let type = pair.parent?.type === 'initializer_list' ? initialisedType(pair.parent, scope) : undefined;
  for (const designator of pair.childrenForFieldName('designator')) {
    if (designator.id === until?.id) break;
    const field = designator.type === 'field_designator' ? designator.namedChild(0) : designator.type === 'field_identifier' ? designator : undefined;
    if (!field) continue;
    const shape = type ? shapeOf(type, scope) : undefined;
    type = shape?.members.get(scope.textOf(field));
  }
  return type ? objectOf(type) : undefined;
}

/** An initialiser of an array of structures speaks of its elements. */
const objectOf = (t: CType): CType => ({ ...t, indirections: 0 });
