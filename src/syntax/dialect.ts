/** Answers what a name is as a macro: the shipped table, the file's own definitions, then whatever the caller can look up. */
import { listedKind } from './dialectTable.ts';
import { classifyMacro } from './macros.ts';
import type { Dialect, MacroDefinition, MacroKind, SourceFile } from './types.ts';

export interface DialectSource {
  readonly file: SourceFile;
  /** Definitions from elsewhere (the file's headers); asked once for each name that neither the file nor the table knows. */
  readonly lookup?: (name: string) => MacroDefinition | undefined;
}

export function createDialect(source: DialectSource): Dialect {
  const near = new Map<string, MacroKind | undefined>();
  const far = new Map<string, MacroKind | undefined>();
  const found = new Map<string, MacroDefinition | undefined>();
  const definitionOf = (name: string): MacroDefinition | undefined => {
    const own = source.file.macros.get(name);
    if (own !== undefined) return own;
    if (!found.has(name)) found.set(name, source.lookup?.(name));
    return found.get(name);
  };
  const nearKindOf = (name: string): MacroKind | undefined => {
    if (!near.has(name)) {
      const own = source.file.macros.get(name);
      near.set(name, own === undefined ? listedKind(name) : classifyMacro(own, definitionOf));
    }
    return near.get(name);
  };
  return {
    definitionOf,
    nearKindOf,
    kindOf(name) {
      const known = nearKindOf(name);
      if (known !== undefined) return known;
      if (!far.has(name)) {
        const definition = definitionOf(name);
        far.set(name, definition === undefined ? undefined : classifyMacro(definition, definitionOf));
      }
      return far.get(name);
    },
  };
}
