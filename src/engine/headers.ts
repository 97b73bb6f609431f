/** The headers that a file includes, read as they are asked for: which macros and structures each defines. Nothing is preprocessed: every arm counts. */
import { decodeSource } from '../base/encoding.ts';
import type { FileReader } from '../base/fileReader.ts';
import { collectMacros, type MacroDefinition } from '../syntax/index.ts';
import { joinPath, parentOf } from './tree.ts';

interface HeaderFacts {
  readonly path: string;
  readonly includes: readonly string[];
  /** Tags of `struct TAG {` and `union TAG {`. */
  readonly structs: Pick<ReadonlySet<string>, 'has'>;
  readonly macros: Pick<ReadonlyMap<string, MacroDefinition>, 'get' | 'has'>;
}

/** How many headers one question may open: a name that the nearest do not define is mostly a plain function. */
const CLOSURE_LIMIT = 160;
/** Texts are asked for in bursts, by the items of one file. */
const TEXTS_KEPT = 48;

export interface Headers {
  /** Headers in reach of a file, nearest first. `local` keeps to those included with quotes. */
  reach(from: string, includes: readonly string[], local: boolean): Iterable<HeaderFacts>;
  text(path: string): string | undefined;
  forget(path: string): void;
}

export function createHeaders(reader: FileReader, root: string | undefined): Headers {
  const facts = new Map<string, HeaderFacts | undefined>();
  const resolved = new Map<string, string | undefined>();

  const texts = new Map<string, string | undefined>();
  const text = (path: string): string | undefined => {
    if (!texts.has(path)) {
      if (texts.size >= TEXTS_KEPT) texts.clear();
      const bytes = reader.read(path);
      texts.set(path, bytes ? decodeSource(bytes).text : undefined);
    }
    return texts.get(path);
  };
  const load = (path: string): HeaderFacts | undefined => {
    if (!facts.has(path)) {
      const source = text(path);
      facts.set(path, source === undefined ? undefined : factsOf(path, source, () => text(path)));
    }
    return facts.get(path);
  };
  const resolve = (operand: string, from: string): string | undefined => {
    const name = operand.slice(1, -1);
    const folder = parentOf(from) ?? '/';
    const key = operand.startsWith('"') ? `${folder}\n${operand}` : operand;
    if (!resolved.has(key)) resolved.set(key, search(name, operand.startsWith('"'), folder));
    return resolved.get(key);
  };
  const search = (name: string, quoted: boolean, folder: string): string | undefined => {
    const places: string[] = [];
    if (quoted)
      places.push(
        joinPath(folder, name),
        joinPath(folder, `include/${name}`),
        joinPath(folder, `../include/${name}`),
        joinPath(folder, `../${name}`),
      );
    if (root !== undefined) {
      places.push(joinPath(root, `include/${name}`), joinPath(root, `include/uapi/${name}`));
      if (name.startsWith('asm/')) places.push(joinPath(root, `arch/x86/include/${name}`), joinPath(root, `include/asm-generic/${name.slice(4)}`));
      if (quoted) places.push(joinPath(root, name));
    }
    if (!quoted) places.push(joinPath(folder, name), joinPath(folder, `include/${name}`), joinPath(folder, `../include/${name}`));
    return places.find((p) => reader.exists(p));
  };

  return {
    *reach(from, includes, local) {
      const seen = new Set<string>([from]);
      let level = includes.map((operand) => ({ operand, from }));
      let opened = 0;
      while (level.length > 0) {
        const next: { operand: string; from: string }[] = [];
        for (const { operand, from: includer } of level) {
          if (local && !operand.startsWith('"')) continue;
          const path = resolve(operand, includer);
          if (path === undefined || seen.has(path)) continue;
          seen.add(path);
          if (++opened > CLOSURE_LIMIT) return;
          const header = load(path);
          if (!header) continue;
          yield header;
          for (const inner of header.includes) next.push({ operand: inner, from: path });
        }
        level = next;
      }
    },
    text,
    forget(path) {
      facts.delete(path);
      texts.delete(path);
      resolved.clear();
    },
  };
}

function factsOf(path: string, source: string, again: () => string | undefined): HeaderFacts {
  const includes: string[] = [];
  for (const m of source.matchAll(/^[ \t]*#[ \t]*include[ \t]*([<"][^>"\n]+[>"])/gm)) if (m[1]) includes.push(m[1]);
  return { path, includes, structs: structsOf(again), macros: macrosOf(source, again) };
}

/** Which names a header defines is looked up at once; their definitions are read when one is asked for, which happens for few of the headers in reach. */
function macrosOf(source: string, again: () => string | undefined): HeaderFacts['macros'] {
  const names = new Set<string>();
  for (const m of source.matchAll(/^[ \t]*#[ \t]*define(?:[ \t]|\\\r?\n)+(\w+)/gm)) if (m[1]) names.add(m[1]);
  let macros: ReadonlyMap<string, MacroDefinition> | undefined;
  return {
    has: (name) => names.has(name),
    get(name) {
      if (!names.has(name)) return undefined;
      macros ??= collectMacros(again() ?? '');
      return macros.get(name);
    },
  };
}

/** Few files ask for a structure, so the text is searched when one does. */
function structsOf(again: () => string | undefined): HeaderFacts['structs'] {
  let tags: ReadonlySet<string> | undefined;
  return {
    has(tag) {
      tags ??= new Set(Array.from((again() ?? '').matchAll(/\b(?:struct|union)\s+(\w+)\s*\{/g), (m) => m[1] ?? ''));
      return tags.has(tag);
    },
  };
}
