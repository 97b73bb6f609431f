/** The syntax room's public face: source files with items, macro dialects, and parsed items. */
export { commentsIn, hasCode, statementFrom } from './comments.ts';
export { canHoldTogether } from './conditions.ts';
export { createDialect } from './dialect.ts';
export { collectMacros } from './macros.ts';
export { type CParser, createParser } from './parser.ts';
export { editSource, openSource } from './sourceFile.ts';
export type {
  Dialect,
  Item,
  MacroDefinition,
  ParsedItem,
  Rewrite,
  SourceFile,
  Variant,
  WordUse,
} from './types.ts';
export { wordUses } from './words.ts';
