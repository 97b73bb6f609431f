/** Drops what nothing later in the function can ask for, so that paths that differ only in the past become one. Decides by what the code can still name. */
import type { FunctionIr } from './ir.ts';
import { rootObject } from './lifetime.ts';
import { type Linear, type SymbolId, type SymbolTable, symbolsOf } from './linear.ts';
import type { State } from './state.ts';
import type { Usage } from './usage.ts';

export function prune(state: State, block: number, fn: FunctionIr, usage: Usage, table: SymbolTable, entryFacts = false): void {
  state.dropTemps((id) => !usage.liveTemp(block, id));
  const heldBases = new Set<SymbolId>();
  for (const h of state.held.values()) {
    if (h.base !== undefined) heldBases.add(h.base);
    if (h.element) for (const s of symbolsOf(h.element)) heldBases.add(s);
    for (const c of h.containers) heldBases.add(c);
  }
  const points = (value: Linear): boolean => {
    for (const s of symbolsOf(value)) {
      if (heldBases.has(s) || table.originOf(s).from === 'allocation') return true;
    }
    return false;
  };
  state.forget((cell) => {
    if (points(cell.value)) {
      // A local that holds the array but is never read again says nothing.
      const root = cell.at.terms[0];
      const origin = root === undefined ? undefined : table.originOf(root);
      if (origin?.from !== 'variable' || origin.isStatic) return false;
      return cell.at.terms.length === 2 && cell.at.k === 0 ? !usage.liveVariable(block, origin.id) : !usage.variableNamedLater(block, origin.id);
    }
    const id = cell.at.terms[0];
    const origin = id === undefined || cell.at.terms.length !== 2 || cell.at.k !== 0 ? undefined : table.originOf(id);
    if (origin?.from === 'variable') return !origin.isStatic && !usage.liveVariable(block, origin.id);
    if (origin?.from === 'member') {
      if (usage.namedLater(block, origin.field)) return false;
      // What callees and callers can see afterwards: a pointer that was cleared, a count, a flag that says who releases.
      const owner = rootObject(cell.at, table);
      const from = owner === undefined ? undefined : table.originOf(owner);
      return from === undefined || (from.from === 'variable' && !usage.variableNamedLater(block, from.id));
    }
    if (origin?.from === 'param') return false;
    // Marks of the analysis itself have a colon in their name.
    if (origin?.from === 'name') return !origin.name.includes(':') && !usage.namedLater(block, origin.name.replace(/^&/, ''));
    const root = rootObject(cell.at, table);
    const rootOrigin = root === undefined ? undefined : table.originOf(root);
    return rootOrigin?.from === 'variable' && !usage.variableNamedLater(block, rootOrigin.id);
  });
  // Symbols that live values hold, with what they are made of.
  const alive = new Set<SymbolId>();
  const add = (x: Linear, depth: number): void => {
    for (const s of symbolsOf(x)) {
      if (alive.has(s)) continue;
      alive.add(s);
      const origin = table.originOf(s);
      if (depth > 0 && origin.from === 'operation') for (const o of origin.operands) add(o, depth - 1);
    }
  };
  for (const cell of state.memory.values()) add(cell.value, 6);
  for (const v of state.temps.values()) add(v, 6);
  for (const h of state.held.values()) {
    add(h.count, 6);
    add(h.taken, 6);
    add(h.place, 6);
    if (h.asked) add(h.asked, 6);
    if (h.element) add(h.element, 6);
  }
  for (const e of state.loops.values()) if (e.rounds) add(e.rounds, 6);
  const memory = new Map<SymbolId, boolean>();
  const canBeMade = (s: SymbolId, depth: number): boolean => {
    if (alive.has(s)) return true;
    const known = memory.get(s);
    if (known !== undefined) return known;
    memory.set(s, false);
    const origin = table.originOf(s);
    const all = (x: Linear): boolean => {
      for (const t of symbolsOf(x)) if (!canBeMade(t, depth - 1)) return false;
      return true;
    };
    let answer = false;
    if (depth > 0)
      switch (origin.from) {
        case 'param': {
          const v = fn.params[origin.index];
          // Callers are told on which of their arguments an outcome depends.
          answer = v !== undefined && (entryFacts || usage.variableNamedLater(block, v.id));
          break;
        }
        case 'variable':
          answer = usage.variableNamedLater(block, origin.id);
          break;
        case 'name':
          answer = usage.namedLater(block, origin.name.replace(/^&/, ''));
          break;
        case 'member':
          answer = (entryFacts || usage.namedLater(block, origin.field)) && all(origin.of);
          break;
        case 'memory':
          answer = all(origin.at);
          break;
        case 'operation':
          answer = origin.operands.every(all);
          break;
        case 'allocation':
        case 'call':
        case 'merge':
        case 'unknown':
          break;
      }
    memory.set(s, answer);
    return answer;
  };
  state.facts.filter((terms) => {
    for (let i = 0; i < terms.length; i += 2) if (!canBeMade(terms[i] ?? 0, 6)) return false;
    return true;
  });
}
