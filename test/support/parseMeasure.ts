/**
 * How well a kernel tree parses: every item with a tracked word, in every arm that holds one, as the engine would parse it. It counts what could hide
 * behind a low number of errors, too: tracked words that are no identifier of any tree, and functions that ctags sees and the splitter does not.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { decodeSource } from '../../src/base/encoding.ts';
import { createHeaders } from '../../src/engine/headers.ts';
import { trackedWords } from '../../src/knowledge/index.ts';
import {
  type CParser,
  createDialect,
  type Item,
  type MacroDefinition,
  openSource,
  type ParsedItem,
  type SourceFile,
  type WordUse,
  wordUses,
} from '../../src/syntax/index.ts';

export interface Place {
  /** Relative to the tree, 1-based line. */
  readonly at: string;
  readonly name: string;
  /** The text around, on one line. */
  readonly excerpt: string;
}

export interface ParseMeasure {
  readonly files: number;
  readonly trackedFunctions: number;
  /** Of those: an ERROR or MISSING node in any arm that holds a tracked word. */
  readonly functionsWithErrors: readonly Place[];
  /** The same of macro bodies and declarations. */
  readonly otherItemsWithErrors: readonly Place[];
  /** Items whose arms could not all be chosen. */
  readonly partial: readonly Place[];
  /** Tracked words in live text that are no identifier node of a variant in which they are live, nor the name of a loop or guard macro. */
  readonly wordsWithoutNode: readonly Place[];
  readonly threw: readonly Place[];
  /** Functions that ctags finds in these files. */
  readonly ctagsFunctions: number;
  /** Of those: no item starts there. */
  readonly ctagsOnly: readonly Place[];
  /** Of those: what ctags calls a function has no body behind its parentheses (a macro call right before a function of the splitter's, a prototype): ctags is wrong. */
  readonly ctagsWrong: number;
  readonly bytes: number;
  readonly parsedBytes: number;
  readonly splitMs: number;
  readonly parseMs: number;
}

/** Files of the tree that hold a tracked word, or one of `more`, by `rg`. */
export const filesWithTrackedWords = (root: string, more: readonly string[] = []): string[] => filesWithWords(root, [...trackedWords(), ...more]);

/** Files of the tree that hold one of the words, by `rg`. */
export function filesWithWords(root: string, words: readonly string[]): string[] {
  const run = spawnSync('rg', ['-uu', '-l', '-w', '--sort', 'path', '-g', '*.{c,h}', '-F', '-f', '-', root], {
    input: words.join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (run.error) throw new Error(`rg could not be started (${run.error.message}): apt-get install ripgrep`);
  return run.stdout.split('\n').filter(Boolean);
}

const reader = {
  read: (path: string): Uint8Array | undefined => (existsSync(path) ? readFileSync(path) : undefined),
  exists: existsSync,
  list: (path: string): readonly string[] => readdirSync(path),
};

export function measureParse(parser: CParser, root: string, files: readonly string[]): ParseMeasure {
  const words = new Set(trackedWords());
  const headers = createHeaders(reader, root);
  const out = {
    trackedFunctions: 0,
    functionsWithErrors: [] as Place[],
    otherItemsWithErrors: [] as Place[],
    partial: [] as Place[],
    wordsWithoutNode: [] as Place[],
    threw: [] as Place[],
    bytes: 0,
    parsedBytes: 0,
    splitMs: 0,
    parseMs: 0,
  };
  for (const path of files) {
    const bytes = readFileSync(path);
    out.bytes += bytes.length;
    const { text } = decodeSource(bytes);
    const place = (offset: number, name: string): Place => ({
      at: `${path.slice(root.length + 1)}:${file.lines.lineAt(offset) + 1}`,
      name,
      excerpt: text.slice(Math.max(0, offset - 40), offset + 40).replace(/\s+/g, ' '),
    });
    const beforeSplit = performance.now();
    const file: SourceFile = openSource(text);
    out.splitMs += performance.now() - beforeSplit;
    const lookup = (name: string): MacroDefinition | undefined => {
      for (const header of headers.reach(path, file.includes, false)) {
        const found = header.macros.get(name);
        if (found) return found;
      }
      return undefined;
    };
    const dialect = createDialect({ file, lookup });
    for (const item of file.items) {
      const uses = wordUses(file, item, words);
      if (uses.length === 0) continue;
      if (item.kind === 'function') out.trackedFunctions++;
      const label = item.name ?? '(unnamed)';
      let parsed: ParsedItem;
      const beforeParse = performance.now();
      try {
        parsed = parser.parseItem(file, item, dialect, uses);
      } catch (error) {
        out.threw.push({ ...place(item.start, label), excerpt: String(error) });
        continue;
      }
      out.parseMs += performance.now() - beforeParse;
      out.parsedBytes += (item.end - item.start) * parsed.variants.length;
      const first = parsed.variants.flatMap((v) => v.errors)[0];
      if (first) (item.kind === 'function' ? out.functionsWithErrors : out.otherItemsWithErrors).push(place(first.start, label));
      if (parsed.partial) out.partial.push(place(item.start, label));
      for (const use of uses) if (!hasNode(parsed, use)) out.wordsWithoutNode.push(place(use.start, `${use.word} in ${label}`));
      parsed.dispose();
    }
  }
  return { files: files.length, ...out, ...againstCtags(root, files) };
}

/** The word is an identifier of its own in some variant, or the name of a macro that the shadow reads as a loop or guard. */
function hasNode(parsed: ParsedItem, use: WordUse): boolean {
  return parsed.variants.some((v) => {
    if (!v.isLive(use)) return false;
    if (v.rewrites.some((r) => (r.kind === 'iterator' || r.kind === 'governor') && r.start === use.start && r.end === use.end)) return true;
    const node = v.root.descendantForIndex(use.start - v.base, use.end - v.base);
    return !!node && node.type.endsWith('identifier') && node.startIndex + v.base === use.start && node.endIndex + v.base === use.end;
  });
}

interface Tag {
  readonly name: string;
  readonly path: string;
  /** 1-based. */
  readonly line: number;
}

function againstCtags(root: string, files: readonly string[]): Pick<ParseMeasure, 'ctagsFunctions' | 'ctagsOnly' | 'ctagsWrong'> {
  const byFile = new Map<string, Tag[]>();
  for (const tag of ctags(files)) byFile.set(tag.path, [...(byFile.get(tag.path) ?? []), tag]);
  const ctagsOnly: Place[] = [];
  let ctagsWrong = 0;
  for (const [path, tags] of byFile) {
    const { text } = decodeSource(readFileSync(path));
    const file = openSource(text);
    const functions = file.items.filter((i) => i.kind === 'function');
    for (const tag of tags) {
      const start = file.lines.lineStart(tag.line - 1);
      const end = file.lines.lineSpan(start).end;
      const heads = (item: Item): boolean => item.start < end && start < (item.body?.start ?? item.end) + 1;
      if (functions.some(heads)) continue;
      const close = parenthesesEnd(text, text.indexOf(tag.name, start));
      const next = functions.find((f) => f.start > close);
      const callBefore = next !== undefined && /^(?:\b\w+\s*\([^()]*\)\s*;?\s*)*$/.test(blankOfComments(text.slice(close, next.start)));
      if (callBefore || !hasBody(text, close)) ctagsWrong++;
      else ctagsOnly.push({ at: `${path.slice(root.length + 1)}:${tag.line}`, name: tag.name, excerpt: text.slice(start, end).trim() });
    }
  }
  return { ctagsFunctions: [...byFile.values()].reduce((n, t) => n + t.length, 0), ctagsOnly, ctagsWrong };
}

function ctags(files: readonly string[]): Tag[] {
  const run = spawnSync('ctags', ['--languages=C', '--langmap=C:.c.h', '--kinds-C=f', '--output-format=json', '--fields=+n', '-o', '-', '-L', '-'], {
    input: files.join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (run.error) throw new Error(`ctags could not be started (${run.error.message}): apt-get install universal-ctags`);
  return run.stdout
    .split('\n')
    .filter(Boolean)
    .map((line): Tag => JSON.parse(line));
}

/** Behind the parentheses that follow the name. */
function parenthesesEnd(text: string, name: number): number {
  let depth = 0;
  for (let at = text.indexOf('(', name); at >= 0 && at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at + 1;
  }
  return text.length;
}

const blankOfComments = (text: string): string => text.replace(/\/\*[^]*?\*\/|\/\/.*|^\s*#.*$/gm, '').trim();

/** After the parentheses, attributes aside, comes a brace that opens statements and not an initialiser. */
function hasBody(text: string, close: number): boolean {
  const rest = blankOfComments(text.slice(close, close + 3000));
  return /^(?:\b\w+\b\s*(?:\([^()]*\)\s*)?)*\{/.test(rest) && !/^\{\s*\./.test(rest);
}
