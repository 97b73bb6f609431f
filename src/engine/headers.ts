/** The headers that a file includes, read as they are asked for: which macros and structures each defines. Nothing is preprocessed: every arm counts. */

import { detached } from '../base/detached.ts';
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
  /** Where the includes led that were followed from a file since that was last asked; by what `resolve` takes. */
  followed(from: string): ReadonlyMap<string, string | undefined>;
  /** The header that an include leads to: `<linux/mm.h>` alone, or the folder of the file that holds it, a line break, and the include. */
  resolve(include: string): string | undefined;
  forget(path: string): void;
}

/** `records`: whether `followed` has an answer. */
export function createHeaders(reader: FileReader, root: string | undefined, records = false): Headers {
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
  const firstOf = (question: string, places: () => string[]): string | undefined => {
    if (!resolved.has(question))
      resolved.set(
        question,
        places().find((place) => reader.exists(place)),
      );
    return resolved.get(question);
  };
  const inTree = (operand: string): string | undefined =>
    root === undefined ? undefined : firstOf(operand, () => placesInTree(operand.slice(1, -1)).map((place) => joinPath(root, place)));
  /** Where an include of a file in `folder` leads. What stands in angle brackets is sought beside the file only if the tree does not have it. */
  const find = (operand: string, folder: string): string | undefined => {
    const name = operand.slice(1, -1);
    const beside = (): string[] => [name, `include/${name}`, `../include/${name}`].map((place) => joinPath(folder, place));
    if (!operand.startsWith('"')) return inTree(operand) ?? firstOf(`${folder}\n${operand}`, beside);
    const inRoot = (): string[] => (root === undefined ? [] : [...placesInTree(name), name].map((place) => joinPath(root, place)));
    return firstOf(`${folder}\n${operand}`, () => [...beside(), joinPath(folder, `../${name}`), ...inRoot()]);
  };
  const remembered = new Map<string, Map<string, string | undefined>>();
  const remember = (from: string, operand: string, folder: string, path: string | undefined): void => {
    let followed = remembered.get(from);
    if (!followed) {
      followed = new Map();
      remembered.set(from, followed);
    }
    // Most lead to the same header wherever they stand.
    const isOfTree = path !== undefined && !operand.startsWith('"') && inTree(operand) === path;
    followed.set(isOfTree ? operand : `${folder}\n${operand}`, path);
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
          const folder = parentOf(includer) ?? '/';
          const path = find(operand, folder);
          if (records) remember(from, operand, folder, path);
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
    followed(from) {
      const followed = remembered.get(from);
      remembered.delete(from);
      return followed ?? new Map();
    },
    resolve(include) {
      const [folder, operand] = include.split('\n');
      return operand === undefined ? inTree(include) : find(operand, folder ?? '/');
    },
    forget(path) {
      facts.delete(path);
      texts.delete(path);
      resolved.clear();
    },
  };
}

/** Of a header that is included with this name, relative to the tree's root. */
const placesInTree = (name: string): string[] => [
  `include/${name}`,
  `include/uapi/${name}`,
  ...(name.startsWith('asm/') ? [`arch/x86/include/${name}`, `include/asm-generic/${name.slice(4)}`] : []),
];

/** Operands of includes with their brackets or quotes, whatever their conditions. */
export const includesIn = (source: string): string[] =>
  Array.from(source.matchAll(/^[ \t]*#[ \t]*include[ \t]*([<"][^>"\n]+[>"])/gm), (m) => m[1] ?? '');

function factsOf(path: string, source: string, again: () => string | undefined): HeaderFacts {
  return { path, includes: detached(includesIn(source)), structs: structsOf(again), macros: macrosOf(source, again) };
}

/** Which names a header defines is looked up at once; their definitions are read when one is asked for, which happens for few of the headers in reach. */
function macrosOf(source: string, again: () => string | undefined): HeaderFacts['macros'] {
  const names = new Set(detached(Array.from(source.matchAll(/^[ \t]*#[ \t]*define(?:[ \t]|\\\r?\n)+(\w+)/gm), (m) => m[1] ?? '')));
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
      tags ??= new Set(detached(Array.from((again() ?? '').matchAll(/\b(?:struct|union)\s+(\w+)\s*\{/g), (m) => m[1] ?? '')));
      return tags.has(tag);
    },
  };
}
