/** One way in which a function of the file comes back to a call of it. */
import type { CallSite } from '../ledger.ts';
import type { Linear } from '../linear.ts';
import type { Outcome, Summary } from '../summary.ts';
import type { Call } from './context.ts';

export interface Returned {
  readonly call: Call;
  /** As the parameters get them. */
  readonly args: readonly Linear[];
  readonly summary: Summary;
  readonly outcome: Outcome;
  /** Of the outcome in the summary. */
  readonly index: number;
}

export const siteOf = ({ call }: Returned): CallSite => ({ span: call.span, call: call.callee ?? '' });

/** Does the place, in the callee's words, stand in its parameter? */
export function isParam(summary: Summary, place: Linear, index: number): boolean {
  const origin = summary.table.originOf(place.terms[0] ?? 0);
  return origin.from === 'param' && origin.index === index;
}
