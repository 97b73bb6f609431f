/**
 * The guarded-command form as plain data: what a model may say, and what it means. It can be sent to a worker or kept as JSON. It does not know what a
 * page is, and holds no function: the search, the replay and the exports are all made from it.
 */

/** An integer. Intermediate values must fit 32 bits, signed, for all values of the fields; validation says where they may not. */
export type IntExpr =
  | { readonly op: 'int'; readonly value: number }
  | Place
  /** `least` and `most` are the smaller and the larger of the two. */
  | { readonly op: 'plus' | 'minus' | 'times' | 'least' | 'most' | 'xor'; readonly left: IntExpr; readonly right: IntExpr }
  /** Only the chosen arm is evaluated. */
  | { readonly op: 'if'; readonly condition: BoolExpr; readonly then: IntExpr; readonly otherwise: IntExpr };

/** A field, or one element of a field that has a length. An index outside the field is a model error, found at the step that uses it. */
export interface Place {
  readonly op: 'get';
  readonly field: string;
  /** Present exactly if the field has a length; 0-based. */
  readonly index?: IntExpr;
}

export type Comparison = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';

export type BoolExpr =
  | { readonly op: 'bool'; readonly value: boolean }
  | { readonly op: Comparison; readonly left: IntExpr; readonly right: IntExpr }
  /** From left to right; a term is evaluated only if those before it did not decide. No terms: true for `and`, false for `or`. */
  | { readonly op: 'and' | 'or'; readonly terms: readonly BoolExpr[] }
  | { readonly op: 'not'; readonly term: BoolExpr }
  /** The actor stands at one of the locations. Inside a step it speaks of where the actor stood before the step. */
  | { readonly op: 'at'; readonly actor: string; readonly locations: readonly string[] };

export type Statement =
  /** A value outside the field's range is a model error, never a silent wrap, even if a later statement would set it right. */
  | { readonly do: 'set'; readonly place: Place; readonly value: IntExpr }
  | { readonly do: 'when'; readonly condition: BoolExpr; readonly then: readonly Statement[]; readonly otherwise: readonly Statement[] }
  /** If the condition is false, the step breaks the invariant. The step is carried out to its end all the same. */
  | { readonly do: 'check'; readonly invariant: string; readonly condition: BoolExpr }
  /** Adds to a cost. Costs are counted along a trace and are no part of a state: nothing can read them, two states never differ by them. */
  | { readonly do: 'spend'; readonly cost: string; readonly amount: IntExpr }
  /** A sentence for the trace; changes nothing. */
  | { readonly do: 'remark'; readonly text: string };

/** Where a step is taken from. */
export interface Source {
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  readonly symbol?: string;
  /** The version of the tree, such as `v6.12`. */
  readonly tag?: string;
}

export interface Field {
  /** Unique. `page.ref` with a length is printed as `page[0].ref`. */
  readonly name: string;
  /** Both inclusive. */
  readonly min: number;
  readonly max: number;
  /** Absent: one value. Present: that many elements, at least 1. */
  readonly length?: number;
  /** One value for all elements, or one for each. */
  readonly initial: number | readonly number[];
}

/**
 * One atomic step: enabled while its actor stands at `from` and the guard is true. Then the statements are carried out in order, each seeing what those
 * before it did, and the actor goes to `to`. Nothing happens in between.
 */
export interface Step {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly guard: BoolExpr;
  readonly body: readonly Statement[];
  readonly source?: Source;
}

export interface Actor {
  readonly name: string;
  readonly locations: readonly string[];
  readonly start: string;
  /** Locations where the actor may stand for ever: its end; its start, too, if it need not begin. */
  readonly rest: readonly string[];
  /** Nobody may count on it: what it could do does not save others from a deadlock. */
  readonly environment?: boolean;
  /** Several steps from one location are a choice that the search makes both ways. */
  readonly steps: readonly Step[];
}

export interface Invariant {
  /** Unique. */
  readonly name: string;
  /** What a break is called in a matrix; several invariants may share it. Free text here. */
  readonly outcome?: string;
  /** One sentence: what must be true. */
  readonly sentence: string;
  /** Who says so. */
  readonly source?: string;
  /**
   * `always`: `holds` is asked in the first state and after each step. `rest`: `holds` is asked in each of these states in which every actor is at rest.
   * `checked`: only `check` statements break it. These may name an invariant of the other two kinds as well.
   */
  readonly when: 'always' | 'rest' | 'checked';
  /** Absent exactly if `when` is `checked`. */
  readonly holds?: BoolExpr;
}

/** A predicate with a name. */
export interface Named {
  readonly name: string;
  readonly sentence: string;
  readonly reached: BoolExpr;
}

/**
 * A system of actors over fields, from one first state.
 *
 * A state with no enabled step but those of environment actors is a *deadlock* if some actor is not at rest. A state in which one of `ends` is true is a
 * proper end: no step is enabled there, and neither deadlock nor the invariants at rest are asked.
 */
export interface Model {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly actors: readonly Actor[];
  /** In order of precedence: if one step breaks several, or several steps equally far from the first state, the first one here is told. */
  readonly invariants: readonly Invariant[];
  /** States that some schedule should reach, so that an answer is not empty. Each is reported as reached or not. */
  readonly sometimes: readonly Named[];
  /** Reported as reached or not, like `sometimes`. */
  readonly ends: readonly Named[];
  /** Names of the costs. */
  readonly costs: readonly string[];
}

/** An action is a step of an actor, known by its place in this list: steps in order within actors in order. Traces and searches speak of actions by index. */
export interface Action {
  readonly index: number;
  readonly actor: Actor;
  readonly step: Step;
}

export function actionsOf(model: Model): readonly Action[] {
  return model.actors.flatMap((actor) => actor.steps.map((step) => ({ actor, step }))).map((action, index) => ({ index, ...action }));
}
