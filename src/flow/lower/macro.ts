/** Lowers a function-like macro as if it were a function whose parameters have no types. */
import { type CParser, createDialect, type MacroDefinition, openSource } from '../../syntax/index.ts';
import type { FunctionIr } from '../ir.ts';
import type { LoweringWords } from './context.ts';
import { finish, newContext } from './function.ts';
import { type Node, plainTree } from './tree.ts';
import { UNKNOWN } from './types.ts';

/**
 * An expression body is returned, a statement body is run. Undefined for an object-like macro, and where the body is neither. Its spans are offsets in a
 * text made of the definition, `#define name(a, b) body`: they are no places of a file.
 */
export function lowerMacro(definition: MacroDefinition, parser: CParser, words: LoweringWords): FunctionIr | undefined {
  const { name, params, body } = definition;
  if (params === undefined || body === '') return undefined;
  const head = `#define ${name}(${params.join(', ')}) `;
  const file = openSource(`${head}${body.replaceAll(/\s+/g, ' ')}\n`);
  const item = file.items[0];
  if (item?.kind !== 'macro' || file.items.length !== 1) return undefined;
  const parsed = parser.parseItem(file, item, createDialect({ file }), []);
  try {
    const variant = parsed.variants[0];
    const root = variant && readable(plainTree(variant.root));
    if (!variant || !root || variant.errors.length > 0) return undefined;
    const c = newContext(file, item.start, variant, { words, typedefs: undefined, types: undefined });
    const at = { start: head.length, end: head.length + body.length };
    const declared = params.map((param, index) =>
      c.declare(param.replace(/\.\.\.$/, '') || '__VA_ARGS__', 'param', UNKNOWN, { start: 0, end: 0 }, { index }),
    );
    if (root.statements) c.read.statements(c, root.statements);
    else if (root.value) {
      const value = c.read.value(c, root.value);
      c.graph.end({ end: 'return', value, span: at });
    }
    const end = { start: at.end, end: at.end };
    const header = { name, nameSpan: { start: 0, end: 0 }, span: at, end, params: declared, result: UNKNOWN };
    return finish(c, header, { isStatic: true, condition: '' });
  } finally {
    parsed.dispose();
  }
}

/** What the parser wrapped around the body: a function for statements, an initialiser for an expression. */
function readable(root: Node): { statements?: Node[]; value?: Node } | undefined {
  const wrapper = root.namedChild(0);
  if (wrapper?.type === 'function_definition') {
    const statements = wrapper.childForFieldName('body')?.namedChildren;
    // A macro that defines functions is not called.
    return statements && !statements.some((s) => s.type === 'function_definition') ? { statements } : undefined;
  }
  const value = wrapper?.type === 'declaration' ? wrapper.childForFieldName('declarator')?.childForFieldName('value') : undefined;
  return value?.type === 'parenthesized_expression' ? { value } : undefined;
}
