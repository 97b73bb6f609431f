/** Whether two summaries say the same to callers, though they were made from two readings of the function. */
import { Linear, type SymbolId, type SymbolTable } from './linear.ts';
import type { Summary } from './summary.ts';

const known = new WeakMap<Summary, string>();

/** Equal for summaries that callers cannot tell apart. Symbols that only the callee knows are numbered as they come up. */
export function summaryKey(summary: Summary): string {
  let key = known.get(summary);
  if (key === undefined) {
    const { outcomes, params, isStatic, trivial, dirties, table } = summary;
    key = new Writer(table).write({ outcomes, params, isStatic, trivial, dirties });
    known.set(summary, key);
  }
  return key;
}

class Writer {
  readonly #table: SymbolTable;
  readonly #numbers = new Map<SymbolId, number>();

  constructor(table: SymbolTable) {
    this.#table = table;
  }

  write(value: unknown): string {
    if (value instanceof Linear) return this.#form(value);
    if (Array.isArray(value)) return `[${value.map((v) => this.write(v)).join()}]`;
    if (typeof value !== 'object' || value === null) return typeof value === 'string' ? JSON.stringify(value) : String(value);
    const parts: string[] = [];
    // Places are the callee's own: what it tells stands at the call.
    for (const [name, part] of Object.entries(value)) if (name !== 'span' && part !== undefined) parts.push(`${name}:${this.write(part)}`);
    return `{${parts.join()}}`;
  }

  #form({ k, terms }: Linear): string {
    let out = String(k);
    for (let i = 0; i < terms.length; i += 2) out += `+${terms[i + 1] ?? 0}*${this.#symbol(terms[i] ?? 0)}`;
    return out;
  }

  #symbol(id: SymbolId): string {
    const before = this.#numbers.get(id);
    if (before !== undefined) return `@${before}`;
    this.#numbers.set(id, this.#numbers.size);
    const origin = this.#table.originOf(id);
    switch (origin.from) {
      case 'param':
      case 'name':
      case 'allocation':
      case 'member':
      case 'memory':
      case 'operation':
        return this.write(origin);
      case 'variable':
      case 'call':
      case 'merge':
      case 'unknown':
        return origin.from;
    }
  }
}
