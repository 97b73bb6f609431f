/** Reads the C prototypes and macro heads of the knowledge base; no general C parser. */
export interface Parameter {
  /** As C, without the name: `struct page **`. Empty for a macro's parameter. */
  readonly type: string;
  /** Empty where the prototype leaves it out, `...` for variable arguments. */
  readonly name: string;
}

export interface Prototype {
  /** As C: `struct page *`. Empty for a macro. */
  readonly returns: string;
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

/** At commas outside of brackets. */
function splitArguments(text: string): string[] {
  const out: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '(' || c === '[') depth++;
    else if (c === ')' || c === ']') depth--;
    else if (c === ',' && depth === 0) {
      out.push(text.slice(from, i));
      from = i + 1;
    }
  }
  out.push(text.slice(from));
  return out.map((part) => part.trim());
}

/** Words that end a type, so that what follows or is missing is the name. */
const TYPE_WORDS = new Set(['void', 'char', 'short', 'int', 'long', 'unsigned', 'signed', 'bool', 'float', 'double']);

function parseParameter(text: string, isMacro: boolean): Parameter {
  if (text === '...') return { type: '', name: '...' };
  if (isMacro) return { type: '', name: text };
  const pointer = /^(.*\(\*\s*)(\w+)(\s*\).*)$/.exec(text);
  if (pointer) return { type: `${pointer[1] ?? ''}${pointer[3] ?? ''}`, name: pointer[2] ?? '' };
  const m = /^(.*?)\b([A-Za-z_]\w*)\s*(\[[^\]]*\])?$/.exec(text);
  const type = m?.[1]?.trim() ?? '';
  const name = m?.[2] ?? '';
  if (!m || TYPE_WORDS.has(name) || type === '' || /\b(struct|union|enum|const)$/.test(type)) return { type: text, name: '' };
  return { type: m[3] === undefined ? type : `${type} ${m[3]}`, name };
}

/** Undefined if `text` is neither `type name(parameters)`, `name(parameters)` nor a bare macro name. */
export function parsePrototype(text: string): Prototype | undefined {
  const bare = /^[A-Za-z_]\w*$/.exec(text);
  if (bare) return { returns: '', name: text, parameters: [] };
  const m = /^(.*?)([A-Za-z_]\w*)\s*\((.*)\)$/s.exec(text);
  if (!m) return undefined;
  const [, before = '', name = '', inside = ''] = m;
  const returns = before.trim();
  if (returns !== '' && !/^[\w\s*]+$/.test(returns)) return undefined;
  let depth = 0;
  for (const c of inside) {
    if (c === '(') depth++;
    else if (c === ')' && --depth < 0) return undefined;
  }
  if (depth !== 0) return undefined;
  const args = inside.trim() === '' || inside.trim() === 'void' ? [] : splitArguments(inside);
  if (args.some((arg) => arg === '')) return undefined;
  return { returns, name, parameters: args.map((arg) => parseParameter(arg, returns === '')) };
}

/** Types only, without names and blanks, for comparing declarations that differ in nothing else. */
export function prototypeShape(prototype: Prototype): string {
  const shape = (type: string): string =>
    type
      .replace(/\bunsigned\b(?!\s+(int|long|char|short)\b)/g, 'unsigned int')
      .replace(/\b(extern|inline|static|__must_check|__always_inline|asmlinkage)\b/g, '')
      .replace(/\s+/g, '');
  const of = (p: Parameter): string => (p.name === '...' ? '...' : shape(p.type));
  return prototype.returns === '' ? `(${prototype.parameters.length})` : `${shape(prototype.returns)}(${prototype.parameters.map(of).join(',')})`;
}
