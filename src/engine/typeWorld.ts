/** Declarations around an item: the file's own at file scope, then its headers, then what the knowledge base says of kernel structures. */
import type { Node } from 'web-tree-sitter';
import { BVEC } from '../knowledge/bvecIdioms.ts';
import { bvecMembers, bvecSources } from '../knowledge/index.ts';
import { type CType, declaredNames, type StructShape, structsIn, type TypeWorld } from '../rules/index.ts';
import { type CParser, createDialect, type Item, openSource, type SourceFile } from '../syntax/index.ts';
import type { Headers } from './headers.ts';

export interface TypeWorldOptions {
  /** The file as it stands now; answers are kept while its declarations are unchanged. */
  current(): SourceFile;
  readonly path: string;
  readonly parser: CParser;
  readonly headers: Headers;
}

export function createTypeWorld(options: TypeWorldOptions): TypeWorld {
  const structs = new Map<string, StructShape | undefined>();
  const typedefs = new Map<string, CType | undefined>();
  const variables = new Map<string, CType | undefined>();
  const results = new Map<string, CType | undefined>();

  const remembered = <T>(memory: Map<string, T | undefined>, name: string, find: () => T | undefined): T | undefined => {
    if (!memory.has(name)) {
      memory.set(name, undefined); // A question that asks itself has no answer.
      memory.set(name, find());
    }
    return memory.get(name);
  };

  /** First answer that the declarations of `file` matching `wanted` give. */
  const ask = <T>(
    file: SourceFile,
    wanted: (item: Item) => boolean,
    answer: (root: Node, textOf: (n: Node) => string) => T | undefined,
  ): T | undefined => {
    const dialect = createDialect({ file });
    for (const item of file.items) {
      if (!wanted(item)) continue;
      const parsed = options.parser.parseItem(file, item, dialect, []);
      try {
        for (const variant of parsed.variants) {
          const found = answer(variant.root, (n) => file.text.slice(n.startIndex + variant.base, n.endIndex + variant.base));
          if (found !== undefined) return found;
        }
      } finally {
        parsed.dispose();
      }
    }
    return undefined;
  };
  const askStruct = (file: SourceFile, tag: string): StructShape | undefined => {
    const pattern = new RegExp(`\\b(?:struct|union)\\s+${tag}\\s*\\{`);
    return ask(
      file,
      (i) => i.kind === 'declaration' && pattern.test(file.text.slice(i.start, i.end)),
      (root, textOf) => structsIn(root, textOf).find((s) => s.tag === tag),
    );
  };
  const askDeclared = (file: SourceFile, name: string, types: readonly string[], kinds: readonly Item['kind'][]): CType | undefined => {
    const pattern = new RegExp(`\\b${name}\\b`);
    return ask(
      file,
      (i) => kinds.includes(i.kind) && pattern.test(file.text.slice(i.start, i.body?.start ?? i.end)),
      (root, textOf) =>
        root
          .descendantsOfType([...types])
          .flatMap((d) => (d ? declaredNames(d, textOf) : []))
          .find((d) => d.name === name)?.type,
    );
  };

  return {
    struct: (tag) =>
      remembered(structs, tag, () => {
        const file = options.current();
        const own = askStruct(file, tag);
        if (own) return own;
        const known = knownMembers.get(tag);
        if (known) return { tag, members: known };
        for (const header of options.headers.reach(options.path, file.includes, false)) {
          if (!header.structs.has(tag)) continue;
          const text = options.headers.text(header.path);
          const found = text === undefined ? undefined : askStruct(openSource(text), tag);
          if (found) return found;
        }
        return undefined;
      }),
    typedef: (name) =>
      remembered(typedefs, name, () => {
        const file = options.current();
        const own = askDeclared(file, name, ['type_definition'], ['declaration']);
        if (own) return own;
        const known = knownTypedefs.get(name);
        if (known) return known;
        const pattern = new RegExp(`\\btypedef\\b[^;{}]*(?:\\{[^{}]*\\})?[^;{}]*\\b${name}\\s*;`);
        for (const header of options.headers.reach(options.path, file.includes, true)) {
          const text = options.headers.text(header.path);
          if (text === undefined || !pattern.test(text)) continue;
          const found = askDeclared(openSource(text), name, ['type_definition'], ['declaration']);
          if (found) return found;
        }
        return undefined;
      }),
    variable: (name) => remembered(variables, name, () => fileScopeVariable(options.current(), name, askDeclared)),
    functionResult: (name) =>
      remembered(results, name, () => {
        const known = knownResults.get(name);
        if (known) return known;
        const file = options.current();
        const types = ['declaration', 'function_definition'];
        const own = askDeclared(file, name, types, ['function', 'declaration']);
        if (own?.callable) return own;
        const pattern = new RegExp(`\\b${name}\\s*\\(`);
        for (const header of options.headers.reach(options.path, file.includes, true)) {
          if (header.macros.has(name)) return undefined;
          const text = options.headers.text(header.path);
          const found =
            text !== undefined && pattern.test(text) ? askDeclared(openSource(text), name, types, ['function', 'declaration']) : undefined;
          if (found?.callable) return found;
        }
        return undefined;
      }),
  };
}

function fileScopeVariable(
  file: SourceFile,
  name: string,
  ask: (f: SourceFile, n: string, t: readonly string[], k: readonly Item['kind'][]) => CType | undefined,
): CType | undefined {
  const found = ask(file, name, ['declaration'], ['declaration']);
  return found && !found.callable ? found : undefined;
}

const bvec = (indirections: number, constant: boolean): CType => ({ base: { kind: 'tag', name: BVEC.tag }, indirections, constant, callable: false });

const knownMembers = new Map<string, Map<string, CType>>();
for (const m of bvecMembers) {
  const members = knownMembers.get(m.struct) ?? new Map<string, CType>();
  members.set(m.member, bvec(m.is === 'value' ? 0 : 1, m.const));
  knownMembers.set(m.struct, members);
}
const knownResults = new Map<string, CType>();
const knownTypedefs = new Map<string, CType>();
for (const s of bvecSources) {
  if (s.kind === 'typedef') knownTypedefs.set(s.name, bvec(0, false));
  else knownResults.set(s.name, { ...bvec(s.is === 'value' ? 0 : 1, s.is === 'const-pointer'), callable: true });
}
