/** Reads declarations of local variables: what comes into being, with which value, and what is to run on it at the end. */

import type { Span } from '../../base/span.ts';
import type { Expr, Variable } from '../ir.ts';
import type { Context } from './context.ts';
import { field, opaque } from './expr.ts';
import { elements } from './expressions.ts';
import type { Node } from './tree.ts';
import { baseType, type Declarator, readDeclarator } from './typeNodes.ts';

export function declaration(c: Context, node: Node): void {
  const type = node.childForFieldName('type');
  const word = type === undefined ? '' : c.textOf(type);
  if (word === '__label__') return;
  const span = c.spanOf(node);
  if (word === 'goto') {
    // A computed `goto *p;` reads as a declaration.
    c.cannotRead(span.start, 'a computed goto');
    c.graph.end({ end: 'stop', span });
    return;
  }
  const storage = storageOf(c, node);
  if (storage === 'extern') return;
  const base = baseType(c, node);
  const declarators = node.childrenForFieldName('declarator');
  const cleanups = cleanupsOf(c, span, declarators);
  for (const [k, declarator] of declarators.entries()) {
    const initialised = declarator.type === 'init_declarator';
    const read = readDeclarator(c, base, initialised ? declarator.childForFieldName('declarator') : declarator);
    if (storage === 'typedef') {
      if (read.name) c.addTypedef(c.textOf(read.name), read.type);
    } else local(c, read, storage === 'static', initialised ? declarator : undefined, cleanups[k]);
  }
}

function storageOf(c: Context, node: Node): string | undefined {
  for (let k = 0; ; k++) {
    const child = node.namedChild(k);
    if (child === undefined || child.type.endsWith('declarator')) return undefined;
    if (child.type !== 'storage_class_specifier') continue;
    const word = c.textOf(child);
    if (word === 'static' || word === 'extern') return word;
  }
}

/** `typedef … name;` in a block. */
export function typeDefinition(c: Context, node: Node): void {
  const base = baseType(c, node);
  for (const declarator of node.childrenForFieldName('declarator')) {
    const read = declarator ? readDeclarator(c, base, declarator) : undefined;
    if (read?.name) c.addTypedef(c.textOf(read.name), read.type);
  }
}

/** For each declarator what runs on its variable: an attribute before the first belongs to all of them, any other to the one before it. */
function cleanupsOf(c: Context, span: Span, declarators: readonly Node[]): readonly (string | undefined)[] {
  const inside = c.marks.cleanups.filter((m) => m.start >= span.start && m.end <= span.end);
  if (inside.length === 0) return [];
  const starts = declarators.map((d) => c.spanOf(d).start);
  return declarators.map((_, k) => {
    const own = inside.find((m) => m.start > (starts[k] ?? 0) && m.start < (starts[k + 1] ?? span.end));
    return (own ?? inside.find((m) => m.start < (starts[0] ?? 0)))?.with;
  });
}

function local(c: Context, read: Declarator, isStatic: boolean, initialiser: Node | undefined, cleanup: string | undefined): void {
  const { name, type, isFunction } = read;
  if (name === undefined || isFunction) return;
  const span = c.spanOf(name);
  const variable = c.declare(c.textOf(name), isStatic ? 'static' : 'local', type, span, cleanup === undefined ? {} : { cleanup });
  // Its value is there before the function runs.
  if (isStatic) return;
  const value = initialiser?.childForFieldName('value');
  if (value && initialiser) initialise(c, variable, value, c.spanOf(initialiser));
  else c.graph.emit({ do: 'declare', variable, span });
  if (cleanup !== undefined) c.addCleanup(variable);
}

function initialise(c: Context, variable: Variable, value: Node, span: Span): void {
  const place: Expr = { op: 'variable', variable, span: variable.span, type: variable.type };
  if (value.type !== 'initializer_list') {
    const given = c.read.value(c, value);
    c.graph.emit({ do: 'assign', place, value: given, declares: true, span });
    return;
  }
  if (variable.type.dimensions !== undefined || !hasDesignators(value)) {
    c.graph.emit({ do: 'assign', place, value: opaque(elements(c, value), c.spanOf(value), variable.type), declares: true, span });
    return;
  }
  // What is not named is zero.
  c.graph.emit({ do: 'assign', place, value: opaque([], c.spanOf(value), variable.type), declares: true, span });
  members(c, place, value);
}

const hasDesignators = (list: Node): boolean => list.namedChildren.some((e) => e !== undefined && fieldsOf(e).length > 0);

/** `.a.b` of `.a.b = x`; empty for any other element. */
function fieldsOf(element: Node): Node[] {
  if (element.type !== 'initializer_pair') return [];
  const names: Node[] = [];
  for (const designator of element.childrenForFieldName('designator')) {
    const name =
      designator?.type === 'field_designator' ? designator.namedChild(0) : designator?.type === 'field_identifier' ? designator : undefined;
    if (!name) return [];
    names.push(name);
  }
  return names;
}

function members(c: Context, object: Expr, list: Node): void {
  for (const element of list.namedChildren) {
    if (!element) continue;
    const given = element.childForFieldName('value');
    const names = fieldsOf(element);
    if (names.length === 0 || !given) {
      if (given ?? element) c.read.effect(c, given ?? element);
      continue;
    }
    const span = c.spanOf(element);
    const place = names.reduce<Expr>((of, name) => {
      const type = of.type && c.types.field?.(of.type, c.textOf(name));
      return field(of, type?.goesBy ?? c.textOf(name), false, c.spanOf(name), type);
    }, object);
    if (given.type === 'initializer_list' && hasDesignators(given)) members(c, place, given);
    else c.graph.emit({ do: 'assign', place, value: c.read.value(c, given), span });
  }
}
