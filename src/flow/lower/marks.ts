/** What the shadow wrote over, in a form that a walk over the tree can ask for by place. */
import type { Rewrite } from '../../syntax/index.ts';

/** `__free(x)`, `__cleanup(f)`, `__attribute__((cleanup(f)))` somewhere in a declaration. */
export interface CleanupMark {
  readonly start: number;
  readonly end: number;
  readonly with: string;
}

export interface Marks {
  /** Loop and governor macros, by the start of their name. */
  readonly heads: ReadonlyMap<number, Rewrite>;
  /** Types that stand where a value is due, by their end. */
  readonly types: ReadonlyMap<number, Rewrite>;
  readonly cleanups: readonly CleanupMark[];
  /** `return`, `goto`, `break`, `continue` among the arguments of a macro. */
  readonly strays: readonly Rewrite[];
  /** Calls with statements as arguments, by their start: the call reads as cut off, the statements as following it. */
  readonly spreads: ReadonlyMap<number, Rewrite>;
}

const cleanupAttribute = /^(?:__free|__cleanup)\s*\(\s*(\w+)\s*\)$|\b(?:__)?cleanup(?:__)?\s*\(\s*(\w+)\s*\)/;
const strayWords = new Set(['return', 'goto', 'break', 'continue']);

export function readMarks(rewrites: readonly Rewrite[], text: string): Marks {
  const heads = new Map<number, Rewrite>();
  const types = new Map<number, Rewrite>();
  const cleanups: CleanupMark[] = [];
  const strays: Rewrite[] = [];
  const spreads = new Map<number, Rewrite>();
  for (const r of rewrites) {
    switch (r.kind) {
      case 'iterator':
      case 'governor':
        heads.set(r.start, r);
        break;
      case 'type-argument':
        types.set(r.end, r);
        break;
      case 'annotation': {
        if (r.end - r.start < '__free(x)'.length) break;
        const found = cleanupAttribute.exec(text.slice(r.start, r.end));
        const name = found?.[1] ?? found?.[2];
        if (name !== undefined) cleanups.push({ start: r.start, end: r.end, with: name });
        break;
      }
      case 'other':
        if (r.name === undefined) break;
        if (strayWords.has(r.name)) strays.push(r);
        else if (r.end - r.start > r.name.length) spreads.set(r.start, r);
        break;
      case 'signature':
      case 'directive':
      case 'dead-arm':
        break;
    }
  }
  return { heads, types, cleanups, strays, spreads };
}

/** How a macro before a statement governs it. */
export type Governing =
  /** The statement runs once; `break` leaves it, as the macro is a loop of one round. */
  | 'once'
  /** It runs or does not. */
  | 'maybe'
  | 'loop';

/** The shadow knows a macro that ends in an `if`; of one that it knows as a loop or not at all, the kernel's way to name such macros decides. */
export function governing(head: Rewrite): Governing {
  const name = head.name ?? '';
  if (/^if_|_if_/i.test(name)) return 'maybe';
  if (/^(?:scoped|with)_/.test(name)) return 'once';
  return head.kind === 'governor' ? 'maybe' : 'loop';
}
