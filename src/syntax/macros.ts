/** Macro definitions as text, and what a macro does to the grammar around its uses, judged from its replacement alone. */
import { isTypeLikeName } from './dialectTable.ts';
import { type Directive, operandText, readDefine, readDirective } from './directives.ts';
import { type Token, tokenize, WORD } from './tokens.ts';
import type { MacroDefinition, MacroKind } from './types.ts';

function definition(text: string, directive: Directive): MacroDefinition | undefined {
  const parts = readDefine(text, directive);
  if (parts === undefined) return undefined;
  const body = operandText(text, { kind: 'define', start: parts.body.start, end: parts.body.end, operand: parts.body.start });
  return { name: text.slice(parts.name.start, parts.name.end), ...(parts.params === undefined ? {} : { params: parts.params }), body };
}

export function collectDefinitions(text: string, directives: readonly Directive[]): Map<string, MacroDefinition> {
  const found = new Map<string, MacroDefinition>();
  for (const d of directives) {
    const made = d.kind === 'define' ? definition(text, d) : undefined;
    if (made !== undefined) found.set(made.name, made);
  }
  return found;
}

/** All `#define`s of a header, last of a name wins. Looks for lines that begin with `#` only: one inside a comment counts too, which does no harm. */
export function collectMacros(text: string): Map<string, MacroDefinition> {
  const found = new Map<string, MacroDefinition>();
  const define = /^[ \t]*#[ \t]*define\b/gm;
  for (let m = define.exec(text); m !== null; m = define.exec(text)) {
    const directive = readDirective(text, m.index + m[0].indexOf('#'));
    define.lastIndex = Math.max(define.lastIndex, directive.end);
    const made = definition(text, directive);
    if (made !== undefined) found.set(made.name, made);
  }
  return found;
}

const loopWords = new Set(['for', 'while']);
const attributeWords = new Set([
  '__attribute__',
  '__attribute',
  'volatile',
  'const',
  'inline',
  '__inline',
  '__inline__',
  'static',
  'extern',
  'register',
  '__restrict',
  'restrict',
  '_Noreturn',
  '__declspec',
  '__extension__',
]);
const typeWords = new Set('void char short int long float double signed unsigned _Bool struct union enum typeof __typeof__ __typeof'.split(' '));

/** `lookup` answers for other macros that the body ends or consists in; the search through them is bounded. */
export function classifyMacro(def: MacroDefinition, lookup: (name: string) => MacroDefinition | undefined): MacroKind {
  return classify(def, lookup, 8);
}

function classify(def: MacroDefinition, lookup: (name: string) => MacroDefinition | undefined, depth: number): MacroKind {
  const tokens = tokenize(def.body, 0, def.body.length, false);
  const first = tokens[0];
  const last = tokens[tokens.length - 1];
  // A call that expands to nothing is a statement or an attribute, whichever its place says; a name that does is an attribute.
  if (first === undefined || last === undefined) return def.params === undefined ? 'annotation' : 'statement';
  if (isAttributes(tokens, lookup, depth)) return 'annotation';
  const tail = trailingGovernor(tokens);
  if (tail === 'governor' && isName(first) && tokens[1]?.text === '(' && depth > 0) {
    // `each(p, h) if (!(c)) {} else`
    const head = lookup(first.text);
    if (head !== undefined && classify(head, lookup, depth - 1) === 'iterator') return 'iterator';
  }
  if (tail !== undefined) return tail;
  if (first.text === 'do' || first.text === 'if' || first.text === 'return' || first.text === 'goto') return 'statement';
  if (loopWords.has(first.text)) return 'iterator';
  if (tokens.every((t) => t.kind === WORD || t.text === '*') && tokens.some((t) => typeWords.has(t.text))) return 'type';
  // A body that is one call of another macro, or ends in one, is what that macro is.
  const inner = trailingCall(tokens);
  if (inner !== undefined && depth > 0) {
    const next = lookup(inner.text);
    if (next !== undefined && next.name !== def.name) {
      const kind = classify(next, lookup, depth - 1);
      if (kind !== 'annotation') return kind;
      if (tokens[0] === inner) return kind;
    }
  }
  if (last.text === ';' || last.text === '}') return 'declarer';
  if (tokens.length === 1 && first.kind === WORD && depth > 0) {
    const next = lookup(first.text);
    if (next !== undefined && next.name !== def.name) return classify(next, lookup, depth - 1);
  }
  if (first.kind === WORD && typeWords.has(first.text) && tokens.length > 2) return 'declarer';
  return 'expression';
}

/** Nothing but attributes and qualifiers, and macros that are: `__section(".x") __cold`. */
function isAttributes(tokens: readonly Token[], lookup: (name: string) => MacroDefinition | undefined, depth: number): boolean {
  let i = 0;
  while (i < tokens.length) {
    const t = tokens[i];
    if (t?.kind !== WORD) return false;
    i++;
    if (tokens[i]?.text === '(') {
      const close = matching(tokens, i);
      if (close < 0) return false;
      i = close + 1;
    }
    if (attributeWords.has(t.text)) continue;
    // A single word is left to the caller, who follows it.
    if (!t.text.startsWith('__') || depth === 0 || (tokens.length === 1 && isTypeLikeName(t.text))) return false;
    const next = lookup(t.text);
    if (next === undefined ? isTypeLikeName(t.text) || i < tokens.length || tokens.length === 1 : classify(next, lookup, depth - 1) !== 'annotation')
      return false;
  }
  return true;
}

const keywords = new Set('if switch for while do return sizeof typeof __typeof__ __typeof __alignof__'.split(' '));
/** A word that could be a macro's name. */
const isName = (t: Token): boolean => t.kind === WORD && !keywords.has(t.text) && !typeWords.has(t.text);

/** Index of the `)` that closes the `(` at `open`, -1 if none does. */
function matching(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const text = tokens[i]?.text;
    if (text === '(') depth++;
    else if (text === ')' && --depth === 0) return i;
  }
  return -1;
}

/** Index of the `(` that the last token closes, -1 if the last token is no `)`. */
function openOfLast(tokens: readonly Token[]): number {
  let depth = 0;
  for (let i = tokens.length - 1; i >= 0; i--) {
    const text = tokens[i]?.text;
    if (text === ')') depth++;
    else if (text === '(' && --depth === 0) return i;
    if (depth === 0) return -1;
  }
  return -1;
}

/** A body that ends in `for (…)`, `while (…)`, `if (…)` or `else` governs the statement behind the macro. */
function trailingGovernor(tokens: readonly Token[]): MacroKind | undefined {
  const last = tokens[tokens.length - 1];
  if (last?.text === 'else') return tokens.some((t) => loopWords.has(t.text)) ? 'iterator' : 'governor';
  const open = openOfLast(tokens);
  const before = tokens[open - 1]?.text;
  if (open < 1 || before === undefined) return undefined;
  const isDoWhile = before === 'while' && tokens[0]?.text === 'do';
  if (loopWords.has(before) && !isDoWhile) return 'iterator';
  if (before === 'if' || before === 'switch') return tokens.some((t) => loopWords.has(t.text)) ? 'iterator' : 'governor';
  return undefined;
}

function trailingCall(tokens: readonly Token[]): Token | undefined {
  const open = openOfLast(tokens);
  const name = tokens[open - 1];
  return open >= 1 && name !== undefined && isName(name) ? name : undefined;
}
