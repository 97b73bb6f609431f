/** Reads type names, declaration specifiers, declarators and initialisers: picks the one type among the words, and blanks what only annotates it. */
import { NUMBER, STRING } from '../tokens.ts';
import type { Shadow } from './shadowState.ts';
import { AGGREGATES, ASM, ATTRIBUTES, BLANK_MODIFIERS, MODIFIERS, PRIMITIVES, startsType, TYPEOF } from './words.ts';

const isModifier = (word: string): boolean => MODIFIERS.has(word) || BLANK_MODIFIERS.has(word);

/** Do the tokens, all of them, spell a type? A single unknown word does not count: it reads as a value just as well. */
export function isTypeName(s: Shadow, from: number, end: number): boolean {
  if (from >= end) return false;
  const first = s.t(from);
  if (!s.isWord(from)) return false;
  if (PRIMITIVES.has(first) || AGGREGATES.has(first) || isModifier(first)) return true;
  if (TYPEOF.has(first)) return s.t(from + 1) === '(' && onlyPointer(s, s.after(from + 1), end);
  let k = from;
  let words = 0;
  while (k < end && s.isWord(k)) {
    if (PRIMITIVES.has(s.t(k)) || AGGREGATES.has(s.t(k)) || TYPEOF.has(s.t(k))) return true;
    words++;
    k++;
  }
  if (k >= end) return words > 1;
  return onlyPointer(s, k, end);
}

/** `*`, `* const *`, `(*)(…)`, `[n]` behind a type. */
function onlyPointer(s: Shadow, from: number, end: number): boolean {
  let k = from;
  // A name behind a star makes it a product.
  while (k < end && (s.t(k) === '*' || isModifier(s.t(k)) || (s.isWord(k) && s.isAnnotation(s.t(k)))) && s.t(k + 1) !== '(') k++;
  if (s.t(k) === '*' && k < end) k++;
  if (k >= end) return true;
  return s.t(k) === '(' && s.isNestedDeclarator(k) && !s.isWord(k + 2);
}

/** Reads a type without a name, as in a cast. */
export function typeName(s: Shadow, from: number, end: number): void {
  const k = specifiers(s, from, end, true);
  declarator(s, k, end, { abstract: true, named: false });
}

/**
 * Reads declaration specifiers. Returns where the declarators begin. `abstract`: no name follows, so that the last word is no name either.
 */
export function specifiers(s: Shadow, from: number, end: number, abstract: boolean): number {
  let base = -1;
  const words: number[] = [];
  let k = from;
  let named = false;
  while (k < end) {
    const t = s.t(k);
    if (!s.isWord(k)) {
      if (t === '[' && s.t(k + 1) === '[') {
        const after = s.after(k);
        s.blankNoted('annotation', k, after);
        k = after;
        continue;
      }
      break;
    }
    const call = s.t(k + 1) === '(' && k + 1 < end && !s.isNestedDeclarator(k + 1);
    // `register long r asm("r3")`: the name was the word before.
    if (ASM.has(t)) break;
    if ((ATTRIBUTES.has(t) || t === 'alignas') && call) {
      const after = s.after(k + 1);
      s.blankNoted('annotation', k, after);
      k = after;
    } else if (BLANK_MODIFIERS.has(t)) {
      s.blankNoted('annotation', k, k + 1);
      k++;
    } else if (MODIFIERS.has(t)) {
      // `unsigned const char`: the grammar wants a type's keywords side by side.
      if (base >= 0 && PRIMITIVES.has(s.t(k - 1)) && PRIMITIVES.has(s.t(k + 1))) s.blank(k, k + 1);
      k++;
    } else if (PRIMITIVES.has(t)) {
      if (base >= 0 && !PRIMITIVES.has(s.t(k - 1)) && !isModifier(s.t(k - 1)) && PRIMITIVES.has(s.t(base))) blankWordsBetween(s, base, k, words);
      base = k;
      k++;
    } else if (AGGREGATES.has(t)) {
      base = k;
      k = aggregate(s, k, end);
    } else if (TYPEOF.has(t) && call) {
      base = k;
      k = typeofSpecifier(s, k, end);
    } else if (call && !declaresFunction(s, k, end, base >= 0 || words.length > 0)) {
      const after = s.after(k + 1);
      if (base < 0 && words.length === 0 && !s.isAnnotation(t)) {
        base = k;
        macroType(s, k, end);
      } else s.blankNoted('annotation', k, after);
      k = after;
    } else {
      words.push(k);
      k++;
      if (call) {
        named = true;
        break;
      }
    }
  }
  return pickType(s, words, base, k, end, named, abstract);
}

function blankWordsBetween(s: Shadow, from: number, to: number, words: number[]): void {
  for (const w of words.splice(0)) if (w > from && w < to) s.blankNoted('annotation', w, w + 1);
}

/** `word (…)` among specifiers: is the word what is declared? Otherwise it is a macro that annotates or makes a type. */
function declaresFunction(s: Shadow, k: number, end: number, typed: boolean): boolean {
  const after = s.after(k + 1);
  if (after >= end) return typed || !s.isWord(k + 2);
  const next = s.t(after);
  if (next === '*' || (s.isWord(after) && startsType(next))) return false;
  if (!s.isWord(after)) return typed ? !isTrailing(s, k) : next !== '(' || s.t(after + 1) !== '*';
  // Words behind: attributes of a function, or the declarator whose type this is.
  if (ASM.has(next) || ATTRIBUTES.has(next)) return true;
  return typed && !s.isAnnotation(s.t(k));
}

/** In `int x __aligned(8) = 3` the annotation comes behind the name. */
function isTrailing(s: Shadow, k: number): boolean {
  return s.isWord(k - 1) && !startsType(s.t(k - 1)) && s.isAnnotation(s.t(k));
}

/** Which of the plain `words` is the type, which the name; the rest is blanked. */
function pickType(s: Shadow, words: readonly number[], base: number, k: number, end: number, named: boolean, abstract: boolean): number {
  let candidates = words;
  let name = -1;
  const typed = base >= 0;
  // A name stands behind the type.
  const needed = typed ? words.filter((w) => w < base).length + 1 : 2;
  const stop = k < end ? s.t(k) : '';
  const mayName = named || (!abstract && stop !== '*' && stop !== '(' && words.length >= needed);
  if (mayName) {
    let at = words.length - 1;
    const least = named ? words.length : needed;
    while (at + 1 > least && s.isAnnotation(s.t(words[at] ?? 0))) at--;
    name = words[at] ?? -1;
    for (const w of words.slice(at + 1)) s.blankNoted('annotation', w, w + 1);
    candidates = words.slice(0, at);
  }
  let type = -1;
  if (!typed) type = likeliestType(s, candidates);
  for (const w of candidates) if (w !== type) s.blankNoted('annotation', w, w + 1);
  return name >= 0 ? name : k;
}

/** Which of the words is the type, where none is a keyword: a spelling that only types have, then a plain word, a macro in capitals last. */
export function likeliestType(s: Shadow, words: readonly number[]): number {
  if (words.length < 2) return words[0] ?? -1;
  const plain = words.filter((w) => !s.isAnnotation(s.t(w)));
  return (
    plain.find((w) => /_t$|^[us](?:8|16|32|64)$/.test(s.t(w))) ??
    plain.find((w) => s.t(w) !== s.t(w).toUpperCase()) ??
    plain[0] ??
    words[words.length - 1] ??
    -1
  );
}

/** `struct`, `union` or `enum` at `at`; index behind its tag and body. */
export function aggregate(s: Shadow, at: number, end: number): number {
  let k = at + 1;
  let tag = -1;
  while (k < end && s.isWord(k)) {
    const t = s.t(k);
    const call = s.t(k + 1) === '(' && k + 1 < end && !s.isNestedDeclarator(k + 1);
    if (startsType(t) || (tag >= 0 && call && s.t(s.after(k + 1)) !== '{')) break;
    if (call && (ATTRIBUTES.has(t) || s.isAnnotation(t))) {
      const after = s.after(k + 1);
      s.blankNoted('annotation', k, after);
      k = after;
      continue;
    }
    if (tag >= 0) {
      // `struct tag name` against `struct __packed tag {` and `struct tag __packed {`.
      if (s.t(k + 1) !== '{') break;
      if (s.isAnnotation(t)) s.blankNoted('annotation', k, k + 1);
      else {
        s.blankNoted('annotation', tag, tag + 1);
        tag = k;
      }
    } else if (isTagAnnotation(s, k, end)) s.blankNoted('annotation', k, k + 1);
    else {
      tag = k;
      if (call && s.t(s.after(k + 1)) !== '(') {
        // `struct NAME(x)`: a tag that a macro makes.
        const after = s.after(k + 1);
        s.blankNoted('other', k + 1, after);
        k = after - 1;
      }
    }
    k++;
  }
  if (s.t(at) === 'enum' && s.t(k) === ':' && k < end) {
    const brace = s.find('{', k, end);
    if (brace < end) {
      s.blank(k, brace);
      k = brace;
    }
  }
  if (s.t(k) === '{' && k < end) {
    if (s.t(at) === 'enum') enumerators(s, k);
    else s.read.fields(s, k);
    return s.after(k);
  }
  return k;
}

/** `struct __attr tag *p` and `struct __attr tag {`, against `struct __tag p = …`. */
export function isTagAnnotation(s: Shadow, k: number, end: number): boolean {
  if (k + 2 >= end || !s.isWord(k + 1) || startsType(s.t(k + 1))) return false;
  const behind = s.t(k + 2);
  return (s.isWord(k + 2) || behind === '*' || behind === '{') && s.isAnnotation(s.t(k));
}

function enumerators(s: Shadow, open: number): void {
  const close = s.close(open);
  for (let from = open + 1; from < close; ) {
    const comma = s.find(',', from, close);
    enumerator(s, from, comma);
    if (comma === from) s.blank(comma, comma + 1);
    from = comma + 1;
  }
}

function enumerator(s: Shadow, from: number, end: number): void {
  let k = from + 1;
  if (s.t(k) === '(' && k < end) {
    // `NAME(x)` stands for one enumerator or more: `N=AME(x)`.
    let at = s.start(from) + 1;
    while (at + 1 < s.end(from) - 1 && /\d/.test(String.fromCharCode(s.out.charAt(at + 1)))) at++;
    if (s.t(from).length > 1) s.out.put(at, at + 1, '=');
    s.note('other', from, from + 1, s.t(from));
    const after = s.after(k);
    const next = after < end && s.isWord(after) ? after : end;
    s.read.expression(s, k - 1, next);
    if (next < end) {
      s.joinBefore(next, ',');
      enumerator(s, next, end);
    }
    return;
  }
  while (k < end && s.isWord(k)) {
    const after = s.t(k + 1) === '(' ? s.after(k + 1) : k + 1;
    s.blankNoted('annotation', k, after);
    k = after;
  }
  if (s.t(k) === '=' && k < end) s.read.expression(s, k + 1, end);
}

/** `typeof (…)`: the grammar knows `name(type)` only, so an expression goes into an array's bound, `t(ypeof[…])`. */
export function typeofSpecifier(s: Shadow, at: number, end: number): number {
  const after = s.after(at + 1);
  macroType(s, at, end);
  return after;
}

/** `NAME(…)` where a type is due. */
function macroType(s: Shadow, at: number, end: number): void {
  const open = at + 1;
  const close = s.close(open);
  const after = s.after(open);
  s.note('other', at, at + 1, s.t(at));
  if (close === open + 1) {
    s.blank(open, after);
    return;
  }
  if (s.find(',', open + 1, close) === close) {
    if (close === open + 2 && s.isWord(open + 1)) {
      if (PRIMITIVES.has(s.t(open + 1)) || !startsType(s.t(open + 1))) return;
    }
    if (isTypeName(s, open + 1, close) && !TYPEOF.has(s.t(open + 1))) {
      typeName(s, open + 1, close);
      return;
    }
  }
  const room = s.end(open) - s.start(at);
  const joined = room >= 4 && after > close && s.start(open) === s.end(at);
  if (joined && s.insertBefore(after, ')')) {
    s.out.put(s.start(at), s.end(open), `t(${'y'.repeat(room - 3)}[`);
    s.put(close, ']');
    if (s.find(',', open + 1, close) < close) commaList(s, open, close);
    else s.read.expression(s, open + 1, close);
    return;
  }
  // `typeof(x)*p`: no room for a bracket; read as a value and one more declarator.
  if (s.t(after) === '*' && after < end) s.put(after, ',');
  s.read.expression(s, at, after);
}

/** A list of values where one is due: each comma gives way to an operator. */
function commaList(s: Shadow, open: number, close: number): void {
  for (let from = open + 1; from < close; ) {
    const comma = s.find(',', from, close);
    if (comma > from) s.read.argument(s, from, comma);
    if (comma < close) s.put(comma, comma > from && comma + 1 < close ? '+' : ' ');
    from = comma + 1;
  }
}

/**
 * Reads one declarator from `from`, pointer stars included; index behind its suffixes. `abstract`: it has no name. `named`: the word at `from`, if it
 * is one, is the name.
 */
export function declarator(
  s: Shadow,
  from: number,
  end: number,
  { abstract, named }: { readonly abstract: boolean; readonly named: boolean },
): number {
  if (named && s.isWord(from) && from < end) return suffixes(s, from + 1, end);
  let k = from;
  // Stars, qualifiers and annotations up to the name.
  for (;;) {
    const t = k < end ? s.t(k) : '';
    if (t === '*') k++;
    else if (t === '^') {
      s.put(k, '*');
      k++;
    } else if (BLANK_MODIFIERS.has(t)) {
      s.blankNoted('annotation', k, k + 1);
      k++;
    } else if (MODIFIERS.has(t)) k++;
    else if (ATTRIBUTES.has(t) && s.t(k + 1) === '(') {
      s.blankNoted('annotation', k, s.after(k + 1));
      k = s.after(k + 1);
    } else if (s.isWord(k) && k < end) {
      const next = k + 1 < end ? s.t(k + 1) : '';
      if (next === '(' && k > from && s.isAnnotation(t) && s.after(k + 1) < end) {
        s.blankNoted('annotation', k, s.after(k + 1));
        k = s.after(k + 1);
        continue;
      }
      const more = next === '*' || (k + 1 < end && s.isWord(k + 1) && !ASM.has(next) && (startsType(next) || !s.isAnnotation(next)));
      if (!more && !abstract) break;
      s.blankNoted('annotation', k, k + 1);
      k++;
    } else break;
  }
  if (s.isWord(k) && k < end) k++;
  else if (s.t(k) === '(' && k < end && startsNested(s, k)) {
    declarator(s, k + 1, s.close(k), { abstract, named: false });
    k = s.after(k);
  }
  return suffixes(s, k, end);
}

/** `(*name)`, `(name)`, `(__attr *name)`; empty parentheses and those that begin with a type are parameters. */
function startsNested(s: Shadow, open: number): boolean {
  const first = s.t(open + 1);
  if (first === '*' || first === '^' || first === '(') return true;
  if (!s.isWord(open + 1) || startsType(first)) return false;
  const close = s.close(open);
  return (close === open + 2 && s.t(s.after(open)) === '(') || s.t(open + 2) === '*' || ATTRIBUTES.has(first) || s.t(open + 2) === '[';
}

function suffixes(s: Shadow, from: number, end: number): number {
  let k = from;
  while (k < end) {
    const t = s.t(k);
    if (t === '[') {
      if (s.t(k + 1) === '[') s.blankNoted('annotation', k, s.after(k));
      else {
        let inner = k + 1;
        while (isModifier(s.t(inner))) inner++;
        if (!(s.t(inner) === '*' && inner + 1 === s.close(k))) s.read.expression(s, inner, s.close(k));
      }
      k = s.after(k);
    } else if (t === '(') {
      parameters(s, k);
      k = s.after(k);
    } else if (s.isWord(k) && !startsType(t)) {
      let open = k + 1;
      while (ASM.has(t) && s.isWord(open)) open++;
      const after = s.t(open) === '(' && open < end ? s.after(open) : k + 1;
      s.blankNoted('annotation', k, after);
      k = after;
    } else if (isModifier(t)) {
      s.blankNoted('annotation', k, k + 1);
      k++;
    } else break;
  }
  return k;
}

export function parameters(s: Shadow, open: number): void {
  const close = s.close(open);
  let kept = 0;
  for (let from = open + 1; from <= close; ) {
    const comma = s.find(',', from, close);
    if (comma > from) {
      parameter(s, from, comma);
      kept++;
    }
    const next = comma + 1;
    if (comma < close && (kept === 0 || next >= close || s.t(next) === ',')) s.blank(comma, comma + 1);
    from = next;
  }
}

function parameter(s: Shadow, from: number, end: number): void {
  const t = s.t(from);
  if (t === '...') {
    if (from + 1 < end) s.blank(from + 1, end);
    return;
  }
  if (!s.isWord(from)) {
    if (t === '[' && s.t(from + 1) === '[') {
      s.blankNoted('annotation', from, s.after(from));
      parameter(s, s.after(from), end);
      return;
    }
    notAParameter(s, from, end);
    return;
  }
  if (s.t(from + 1) === '(' && s.after(from + 1) === end && !TYPEOF.has(t)) {
    // A macro in place of parameters.
    s.blankNoted('other', from + 1, end);
    return;
  }
  const k = declarator(s, specifiers(s, from, end, false), end, { abstract: false, named: true });
  if (s.t(k) === '=' || s.t(k) === '...') s.blank(k, end);
  else if (k < end && (s.kind(k) === NUMBER || s.kind(k) === STRING || !s.isWord(k))) notAParameter(s, k, end);
}

/** A string, a number or an expression where a parameter is due: a macro that defines something. */
function notAParameter(s: Shadow, from: number, end: number): void {
  s.note('other', from, end, s.t(from));
  s.blank(from, end);
  s.out.put(s.start(from), s.start(from) + 1, '_');
}

/** Reads the initialiser list that opens at `open`. */
export function initializer(s: Shadow, open: number): void {
  const close = s.close(open);
  for (let from = open + 1; from < close; ) {
    const comma = s.find(',', from, close);
    if (comma > from) element(s, from, comma);
    else s.blank(comma, comma + 1);
    from = comma + 1;
  }
}

export function element(s: Shadow, from: number, end: number): void {
  let k = from;
  while (k < end && (s.t(k) === '[' || (s.t(k) === '.' && s.isWord(k + 1)))) {
    if (s.t(k) === '.') k += 2;
    else {
      designatorIndex(s, k);
      k = s.after(k);
    }
  }
  if (k > from && k < end && s.t(k) === '=') k++;
  else if (k > from && k < end) s.joinBefore(k, '=');
  else if (k === from && s.isWord(k) && s.t(k + 1) === ':' && k + 2 < end) k += 2;
  if (k >= end) return;
  const rest = s.t(k) === '{' ? s.after(k) : k;
  if (rest > k) {
    initializer(s, k);
    if (rest >= end) return;
    // Something follows a list without a comma between: a macro brought it.
    s.joinBefore(rest, ',');
    element(s, rest, end);
    return;
  }
  const cut = nextElement(s, k, end);
  s.read.expression(s, k, cut);
  if (cut < end) {
    s.joinBefore(cut, ',');
    element(s, cut, end);
  }
}

function designatorIndex(s: Shadow, open: number): void {
  const close = s.close(open);
  const dots = s.find('...', open + 1, close);
  s.read.expression(s, open + 1, dots);
  if (dots < close) s.read.expression(s, dots + 1, close);
}

/** `MACRO(x) .name = y`, `MACRO(x) { y }`, `MACRO(x) MACRO(y)`: where the macro ends without the comma that it holds. */
function nextElement(s: Shadow, from: number, end: number): number {
  for (let k = s.past(from); k < end; k = s.past(k)) {
    const before = s.t(k - 1);
    const ends = before === ')' || before === '}' || (s.isWord(k - 1) && k - 1 === from);
    if (!ends) continue;
    const t = s.t(k);
    const line = s.startsLine(k);
    if (t === '.' && line && s.isWord(k + 1) && (s.t(k + 2) === '=' || s.t(k + 2) === '.')) return k;
    if (t === '[' && line && s.t(s.after(k)) === '=') return k;
    if (t === '{' && line && before === ')' && !isCast(s, k - 1, from)) return k;
    if (s.isWord(k) && line && before === ')' && s.t(k + 1) === '(' && !isCast(s, k - 1, from)) return k;
  }
  return end;
}

function isCast(s: Shadow, close: number, from: number): boolean {
  const open = s.open(close);
  return open === from || (open > from && !s.isWord(open - 1));
}
