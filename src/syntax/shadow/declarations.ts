/** Reads declarations, the fields of a structure, and function headers. */
import { COMMA } from '../characters.ts';
import { aggregate } from './aggregates.ts';
import { declarator } from './declarators.ts';
import { initializer } from './initializers.ts';
import { parameters } from './parameters.ts';
import type { Shadow, Wrapping } from './shadowState.ts';
import { likeliestType, specifiers, typeName } from './types.ts';
import { AGGREGATES, ASM, ATTRIBUTES, BLANK_MODIFIERS, MODIFIERS, PRIMITIVES, startsType, TYPEOF } from './words.ts';

/** Reads a declaration whose `;` is at `end`. */
export function declaration(s: Shadow, from: number, end: number): void {
  if (from + 1 === end) {
    // A lone `noreturn;` is a macro's statement.
    if (startsType(s.t(from)) && !PRIMITIVES.has(s.t(from))) s.asIdentifier(from);
    return;
  }
  const first = specifiers(s, from, end, false);
  if (first >= end && s.t(end - 1) === '}' && s.t(from) !== 'typedef') {
    // `static struct x { … };` declares nothing that could be static.
    for (let k = from; k < end && MODIFIERS.has(s.t(k)); k++) s.blank(k, k + 1);
  }
  let k = first;
  while (k < end) {
    const start = k;
    k = declarator(s, k, end, { abstract: false, named: k === first });
    if (s.t(k) === ':' && k === start && k < end) {
      k = namelessBits(s, k, end);
      if (k > start && s.t(k - 1) === ',') continue;
    }
    if (s.t(k) === ':' && k < end) {
      const stop = Math.min(s.find(',', k, end), s.find('=', k, end));
      bitField(s, k, stop);
      k = stop;
    }
    if (s.t(k) === '=' && k + 1 === end) {
      // The value is included from another file.
      s.blank(k, end);
      return;
    }
    if (s.t(k) === '=' && k < end) k = value(s, k + 1, end);
    if (k >= end) return;
    if (s.t(k) === ',') k++;
    else if (k > start && s.isWord(k)) s.joinBefore(k, ',');
    else {
      s.read.expression(s, k, end);
      return;
    }
  }
}

/** `u32 : 4;`: the grammar wants a name on a bit-field. Where there is no room for one, a plain number goes, anything else becomes the name. */
function namelessBits(s: Shadow, colon: number, end: number): number {
  const stop = s.find(',', colon, end);
  if (s.insertWordBefore(colon)) return colon;
  if (stop === colon + 2 && stop < end && !s.isWord(colon + 1)) {
    s.blank(colon, stop + 1);
    return stop + 1;
  }
  if (stop === colon + 2 && !s.isWord(colon + 1)) s.blank(colon, stop);
  else if (stop === colon + 2) s.blank(colon, colon + 1);
  else if (s.isWord(colon - 1) && s.t(colon - 1).length > 2) {
    // `int:(width)`: `i f:(width)`.
    s.put(colon - 1, `t${' '.repeat(s.t(colon - 1).length - 2)}f`);
    return colon;
  } else return colon;
  return stop;
}

/** `: width`, with attributes behind it. */
function bitField(s: Shadow, colon: number, stop: number): void {
  let end = stop;
  for (let k = colon + 2; k < stop; k++) {
    if (!s.isWord(k) || s.t(k - 1) === '(' || !(s.isWord(k - 1) || s.t(k - 1) === ')' || /^\d/.test(s.t(k - 1)))) continue;
    s.blankNoted('annotation', k, stop);
    end = k;
    break;
  }
  s.read.expression(s, colon + 1, end);
}

/** The initialiser from `from` on; index of the `,` or the end behind it. */
function value(s: Shadow, from: number, end: number): number {
  if (s.t(from) === '{') {
    initializer(s, from);
    const after = s.after(from);
    if (after < end && s.t(after) !== ',') {
      const comma = s.find(',', after, end);
      s.blankNoted('other', after, comma);
      return comma;
    }
    return after;
  }
  const comma = s.find(',', from, end);
  s.read.expression(s, from, comma);
  return comma;
}

/** Reads the fields between the braces that open at `open`. */
export function fields(s: Shadow, open: number): void {
  s.nested(() => fieldList(s, open + 1, s.close(open)));
}

export function fieldList(s: Shadow, from: number, end: number): void {
  let i = from;
  while (i < end) {
    if (s.t(i) === ';') {
      s.blank(i, i + 1);
      i++;
      continue;
    }
    const semicolon = s.find(';', i, end);
    i = Math.max(i + 1, field(s, i, semicolon, end));
  }
}

function field(s: Shadow, i: number, semicolon: number, end: number): number {
  if (s.isWord(i) && s.t(i + 1) === '(' && i + 1 < semicolon && !startsType(s.t(i)) && !ATTRIBUTES.has(s.t(i)) && !s.isNestedDeclarator(i + 1)) {
    const after = s.after(i + 1);
    if (after >= semicolon || s.t(after) === '[') {
      macroField(s, i, semicolon < end);
      if (after < semicolon) s.read.expression(s, i, semicolon);
      return semicolon + 1;
    }
    if (s.startsLine(after) || (s.dialect.kindOf(s.t(i)) === 'declarer' && s.isWord(after))) {
      // A macro that brings its own semicolon.
      if (s.isAnnotation(s.t(i))) s.blankNoted('annotation', i, after);
      else macroField(s, i, s.insertBefore(after, ';'));
      return after;
    }
  }
  if (semicolon >= end && semicolon === i + 1 && s.isWord(i)) {
    // A macro alone before the closing brace.
    s.blankNoted('annotation', i, i + 1);
    return end;
  }
  if (s.isWord(i) && !startsType(s.t(i)) && i + 1 < semicolon && s.startsLine(i + 1) && s.isWord(i + 1) && startsType(s.t(i + 1))) {
    s.blankNoted('annotation', i, i + 1);
    return field(s, i + 1, semicolon, end);
  }
  if (i < semicolon) declaration(s, i, semicolon);
  if (semicolon >= end && !s.insertBefore(end, ';') && s.isWord(end - 1)) s.put(end - 1, `${s.t(end - 1).slice(0, -1)};`);
  return semicolon + 1;
}

/**
 * `NAME(…);` among fields: `N ME:_X(…);`, a bit-field as wide as the macro says; with fields as arguments, a structure of its own. Where no `;`
 * follows, the closing parenthesis becomes one: `N ME: … ;`.
 */
function macroField(s: Shadow, i: number, terminated: boolean): void {
  const open = i + 1;
  const close = s.close(open);
  const name = s.t(i);
  s.note('other', i, i + 1, name);
  if (s.find(';', open + 1, close) < close && name.length >= 6) {
    groupedFields(s, i, open, close);
    return;
  }
  const at = s.start(i);
  let colon = 3;
  while (colon + 1 < name.length && /\d/.test(name[colon + 1] ?? '')) colon++;
  if (colon + 1 >= name.length || (!terminated && close === open + 1)) {
    s.blank(open, s.after(open));
    if (!terminated) s.put(close, ';');
    if (name.length > 2) s.out.put(at + 1, at + 2, ' ');
    return;
  }
  s.out.put(at + 1, at + 3, ' f');
  if (terminated) {
    s.out.put(at + colon, at + colon + 1, ':');
    s.read.expression(s, i, s.after(open));
    return;
  }
  s.out.put(at + 3, s.end(open), ':');
  s.read.argument(s, open + 1, s.find(',', open + 1, close));
  for (let comma = s.find(',', open + 1, close); comma < close; comma = s.find(',', comma + 1, close)) {
    s.put(comma, '+');
    s.read.argument(s, comma + 1, s.find(',', comma + 1, close));
  }
  // One value: what reading made a comma of (`x : 1`) becomes an operator too.
  for (let k = open + 1; k < close; k = s.past(k)) if (s.out.charAt(s.start(k)) === COMMA) s.put(k, '+');
  s.put(close, ';');
}

/** `group(tag, attrs, int a; int b;)`: `struct tag { int a; int b; }`; with nothing before the fields, the fields alone. */
function groupedFields(s: Shadow, i: number, open: number, close: number): void {
  let first = open + 1;
  let tag = -1;
  for (let comma = s.find(',', first, close); comma < close && isGroupOption(s, first, comma); comma = s.find(',', first, close)) {
    if (tag < 0 && comma === first + 1) tag = first;
    else s.blank(first, comma);
    s.blank(comma, comma + 1);
    first = comma + 1;
  }
  s.blank(i, open + 1);
  if (first > open + 1) {
    s.put(i, 'struct');
    s.put(first - 1, '{');
  }
  fieldList(s, first, close);
  if (s.t(close) === ')') s.put(close, first > open + 1 ? '}' : ' ');
}

/** A tag, an attribute or nothing: what may stand before the fields of a group. */
const isGroupOption = (s: Shadow, from: number, comma: number): boolean =>
  comma <= from + 1 || (s.isWord(from) && s.t(from + 1) === '(' && s.after(from + 1) === comma);

/** A function inside a block or a macro: header from `from`, body at `open`; index behind it. */
export function functionDefinition(s: Shadow, from: number, open: number): number {
  functionHeader(s, from, open, s.start(s.open(open - 1) - 1));
  return s.read.block(s, open);
}

/**
 * Reads the header of a function, tokens `from` to before its `{` at `end`. `nameAt` is the offset of its name, -1 if it has none. Whatever is not
 * type, name and parameters is blanked.
 */
export function functionHeader(s: Shadow, from: number, end: number, nameAt: number): Wrapping {
  let name = from;
  while (name < end && s.start(name) < nameAt) name++;
  if (name >= end || nameAt < 0) {
    s.read.declaration(s, from, end);
    return { prefix: '', suffix: '' };
  }
  if (s.t(name + 1) !== '(') return definer(s, from, name, end);
  const nested = s.t(name - 1) === '*' && s.find('(', from, name) < name && s.close(s.find('(', from, name)) > name;
  if (nested) {
    // A function that returns a function pointer: `int (*f(int a))(int)`.
    s.read.declaration(s, from, end);
    return { prefix: '', suffix: '' };
  }
  const typed = headerSpecifiers(s, from, name);
  parameters(s, name + 1);
  let k = s.after(name + 1);
  // `int NAME(f)(int a)`: the parentheses of a macro that makes the name, then the parameters.
  while (s.t(k) === '(' && k < end) {
    parameters(s, k);
    k = s.after(k);
  }
  if (s.find(';', k, end) < end) {
    // The grammar knows no old parameters of a function that returns a pointer.
    for (let star = name - 1; star > from && s.t(star) === '*'; star--) s.blank(star, star + 1);
    oldStyleParameters(s, k, end);
  } else if (k < end) s.blankNoted('annotation', k, end);
  return { prefix: typed ? '' : 'int ', suffix: '' };
}

function oldStyleParameters(s: Shadow, from: number, end: number): void {
  for (let i = from; i < end; ) {
    const semicolon = s.find(';', i, end);
    s.read.declaration(s, i, semicolon);
    i = semicolon + 1;
  }
}

/** Keeps one type before a function's name. False if there is none. */
function headerSpecifiers(s: Shadow, from: number, name: number): boolean {
  const words: number[] = [];
  let typed = false;
  let macro = -1;
  let starred = false;
  let k = from;
  while (k < name) {
    const t = s.t(k);
    const call = s.t(k + 1) === '(' && k + 1 < name;
    if (TYPEOF.has(t) && call) {
      const after = s.after(k + 1);
      specifiers(s, k, after, true);
      typed = true;
      k = after;
    } else if (call && s.isWord(k) && !startsType(t)) {
      if (!ATTRIBUTES.has(t) && macro < 0) macro = k;
      else s.blankNoted('annotation', k, s.after(k + 1));
      k = s.after(k + 1);
    } else if (AGGREGATES.has(t)) {
      typed = true;
      k = aggregate(s, k, name);
    } else if (PRIMITIVES.has(t)) {
      typed = true;
      k++;
    } else if (BLANK_MODIFIERS.has(t)) {
      s.blankNoted('annotation', k, k + 1);
      k++;
    } else if (MODIFIERS.has(t)) k++;
    else if (t === '*') {
      starred = true;
      k++;
    } else if (s.isWord(k) && starred) {
      s.blankNoted('annotation', k, k + 1);
      k++;
    } else if (s.isWord(k)) words.push(k++);
    else {
      s.blank(k, s.past(k));
      k = s.past(k);
    }
  }
  const type = typed ? -1 : likeliestType(s, words);
  for (const w of words) if (w !== type) s.blankNoted('annotation', w, w + 1);
  if (macro >= 0) {
    if (typed || type >= 0) s.blankNoted('annotation', macro, s.after(macro + 1));
    else {
      specifiers(s, macro, s.after(macro + 1), true);
      return true;
    }
  }
  return typed || type >= 0;
}

/** `SYSCALL_DEFINE2(name, int, fd, char *, buf) {`: the name is an argument, pairs behind it are parameters; otherwise all arguments are. */
function definer(s: Shadow, from: number, name: number, end: number): Wrapping {
  const open = name - 1;
  const close = s.close(open);
  s.note('signature', from, s.after(open), s.t(open - 1));
  for (let k = from; k < open - 1; k++) if (!MODIFIERS.has(s.t(k))) s.blank(k, k + 1);
  if (s.after(open) < end) s.blankNoted('annotation', s.after(open), end);
  const commas: number[] = [];
  for (let comma = s.find(',', open + 1, close); comma < close; comma = s.find(',', comma + 1, close)) commas.push(comma);
  const pairs = commas.length > 0 && commas.length % 2 === 0 && commas.every((c, i) => i % 2 === 0 || s.isWord(c + 1)) && s.t(commas[0] ?? 0) === ',';
  const endOf = (i: number): number => commas[i] ?? close;
  const named = pairs && commas.every((_, i) => i % 2 === 0 || endOf(i + 1) === (commas[i] ?? 0) + 2);
  if (named) {
    s.blank(open - 1, open + 1);
    commas.forEach((comma, i) => {
      if (i === 0) s.put(comma, '(');
      else if (i % 2 === 1) s.blank(comma, comma + 1);
    });
    for (let i = 0; i < commas.length; i += 2) {
      typeName(s, (commas[i] ?? 0) + 1, endOf(i + 1));
    }
  } else parameters(s, open);
  const hasStorage = s.t(from) === 'static' || s.t(from) === 'inline';
  if (hasStorage) s.blank(from, open - 1);
  return { prefix: 'int ', suffix: '' };
}

/** Is `ASM` at file scope or a declaration? */
export const isAsm = (word: string): boolean => ASM.has(word);
