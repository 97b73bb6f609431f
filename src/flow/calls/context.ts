/** What the calls of one function are judged by, and what one gives back. */
import type { KernelVersion } from '../../base/kernelVersion.ts';
import type { BioOrigins } from '../bioOrigins.ts';
import type { Evaluator } from '../evaluate.ts';
import type { Bounds } from '../facts.ts';
import type { Instruction, ValueType } from '../ir.ts';
import type { Draft, Ledger } from '../ledger.ts';
import type { Linear } from '../linear.ts';
import type { Observer } from '../observe.ts';
import type { State } from '../state.ts';
import type { Summary } from '../summary.ts';

export type Call = Instruction & { readonly do: 'call' };

/** Added to the id of a record for the pages of earlier rounds. */
export const EARLIER = 10_000_000;

export const INF = Number.POSITIVE_INFINITY;
export const ERRNO: Bounds = { lo: -4095, hi: -1 };
export const ZERO: Bounds = { lo: 0, hi: 0 };
export const VALID: Bounds = { lo: 1, hi: INF };

/** What the calls of one function are judged by. */
export interface CallContext {
  readonly file: string;
  readonly version: KernelVersion | undefined;
  /** Of a function or function-like macro of the file; it wins over the knowledge base. `holds`: something was taken or dropped on the way to the call. */
  summary(name: string, holds: boolean): Summary | undefined;
  /** Of a function of another file, asked where nothing else is known. `given`: it gets pages that are held, so that it matters whatever it does. */
  elsewhere(name: string, given: () => boolean): Summary | undefined;
  readonly evaluator: Evaluator;
  readonly ledger: Ledger;
  readonly observer: Observer;
  readonly origins?: BioOrigins;
  report(draft: Draft): void;
  /** Names the site of a call within the function. */
  siteOf(call: Call): number;
  /** Is the result of the call ever read? */
  isRead(temp: number): boolean;
  /** Does any branch depend on the variable, or is it returned? */
  isTested(variable: number): boolean;
  /** The variable that the result goes to, as written, and its type. */
  resultVariable(temp: number): { name: string; type: ValueType } | undefined;
  /** Header of the innermost loop around the call that drops its pages one a round. */
  releaseLoop(call: Call): { header: number; guarded: boolean; apart: boolean } | undefined;
  /** True if the call stands in some loop. */
  inLoop(call: Call): boolean;
  /** No path comes by the call twice. */
  runsOnce(call: Call): boolean;
}

/** One way in which a call comes back. */
export interface Way {
  readonly state: State;
  readonly result: Linear;
}
