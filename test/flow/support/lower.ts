/** Own C text to the flow form, for tests. */
import type { FunctionIr, ValueType } from '../../../src/flow/ir.ts';
import { type LoweringWords, lowerFunction, lowerMacro, type TypeResolver } from '../../../src/flow/lower/index.ts';
import { createDialect, type MacroDefinition, openSource } from '../../../src/syntax/index.ts';
import { parser } from '../../support/parser.ts';

export const testWords: LoweringWords = {
  identity: (name) => (name === 'unlikely' || name === 'WARN_ON' || name === 'READ_ONCE' ? 0 : name === 'second_of' ? 1 : undefined),
  noReturn: (name) => name === 'panic',
  stopsIf: (name) => (name === 'BUG_ON' ? 0 : undefined),
};

export interface LowerOptions {
  /** Macros of a header. */
  readonly headers?: readonly MacroDefinition[];
  readonly typedefs?: (name: string) => ValueType | undefined;
  readonly types?: TypeResolver;
}

/** Every variant of every function in the text. */
export async function lowerText(text: string, options: LowerOptions = {}): Promise<FunctionIr[]> {
  const p = await parser();
  const file = openSource(text);
  const dialect = createDialect({ file, lookup: (name) => options.headers?.find((m) => m.name === name) });
  return file.items.flatMap((item) => {
    const parsed = p.enumerateVariants(file, item, dialect, 8);
    const lowered = lowerFunction(file, parsed, testWords, options.typedefs, options.types);
    parsed.dispose();
    return lowered;
  });
}

/** The one function of the text. */
export async function lowerOne(text: string, options?: LowerOptions): Promise<FunctionIr> {
  const [only, ...more] = await lowerText(text, options);
  if (!only || more.length > 0) throw new Error(`${more.length + (only ? 1 : 0)} functions where one is due`);
  return only;
}

export async function lowerMacroText(text: string): Promise<FunctionIr | undefined> {
  const [definition] = openSource(text).macros.values();
  return definition && lowerMacro(definition, await parser(), testWords);
}
