/** Builders of expressions and statements. A number stands for itself, a truth value too. They build data and simplify nothing. */
import type { BoolExpr, Comparison, IntExpr, Place, Statement } from './model.ts';

export type Int = IntExpr | number;
export type Bool = BoolExpr | boolean;

export const int = (value: Int): IntExpr => (typeof value === 'number' ? { op: 'int', value } : value);
export const bool = (value: Bool): BoolExpr => (typeof value === 'boolean' ? { op: 'bool', value } : value);

export const plus = (left: Int, right: Int): IntExpr => ({ op: 'plus', left: int(left), right: int(right) });
export const minus = (left: Int, right: Int): IntExpr => ({ op: 'minus', left: int(left), right: int(right) });
export const times = (left: Int, right: Int): IntExpr => ({ op: 'times', left: int(left), right: int(right) });
/** The smaller of the two. */
export const least = (left: Int, right: Int): IntExpr => ({ op: 'least', left: int(left), right: int(right) });
/** The larger of the two. */
export const most = (left: Int, right: Int): IntExpr => ({ op: 'most', left: int(left), right: int(right) });
/** Bit by bit, on 32-bit numbers. */
export const xor = (left: Int, right: Int): IntExpr => ({ op: 'xor', left: int(left), right: int(right) });
/** 0 with no terms. */
export const sum = (terms: readonly Int[]): IntExpr => (terms.length === 0 ? int(0) : terms.map(int).reduce(plus));
export const choose = (condition: Bool, then: Int, otherwise: Int): IntExpr => ({
  op: 'if',
  condition: bool(condition),
  then: int(then),
  otherwise: int(otherwise),
});

const compare =
  (op: Comparison) =>
  (left: Int, right: Int): BoolExpr => ({ op, left: int(left), right: int(right) });
export const eq = compare('eq');
export const ne = compare('ne');
export const lt = compare('lt');
export const le = compare('le');
export const gt = compare('gt');
export const ge = compare('ge');
/** A flag that is set: any value but 0. */
export const on = (flag: Int): BoolExpr => ne(flag, 0);
export const off = (flag: Int): BoolExpr => eq(flag, 0);

export const and = (...terms: readonly Bool[]): BoolExpr => ({ op: 'and', terms: terms.map(bool) });
export const or = (...terms: readonly Bool[]): BoolExpr => ({ op: 'or', terms: terms.map(bool) });
export const not = (term: Bool): BoolExpr => ({ op: 'not', term: bool(term) });
export const implies = (condition: Bool, conclusion: Bool): BoolExpr => or(not(condition), conclusion);
/** The actor stands at one of these locations. */
export const at = (actor: string, ...locations: readonly string[]): BoolExpr => ({ op: 'at', actor, locations });

export const set = (place: Place, value: Int): Statement => ({ do: 'set', place, value: int(value) });
export const increase = (place: Place, by: Int): Statement => set(place, plus(place, by));
export const decrease = (place: Place, by: Int): Statement => set(place, minus(place, by));
export const when = (condition: Bool, then: readonly Statement[], otherwise: readonly Statement[] = []): Statement => ({
  do: 'when',
  condition: bool(condition),
  then,
  otherwise,
});
/** The invariant is broken at this step if the condition is false. */
export const check = (invariant: string, condition: Bool): Statement => ({ do: 'check', invariant, condition: bool(condition) });
export const spend = (cost: string, amount: Int): Statement => ({ do: 'spend', cost, amount: int(amount) });
export const remark = (text: string): Statement => ({ do: 'remark', text });
