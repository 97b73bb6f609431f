/** Reads what stands at file scope and is no function: declarations, and macro calls that expand to some. */
import { NUMBER } from '../tokens.ts';
import { isAsm } from './declarations.ts';
import { initializer } from './initializers.ts';
import { parameters } from './parameters.ts';
import type { Shadow, Wrapping } from './shadowState.ts';
import { MODIFIERS, STATEMENTS, startsType } from './words.ts';

const plain: Wrapping = { prefix: '', suffix: '' };

export function declarationItem(s: Shadow): Wrapping {
  const last = s.length - 1;
  if (last < 0) return plain;
  const closed = s.t(last) === ';';
  const end = closed ? last : s.length;
  const suffix = closed ? '' : ';';
  if (s.t(0) === 'extern' && s.length <= 3 && s.t(last) === '{') return { prefix: '', suffix: '}' };
  if (isAsm(s.t(0))) {
    s.read.expression(s, 0, end);
    return { prefix: '', suffix };
  }
  let i = 0;
  while (i < end && MODIFIERS.has(s.t(i)) && s.isWord(i + 1)) i++;
  const isCall = s.isWord(i) && s.t(i + 1) === '(' && !startsType(s.t(i));
  if (isCall) {
    const after = s.after(i + 1);
    if (after >= end) {
      s.blank(0, i);
      s.note('other', i, i + 1, s.t(i));
      s.read.expression(s, i, end);
      return { prefix: '', suffix };
    }
    if (s.isWord(after) && s.t(after + 1) === '(' && !s.isAnnotation(s.t(after))) {
      // Calls in a row, each of which declares something.
      s.blank(0, i);
      s.read.expression(s, i, end);
      return { prefix: '', suffix };
    }
    if (s.isWord(after) && s.isAnnotation(s.t(after)) && !startsType(s.t(after))) {
      s.blank(0, i);
      s.blankNoted('annotation', after, s.find('=', after, end));
      s.read.expression(s, i, end);
      return { prefix: '', suffix };
    }
    if (s.t(after) === ',') return valueList(s);
    if (s.t(after) === '=') {
      // `static DEFINE_X(name) = { … };` declares through a macro: as if it were a function's declarator of type int.
      s.blank(0, i);
      parameters(s, i + 1);
      if (s.t(after + 1) === '{') {
        initializer(s, after + 1);
        s.blank(s.after(after + 1), end);
      } else s.read.expression(s, after + 1, end);
      return { prefix: 'int ', suffix };
    }
    if (s.t(after) === '.') {
      s.blank(0, i);
      return valueList(s);
    }
    if (s.t(after) === '{') {
      // A macro that heads a block of values: `TABLE(name) { … };`
      s.blank(0, i);
      const list = s.after(after);
      const single = s.close(i + 1) === i + 3 && s.isWord(i + 2);
      if (s.insertBefore(after, '=')) {
        parameters(s, i + 1);
        initializer(s, after);
      } else if (single) {
        // No blank for the `=`: the argument is what is declared.
        s.blankNoted('other', i, i + 2);
        s.put(i + 3, '=');
        initializer(s, after);
      } else s.read.expression(s, i, list);
      if (list < end) s.blankNoted('annotation', list, end);
      return { prefix: 'int ', suffix };
    }
  }
  if (isValueList(s)) return valueList(s);
  if (s.t(0) === '{' || STATEMENTS.has(s.t(0))) {
    // Code cut out of a function and left under `#if 0`.
    const terminated = s.read.statements(s, 0, s.length);
    return { prefix: 'void f(void){', suffix: terminated ? '}' : ';}' };
  }
  if (s.t(0) === '}' && s.length === 1) {
    return { prefix: '{', suffix: '' };
  }
  s.read.declaration(s, 0, end);
  return { prefix: '', suffix };
}

function valueList(s: Shadow): Wrapping {
  for (let from = 0; from < s.length; ) {
    const comma = s.find(',', from);
    if (comma > from) s.read.element(s, from, comma);
    else s.blank(comma, comma + 1);
    from = comma + 1;
  }
  return { prefix: 'int x[]={', suffix: '};' };
}

/** Values of a table that the file is included into: `{ DEVICE(1), .quirk = 2 },`. */
function isValueList(s: Shadow): boolean {
  const open = s.t(0) === '{' ? 0 : s.t(0) === ',' ? s.find('{', 0) : -1;
  if ((s.t(0) === ',' && s.length === 1) || s.kind(0) === NUMBER || (s.isWord(0) && s.t(1) === ',')) return true;
  return open >= 0 && open < s.length && s.find(';', open + 1, s.close(open)) >= s.close(open) && s.close(open) > open + 1;
}
