/** What expressions and steps read and write, in cells. An index that is not constant counts as the whole field. */
import type { BoolExpr, IntExpr, Model, Place, Statement, Step } from '../form/index.ts';
import type { Layout } from './layout.ts';

export interface Footprint {
  readonly reads: ReadonlySet<number>;
  readonly writes: ReadonlySet<number>;
}

/** The cells that a predicate reads, locations of actors included. */
export function readsOf(exprs: readonly BoolExpr[], model: Model, layout: Layout): ReadonlySet<number> {
  const walk = walker(model, layout);
  for (const expr of exprs) walk.bool(expr);
  return walk.reads;
}

/** Of guard and body, the actor's own location apart: that the step reads and writes it goes without saying. */
export function footprintOf(step: Step, model: Model, layout: Layout): Footprint {
  const walk = walker(model, layout);
  walk.bool(step.guard);
  for (const statement of step.body) walk.statement(statement);
  return walk;
}

function walker(model: Model, layout: Layout) {
  const reads = new Set<number>();
  const writes = new Set<number>();
  const lengths = new Map(model.fields.map(({ name, length }) => [name, length ?? 1]));
  const touch = ({ field, index }: Place, cells: Set<number>): void => {
    const first = layout.first.get(field) ?? 0;
    if (index?.op === 'int' || index === undefined) {
      cells.add(first + (index?.value ?? 0));
      return;
    }
    int(index);
    for (let i = 0; i < (lengths.get(field) ?? 1); i++) cells.add(first + i);
  };
  const int = (expr: IntExpr): void => {
    switch (expr.op) {
      case 'int':
        return;
      case 'get':
        touch(expr, reads);
        return;
      case 'if':
        bool(expr.condition);
        int(expr.then);
        int(expr.otherwise);
        return;
      case 'least':
      case 'minus':
      case 'most':
      case 'plus':
      case 'times':
      case 'xor':
        int(expr.left);
        int(expr.right);
    }
  };
  const bool = (expr: BoolExpr): void => {
    switch (expr.op) {
      case 'bool':
        return;
      case 'and':
      case 'or':
        expr.terms.forEach(bool);
        return;
      case 'not':
        bool(expr.term);
        return;
      case 'at':
        reads.add(model.actors.findIndex(({ name }) => name === expr.actor));
        return;
      case 'eq':
      case 'ge':
      case 'gt':
      case 'le':
      case 'lt':
      case 'ne':
        int(expr.left);
        int(expr.right);
    }
  };
  const statement = (one: Statement): void => {
    switch (one.do) {
      case 'set':
        touch(one.place, writes);
        int(one.value);
        return;
      case 'when':
        bool(one.condition);
        one.then.forEach(statement);
        one.otherwise.forEach(statement);
        return;
      case 'check':
        bool(one.condition);
        return;
      // costs and remarks are no part of a state; what they read can change no verdict
      case 'spend':
      case 'remark':
        return;
      default:
        one satisfies never;
    }
  };
  return { reads, writes, bool, statement };
}
