/** What later code can still ask for, by block: variables that are read before they are set again, and every name that may come up. */
import type { Block, Expr, FunctionIr, Instruction } from './ir.ts';

/** Bit sets over variables, temporaries and names, one a block. */
export interface Usage {
  /** The variable may be read from the start of the block on. */
  liveVariable(block: number, id: number): boolean;
  liveTemp(block: number, id: number): boolean;
  /** The member or global may be named from the start of the block on. */
  namedLater(block: number, name: string): boolean;
  variableNamedLater(block: number, id: number): boolean;
}

class Bits {
  readonly words: Uint32Array;
  constructor(size: number) {
    this.words = new Uint32Array((size >>> 5) + 1);
  }
  has(i: number): boolean {
    return ((this.words[i >>> 5] ?? 0) & (1 << (i & 31))) !== 0;
  }
  add(i: number): void {
    this.words[i >>> 5] = (this.words[i >>> 5] ?? 0) | (1 << (i & 31));
  }
  /** Adds `other` less `without`; true if that changed anything. */
  merge(other: Bits, without?: Bits): boolean {
    let changed = false;
    for (let i = 0; i < this.words.length; i++) {
      const before = this.words[i] ?? 0;
      const after = (before | ((other.words[i] ?? 0) & ~(without?.words[i] ?? 0))) >>> 0;
      if (after !== before) {
        this.words[i] = after;
        changed = true;
      }
    }
    return changed;
  }
}

export function successors(block: Block): readonly number[] {
  const t = block.terminator;
  switch (t.end) {
    case 'jump':
      return [t.to];
    case 'branch':
      return [t.then, t.else];
    case 'iterator':
      return [t.body, t.exit];
    case 'return':
    case 'stop':
      return [];
  }
}

/** Calls `visit` for each expression inside `e`, itself included. */
export function walkExpression(e: Expr, visit: (e: Expr) => void): void {
  visit(e);
  switch (e.op) {
    case 'field':
    case 'deref':
      walkExpression(e.base, visit);
      break;
    case 'index':
      walkExpression(e.base, visit);
      walkExpression(e.index, visit);
      break;
    case 'address':
    case 'unary':
    case 'cast':
      walkExpression(e.of, visit);
      break;
    case 'binary':
      walkExpression(e.left, visit);
      walkExpression(e.right, visit);
      break;
    case 'select':
      walkExpression(e.condition, visit);
      walkExpression(e.then, visit);
      walkExpression(e.else, visit);
      break;
    case 'opaque':
      for (const p of e.parts) walkExpression(p, visit);
      break;
    case 'const':
    case 'name':
    case 'string':
    case 'temp':
    case 'variable':
      break;
  }
}

/** The expressions that an instruction reads, and the place that it sets whole, if that is a variable or a temporary. */
export function expressionsOf(i: Instruction): { reads: readonly Expr[]; setsVariable?: number; setsTemp?: number } {
  switch (i.do) {
    case 'call':
      return { reads: i.target ? [i.target, ...i.args] : i.args, setsTemp: i.result };
    case 'assign':
      return i.place.op === 'variable' ? { reads: [i.value], setsVariable: i.place.variable.id } : { reads: [i.place, i.value] };
    case 'keep':
      return { reads: [i.value], setsTemp: i.temp };
    case 'declare':
      return { reads: [], setsVariable: i.variable.id };
    case 'cleanup':
      return { reads: [{ op: 'variable', variable: i.variable, span: i.span }] };
    case 'iterate':
      return { reads: i.args };
    case 'asm':
      return { reads: i.outputs };
  }
}

export function usageOf(fn: FunctionIr): Usage {
  const variables = new Map<number, number>();
  const temps = new Map<number, number>();
  const names = new Map<string, number>();
  const index = <K>(map: Map<K, number>, key: K): number => {
    let at = map.get(key);
    if (at === undefined) {
      at = map.size;
      map.set(key, at);
    }
    return at;
  };
  // Number everything first, so that the sets have a size.
  const each = (visit: (block: number, reads: readonly Expr[], setsVariable?: number, setsTemp?: number) => void): void => {
    for (const block of fn.blocks) {
      for (const i of block.instructions) {
        const x = expressionsOf(i);
        visit(block.id, x.reads, x.setsVariable, x.setsTemp);
      }
      const t = block.terminator;
      if (t.end === 'branch') visit(block.id, [t.condition]);
      else if (t.end === 'return' && t.value) visit(block.id, [t.value]);
    }
  };
  const taken = new Set<number>();
  each((_, reads, v, t) => {
    if (v !== undefined) index(variables, v);
    if (t !== undefined) index(temps, t);
    for (const r of reads)
      walkExpression(r, (e) => {
        if (e.op === 'variable') index(variables, e.variable.id);
        else if (e.op === 'temp') index(temps, e.id);
        else if (e.op === 'field') index(names, e.field);
        else if (e.op === 'name') index(names, e.name);
        else if (e.op === 'address') walkExpression(e.of, (x) => x.op === 'variable' && taken.add(x.variable.id));
      });
  });
  const sets = <K>(map: Map<K, number>): Bits[] => fn.blocks.map(() => new Bits(map.size));
  const readVariables = sets(variables);
  const setVariables = sets(variables);
  const readTemps = sets(temps);
  const setTemps = sets(temps);
  const allVariables = sets(variables);
  const allNames = sets(names);
  each((block, reads, v, t) => {
    const [rv, sv, rt, st, av, an] = [
      readVariables[block],
      setVariables[block],
      readTemps[block],
      setTemps[block],
      allVariables[block],
      allNames[block],
    ];
    if (!rv || !sv || !rt || !st || !av || !an) return;
    for (const r of reads)
      walkExpression(r, (e) => {
        if (e.op === 'variable') {
          const at = variables.get(e.variable.id) ?? 0;
          av.add(at);
          if (!sv.has(at)) rv.add(at);
        } else if (e.op === 'temp') {
          const at = temps.get(e.id) ?? 0;
          if (!st.has(at)) rt.add(at);
        } else if (e.op === 'field') an.add(names.get(e.field) ?? 0);
        else if (e.op === 'name') an.add(names.get(e.name) ?? 0);
      });
    if (v !== undefined && !taken.has(v)) sv.add(variables.get(v) ?? 0);
    if (t !== undefined) st.add(temps.get(t) ?? 0);
  });
  const order = [...fn.blocks].reverse();
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of order)
      for (const to of successors(block)) {
        const merge = (sets_: Bits[], without?: Bits): void => {
          const [a, b] = [sets_[block.id], sets_[to]];
          if (a && b && a.merge(b, without)) changed = true;
        };
        merge(readVariables, setVariables[block.id]);
        merge(readTemps, setTemps[block.id]);
        merge(allVariables);
        merge(allNames);
      }
  }
  const has = <K>(map: Map<K, number>, bits: Bits[], block: number, key: K): boolean => {
    const at = map.get(key);
    return at !== undefined && (bits[block]?.has(at) ?? false);
  };
  return {
    liveVariable: (block, id) => (taken.has(id) ? has(variables, allVariables, block, id) : has(variables, readVariables, block, id)),
    liveTemp: (block, id) => has(temps, readTemps, block, id),
    namedLater: (block, name) => has(names, allNames, block, name),
    variableNamedLater: (block, id) => has(variables, allVariables, block, id),
  };
}

/** Blocks that a path can come by more than once, by whatever jumps. */
export function repeatedBlocks(fn: FunctionIr): ReadonlySet<number> {
  const repeated = new Set<number>();
  // Tarjan's strongly connected components, with a stack of its own.
  const index: (number | undefined)[] = [];
  const low: number[] = [];
  const onStack = new Set<number>();
  const stack: number[] = [];
  const open: { id: number; to: readonly number[]; next: number }[] = [];
  let count = 0;
  const enter = (id: number): void => {
    const block = fn.blocks[id];
    index[id] = count;
    low[id] = count++;
    stack.push(id);
    onStack.add(id);
    open.push({ id, to: block ? successors(block) : [], next: 0 });
  };
  enter(fn.entry);
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const { id } = top;
    const to = top.to[top.next++];
    if (to === undefined) {
      open.pop();
      const above = open.at(-1);
      if (above) low[above.id] = Math.min(low[above.id] ?? 0, low[id] ?? 0);
      if (low[id] !== index[id]) continue;
      const members = stack.splice(stack.lastIndexOf(id));
      for (const m of members) {
        onStack.delete(m);
        if (members.length > 1 || top.to.includes(id)) repeated.add(m);
      }
    } else if (index[to] === undefined) enter(to);
    else if (onStack.has(to)) low[id] = Math.min(low[id] ?? 0, index[to] ?? 0);
  }
  return repeated;
}
