/** Reads types off declarations, parameters and type names. */

import type { Context } from './context.ts';
import { hasEffects } from './effects.ts';
import { constantOf } from './expr.ts';
import type { Node } from './tree.ts';
import { type BaseType, decayed, derivedType, keywordScalar, knownTypedef, type LowType, UNKNOWN, VOID_POINTER } from './types.ts';

const typeofWord = /^(?:typeof|__typeof__|__typeof|typeof_unqual)\b/;

/** What the `type` field of a declaration, parameter or type name says. */
export function baseType(c: Context, holder: Node): BaseType {
  const type = holder.childForFieldName('type');
  if (type === undefined) return {};
  switch (type.type) {
    case 'primitive_type':
    case 'type_identifier':
      return namedType(c, c.textOf(type));
    case 'sized_type_specifier':
      return scalarBase(keywordScalar(c.textOf(type).match(/\w+/g) ?? []));
    case 'struct_specifier':
    case 'union_specifier': {
      const name = type.childForFieldName('name');
      return { aggregate: true, ...(name === undefined ? {} : { name: c.textOf(name) }) };
    }
    case 'enum_specifier': {
      const name = type.childForFieldName('name');
      return { scalar: 'u32', ...(name === undefined ? {} : { name: c.textOf(name) }) };
    }
    case 'macro_type_specifier':
      return typeofName(c, type);
    default:
      return {};
  }
}

const scalarBase = (scalar: BaseType['scalar']): BaseType => (scalar === undefined ? {} : { scalar });

function namedType(c: Context, name: string): BaseType {
  const keyword = keywordScalar([name]);
  if (keyword !== undefined) return { scalar: keyword };
  if (name === 'void' || name === 'float' || name === 'double') return {};
  const known = knownTypedef(name);
  if (known !== undefined) return { scalar: known, name };
  const found: LowType | undefined = c.typedef(name);
  if (found === undefined) return { name };
  const scalar = found.scalar ?? found.base;
  return {
    name: found.name ?? name,
    ...(scalar === undefined ? {} : { scalar }),
    ...(found.aggregate === undefined ? {} : { aggregate: found.aggregate }),
    ...(found.indirections > 0 ? { indirections: found.indirections } : {}),
    ...(found.dimensions === undefined ? {} : { dimensions: found.dimensions }),
  };
}

/** `typeof(x)` of a variable in sight; other operands say nothing here. */
function typeofName(c: Context, type: Node): BaseType {
  if (!typeofWord.test(c.textOf(type))) return {};
  const operand = type.childForFieldName('type')?.childForFieldName('type');
  const variable = operand?.type === 'type_identifier' ? c.lookup(c.textOf(operand)) : undefined;
  if (variable === undefined) return operand?.type === 'type_identifier' ? namedType(c, c.textOf(operand)) : {};
  const of: LowType = variable.type;
  const scalar = of.scalar ?? of.base;
  return { ...of, ...(scalar === undefined ? {} : { scalar }) };
}

export interface Declarator {
  /** Absent in a type name. */
  readonly name: Node | undefined;
  readonly type: LowType;
  /** It declares a function, not an object. */
  readonly isFunction: boolean;
  /** Of a function. */
  readonly parameters?: Node;
}

/** `base` with what `declarator` puts around it. */
export function readDeclarator(c: Context, base: BaseType, declarator: Node | undefined): Declarator {
  let pointers = 0;
  let dimensions: (number | undefined)[] | undefined;
  let from = base;
  let isFunction = false;
  let parameters: Node | undefined;
  for (let d = declarator; d !== undefined; ) {
    switch (d.type) {
      case 'identifier':
      case 'field_identifier':
      case 'type_identifier':
        return { name: d, type: derivedType(from, pointers, dimensions), isFunction, ...(parameters ? { parameters } : {}) };
      case 'pointer_declarator':
      case 'abstract_pointer_declarator':
        if (isFunction) {
          // A pointer to a function: what that returns is none of the pointer's type.
          pointers = 0;
          from = UNKNOWN_BASE;
          isFunction = false;
          parameters = undefined;
        }
        pointers++;
        dimensions = undefined;
        break;
      case 'array_declarator':
      case 'abstract_array_declarator': {
        const size = d.childForFieldName('size');
        dimensions = [size === undefined ? undefined : dimension(c, size), ...(dimensions ?? [])];
        break;
      }
      case 'function_declarator':
      case 'abstract_function_declarator':
        isFunction = true;
        parameters = d.childForFieldName('parameters');
        break;
      default:
    }
    d =
      d.childForFieldName('declarator') ??
      (/^(?:abstract_)?parenthesized_declarator$|^attributed_declarator$/.test(d.type) ? d.namedChild(0) : undefined);
  }
  return { name: undefined, type: derivedType(from, pointers, dimensions), isFunction, ...(parameters ? { parameters } : {}) };
}

const UNKNOWN_BASE: BaseType = {};

const dimension = (c: Context, size: Node): number | undefined => (hasEffects(c, size) ? undefined : constantOf(c.read.value(c, size)));

/** Of a `type_descriptor`: a cast's, a compound literal's. */
export const describedType = (c: Context, descriptor: Node | undefined): LowType =>
  descriptor === undefined ? UNKNOWN : readDeclarator(c, baseType(c, descriptor), descriptor.childForFieldName('declarator')).type;

/** A parameter of array or function type is a pointer. */
export const parameterType = ({ type, isFunction }: Declarator): LowType => (isFunction ? VOID_POINTER : (decayed(type) ?? type));

/** The type that an argument such as `struct page *` names, from its text. */
export function writtenType(c: Context, text: string, stars: number): LowType {
  const words = (text.match(/\w+/g) ?? []).filter((w) => !/^(?:const|volatile|__user|__force|__rcu|__iomem)$/.test(w));
  const tag = words.findIndex((w) => w === 'struct' || w === 'union' || w === 'enum');
  const name = words[tag + 1];
  if (tag >= 0)
    return derivedType(
      { ...(words[tag] === 'enum' ? { scalar: 'u32' as const } : { aggregate: true }), ...(name === undefined ? {} : { name }) },
      stars,
      undefined,
    );
  const keyword = keywordScalar(words);
  return derivedType(keyword === undefined ? namedType(c, words[0] ?? '') : { scalar: keyword }, stars, undefined);
}
