/** Builds the blocks of one function in the order in which its text is read, and cleans the result up. */
import type { Span } from '../../base/span.ts';
import type { Block, BlockId, Expr, Instruction, Loop, Terminator } from '../ir.ts';
import { depthFirst, loopsOf, type OpenLoop, successorsOf } from './loops.ts';

interface OpenBlock {
  readonly instructions: Instruction[];
  terminator?: Terminator;
}

export type Jump = Extract<Terminator, { end: 'jump' }>['how'];
export type Role = Extract<Terminator, { end: 'branch' }>['role'];

export interface FinishedGraph {
  readonly blocks: readonly Block[];
  readonly entry: BlockId;
  readonly loops: readonly Loop[];
}

/** Nothing leads back to the first block, whatever the function begins with. */
const ENTRY: BlockId = 0;

export class Graph {
  readonly #blocks: OpenBlock[] = [];
  readonly #loops: OpenLoop[] = [];
  /** The block that is being filled; -1 behind a jump, until something is put there all the same. */
  #current: BlockId = -1;

  constructor() {
    this.#current = this.newBlock();
  }

  newBlock(): BlockId {
    return this.#blocks.push({ instructions: [] }) - 1;
  }

  /** The block that is being filled. Behind a jump it is a new one, which nothing reaches. */
  here(): BlockId {
    if (this.#current < 0) this.#current = this.newBlock();
    return this.#current;
  }

  /** False right behind a jump. */
  get isOpen(): boolean {
    return this.#current >= 0;
  }

  emit(instruction: Instruction): void {
    this.#at(this.here()).instructions.push(instruction);
  }

  /** Appends to a block that has ended: what runs before its jump. */
  emitInto(block: BlockId, instruction: Instruction): void {
    this.#at(block).instructions.push(instruction);
  }

  end(terminator: Terminator): void {
    this.#at(this.here()).terminator = terminator;
    this.#current = -1;
  }

  jump(to: BlockId, how: Jump, span: Span, label?: string): void {
    this.end({ end: 'jump', to, how, span, ...(label === undefined ? {} : { label }) });
  }

  branch(condition: Expr, then: BlockId, otherwise: BlockId, role: Role): void {
    if (then === otherwise) this.jump(then, 'fall', condition.span);
    // oxlint-disable-next-line unicorn/no-thenable -- the form's name for a way; nothing awaits a terminator
    else this.end({ end: 'branch', condition, then, else: otherwise, role, span: condition.span });
  }

  /** Goes on in `block`, which the text falls into. */
  open(block: BlockId, span: Span): void {
    if (this.isOpen) this.jump(block, 'fall', span);
    this.#current = block;
  }

  /** Goes on in `block`, which is reached by jumps only. */
  resume(block: BlockId): void {
    this.#current = block;
  }

  loop(loop: OpenLoop): void {
    this.#loops.push(loop);
  }

  isEnded(block: BlockId): boolean {
    return this.#at(block).terminator !== undefined;
  }

  #at(block: BlockId): OpenBlock {
    const found = this.#blocks[block];
    if (found === undefined) throw new Error(`no block ${block}`);
    return found;
  }

  /** Leaves out what nothing reaches, blocks that do nothing, and borders between blocks that always follow each other. */
  finish(end: Span): FinishedGraph {
    if (this.isOpen) this.end({ end: 'return', implicit: true, span: end });
    for (const block of this.#blocks) block.terminator ??= { end: 'stop', span: end };
    const { retreats } = depthFirst(ENTRY, this.#successors);
    const kept = new Set<BlockId>();
    for (const { header, exit } of this.#loops) if (retreats.has(header)) kept.add(header).add(exit);
    this.#skipEmpty(kept);
    this.#join(kept);
    return this.#number();
  }

  /** Edges to an empty block that falls into another one lead there at once. */
  #skipEmpty(kept: ReadonlySet<BlockId>): void {
    const through = (from: BlockId): BlockId => {
      let at = from;
      for (let steps = 0; steps < this.#blocks.length; steps++) {
        const block = this.#at(at);
        const t = block.terminator;
        if (kept.has(at) || block.instructions.length > 0 || t?.end !== 'jump' || t.how !== 'fall') break;
        at = t.to;
      }
      return at;
    };
    for (const block of this.#blocks) if (block.terminator) block.terminator = redirected(block.terminator, through);
  }

  /** A block that is entered from one place only, by falling into it, becomes part of that place. */
  #join(kept: ReadonlySet<BlockId>): void {
    const { order } = depthFirst(ENTRY, this.#successors);
    const entries = new Uint32Array(this.#blocks.length);
    for (const id of order) for (const to of this.#successors(id)) entries[to] = (entries[to] ?? 0) + 1;
    for (const id of order) {
      const block = this.#at(id);
      for (;;) {
        const t = block.terminator;
        if (t?.end !== 'jump' || t.how !== 'fall' || t.to === id || kept.has(t.to) || entries[t.to] !== 1) break;
        const next = this.#at(t.to);
        block.instructions.push(...next.instructions.splice(0));
        // What was joined already is not entered by anyone, and falls nowhere.
        if (next.terminator) block.terminator = next.terminator;
        next.terminator = { end: 'stop', span: t.span };
      }
    }
  }

  readonly #successors = (id: BlockId): readonly BlockId[] => {
    const t = this.#blocks[id]?.terminator;
    return t === undefined ? [] : successorsOf(t);
  };

  /** Numbers what is reached, so that a block comes after those that lead to it, loops aside. */
  #number(): FinishedGraph {
    const { order } = depthFirst(ENTRY, this.#successors);
    const ids = new Map(order.map((old, id) => [old, id] as const));
    const renamed = (old: BlockId): BlockId => ids.get(old) ?? 0;
    const blocks = order.map((old, id): Block => {
      const { instructions, terminator } = this.#at(old);
      return { id, instructions, terminator: redirected(terminator ?? { end: 'stop', span: { start: 0, end: 0 } }, renamed) };
    });
    const open = this.#loops
      .filter((l) => ids.has(l.header))
      .map((l): OpenLoop => ({ ...l, header: renamed(l.header), exit: ids.has(l.exit) ? renamed(l.exit) : -1 }));
    return {
      blocks,
      entry: ENTRY,
      loops: loopsOf(
        blocks,
        open,
        depthFirst(ENTRY, (id) => (blocks[id] ? successorsOf(blocks[id].terminator) : [])),
      ),
    };
  }
}

function redirected(t: Terminator, through: (id: BlockId) => BlockId): Terminator {
  switch (t.end) {
    case 'jump':
      return { ...t, to: through(t.to) };
    case 'branch': {
      const then = through(t.then);
      const otherwise = through(t.else);
      // oxlint-disable-next-line unicorn/no-thenable -- the form's name for a way; nothing awaits a terminator
      return then === otherwise ? { end: 'jump', to: then, how: 'fall', span: t.span } : { ...t, then, else: otherwise };
    }
    case 'iterator':
      return { ...t, body: through(t.body), exit: through(t.exit) };
    case 'return':
    case 'stop':
      return t;
  }
}
