/** Lowers functions: each variant of a parsed item on its own. */
import type { Span } from '../../base/span.ts';
import type { ParsedItem, SourceFile, Variant } from '../../syntax/index.ts';
import type { FunctionIr, ValueType, Variable } from '../ir.ts';
import { condition, effect } from './conditions.ts';
import { Context, type LoweringWords, type Readers, type Typedefs, type TypeResolver } from './context.ts';
import { value } from './expressions.ts';
import { readMarks } from './marks.ts';
import { statement, statements } from './statements.ts';
import { type Node, plainTree } from './tree.ts';
import { baseType, parameterType, readDeclarator } from './typeNodes.ts';
import { UNKNOWN } from './types.ts';

/** What is known beside the function's text. */
interface Outside {
  readonly words: LoweringWords;
  readonly typedefs: Typedefs | undefined;
  readonly types: TypeResolver | undefined;
}

const readers: Readers = { value, effect, condition, statement, statements };

export const newContext = (file: SourceFile, start: number, variant: Variant, { words, typedefs, types }: Outside): Context =>
  new Context(
    {
      file,
      base: variant.base,
      prefix: start - variant.base,
      shadow: () => shadowText(variant),
      marks: readMarks(variant.rewrites, file.text),
      words,
      typedefs,
      types,
    },
    readers,
  );

/** As the tree knows it: from its first token on. */
const shadowText = ({ root }: Variant): string => ' '.repeat(root.startIndex) + root.text;

/** Lowers every variant of a parsed function; one for each, in order of `parsed.variants`. Items that are no function give none. */
export function lowerFunction(file: SourceFile, parsed: ParsedItem, words: LoweringWords, typedefs?: Typedefs, types?: TypeResolver): FunctionIr[] {
  if (parsed.item.kind !== 'function') return [];
  return parsed.variants.map((variant) => lowerVariant(file, parsed, variant, { words, typedefs, types }));
}

function lowerVariant(file: SourceFile, { item }: ParsedItem, variant: Variant, outside: Outside): FunctionIr {
  const c = newContext(file, item.start, variant, outside);
  const span: Span = { start: item.start, end: item.end };
  const definition = definitionIn(plainTree(variant.root));
  let result: ValueType = UNKNOWN;
  let params: readonly Variable[] = [];
  let end: Span = { start: Math.max(item.start, item.end - 1), end: item.end };
  const error = variant.errors[0];
  if (error) c.cannotRead(error.start, 'the text cannot be parsed');
  if (definition === undefined) c.cannotRead(item.start, 'no function can be read here');
  else {
    const header = readDeclarator(c, baseType(c, definition), definition.childForFieldName('declarator'));
    result = header.type;
    params = header.parameters ? parametersOf(c, header.parameters) : [];
    const body = definition.childForFieldName('body');
    if (body) {
      const at = c.spanOf(body);
      end = { start: at.end - 1, end: at.end };
      c.read.statement(c, body);
    }
  }
  return finish(
    c,
    { name: item.name ?? '', nameSpan: item.nameSpan ?? { start: item.start, end: item.start }, span, end, params, result },
    {
      isStatic: definition !== undefined && isStatic(c, definition),
      condition: variant.condition,
    },
  );
}

export interface Header {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  /** Of the closing brace. */
  readonly end: Span;
  readonly params: readonly Variable[];
  readonly result: ValueType;
}

export function finish(c: Context, { end, ...header }: Header, more: { isStatic: boolean; condition: string }): FunctionIr {
  c.finishJumps();
  const { blocks, entry, loops } = c.graph.finish(end);
  const { unread } = c;
  return { ...header, ...more, variables: c.variables, blocks, entry, loops, callees: [...c.callees], ...(unread === undefined ? {} : { unread }) };
}

function definitionIn(root: Node): Node | undefined {
  for (const child of root.namedChildren) if (child?.type === 'function_definition') return child;
  return undefined;
}

function isStatic(c: Context, definition: Node): boolean {
  for (let k = 0; ; k++) {
    const child = definition.namedChild(k);
    if (child === undefined || child.type.endsWith('declarator') || child.type === 'compound_statement') return false;
    if (child.type === 'storage_class_specifier' && c.textOf(child) === 'static') return true;
  }
}

/** Declares the parameters in the function's outermost scope. One without a name keeps its place. */
function parametersOf(c: Context, list: Node): Variable[] {
  const params: Variable[] = [];
  for (const node of list.namedChildren) {
    if (node?.type !== 'parameter_declaration' && node?.type !== 'identifier') continue;
    const index = params.length;
    if (node.type === 'identifier') {
      params.push(c.declare(c.textOf(node), 'param', UNKNOWN, c.spanOf(node), { index }));
      continue;
    }
    const read = readDeclarator(c, baseType(c, node), node.childForFieldName('declarator'));
    if (read.name) params.push(c.declare(c.textOf(read.name), 'param', parameterType(read), c.spanOf(read.name), { index }));
    else if (!/^\s*void\s*$/.test(c.textOf(node))) params.push(c.declare('', 'param', parameterType(read), c.spanOf(node), { index }));
  }
  return params;
}
