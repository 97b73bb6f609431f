/** Whether an object lives longer than the call: what a parameter points to does, a local variable and what was allocated here do not, until they escape. */
import { baseOf, isConstant, type Linear, type SymbolId, type SymbolTable, symbolForm, symbolsOf } from './linear.ts';
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
      if (origin.operation === 'mapped' || origin.operation === 'pfn' || origin.operation === 'page-in') {
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
export function rootObject(at: Linear, table: SymbolTable): SymbolId | undefined {
  const base = baseOf(at, table);
  return base === undefined ? undefined : table.rootOf(base);
}

/** Can the object be reached when the function is over: through what outlives it, or through `returned`? `isNew`: the function made it, whatever gave it. */
export function escapes(
  id: SymbolId,
  state: State,
  table: SymbolTable,
  returned: Linear | undefined,
  isNew = false,
  seen = new Set<SymbolId>(),
): 'structure' | 'caller' | undefined {
  if (seen.has(id)) return undefined;
  seen.add(id);
  if (returned && !isConstant(returned)) for (const s of symbolsOf(returned)) if (s === id || rootOfSymbol(s, table) === id) return 'caller';
  const life = lifetimeOf(id, table);
  if (life === 'outlives' && !isNew) return 'structure';
  for (const cell of state.memory) {
    let points = false;
    for (const s of symbolsOf(cell.value)) if (s === id || rootOfSymbol(s, table) === id) points = true;
    if (!points) continue;
    const root = rootObject(cell.at, table);
    if (root === undefined || root === id) continue;
    const found = escapes(root, state, table, returned, false, seen);
    if (found) return found;
  }
  return undefined;
}

/** `&obj->list` stands for `obj`. */
function rootOfSymbol(id: SymbolId, table: SymbolTable): SymbolId | undefined {
  const origin = table.originOf(id);
  return origin.from === 'member' ? rootObject(origin.of, table) : undefined;
}

/**
 * The symbol stands for something new from here on: what was known through it (`obj->pages` of the last round's `obj`) is about another object. Records that are
 * still held stay, as held by an object that nobody can name any more.
 */
export function forgetDerived(state: State, id: SymbolId, table: SymbolTable, elsewhere: SymbolId, nested = false): void {
  // `nested`: a form that holds the symbol itself is right; what was read through it is not.
  const derives = (terms: readonly number[]): boolean => {
    for (let i = 0; i < terms.length; i += 2) {
      const s = terms[i] ?? 0;
      if (s === id ? !nested : s > id && table.isMadeOf(s, id)) return true;
    }
    return false;
  };
  state.facts.filter((terms) => !derives(terms));
  state.forget((cell) => derives(cell.at.terms));
  if (state.held.size === 0) return;
  for (const h of state.held.values()) {
    const element = h.element !== undefined && derives(h.element.terms);
    const place = derives(h.place.terms);
    if (!place && !element) continue;
    if (h.foreign || h.status === 'released' || h.outcome === 'none') state.unhold(h.id);
    else if (place)
      state.hold({
        ...h,
        base: undefined,
        containers: h.containers.includes(elsewhere) ? h.containers : [...h.containers, elsewhere].sort((a, b) => a - b),
      });
  }
}

/** Is `inner` the object itself, or a member somewhere inside of it? */
export function isWithin(inner: SymbolId, object: SymbolId, table: SymbolTable, depth = 8): boolean {
  if (inner === object) return true;
  const origin = table.originOf(inner);
  if (origin.from !== 'member' || depth === 0) return false;
  const of = baseOf(origin.of, table);
  return of !== undefined && isWithin(of, object, table, depth - 1);
}

/** The objects that a container may be: itself, or what an iterator walks. */
export function containersOf(container: Linear, table: SymbolTable, depth = 4): SymbolId[] {
  const out: SymbolId[] = [];
  for (const s of symbolsOf(container)) {
    const origin = table.originOf(s);
    if (origin.from === 'operation' && depth > 0) for (const o of origin.operands) out.push(...containersOf(o, table, depth - 1));
    else if (origin.from === 'memory' && depth > 0) out.push(s, ...containersOf(origin.at, table, depth - 1));
    else {
      const root = rootObject(symbolForm(s), table);
      if (root !== undefined) out.push(root);
      if (s !== root) out.push(s);
    }
  }
  return out;
}
