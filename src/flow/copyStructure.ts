/** `obj->desc = desc`: a structure that is assigned whole. */
import type { Expr } from './ir.ts';
import type { Ledger } from './ledger.ts';
import { isWithin, rootObject } from './lifetime.ts';
import { fullKey, type Linear, mentions, onlySymbol, type SymbolTable } from './linear.ts';
import type { State } from './state.ts';

/** The place that is copied, if the value is a structure. */
export function structureIn(value: Expr): Expr | undefined {
  if (value.op !== 'variable' && value.op !== 'field' && value.op !== 'index' && value.op !== 'deref') return undefined;
  const { type } = value;
  return type?.aggregate && type.indirections === 0 && (type.dimensions?.length ?? 0) === 0 ? value : undefined;
}

/** Member by member, as far as any is known; pages that the one points to, or whose variable stands in it, are pointed to by the other as well. */
export function copyStructure(state: State, from: Linear, to: Linear, table: SymbolTable, ledger: Ledger): void {
  const moved = (at: Linear, depth: number): Linear | undefined => {
    if (fullKey(at) === fullKey(from)) return to;
    const id = onlySymbol(at);
    const origin = id === undefined ? undefined : table.originOf(id);
    if (origin?.from !== 'member' || depth === 0) return undefined;
    const inside = moved(origin.of, depth - 1);
    return inside && table.member(inside, origin.field);
  };
  const copies = state.cells().flatMap((cell) => {
    const at = moved(cell.at, DEPTH);
    return at && at !== to ? [{ at, value: cell.value }] : [];
  });
  const into = onlySymbol(to);
  if (into !== undefined) state.forget((cell) => cell.at.key === to.key || isWithin(cell.at.terms[0] ?? -1, into, table));
  for (const { at, value } of copies) state.write(at, value);
  const root = rootObject(to, table);
  const source = rootObject(from, table);
  if (root === source) return;
  for (const h of state.records()) {
    if (h.status !== 'held' || h.outcome === 'none') continue;
    const { base } = h;
    const isPointedTo = source !== undefined && h.containers.includes(source);
    if (isPointedTo || moved(h.place, DEPTH) || (base !== undefined && copies.some((c) => mentions(c.value, base)))) ledger.keepIn(state, [h], root);
  }
}

/** Structures in structures, at most. */
const DEPTH = 6;
