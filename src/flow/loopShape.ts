/**
 * Loops that drop pages one a round: how many rounds they make and what they drop. Shapes only, found once for a function; values come from the state in which
 * the loop is entered.
 */
import type { Span } from '../base/span.ts';
import type { ReferenceKind } from '../protocol/trace.ts';
import type { Evaluator } from './evaluate.ts';
import type { Block, Expr, FunctionIr, Instruction, Loop } from './ir.ts';
import { add, constant, type Linear, minus } from './linear.ts';
import type { State } from './state.ts';
import { successors, walkExpression } from './usage.ts';

/** A call in a loop that drops the page that its argument is. */
export interface RoundRelease {
  readonly block: number;
  readonly instruction: Instruction & { readonly do: 'call' };
  /** The argument that is the page. */
  readonly page: Expr;
  /** The array that the page comes from, or the container, or `any` where an iterator hands it out. */
  readonly source: { readonly array: Expr } | { readonly container: Expr } | 'any';
  /** Where in the array a round drops its page, if that is plain. */
  readonly index?: Expr;
  /** What decides whether a round drops its page differs from round to round (a test of the page); else it is the same for all. */
  readonly perRound: boolean;
  /** Some test stands before the release. */
  readonly guarded: boolean;
  /** Some test asks something that has nothing to do with the page: which rounds drop theirs, nobody counts. */
  readonly apart: boolean;
  readonly kind: ReferenceKind;
}

export interface LoopShape {
  readonly loop: Loop;
  readonly releases: readonly RoundRelease[];
  /** Arrays of which it looks at one element a round. */
  readonly walks: readonly {
    readonly array: Expr;
    readonly index: Expr;
    /** The call that looks at it, if it is one. */
    readonly by?: Span;
  }[];
  /** Variables that the loop changes. */
  readonly changes: ReadonlySet<number>;
}

/** Which argument of a call is a page that it drops, and as what; undefined if it drops none. */
export type DropsPage = (call: Instruction & { readonly do: 'call' }) => { readonly argument: number; readonly kind: ReferenceKind } | undefined;

export interface CallMeaning {
  readonly dropsPage: DropsPage;
  /** The result is the page that this argument is. */
  samePage(callee: string): number | undefined;
  /** The result is a page of the container that this argument is. */
  fromContainer(callee: string): number | undefined;
}

export function loopShapes(fn: FunctionIr, meaning: CallMeaning): Map<number, LoopShape> {
  const shapes = new Map<number, LoopShape>();
  for (const loop of fn.loops) {
    const calls: { block: Block; call: Instruction & { readonly do: 'call' }; page: Expr; kind: ReferenceKind }[] = [];
    for (const id of loop.blocks) {
      const block = fn.blocks[id];
      for (const i of block?.instructions ?? []) {
        if (i.do !== 'call' || !block) continue;
        const drops = meaning.dropsPage(i);
        const page = drops && i.args[drops.argument];
        if (drops && page) calls.push({ block, call: i, page, kind: drops.kind });
      }
    }
    const changes = changedIn(fn, loop);
    const walks = walkedArrays(fn, loop, changes);
    if (calls.length === 0) {
      if (walks.length > 0) shapes.set(loop.header, { loop, releases: [], changes, walks });
      continue;
    }
    const releases: RoundRelease[] = [];
    for (const { block, call, page, kind } of calls) {
      // The release of an inner loop is that loop's.
      if (
        fn.loops.some(
          (inner) => inner !== loop && inner.blocks.size < loop.blocks.size && inner.blocks.has(block.id) && loop.blocks.has(inner.header),
        )
      )
        continue;
      if (!reaches(fn, block.id, loop.header, loop.blocks, undefined)) continue;
      const source = sourceOf(fn, loop, page, changes, meaning, 5);
      if (!source) continue;
      const guards = guardsOf(fn, loop, block.id);
      const index = page.op === 'index' ? (page.index.op === 'temp' ? keptIn(fn, loop, page.index.id) : page.index) : undefined;
      const perRound = guards.every((g) => varies(g, changes));
      releases.push({
        block: block.id,
        instruction: call,
        page,
        source,
        perRound,
        guarded: guards.length > 0,
        apart: guards.some((g) => !sharesVariable(g, page, changes)),
        kind,
        ...(index ? { index } : {}),
      });
    }
    if (releases.length > 0 || walks.length > 0) shapes.set(loop.header, { loop, releases, changes, walks });
  }
  return shapes;
}

function changedIn(fn: FunctionIr, loop: Loop): Set<number> {
  const out = new Set<number>();
  for (const id of loop.blocks)
    for (const i of fn.blocks[id]?.instructions ?? []) {
      if (i.do === 'assign' && i.place.op === 'variable') out.add(i.place.variable.id);
      if (i.do === 'iterate') for (const a of i.args) walkExpression(a, (e) => e.op === 'variable' && out.add(e.variable.id));
      if (i.do === 'call') for (const a of i.args) if (a.op === 'address' && a.of.op === 'variable') out.add(a.of.variable.id);
    }
  return out;
}

function walkedArrays(fn: FunctionIr, loop: Loop, changes: ReadonlySet<number>): LoopShape['walks'][number][] {
  const out = new Map<string, LoopShape['walks'][number]>();
  const see = (e: Expr, by?: Span): void =>
    walkExpression(e, (x) => {
      if (x.op !== 'index' || !varies(x.index, changes) || varies(x.base, changes)) return;
      out.set(`${x.base.span.end - x.base.span.start}:${x.base.op === 'variable' ? x.base.variable.id : x.base.op === 'field' ? x.base.field : ''}`, {
        array: x.base,
        index: x.index,
        ...(by ? { by } : {}),
      });
    });
  for (const id of loop.blocks)
    for (const i of fn.blocks[id]?.instructions ?? []) {
      if (i.do === 'call') for (const a of i.args) see(a, i.span);
      else if (i.do === 'assign' || i.do === 'keep') see(i.value);
    }
  return [...out.values()];
}

/** Where a page in a loop comes from; undefined if it is the same page in every round. */
function sourceOf(
  fn: FunctionIr,
  loop: Loop,
  page: Expr,
  changes: ReadonlySet<number>,
  meaning: CallMeaning,
  depth: number,
): RoundRelease['source'] | undefined {
  if (depth === 0) return undefined;
  const again = (e: Expr): RoundRelease['source'] | undefined => sourceOf(fn, loop, e, changes, meaning, depth - 1);
  switch (page.op) {
    case 'index':
      return varies(page.index, changes) || page.index.op !== 'const'
        ? { array: page.base }
        : varies(page.base, changes)
          ? { array: page.base }
          : undefined;
    case 'deref':
      return varies(page.base, changes) || page.base.op === 'temp' || page.base.op === 'binary'
        ? { array: pointerOf(fn, loop, page.base) }
        : undefined;
    case 'cast':
      return again(page.of);
    case 'field':
      // `sg->page`, `bv->bv_page`, `entry->pages`: of something that the loop moves along.
      if (!varies(page.base, changes)) return undefined;
      return page.base.op === 'index' ? { container: page.base.base } : 'any';
    case 'variable': {
      if (!changes.has(page.variable.id)) return undefined;
      for (const id of loop.blocks)
        for (const i of fn.blocks[id]?.instructions ?? []) {
          if (i.do === 'assign' && i.place.op === 'variable' && i.place.variable.id === page.variable.id) {
            const found = again(i.value);
            if (found) return found;
          }
          if (i.do === 'iterate' && i.args.some((a) => a.op === 'variable' && a.variable.id === page.variable.id)) return 'any';
        }
      return undefined;
    }
    case 'temp': {
      for (const id of loop.blocks)
        for (const i of fn.blocks[id]?.instructions ?? []) {
          if (i.do === 'keep' && i.temp === page.id) return again(i.value);
          if (i.do !== 'call' || i.result !== page.id || i.callee === undefined) continue;
          const alias = meaning.samePage(i.callee);
          const inner = alias === undefined ? undefined : i.args[alias];
          if (inner) return again(inner);
          const container = meaning.fromContainer(i.callee);
          const holder = container === undefined ? undefined : i.args[container];
          const table = holder?.op === 'address' && holder.of.op === 'index' ? holder.of.base : undefined;
          if (table && !varies(table, changes)) return { container: table };
          if (holder) return varies(holder, changes) ? 'any' : { container: holder };
        }
      return undefined;
    }
    case 'binary':
      return again(page.left);
    case 'address':
      return again(page.of);
    case 'const':
    case 'name':
    case 'opaque':
    case 'select':
    case 'string':
    case 'unary':
      return undefined;
  }
}

function pointerOf(fn: FunctionIr, loop: Loop, e: Expr): Expr {
  if (e.op !== 'temp') return e;
  for (const id of loop.blocks) for (const i of fn.blocks[id]?.instructions ?? []) if (i.do === 'keep' && i.temp === e.id) return i.value;
  return e;
}

/** Something in it is different in each round: a variable that the loop changes, the result of a call. */
function varies(e: Expr, changes: ReadonlySet<number>): boolean {
  let found = false;
  walkExpression(e, (x) => {
    if (x.op === 'temp' || (x.op === 'variable' && changes.has(x.variable.id))) found = true;
  });
  return found;
}

/** The condition asks about a variable that the page is read through, or about the result of a call. */
function sharesVariable(condition: Expr, page: Expr, changes: ReadonlySet<number>): boolean {
  const inPage = new Set<number>();
  let shares = false;
  walkExpression(page, (x) => x.op === 'variable' && inPage.add(x.variable.id));
  walkExpression(condition, (x) => {
    if (x.op === 'temp' || (x.op === 'variable' && (inPage.has(x.variable.id) || !changes.has(x.variable.id)))) shares = true;
  });
  return shares;
}

/** Conditions inside the loop, other than its own, that decide whether a round comes by `block`. */
function guardsOf(fn: FunctionIr, loop: Loop, block: number): Expr[] {
  const out: Expr[] = [];
  for (const id of loop.blocks) {
    const b = fn.blocks[id];
    if (!b || b.terminator.end !== 'branch' || id === block) continue;
    const t = b.terminator;
    if (t.role === 'loop' && (id === loop.header || !loop.blocks.has(t.then) || !loop.blocks.has(t.else))) continue;
    const inside = [t.then, t.else].filter((s) => loop.blocks.has(s));
    if (inside.length < 2) continue;
    const through = inside.filter((s) => s === block || reaches(fn, s, block, loop.blocks, loop.header));
    const around = inside.filter((s) => s === loop.header || (s !== block && reaches(fn, s, loop.header, loop.blocks, block)));
    if (through.length > 0 && around.length > 0 && through.length + around.length >= 2 && !(through.length === 2 && around.length === 2))
      out.push(t.condition);
  }
  return out;
}

/** Is there a way inside of `blocks` from `from` to `to` that does not pass `not`? */
function reaches(fn: FunctionIr, from: number, to: number, blocks: ReadonlySet<number>, not: number | undefined): boolean {
  const seen = new Set<number>();
  const open = [from];
  while (open.length > 0) {
    const id = open.pop() ?? 0;
    if (id === not || seen.has(id) || !blocks.has(id)) continue;
    seen.add(id);
    const b = fn.blocks[id];
    if (!b) continue;
    for (const s of successors(b)) {
      if (s === to) return true;
      open.push(s);
    }
  }
  return false;
}

/** How many rounds the loop makes from `entry` on; undefined if its shape does not tell. */
export function roundsFrom(fn: FunctionIr, loop: Loop, entry: State, evaluator: Evaluator): Linear | undefined {
  if (loop.kind === 'iterator' || loop.kind === 'goto') return undefined;
  const test = testOf(fn, loop);
  if (!test) return undefined;
  const { block, condition, holdsInside } = test;
  const moving = new Map<number, number>();
  for (const id of loop.blocks) {
    for (const i of fn.blocks[id]?.instructions ?? []) {
      if (i.do !== 'assign' || i.place.op !== 'variable') continue;
      const step = stepOf(i.value, i.place.variable.id, fn, loop);
      if (step === undefined || moving.has(i.place.variable.id)) moving.set(i.place.variable.id, Number.NaN);
      else moving.set(i.place.variable.id, step);
    }
  }
  const first = entry.fork();
  const run = (i: Instruction): void => {
    if (i.do === 'keep') first.setTemp(i.temp, evaluator.value(first, i.value));
    else if (i.do === 'assign' && i.place.op === 'variable') first.write(evaluator.place(first, i.place), evaluator.value(first, i.value));
  };
  const inTest = new Set<number>();
  if (loop.kind === 'do') {
    // The body comes first: what it changes outside of the test's block has moved once when the test is made.
    for (const id of loop.blocks) {
      if (id === block.id) continue;
      for (const i of fn.blocks[id]?.instructions ?? [])
        if (i.do === 'assign' && i.place.op === 'variable' && moving.has(i.place.variable.id)) run(i);
    }
  }
  for (const i of block.instructions) {
    if (i.do === 'call') continue;
    if (i.do === 'assign' && i.place.op === 'variable') inTest.add(i.place.variable.id);
    run(i);
  }
  // The way in which the difference moves from one test to the next.
  const sides = condition.op === 'binary' ? [condition.left, condition.right] : [condition];
  const [left, right] = [sides[0], sides[1]];
  if (!left) return undefined;
  const slope = (e: Expr | undefined): number => {
    if (!e) return 0;
    let total = 0;
    const visit = (x: Expr, factor: number): void => {
      if (x.op === 'variable') total += factor * (moving.get(x.variable.id) ?? 0);
      else if (x.op === 'temp') {
        const kept = [...loop.blocks].flatMap((id) => fn.blocks[id]?.instructions ?? []).find((i) => i.do === 'keep' && i.temp === x.id);
        if (kept?.do === 'keep') visit(kept.value, factor);
        else total = Number.NaN;
      } else if (x.op === 'binary' && x.operator === '+') {
        visit(x.left, factor);
        visit(x.right, factor);
      } else if (x.op === 'binary' && x.operator === '-') {
        visit(x.left, factor);
        visit(x.right, -factor);
      } else if (x.op === 'cast') visit(x.of, factor);
      else
        walkExpression(x, (y) => {
          if (y.op === 'temp' || (y.op === 'variable' && moving.has(y.variable.id))) total = Number.NaN;
        });
    };
    visit(e, 1);
    return total;
  };
  const move = slope(left) - slope(right);
  if (Math.abs(move) !== 1) return undefined;
  const d = minus(evaluator.value(first, left), right ? evaluator.value(first, right) : constant(0));
  const operator = condition.op === 'binary' ? condition.operator : '!=';
  const op = holdsInside ? operator : (OPPOSITE[operator] ?? operator);
  const extra = loop.kind === 'do' ? 1 : 0;
  if (move > 0) {
    if (op === '<' || op === '!=') return add(minus(constant(0), d), extra);
    if (op === '<=') return add(minus(constant(1), d), extra);
    return undefined;
  }
  if (op === '>' || op === '!=') return add(d, extra);
  if (op === '>=') return add(d, 1 + extra);
  return undefined;
}

const OPPOSITE: Readonly<Record<string, string>> = { '==': '!=', '!=': '==', '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

/** The branch that lets the loop go on; `holdsInside` if it goes on while the condition holds. */
function testOf(fn: FunctionIr, loop: Loop): { block: Block; condition: Expr; holdsInside: boolean } | undefined {
  const inHeader = fn.blocks[loop.header];
  const asTest = (b: Block | undefined): { block: Block; condition: Expr; holdsInside: boolean } | undefined => {
    if (!b || b.terminator.end !== 'branch' || b.terminator.role !== 'loop') return undefined;
    const t = b.terminator;
    const [inThen, inElse] = [loop.blocks.has(t.then), loop.blocks.has(t.else)];
    if (inThen === inElse) return undefined;
    const c = t.condition;
    if (c.op === 'binary' && !(c.operator in OPPOSITE)) return undefined;
    return { block: b, condition: c, holdsInside: inThen };
  };
  if (loop.kind !== 'do') return asTest(inHeader);
  const tests = [...loop.blocks].map((id) => asTest(fn.blocks[id])).filter((x) => x !== undefined);
  return tests.length === 1 ? tests[0] : undefined;
}

/** `v + 1` gives 1, `v - 1` gives -1; undefined for anything else. */
function stepOf(value: Expr, variable: number, fn: FunctionIr, loop: Loop): number | undefined {
  if (value.op !== 'binary' || (value.operator !== '+' && value.operator !== '-')) return undefined;
  const left = value.left.op === 'temp' ? keptIn(fn, loop, value.left.id) : value.left;
  if (left?.op !== 'variable' || left.variable.id !== variable || value.right.op !== 'const') return undefined;
  return value.operator === '+' ? value.right.value : -value.right.value;
}

function keptIn(fn: FunctionIr, loop: Loop, temp: number): Expr | undefined {
  for (const id of loop.blocks) for (const i of fn.blocks[id]?.instructions ?? []) if (i.do === 'keep' && i.temp === temp) return i.value;
  return undefined;
}
