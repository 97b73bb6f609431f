/** Whether an object lives longer than the call: what a parameter points to does, a local variable and what was allocated here do not, until they escape. */
import { baseOf, isConstant, type Linear, type SymbolId, type SymbolTable, symbolsOf } from './linear.ts';
import type { State } from './state.ts';

export type Lifetime = 'local' | 'allocated' | 'outlives';

export function lifetimeOf(id: SymbolId, table: SymbolTable, depth = 8): Lifetime {
  const origin = table.originOf(id);
  switch (origin.from) {
    case 'variable':
      return origin.isStatic ? 'outlives' : 'local';
    case 'allocation':
      return 'allocated';
    case 'member': {
      const of = baseOf(origin.of, table);
      return of === undefined || depth === 0 ? 'outlives' : lifetimeOf(of, table, depth - 1);
    }
    case 'memory': {
      // What stands in a local variable that nobody set is nobody's.
      const at = baseOf(origin.at, table);
      return at !== undefined && depth > 0 && lifetimeOf(at, table, depth - 1) === 'local' ? 'local' : 'outlives';
    }
    case 'operation': {
      if (origin.operation === 'mapped' || origin.operation === 'page-in') {
        const of = origin.operands[0] && baseOf(origin.operands[0], table);
        return of === undefined || depth === 0 ? 'outlives' : lifetimeOf(of, table, depth - 1);
      }
      return 'outlives';
    }
    case 'param':
    case 'name':
    case 'call':
    case 'merge':
    case 'unknown':
      return 'outlives';
  }
}

/** The object that a place is part of: `obj` for `obj->list.pages[3]`. */
export function rootObject(at: Linear, table: SymbolTable, depth = 8): SymbolId | undefined {
  const base = baseOf(at, table);
  if (base === undefined || depth === 0) return base;
  const origin = table.originOf(base);
  return origin.from === 'member' ? (rootObject(origin.of, table, depth - 1) ?? base) : base;
}

/** Can the object be reached when the function is over: through what outlives it, or through `returned`? */
export function escapes(id: SymbolId, state: State, table: SymbolTable, returned: Linear | undefined, seen = new Set<SymbolId>()): 'structure' | 'caller' | undefined {
  if (seen.has(id)) return undefined;
  seen.add(id);
  if (returned && !isConstant(returned)) for (const s of symbolsOf(returned)) if (s === id) return 'caller';
  const life = lifetimeOf(id, table);
  if (life === 'outlives') return 'structure';
  for (const cell of state.memory.values()) {
    let points = false;
    for (const s of symbolsOf(cell.value)) if (s === id || rootOfSymbol(s, table) === id) points = true;
    if (!points) continue;
    const root = rootObject(cell.at, table);
    if (root === undefined || root === id) continue;
    const found = escapes(root, state, table, returned, seen);
    if (found) return found;
  }
  return undefined;
}

/** `&obj->list` stands for `obj`. */
function rootOfSymbol(id: SymbolId, table: SymbolTable): SymbolId | undefined {
  const origin = table.originOf(id);
  return origin.from === 'member' ? rootObject(origin.of, table) : undefined;
}
