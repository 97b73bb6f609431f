/** Values of a callee's summary in the caller's words. */
import { constant, type Linear, plus, type SymbolId } from '../linear.ts';
import type { State } from '../state.ts';
import type { Returned } from './returned.ts';
import type { CallTools } from './tools.ts';

export type Translate = (x: Linear) => Linear;

export function translator(tools: CallTools, { call, args, summary, index }: Returned, state: State): Translate {
  const memory = new Map<number, Linear>();
  const site = tools.context.siteOf(call);
  const symbol = (id: SymbolId, depth: number): Linear => {
    const known = memory.get(id);
    if (known) return known;
    const origin = summary.table.originOf(id);
    let value: Linear;
    if (depth === 0) value = tools.table.unknown(`deep${site}:${id}`, 'too far inside a callee');
    else
      switch (origin.from) {
        case 'param':
          value = args[origin.index] ?? tools.table.unknown(`missing${site}:${origin.index}`, 'an argument that is not there');
          break;
        case 'name':
          value = origin.name.startsWith('&')
            ? tools.table.named(origin.name)
            : (state.cellAt(tools.table.named(`&${origin.name}`))?.value ?? tools.table.named(origin.name));
          break;
        case 'member':
          value = tools.table.member(form(origin.of, depth - 1), origin.field);
          break;
        case 'memory':
          value = tools.evaluator.load(state, form(origin.at, depth - 1));
          break;
        case 'operation':
          value = tools.table.operation(
            origin.operation,
            origin.operands.map((o) => form(o, depth - 1)),
          );
          break;
        case 'allocation':
          value = tools.table.allocation(site * 64 + 500_000 + (origin.site % 64));
          break;
        case 'call':
        case 'merge':
        case 'unknown':
        case 'variable': {
          const key = `:${summary.name}:${id}:${origin.from === 'call' ? '' : index}`;
          value = tools.table.call(site, key, call.callee, []);
          tools.renew(state, value, `${site}${key}`);
          break;
        }
      }
    memory.set(id, value);
    return value;
  };
  const form = (x: Linear, depth = 8): Linear => {
    let out = constant(x.k);
    for (let i = 0; i < x.terms.length; i += 2) out = plus(out, symbol(x.terms[i] ?? 0, depth), x.terms[i + 1] ?? 0);
    return out;
  };
  return form;
}
