/** The syntax room's public face: source files with items, macro dialects, and parsed items. */
export { createDialect, type DialectSource } from './dialect.ts';
export { classifyMacro, collectMacros } from './macros.ts';
export { type CParser, createParser, type ParserSource } from './parser.ts';
export { editSource, openSource } from './sourceFile.ts';
export type {
  ArmRef,
  Dialect,
  Item,
  ItemKind,
  MacroDefinition,
  MacroKind,
  ParsedItem,
  Rewrite,
  SourceFile,
  Variant,
  WordUse,
} from './types.ts';
export { wordUses, wordUsesInFile } from './words.ts';
