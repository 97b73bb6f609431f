/** The little of C that comparing kernel headers with tables takes. Deliberately apart from the product's parser. */
import { type Prototype, parsePrototype } from '../../src/knowledge/index.ts';

/** Of equal length; line ends stay. */
export const blankComments = (text: string): string => text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]/g, ' '));

export interface Declaration {
  /** 1-based line of the name. */
  readonly line: number;
  /** Absent for a macro, a field and a flag. */
  readonly prototype?: Prototype;
}

const lineOf = (text: string, offset: number): number => {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) line++;
  return line;
};

/** Declarations and definitions of `name` in comment-free `code`: macros, functions at file scope, members, enumerators. */
export function declarationsOf(code: string, name: string): readonly Declaration[] {
  const out: Declaration[] = [];
  for (const m of code.matchAll(new RegExp(`\\b${name}\\b`, 'g'))) {
    const lineStart = code.lastIndexOf('\n', m.index) + 1;
    const before = code.slice(lineStart, m.index);
    if (/#\s*define\s+$/.test(before)) out.push({ line: lineOf(code, m.index) });
    else {
      const prototype = functionAt(code, m.index, name);
      if (prototype !== undefined) out.push({ line: lineOf(code, m.index), prototype });
      else if (isMemberOrConstant(code, m.index, name)) out.push({ line: lineOf(code, m.index) });
    }
  }
  return out;
}

/** The prototype, if the name at `offset` is declared or defined as a function there. */
function functionAt(code: string, offset: number, name: string): Prototype | undefined {
  const open = /^\s*\(/.exec(code.slice(offset + name.length, offset + name.length + 80));
  if (open === null) return undefined;
  let depth = 0;
  let end = offset + name.length + open[0].length - 1;
  do {
    if (code[end] === '(') depth++;
    else if (code[end] === ')') depth--;
    end++;
  } while (depth > 0 && end < code.length);
  const start =
    Math.max(code.lastIndexOf(';', offset), code.lastIndexOf('}', offset), code.lastIndexOf('{', offset), lastDirectiveEnd(code, offset)) + 1;
  const head = code.slice(start, end).replace(/\s+/g, ' ').trim();
  // A call or an expression before the name is no type.
  const before = head.slice(0, head.search(new RegExp(`\\b${name} ?\\(`))).trim();
  if (!/^[\w\s*]+$/.test(before) || /\b(?:return|else|case|goto)\b/.test(before)) return undefined;
  const prototype = parsePrototype(head);
  return prototype === undefined || prototype.returns === ''
    ? undefined
    : { ...prototype, returns: prototype.returns.replace(ATTRIBUTES, '').trim() };
}

const ATTRIBUTES = /\b(?:static|extern|inline|noinline|noinline_for_stack|__must_check|__always_inline|__maybe_unused|__init|notrace)\b\s*/g;

/** End of the last preprocessor line, continuations included, before `offset`; -1 if there is none. */
function lastDirectiveEnd(code: string, offset: number): number {
  const hash = code.lastIndexOf('\n#', offset);
  if (hash < 0) return -1;
  let end = code.indexOf('\n', hash + 1);
  while (end >= 0 && code[end - 1] === '\\') end = code.indexOf('\n', end + 1);
  return end >= 0 && end < offset ? end : -1;
}

const isMemberOrConstant = (code: string, offset: number, name: string): boolean => {
  const line = code.slice(code.lastIndexOf('\n', offset) + 1, code.indexOf('\n', offset));
  return new RegExp(`^\\s+(?:(?:struct|unsigned|const|short|int|long|\\w+_t|page|bio_vec)\\s+|\\*)+${name}\\s*;|^\\s*${name}\\s*(?:=|,)`).test(line);
};

/** The function or macro whose text holds `offset`: its definition begins in the first column. */
export function functionAround(code: string, offset: number): string | undefined {
  const lines = code.slice(0, offset).split('\n');
  let i = lines.length - 1;
  while (i > 0 && (lines[i - 1] ?? '').endsWith('\\')) i--;
  const macro = /^\s*#\s*define\s+(\w+)/.exec(lines[i] ?? '');
  if (macro) return macro[1];
  while (i > 0 && lines[i]?.startsWith('{') !== true) i--;
  let head = '';
  for (i--; i >= 0 && !/[;}]\s*$|^#/.test(lines[i] ?? ''); i--) head = `${lines[i] ?? ''} ${head}`;
  return /(\w+)\s*\(/.exec(head)?.[1];
}

export interface FoundMember {
  readonly struct: string;
  readonly member: string;
  readonly is: 'value' | 'pointer' | 'array';
  readonly const: boolean;
}

/** Members of type `struct bio_vec` (and of its typedef of old) of the structures that are defined at file scope, anonymous members counted for the outermost named one. */
export function bvecMembersIn(code: string): readonly FoundMember[] {
  const out: FoundMember[] = [];
  // undefined: a brace that opens no structure.
  const open: (string | undefined)[] = [];
  let inFunction = 0;
  const plain = code.replace(/\b__counted_by\([^)]*\)/g, (annotation) => ' '.repeat(annotation.length));
  for (const m of plain.matchAll(/\b(?:struct|union)\s*(\w+)?\s*\{|[{}]|\b(const\s+)?(?:struct\s+bio_vec\b|skb_frag_t\b)\s*([^;(){}=]*);/g)) {
    const [text, tag, isConst, declared] = m;
    if (text === '}') {
      if (open.pop() === undefined && inFunction > 0) inFunction--;
    } else if (text === '{') {
      open.push(undefined);
      inFunction++;
    } else if (declared === undefined) {
      // The innermost tag names the member's structure; one without a tag belongs to what is around it.
      open.push(tag ?? open.at(-1) ?? '');
    } else if (inFunction === 0 && open.length > 0) {
      for (const declarator of declared.split(',')) {
        const d = /^\s*(\*?)\s*(\w+)\s*(\[)?/.exec(declarator);
        const member = d?.[2];
        if (member === undefined) continue;
        out.push({
          struct: open.at(-1) ?? '',
          member,
          is: d?.[1] === '*' ? 'pointer' : d?.[3] === undefined ? 'value' : 'array',
          const: isConst !== undefined,
        });
      }
    }
  }
  return out;
}
