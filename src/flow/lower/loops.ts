/** Finds the loops of a graph: those that the text says, and those that a `goto` to an earlier place makes. */
import type { Span } from '../../base/span.ts';
import type { Block, BlockId, Expr, Loop, Terminator } from '../ir.ts';

/** A loop of the text, before it is known which blocks it holds. */
export interface OpenLoop {
  readonly kind: Exclude<Loop['kind'], 'goto'>;
  readonly header: BlockId;
  /** -1 where nothing leaves the loop that way. */
  readonly exit: BlockId;
  readonly macro?: string;
  readonly args?: readonly Expr[];
  readonly span: Span;
}

export interface DepthFirst {
  /** Reverse postorder. */
  readonly order: readonly BlockId[];
  /** For each block that edges lead back to, as it is still open in the search: where they come from. */
  readonly retreats: ReadonlyMap<BlockId, readonly BlockId[]>;
}

export function successorsOf(t: Terminator): readonly BlockId[] {
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

export function depthFirst(entry: BlockId, successors: (id: BlockId) => readonly BlockId[]): DepthFirst {
  const state = new Map<BlockId, 'open' | 'done'>();
  const retreats = new Map<BlockId, BlockId[]>();
  const post: BlockId[] = [];
  // The last successor first, so that the first one comes next in the reversed order.
  const stack: { readonly id: BlockId; readonly to: readonly BlockId[]; left: number }[] = [];
  const enter = (id: BlockId): void => {
    state.set(id, 'open');
    const to = successors(id);
    stack.push({ id, to, left: to.length });
  };
  enter(entry);
  for (let top = stack[stack.length - 1]; top !== undefined; top = stack[stack.length - 1]) {
    if (top.left === 0) {
      state.set(top.id, 'done');
      post.push(top.id);
      stack.pop();
      continue;
    }
    const next = top.to[--top.left];
    if (next === undefined) continue;
    const seen = state.get(next);
    if (seen === undefined) enter(next);
    else if (seen === 'open') retreats.set(next, [...(retreats.get(next) ?? []), top.id]);
  }
  return { order: post.reverse(), retreats };
}

/** `open` are the loops of the text. A loop whose body never comes back to its head is none. */
export function loopsOf(blocks: readonly Block[], open: readonly OpenLoop[], { retreats }: DepthFirst): Loop[] {
  if (retreats.size === 0) return [];
  const next = blocks.map((b) => successorsOf(b.terminator));
  const previous: BlockId[][] = blocks.map(() => []);
  for (const [id, to] of next.entries()) for (const t of to) previous[t]?.push(id);
  const loops: Loop[] = [];
  for (const { exit, ...loop } of open) {
    const latches = retreats.get(loop.header);
    const body = latches && bodyOf(loop.header, latches, next, previous);
    if (body) loops.push({ ...loop, blocks: body, ...(exit < 0 ? {} : { exit }) });
  }
  const headers = new Set(open.map((l) => l.header));
  for (const [header, latches] of retreats) {
    if (headers.has(header)) continue;
    const body = bodyOf(header, latches, next, previous);
    loops.push({ kind: 'goto', header, blocks: body, span: extent(body, blocks) });
  }
  return loops.sort((a, b) => a.header - b.header);
}

type Edges = readonly (readonly BlockId[])[];

/** The blocks from which a latch is reached without passing the header, and that the header leads to. */
function bodyOf(header: BlockId, latches: readonly BlockId[], next: Edges, previous: Edges): Set<BlockId> {
  const below = new Set<BlockId>();
  const down = [...(next[header] ?? [])];
  for (let id = down.pop(); id !== undefined; id = down.pop()) {
    if (below.has(id)) continue;
    below.add(id);
    down.push(...(next[id] ?? []));
  }
  const body = new Set([header]);
  const up = [...latches];
  for (let id = up.pop(); id !== undefined; id = up.pop()) {
    if (body.has(id) || !below.has(id)) continue;
    body.add(id);
    up.push(...(previous[id] ?? []));
  }
  return body;
}

/** From the first to the last character of what the blocks do. */
function extent(body: ReadonlySet<BlockId>, blocks: readonly Block[]): Span {
  let start = Number.POSITIVE_INFINITY;
  let end = 0;
  for (const id of body) {
    const block = blocks[id];
    if (block === undefined) continue;
    for (const { span } of [...block.instructions, block.terminator]) {
      start = Math.min(start, span.start);
      end = Math.max(end, span.end);
    }
  }
  return { start, end };
}
