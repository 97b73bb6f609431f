/** Reads statements: finds where each ends, and rewrites what only a macro expansion would make a statement of. */
import { NUMBER, STRING } from '../tokens.ts';
import { startsAsm } from './asm.ts';
import type { Shadow } from './shadowState.ts';
import { AGGREGATES, ASM, ATTRIBUTES, MODIFIERS, STATEMENTS, startsType, TYPEOF } from './words.ts';

/** Reads the block that opens at `open`; index behind it. */
export function block(s: Shadow, open: number): number {
  const close = s.close(open);
  const terminated = statements(s, open + 1, close);
  if (!terminated && s.t(close) === '}') terminate(s, close);
  return s.after(open);
}

/** Reads statements up to `end`. False if the last one lacks its `;`. */
export function statements(s: Shadow, from: number, end: number): boolean {
  let terminated = true;
  s.nested(() => {
    terminated = readStatements(s, from, end);
  });
  return terminated;
}

function readStatements(s: Shadow, from: number, end: number): boolean {
  let i = from;
  let terminated = true;
  while (i < end) {
    if (!terminated) terminate(s, i);
    const read = statement(s, i, end, false);
    terminated = read.terminated;
    i = Math.max(read.next, i + 1);
  }
  return terminated;
}

interface Read {
  readonly next: number;
  /** False if a `;` is missing at the end. */
  readonly terminated: boolean;
}

const done = (next: number): Read => ({ next, terminated: true });

/** Puts the `;` that a macro would bring before the token at `i`. */
function terminate(s: Shadow, i: number): void {
  if (s.insertBefore(i, ';')) return;
  if (s.isWord(i - 1) && s.t(i - 1).length > 1) {
    // A macro's name right before a line end gives up its last letter.
    s.note('other', i - 1, i, s.t(i - 1));
    s.put(i - 1, `${s.t(i - 1).slice(0, -1)};`);
    return;
  }
  // `NAME(x)` there: a comma expression has room for the semicolon.
  if (s.t(i - 1) !== ')') return;
  const open = s.open(i - 1);
  if (open > 0 && s.isWord(open - 1) && open + 1 < i - 1) {
    s.put(open, ',');
    s.put(i - 1, ';');
  }
}

/** `underIf`: the statement is the branch of an `if`, so an `else` behind it belongs to that. */
function statement(s: Shadow, i: number, end: number, underIf: boolean): Read {
  let read: Read = { next: end, terminated: true };
  s.nested(() => {
    read = readStatement(s, i, end, underIf);
  });
  return read;
}

function readStatement(s: Shadow, i: number, end: number, underIf: boolean): Read {
  const t = s.t(i);
  switch (t) {
    case '{':
      return done(block(s, i));
    case ';':
      return done(i + 1);
    case '}':
      return done(i + 1);
    case ')':
    case ']':
      s.blank(i, i + 1);
      return done(i + 1);
    case 'if':
      return ifStatement(s, i, end);
    case 'while':
    case 'switch':
    case 'for':
      return governed(s, i, end, underIf);
    case 'do':
      return doStatement(s, i, end, underIf);
    case 'else':
      s.blank(i, i + 1);
      return statement(s, i + 1, end, underIf);
    case 'case':
      return caseLabel(s, i, end, underIf);
    case 'default':
      if (s.t(i + 1) === ':') return labelled(s, i + 2, end, underIf);
      return simple(s, i, end, underIf);
    case 'goto':
      // A computed `goto *p;` reads as a product.
      if (s.t(i + 1) === '*') s.asIdentifier(i);
      else if (s.isWord(i + 1) && s.t(i + 2) === ';') return done(i + 3);
      return simple(s, i, end, underIf);
    case 'return':
      return simple(s, i, end, underIf);
    case '__extension__':
      s.blankNoted('annotation', i, i + 1);
      return statement(s, i + 1, end, underIf);
    default:
  }
  if (!s.isWord(i)) return simple(s, i, end, underIf);
  if (s.t(i + 1) === ':' && s.t(i + 2) !== ':' && i + 1 < end) return labelled(s, i + 2, end, underIf);
  if (ATTRIBUTES.has(t) && s.t(i + 1) === '(') {
    const after = s.after(i + 1);
    s.blankNoted('annotation', i, after);
    return s.t(after) === ';' ? done(after + 1) : statement(s, after, end, underIf);
  }
  if (s.t(i + 1) === '(' && i + 1 < end && !startsType(t) && !ASM.has(t)) return call(s, i, end, underIf);
  if (isLoneMacro(s, i, end)) return { next: i + 1, terminated: false };
  if (s.t(i + 1) === '{' && i + 1 < end && !AGGREGATES.has(t)) {
    // A macro without parentheses that governs the block.
    s.blankNoted('governor', i, i + 1);
    return done(block(s, i + 1));
  }
  return simple(s, i, end, underIf);
}

/** A macro's name on a line of its own, and a statement on the next one, no further in: `BEGIN_CRITICAL`. */
function isLoneMacro(s: Shadow, i: number, end: number): boolean {
  if (startsType(s.t(i)) || STATEMENTS.has(s.t(i)) || ASM.has(s.t(i))) return false;
  if (i + 1 >= end) return true;
  if (!s.isWord(i + 1) || !s.startsLine(i + 1)) return false;
  if (s.t(i + 2) === '(' && s.t(i) === s.t(i).toUpperCase()) return true;
  return s.column(i + 1) <= s.column(firstOfLine(s, i));
}

function labelled(s: Shadow, from: number, end: number, underIf: boolean): Read {
  let i = from;
  while (ATTRIBUTES.has(s.t(i)) && s.t(i + 1) === '(') {
    const after = s.after(i + 1);
    s.blankNoted('annotation', i, after);
    i = s.t(after) === ';' ? after + 1 : after;
  }
  // A label at the end of a block wants a statement; one before a declaration is fine for the grammar.
  if (i >= end) return { next: i, terminated: false };
  return statement(s, i, end, underIf);
}

function caseLabel(s: Shadow, i: number, end: number, underIf: boolean): Read {
  let k = i + 1;
  let ternary = 0;
  while (k < end) {
    const t = s.t(k);
    if (t === '?') ternary++;
    else if (t === ':' && ternary-- === 0) break;
    else if (t === ';' || t === '{') break;
    k = s.past(k);
  }
  s.read.expression(s, i + 1, k);
  if (s.t(k) !== ':') return simple(s, k, end, underIf);
  return k + 1 >= end ? done(k + 1) : labelledCase(s, k + 1, end, underIf);
}

/** After `case x:` the grammar takes any statements, also none. */
function labelledCase(s: Shadow, from: number, end: number, underIf: boolean): Read {
  const t = s.t(from);
  return t === 'case' || t === 'default' || t === '}' ? done(from) : statement(s, from, end, underIf);
}

function ifStatement(s: Shadow, i: number, end: number): Read {
  for (let at = i; ; ) {
    let open = at + 1;
    // `if likely(x)`: the macro brings the parentheses.
    while (open < end && s.isWord(open) && !startsType(s.t(open))) s.blankNoted('other', open, ++open);
    if (s.t(open) !== '(') return simple(s, at, end, false);
    s.read.expression(s, open + 1, s.close(open));
    const then = s.after(open);
    if (then >= end) return { next: then, terminated: false };
    const branch = branchOf(s, then, end, true);
    if (s.t(branch.next) !== 'else' || branch.next >= end) return branch;
    if (!branch.terminated) terminate(s, branch.next);
    at = branch.next + 1;
    if (at >= end) return { next: end, terminated: false };
    // A chain of `else if` is as flat as it looks.
    if (s.t(at) !== 'if') return branchOf(s, at, end, false);
  }
}

/** What an `if`, `else` or loop governs. It cannot declare, so `if (debug) print args;` is a call whose parentheses come with the argument. */
function branchOf(s: Shadow, i: number, end: number, underIf: boolean): Read {
  const pair = s.isWord(i) && s.isWord(i + 1) && s.t(i + 2) === ';' && i + 2 < end;
  if (!pair || startsType(s.t(i)) || STATEMENTS.has(s.t(i))) return statement(s, i, end, underIf);
  s.joinBefore(i + 1, '+');
  return done(i + 3);
}

/** `while (…) statement`, `for (…) statement`, `switch (…) statement`, keyword at `i`. */
function governed(s: Shadow, i: number, end: number, underIf: boolean): Read {
  const open = i + 1;
  if (s.t(open) !== '(') return simple(s, i, end, underIf);
  // The grammar wants braces behind a `switch`.
  if (s.t(i) === 'switch' && s.t(s.after(open)) !== '{') s.put(i, 'while');
  if (s.t(i) === 'for') forHeader(s, open);
  else s.read.expression(s, open + 1, s.close(open));
  const body = s.after(open);
  return body >= end ? { next: body, terminated: false } : branchOf(s, body, end, underIf);
}

function forHeader(s: Shadow, open: number): void {
  const close = s.close(open);
  const first = s.find(';', open + 1, close);
  if (s.find(';', first + 1, close) >= close) {
    // `for (scan(list, p))`: the macro brings the semicolons.
    s.note('iterator', open - 1, open, s.t(open - 1));
    s.put(open - 1, 'if');
    s.read.expression(s, open + 1, close);
    return;
  }
  if (isDeclaration(s, open + 1, first)) s.read.declaration(s, open + 1, first);
  else s.read.expression(s, open + 1, first);
  const second = s.find(';', first + 1, close);
  s.read.expression(s, first + 1, second);
  if (second < close) s.read.expression(s, second + 1, close);
}

function doStatement(s: Shadow, i: number, end: number, underIf: boolean): Read {
  const body = statement(s, i + 1, end, underIf);
  let k = body.next;
  if (k >= end) return body;
  if (!body.terminated) terminate(s, k);
  if (s.t(k) !== 'while' && s.isWord(k) && s.t(k + 1) === '(') {
    // `do { … } while_more(x);`
    s.note('iterator', k, k + 1, s.t(k));
    if (s.t(k).length >= 5) s.put(k, 'while');
  } else if (s.t(k) !== 'while') return done(k);
  k++;
  if (s.t(k) !== '(') return simple(s, k, end, underIf);
  s.read.expression(s, k + 1, s.close(k));
  k = s.after(k);
  return s.t(k) === ';' ? done(k + 1) : { next: k, terminated: false };
}

/** `name (…)` at the start of a statement: a call, a loop or governor macro, a macro that lacks its `;`, or a type. */
function call(s: Shadow, i: number, end: number, underIf: boolean): Read {
  const after = s.after(i + 1);
  const next = after < end ? s.t(after) : '';
  if (next === '{') return governor(s, i, after, end, underIf);
  if (next === ':' && s.t(after + 1) !== ':') {
    // A macro that expands to a label, or to a `case`.
    s.read.expression(s, i, after);
    s.put(after, ';');
    return done(after + 1);
  }
  const nextKind = s.kind(after);
  const opensOperand = after < end && (s.isWord(after) || nextKind === NUMBER || nextKind === STRING);
  if (!opensOperand) {
    if (next === '*' && declaresThroughMacroType(s, after, end)) return simple(s, i, end, underIf);
    if ((next === '(' || next === '++' || next === '--' || next === '*') && s.startsLine(after) && isGovernor(s, i))
      return governor(s, i, after, end, underIf);
    if (after >= end) {
      if (!statementArguments(s, i, after, false)) s.read.expression(s, i, after);
      return { next: after, terminated: false };
    }
    return simple(s, i, end, underIf);
  }
  if (next === 'else') {
    s.read.expression(s, i, after);
    return { next: after, terminated: false };
  }
  const kind = s.dialect.kindOf(s.t(i));
  if (kind === 'iterator' || kind === 'governor') return governor(s, i, after, end, underIf);
  if (kind === 'annotation') {
    s.blankNoted('annotation', i, after);
    return statement(s, after, end, underIf);
  }
  const missing = kind === 'statement' || kind === 'declarer' || kind === 'expression';
  const declares = !s.startsLine(after) && s.isWord(after) && /^(?:[=;,[]|)$/.test(s.t(after + 1)) && !STATEMENTS.has(next);
  if (declares && !missing) return simple(s, i, end, underIf);
  if (!missing && isGovernor(s, i)) return governor(s, i, after, end, underIf);
  if (!statementArguments(s, i, after, false)) s.read.expression(s, i, after);
  return { next: after, terminated: false };
}

/** `TYPE(x) *name = …` and the like. */
function declaresThroughMacroType(s: Shadow, star: number, end: number): boolean {
  let k = star;
  while (k < end && (s.t(k) === '*' || s.t(k) === 'const' || s.t(k) === '__restrict')) k++;
  return s.isWord(k) && /^(?:[=;,[]|)$/.test(s.t(k + 1));
}

/** With nothing but the text to go by, an unknown macro governs what stands on its own line or further in than itself. */
function isGovernor(s: Shadow, i: number): boolean {
  const kind = s.dialect.kindOf(s.t(i));
  if (kind === 'iterator' || kind === 'governor') return true;
  if (kind !== undefined) return false;
  const after = s.after(i + 1);
  if (!s.startsLine(after)) return true;
  return s.column(after) > s.column(firstOfLine(s, i));
}

/** The first token on the line of the token at `i`. */
function firstOfLine(s: Shadow, i: number): number {
  let k = i;
  while (k > 0 && !s.startsLine(k)) k--;
  return k;
}

/** Reads `name (…) statement` as a loop or an `if`. */
function governor(s: Shadow, i: number, after: number, end: number, underIf: boolean): Read {
  const name = s.t(i);
  const kind = s.dialect.kindOf(name) === 'governor' ? 'governor' : 'iterator';
  s.note(kind, i, i + 1, name);
  const open = i + 1;
  const close = s.close(open);
  const body = after >= end ? { next: after, terminated: false } : statement(s, after, end, underIf);
  const elseFollows = s.t(body.next) === 'else' && body.next < end;
  // As an `if` it would take an `else` that belongs to the one around it.
  const keyword = kind === 'governor' && !(underIf && elseFollows) ? 'if' : name.length >= 5 ? 'while' : 'if';
  if (close === open + 1 || name.length < 2) {
    const room = s.end(close) - s.start(i);
    if (close === open + 1 && room >= keyword.length + 3) {
      s.blank(i, after);
      s.out.put(s.start(i), s.start(i) + keyword.length + 3, `${keyword}(1)`);
    } else {
      s.blank(i, open);
      s.read.expression(s, open, after);
      if (close > open + 1) terminate(s, after);
      else s.blank(open, after);
    }
  } else {
    s.put(i, keyword);
    s.read.argumentList(s, open, close);
  }
  if (elseFollows && kind === 'governor' && !underIf) {
    if (!body.terminated) terminate(s, body.next);
    return statement(s, body.next + 1, end, false);
  }
  return body;
}

/** An expression or declaration statement, up to its `;`. */
function simple(s: Shadow, i: number, end: number, underIf: boolean): Read {
  let stop = i;
  let assigned = false;
  while (stop < end) {
    const t = s.t(stop);
    if (t === ';' || (stop > i && STATEMENTS.has(t) && !isNamePart(s, stop))) break;
    if (t === '=') assigned = true;
    if (t === '{' && !assigned && definesFunction(s, i, stop)) return done(s.read.functionDefinition(s, i, stop));
    stop = s.past(stop);
  }
  stop = Math.min(stop, end);
  const closed = s.t(stop) === ';' && stop < end;
  const next = closed ? stop + 1 : stop;
  const macro = declaringCall(s, i, stop);
  if (macro >= 0) {
    s.blank(i, macro);
    s.read.expression(s, macro, stop);
  } else if (isDeclaration(s, i, stop)) s.read.declaration(s, i, stop);
  else if (!(closed && statementArguments(s, i, stop, underIf && s.t(next) === 'else'))) {
    s.read.expression(s, STATEMENTS.has(s.t(i)) ? i + 1 : i, stop);
  }
  return { next, terminated: closed };
}

/** A word that is a keyword elsewhere: a member's name, or the `goto` of `asm goto (…)`. */
function isNamePart(s: Shadow, i: number): boolean {
  const before = s.t(i - 1);
  if (before === '.' || before === '->' || ASM.has(before)) return true;
  return s.t(i) === 'goto' && s.t(i + 1) === '(';
}

/** Do the tokens from `i` head the function whose body opens at `brace`? Stands inside macros that define functions, and behind a brace left open. */
function definesFunction(s: Shadow, i: number, brace: number): boolean {
  const open = s.open(brace - 1);
  return s.t(brace - 1) === ')' && open > i + 1 && s.isWord(open - 1) && isDeclaration(s, i, brace) && !AGGREGATES.has(s.t(open - 2));
}

/** `static NAME(…)`, all of it: a macro that declares something. Index of the name, -1 if it is no such thing. */
function declaringCall(s: Shadow, i: number, stop: number): number {
  let k = i;
  while (k < stop && MODIFIERS.has(s.t(k))) k++;
  if (k === i || !s.isWord(k) || startsType(s.t(k)) || s.t(k + 1) !== '(') return -1;
  const after = s.after(k + 1);
  return after >= stop || s.t(after) === '=' ? k : -1;
}

/** Do the tokens from `i` to the statement's end at `stop` declare something? */
export function isDeclaration(s: Shadow, i: number, stop: number): boolean {
  const t = s.t(i);
  if (!s.isWord(i) || i >= stop || STATEMENTS.has(t) || ASM.has(t)) return false;
  if (TYPEOF.has(t)) {
    const after = s.after(i + 1);
    return after < stop && (s.isWord(after) || s.t(after) === '*' || s.t(after) === '(');
  }
  if (startsType(t)) return true;
  if (i + 1 >= stop) return false;
  if (s.isWord(i + 1)) return !STATEMENTS.has(s.t(i + 1)) && !startsAsm(s, i);
  if (s.t(i + 1) === '*') {
    let k = i + 1;
    while (k < stop && (s.t(k) === '*' || s.t(k) === 'const')) k++;
    if (!s.isWord(k) || k >= stop) return false;
    const next = k + 1 < stop ? s.t(k + 1) : '';
    return next === '' || next === '=' || next === ',' || next === '[' || s.isWord(k + 1);
  }
  if (s.t(i + 1) !== '(') return false;
  const after = s.after(i + 1);
  if (after >= stop) return false;
  if (s.t(i + 2) === '*' && s.isWord(i + 3) && s.t(after) === '(') {
    // `size_t (*write)(…);`
    const behind = s.after(after);
    return behind >= stop || s.t(behind) === '=' || s.t(behind) === ',';
  }
  if (s.t(after) === '*') return declaresThroughMacroType(s, after, stop);
  return s.isWord(after) && !STATEMENTS.has(s.t(after));
}

/**
 * A call that takes statements as arguments, as the whole or the tail of a statement: `wait(q, cond, unlock(x); lock(y));` reads as the call with its
 * other arguments and then the statements. False if there is no such call or it cannot be cut.
 */
function statementArguments(s: Shadow, i: number, semicolon: number, elseFollows: boolean): boolean {
  const last = semicolon - 1;
  if (s.t(last) !== ')') return false;
  const open = s.open(last);
  if (open <= i || !s.isWord(open - 1)) return false;
  const starts = [open + 1];
  for (let comma = s.find(',', open + 1, last); comma < last; comma = s.find(',', comma + 1, last)) starts.push(comma + 1);
  const ends = [...starts.slice(1).map((k) => k - 1), last];
  const first = starts.findIndex((from, k) => holdsStatements(s, from, ends[k] ?? last));
  const from = starts[first];
  if (from === undefined || elseFollows) return false;
  if (first === 0) s.put(open, ';');
  else {
    const comma = from - 1;
    if (s.insertBefore(from, ';')) s.put(comma, ')');
    else {
      s.put(open, ',');
      s.put(comma, ';');
    }
    for (let k = 0; k < first; k++) {
      const to = ends[k] ?? last;
      if (to > (starts[k] ?? to)) s.read.argument(s, starts[k] ?? to, to);
    }
  }
  s.read.expression(s, STATEMENTS.has(s.t(i)) ? i + 1 : i, open);
  for (let k = first; k < starts.length; k++) {
    const to = ends[k] ?? last;
    statements(s, starts[k] ?? to, to);
    if (to < last) s.put(to, ';');
  }
  s.blank(last, last + 1);
  s.note('other', open - 1, semicolon, s.t(open - 1));
  return true;
}

function holdsStatements(s: Shadow, from: number, end: number): boolean {
  const t = s.t(from);
  if (s.find(';', from, end) < end) return true;
  return s.isWord(from) && STATEMENTS.has(t) && t !== 'default';
}
