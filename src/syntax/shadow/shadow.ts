/** Makes the text that the grammar reads in place of an item: one choice of arms, without comments and directives, the dialect rewritten. */
import { BRACE_CLOSE, BRACE_OPEN, PAREN_CLOSE, PAREN_OPEN } from '../characters.ts';
import { functionName, type HeadToken, shapeOf } from '../header.ts';
import type { OpenedFile } from '../sourceFile.ts';
import { DIRECTIVE, PUNCTUATION, tokenize } from '../tokens.ts';
import type { Dialect, Item, Rewrite } from '../types.ts';
import { isLive, type Selection } from '../variants.ts';
import { argument, argumentList } from './arguments.ts';
import { block, statements } from './blocks.ts';
import { declaration, fieldList, fields, functionDefinition, functionHeader } from './declarations.ts';
import { expression } from './expressions.ts';
import { declarationItem } from './fileScope.ts';
import { element } from './initializers.ts';
import { macroBody, pasteTokens } from './macroBody.ts';
import { parameters } from './parameters.ts';
import { type Readers, Shadow, type Wrapping } from './shadowState.ts';
import { typeName } from './types.ts';

export interface ShadowedItem extends Wrapping {
  /** As long as the item from `skipped` on, with the same line ends. */
  readonly text: string;
  /** Leading characters of the item that are not part of `text` (`#define NAME(…)`). */
  readonly skipped: number;
  readonly rewrites: readonly Rewrite[];
}

/** Each reader calls the others through the state, as statements hold expressions and expressions hold statements. */
const readers: Readers = {
  argument,
  argumentList,
  block,
  declaration,
  element,
  expression,
  fieldList,
  fields,
  functionDefinition,
  parameters,
  statements,
  typeName,
};

/**
 * The shadow of one choice of arms. Only a macro's body can be read in several ways: `attempt` 0 is the likeliest, undefined is returned when nothing
 * is left to try.
 */
export function shadowItem(file: OpenedFile, item: Item, dialect: Dialect, selection: Selection, attempt: number): ShadowedItem | undefined {
  const macro = item.kind === 'macro';
  if (!macro && attempt > 0) return undefined;
  const from = macro ? (item.body?.start ?? item.end) : item.start;
  const live = tokenize(file.text, from, item.end, !macro).filter((t) => t.kind !== DIRECTIVE && isLive(file, selection, t.start));
  const s = new Shadow(file.text, from, item.end, macro ? pasteTokens(file.text, live) : live, dialect, readers);
  const wrapping = macro ? macroBody(s, attempt) : item.kind === 'function' ? functionItem(s, item) : declarationItem(s);
  if (wrapping === undefined) return undefined;
  return { text: s.out.toString(), ...wrapping, skipped: from - item.start, rewrites: s.rewrites };
}

/** Each choice of arms can have a header of its own, so header, name and body are found among the live tokens. */
function functionItem(s: Shadow, item: Item): Wrapping {
  const { open, head } = findBody(s);
  const own = head.find((t) => t.start === item.nameSpan?.start);
  const name = own ?? functionName(s.text, head);
  const wrapping = functionHeader(s, 0, open, name?.start ?? -1);
  const after = block(s, open);
  if (after < s.length) statements(s, after, s.length);
  return wrapping;
}

/** The `{` behind the first head that is a function's, and that head; the first `{` if none is. */
function findBody(s: Shadow): { readonly open: number; readonly head: readonly HeadToken[] } {
  const head: HeadToken[] = [];
  for (let i = 0; i < s.length; ) {
    const t = s.t(i);
    const at = { start: s.start(i), end: s.end(i) };
    if (t === '{') {
      if (shapeOf(s.text, head) === 'function') return { open: i, head };
      head.push({ code: BRACE_OPEN, word: '', ...at }, { code: BRACE_CLOSE, word: '', start: s.end(s.close(i)), end: s.end(s.close(i)) });
      i = s.after(i);
    } else if (t === '(') {
      const close = s.close(i);
      head.push({ code: PAREN_OPEN, word: '', ...at }, { code: PAREN_CLOSE, word: '', start: s.start(close), end: s.end(close) });
      i = s.after(i);
    } else {
      head.push(s.isWord(i) ? { code: 0, word: t, ...at } : { code: s.kind(i) === PUNCTUATION ? t.charCodeAt(0) : 1, word: '', ...at });
      i++;
    }
  }
  return { open: s.find('{', 0), head };
}
