/** Answers what a name is as a macro: the shipped table, the file's own definitions, then whatever the caller can look up. */
import { dialectTable } from './dialectTable.ts';
import { classifyMacro } from './macros.ts';
import type { Dialect, MacroDefinition, MacroKind, SourceFile } from './types.ts';

export interface DialectSource {
  readonly file: SourceFile;
  /** Definitions from elsewhere (the file's headers); asked once for each name that neither the file nor the table knows. */
  readonly lookup?: (name: string) => MacroDefinition | undefined;
}

export function createDialect(source: DialectSource): Dialect {
  const kinds = new Map<string, MacroKind | undefined>();
  const found = new Map<string, MacroDefinition | undefined>();
  const definitionOf = (name: string): MacroDefinition | undefined => {
    const own = source.file.macros.get(name);
    if (own !== undefined) return own;
    if (!found.has(name)) found.set(name, source.lookup?.(name));
    return found.get(name);
  };
  return {
    definitionOf,
    kindOf(name) {
      if (!kinds.has(name)) {
        const own = source.file.macros.get(name);
        const listed = own === undefined ? dialectTable.get(name)?.kind : undefined;
        const definition = listed === undefined ? definitionOf(name) : undefined;
        kinds.set(name, listed ?? (definition === undefined ? undefined : classifyMacro(definition, definitionOf)));
      }
      return kinds.get(name);
    },
  };
}
