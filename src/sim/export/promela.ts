/**
 * A model as Promela, for `spin -a`, `gcc -DSAFETY pan.c`, `./pan -E`: an error exactly where the verdict is *violated*, or where the model leaves its ranges.
 *
 * An actor is a process, a step one `d_step`, a location a label and a variable that others can read. Invariants are assertions at the end of the steps that
 * can change them, ranges of fields before the assignments that can leave them. A deadlock is an assertion of a process of its own, since Spin's invalid end
 * states know neither of actors that may rest anywhere nor of the environment. Costs and remarks are left out: they are no part of a state.
 *
 * Without reductions (`spin -a -o2`, `gcc -DNOREDUCE`) Spin finds as many states as the search, and one more: that before the processes run. Without -o2 it
 * takes states for one that differ in a variable that only one process uses and will write before it reads it.
 */
import {
  type BoolExpr,
  type Field,
  type Fields,
  fieldsOf,
  type IntExpr,
  intervalOf,
  type Model,
  mustBeSound,
  type Place,
  printSource,
  type Statement,
  type Step,
} from '../form/index.ts';
import { comment, identifiers } from './promelaNames.ts';

/** A model to be put into a program with others. */
export interface PromelaParts {
  /** Variables and process types. */
  readonly declarations: string;
  /** Statements that start it, to be done in one `atomic`. */
  readonly start: readonly string[];
}

/** @throws {ModelError} if the model is not sound. */
export function promelaOf(model: Model): string {
  const { declarations, start } = promelaParts(model, '');
  const title = comment(`model ${model.name}; spin -a FILE && gcc -DSAFETY -o pan pan.c && ./pan -E`);
  return `${title}\n${declarations}\ninit {\n  atomic {\n    ${start.join(';\n    ')}\n  }\n}\n`;
}

/** `prefix` begins each name of the model's own. @throws {ModelError} if the model is not sound. */
export function promelaParts(model: Model, prefix: string): PromelaParts {
  mustBeSound(model);
  const writer = writerOf(model, prefix);
  const rest = model.actors
    .filter((actor) => actor.locations.some((location) => !actor.rest.includes(location)))
    .map(({ name, rest }) => writer.bool({ op: 'at', actor: name, locations: rest }));
  const ended = model.ends.map(({ reached }) => writer.bool(reached));
  const declarations = [
    ...model.fields.map((field) => writer.declare(field)),
    ...model.actors.map((actor) => {
      const list = comment(actor.locations.map((location, i) => `${i} ${location}`).join(', '));
      return `${typeFor(0, actor.locations.length - 1)} ${writer.location(actor.name)} = ${actor.locations.indexOf(actor.start)}; ${list}`;
    }),
    '',
    `#define ${writer.name('macro', 'AT_REST')} (${rest.length === 0 ? 'true' : rest.join(' && ')})`,
    ...(ended.length === 0 ? [] : [`#define ${writer.name('macro', 'ENDED')} (${ended.join(' || ')})`]),
    ...model.invariants.flatMap(({ name, holds, sentence }, rank) =>
      holds === undefined
        ? []
        : [`#define ${writer.name('invariant', `INVARIANT_${rank}`)} ${writer.bool(holds)} ${comment(`${name}: ${sentence}`)}`],
    ),
    '',
    ...model.actors.flatMap((_, actor) => actorLines(model, writer, actor)),
    ...deadlockLines(model, writer),
  ];
  const first = model.invariants.flatMap(({ when }, rank) => assertion(model, writer, rank, when));
  const processes = [...model.actors.map(({ name }) => writer.name('process', name)), writer.name('process of its own', 'deadlock')];
  return { declarations: declarations.join('\n'), start: [...first, ...processes.map((name) => `run ${name}()`)] };
}

type Writer = ReturnType<typeof writerOf>;

/** Expressions and statements of one model in Promela. */
function writerOf(model: Model, prefix: string) {
  const name = identifiers(prefix);
  const fields: Fields = fieldsOf(model);
  const ended = model.ends.length > 0;

  const place = ({ field, index }: Place): string => `${name('field', field)}${index === undefined ? '' : `[${int(index)}]`}`;
  const int = (expr: IntExpr): string => {
    switch (expr.op) {
      case 'int':
        return expr.value < 0 ? `(${expr.value})` : `${expr.value}`;
      case 'get':
        return place(expr);
      case 'if':
        return `(${bool(expr.condition)} -> ${int(expr.then)} : ${int(expr.otherwise)})`;
      case 'least':
      case 'most':
        return `(${int(expr.left)} ${expr.op === 'least' ? '<' : '>'} ${int(expr.right)} -> ${int(expr.left)} : ${int(expr.right)})`;
      case 'minus':
      case 'plus':
      case 'times':
      case 'xor':
        return `(${int(expr.left)} ${{ plus: '+', minus: '-', times: '*', xor: '^' }[expr.op]} ${int(expr.right)})`;
    }
  };
  const location = (actor: string) => name('location', `at_${actor}`);
  const bool = (expr: BoolExpr): string => {
    switch (expr.op) {
      case 'bool':
        return `${expr.value}`;
      case 'and':
        return expr.terms.length === 0 ? 'true' : `(${expr.terms.map(bool).join(' && ')})`;
      case 'or':
        return expr.terms.length === 0 ? 'false' : `(${expr.terms.map(bool).join(' || ')})`;
      case 'not':
        return negated(bool(expr.term));
      case 'at': {
        const all = model.actors.find((actor) => actor.name === expr.actor)?.locations ?? [];
        const tests = expr.locations.map((one) => `${location(expr.actor)} == ${all.indexOf(one)}`);
        return tests.length === 0 ? 'false' : `(${tests.join(' || ')})`;
      }
      case 'eq':
      case 'ge':
      case 'gt':
      case 'le':
      case 'lt':
      case 'ne':
        return `(${int(expr.left)} ${{ eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' }[expr.op]} ${int(expr.right)})`;
    }
  };

  const statement = (one: Statement): string[] => {
    switch (one.do) {
      case 'set': {
        const { min, max } = fields.get(one.place.field) ?? { min: 0, max: 0 };
        const bounds = intervalOf(one.value, fields);
        const value = int(one.value);
        const inRange = [...(bounds.min < min ? [`${value} >= ${min}`] : []), ...(bounds.max > max ? [`${value} <= ${max}`] : [])];
        return [...(inRange.length === 0 ? [] : [`assert(${inRange.join(' && ')})`]), `${place(one.place)} = ${value}`];
      }
      case 'when': {
        const branch = (body: readonly Statement[]) => {
          const lines = body.flatMap(statement);
          return lines.length === 0 ? 'skip' : lines.join('; ');
        };
        return [`if :: ${bool(one.condition)} -> ${branch(one.then)} :: else -> ${branch(one.otherwise)} fi`];
      }
      case 'check':
        return [`assert(${bool(one.condition)}) ${comment(one.invariant)}`];
      case 'spend':
      case 'remark':
        return [];
      default:
        return one satisfies never;
    }
  };
  const declare = ({ name: field, min, max, length, initial }: Field): string => {
    const text = name('field', field);
    const type = typeFor(min, max);
    if (typeof initial === 'number') return `${type} ${text}${length === undefined ? '' : `[${length}]`} = ${initial};`;
    return `${type} ${text}${length === undefined ? '' : `[${length}]`} = {${initial.join(', ')}};`;
  };
  /** What must be true besides the actor's location. */
  const guard = (step: Step) => (ended ? `!${name('macro', 'ENDED')} && ${bool(step.guard)}` : bool(step.guard));
  return { name, int, bool, location, statement, declare, guard, ended };
}

function negated(text: string): string {
  return text.startsWith('(') ? `!${text}` : `!(${text})`;
}

/** The narrowest type of Promela. */
function typeFor(min: number, max: number): string {
  if (min >= 0 && max <= 1) return 'bit';
  if (min >= 0 && max <= 255) return 'byte';
  return min >= -32_768 && max <= 32_767 ? 'short' : 'int';
}

/** An assertion of what is asked of a state. */
function assertion(model: Model, writer: Writer, rank: number, when: 'always' | 'rest' | 'checked'): string[] {
  const name = writer.name('invariant', `INVARIANT_${rank}`);
  if (when === 'always') return [`assert(${name})`];
  if (when === 'checked' || model.invariants[rank]?.holds === undefined) return [];
  return [`assert(!${writer.name('macro', 'AT_REST')} || ${writer.ended ? `${writer.name('macro', 'ENDED')} || ` : ''}${name})`];
}

function actorLines(model: Model, writer: Writer, nth: number): string[] {
  const actor = model.actors[nth];
  if (actor === undefined) return [];
  const label = (location: string) =>
    writer.name(`label of ${actor.name}`, `${writer.name('process', actor.name)}_${actor.locations.indexOf(location)}`);
  // the first label is where the process begins
  const locations = [actor.start, ...actor.locations.filter((location) => location !== actor.start)];
  return [
    `proctype ${writer.name('process', actor.name)}() {`,
    ...locations.flatMap((location, i) => {
      const last = i === locations.length - 1 ? '' : ';';
      const steps = actor.steps.filter(({ from }) => from === location);
      if (steps.length === 0) return [`${label(location)}: ${comment(location)}`, `  false${last}`];
      const options = steps.flatMap((step) => {
        const source = step.source === undefined ? '' : `, ${printSource(step.source)}`;
        const body = [...step.body.flatMap(writer.statement), ...afterwards(model, writer, nth, step)];
        return [
          `  :: d_step { ${comment(`${step.name}${source}`)}`,
          `       ${writer.guard(step)} ->`,
          ...body.map((line, j) => `       ${line}${j === body.length - 1 ? '' : ';'}`),
          `     }; goto ${label(step.to)}`,
        ];
      });
      return [`${label(location)}: ${comment(location)}`, '  if', ...options, `  fi${last}`];
    }),
    '}',
    '',
  ];
}

/** The move, and the assertions that the step can have made false. */
function afterwards(model: Model, writer: Writer, nth: number, step: Step): string[] {
  const actor = model.actors[nth];
  if (actor === undefined) return [];
  const moved = `${writer.location(actor.name)} = ${actor.locations.indexOf(step.to)}`;
  const written = new Set<string>();
  const collect = (statements: readonly Statement[]): void => {
    for (const one of statements) {
      if (one.do === 'set') written.add(one.place.field);
      if (one.do === 'when') collect([...one.then, ...one.otherwise]);
    }
  };
  collect(step.body);
  const asserted = model.invariants.flatMap(({ when, holds }, rank) => {
    if (holds === undefined || (when === 'rest' && !actor.rest.includes(step.to))) return [];
    const touched = when === 'rest' || mentions(holds, (field) => written.has(field), actor.name);
    return touched ? assertion(model, writer, rank, when) : [];
  });
  return [moved, ...asserted];
}

function mentions(expr: BoolExpr, field: (name: string) => boolean, actor: string): boolean {
  const int = (one: IntExpr): boolean => {
    if (one.op === 'int') return false;
    if (one.op === 'get') return field(one.field) || (one.index !== undefined && int(one.index));
    if (one.op === 'if') return bool(one.condition) || int(one.then) || int(one.otherwise);
    return int(one.left) || int(one.right);
  };
  const bool = (one: BoolExpr): boolean => {
    switch (one.op) {
      case 'bool':
        return false;
      case 'and':
      case 'or':
        return one.terms.some(bool);
      case 'not':
        return bool(one.term);
      case 'at':
        return one.actor === actor;
      case 'eq':
      case 'ge':
      case 'gt':
      case 'le':
      case 'lt':
      case 'ne':
        return int(one.left) || int(one.right);
    }
  };
  return bool(expr);
}

/** `timeout` is true where no process can move. With an environment, which nobody may count on, it is said step by step. */
function deadlockLines(model: Model, writer: Writer): string[] {
  const calm = `!${writer.name('macro', 'AT_REST')}${writer.ended ? ` && !${writer.name('macro', 'ENDED')}` : ''}`;
  const movable = model.actors
    .filter(({ environment }) => environment !== true)
    .flatMap(({ name, steps }) =>
      steps.map((step) => `${writer.bool({ op: 'at', actor: name, locations: [step.from] })} && ${writer.bool(step.guard)}`),
    );
  const stuck = model.actors.some(({ environment }) => environment === true)
    ? movable.map((test) => ` &&\n      !(${test})`).join('')
    : ' && timeout';
  return [
    `proctype ${writer.name('process of its own', 'deadlock')}() {`,
    '  atomic {',
    `    ${calm}${stuck} ->`,
    '    assert(false)',
    '  }',
    '}',
    '',
  ];
}
