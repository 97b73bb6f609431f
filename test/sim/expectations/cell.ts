/**
 * The expected outcomes of the scenario tables, transcribed by hand from the specification of the simulation core. A cell covers every variant of its
 * scenario that agrees with `where`; keys that `where` leaves out may have any value. Cells of the tables that are notes are left out here.
 */
export type Outcome = 'OK' | 'DENIED' | 'CORRUPT' | 'CSUM' | 'LOST' | 'LEAK' | 'UAF' | 'UNDERFLOW' | 'STALE-UNDETECTED' | 'DEADLOCK';

export type Policy = 'base2018' | 'c1-deny' | 'c1-notify' | 'c2-bounce' | 'off-lru' | 'foll-pin' | 'longterm-deny';

export interface Cell {
  /** Row and column of the table, `A1/P3`; rows of the per-policy tables by their own names. */
  readonly cell: string;
  /** The identifier in lower case: the scenario's name begins with it. */
  readonly scenario: string;
  readonly policies: readonly Policy[];
  readonly where: Readonly<Record<string, string>>;
  readonly outcome: Outcome;
  /** How the outcome was read out of a cell that says more than one word, or that says it elsewhere. */
  readonly why?: string;
}

export const allPolicies: readonly Policy[] = ['base2018', 'c1-deny', 'c1-notify', 'c2-bounce', 'off-lru', 'foll-pin', 'longterm-deny'];
/** The policies that count a pin with a bias. */
export const counting: readonly Policy[] = ['foll-pin', 'longterm-deny'];

/** `row('A1')` makes cells of that row: column, policies, variant, outcome, why. */
export const row =
  (id: string) =>
  (column: string, policies: Policy | readonly Policy[], where: Readonly<Record<string, string>>, outcome: Outcome, why?: string): Cell => ({
    cell: `${id}/${column}`,
    scenario: id.toLowerCase(),
    policies: typeof policies === 'string' ? [policies] : policies,
    where,
    outcome,
    ...(why === undefined ? {} : { why }),
  });
