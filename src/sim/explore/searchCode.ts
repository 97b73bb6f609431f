/**
 * The search of one model as JavaScript text: packed states in typed arrays, the guards of a location behind a switch on it, no object made for a state.
 * What it does to the arrays is explained at `SearchCode`; when they grow and when to stop is the driver's business (search.ts).
 *
 * A state is `words` 32-bit numbers in `states`, in the order in which states were found. The table holds 0 or a state's number plus 1 in its low bits and
 * some of its hash above, so that a probe rarely looks at a state that is another one; equality is decided by the words alone. Breadth first means that
 * states are expanded in the order in which they were found, so the number of new states that each one found is all that is kept of parents.
 */
import { type Action, fieldsOf, inside, intervalOf, type Model, type Statement } from '../form/index.ts';
import { NO_BREAK } from './closures.ts';
import { type Emitter, emitAt, emitterOf, type Reader } from './emit.ts';
import { footprintOf, readsOf } from './footprint.ts';
import type { Layout } from './layout.ts';
import type { Machine } from './machine.ts';

/** What the generated code keeps for the driver to read. */
export interface Progress {
  /** States found so far. */
  readonly count: number;
  /** States expanded so far: the number of the next one. */
  readonly head: number;
  readonly transitions: number;
  /** The lowest rank that a step broke, and the state and the action that did; `NO_BREAK` for none. */
  readonly rank: number;
  readonly brokenBy: number;
  readonly action: number;
  /** The first state in whose expansion a range was left, or -1. */
  readonly faulty: number;
  /** The first deadlock, or -1. */
  readonly dead: number;
  /** The first state with nothing left to do, or -1. */
  readonly finished: number;
}

export interface SearchCode {
  /** Hands over the arrays, as large as those before or larger, with the same content. */
  readonly hold: (states: Int32Array, found: Uint8Array | Uint16Array) => void;
  /** Forgets the table, so that there need never be two. */
  readonly dropTable: () => void;
  /** Hands over an empty table, which is filled with the states that there are. An index plus 1 fits in `indexBits`. */
  readonly fill: (table: Int32Array, indexBits: number) => void;
  /** Adds the first state, packed. */
  readonly begin: (first: Int32Array) => void;
  /** Goes on where other code stopped, with the arrays that it filled. To come before these are handed over. */
  readonly resume: (progress: Progress, reached: Uint8Array) => void;
  /**
   * Expands states before `until`, as long as all that one could lead to are within `room`, which the arrays hold, and as there are no more than `limit`.
   * Returns early after a deadlock, too.
   */
  readonly run: (until: number, room: number, limit: number) => void;
  readonly progress: () => Progress;
  /** By the order of `sometimes`, then `ends`: 1 if such a state was found. */
  readonly reached: Uint8Array;
}

/** Which actors are enough to expand, by the locations of all: see reduction.ts. A list of pairs: an actor to try, and the set as bits if it can move. */
export type Plan = (key: number) => Int32Array;

/**
 * Successors that wait before they are looked up. Where the table and the states do not fit the caches, a look-up waits for memory; of many that do not
 * depend on each other, the processor waits for all at once.
 */
const BATCH = 48;

export function searchCodeOf(machine: Machine, plan: Plan | undefined): SearchCode {
  const { model } = machine;
  const reached = new Uint8Array(model.sometimes.length + model.ends.length);
  // oxlint-disable-next-line typescript/no-implied-eval -- the text is made from a model that was found sound, by the functions below
  const make = new Function('reached', 'plan', searchText(machine, plan !== undefined)) as (reached: Uint8Array, plan?: Plan) => SearchCode;
  return make(reached, plan);
}

function searchText({ model, layout, actions, branching }: Machine, reduced: boolean): string {
  const words = Array.from({ length: layout.words }, (_, i) => i);
  const old = words.map((i) => `w${i}`).join(', ');
  const fresh = words.map((i) => `n${i}`).join(', ');
  const emit = emitterOf(model, layout);
  const predicates = predicateText(model, layout, emit, fresh);
  const actors = model.actors.map((_, actor) => actorText({ model, layout, emit, actions, actor, old }));
  const environment = model.actors.map((actor) => actor.environment === true);
  const counted = model.actors.map((_, i) => `m${i}`);
  const moving = counted.filter((_, i) => environment[i] !== true);
  const expandAll = `const ${counted.map((m, i) => `${m} = a${i}(${old})`).join(', ')};
    transitions += ${counted.join(' + ')};
    if (${moving.length === 0 ? '0' : moving.join(' + ')} === 0) idle(${old});`;
  const expand = reduced
    ? `const p = plan(${locationKey(model, layout)});
    let done = false;
    for (let j = 0; j < p.length && !done; j += 2) {
      const m = expandOne(p[j], ${old});
      if (m === 0) continue;
      done = true;
      transitions += m;
      for (let rest = p[j + 1], i = 0; rest !== 0; rest >>>= 1, i++) if ((rest & 1) !== 0) transitions += expandOne(i, ${old});
    }
    if (!done) { ${expandAll} }`
    : expandAll;
  return `'use strict';
let S = new Int32Array(0), K = new Uint8Array(0), T = new Int32Array(0), indexBits = 1, indexMask = 1, scale = 0, last = 0;
let count = 0, head = 0, transitions = 0, rank = ${NO_BREAK}, brokenBy = -1, action = -1, fault = 0, faulty = -1, dead = -1, finished = -1;
let pending = ${predicates.named}, queued = 0;
const Q = new Int32Array(${(branching + BATCH) * layout.words}), H = new Int32Array(${branching + BATCH}), P = new Int32Array(${branching + BATCH}), E = new Int32Array(${branching + BATCH});
${predicates.text}
function insert(${fresh}) {
  const o = queued * ${layout.words};
  ${words.map((w) => `Q[o${w === 0 ? '' : ` + ${w}`}] = n${w};`).join(' ')}
  H[queued] = ${hashText(words)};
  P[queued++] = head;
}
function drain() {
  const states = S, table = T, bits = indexBits, mask = indexMask, size = scale, end = last, n = queued;
  for (let j = 0; j < n; j++) E[j] = table[(H[j] >>> 0) * size | 0];
  for (let j = 0; j < n; j++) E[j] = E[j] !== 0 && (E[j] ^ H[j] << bits) >>> bits === 0 ? states[((E[j] & mask) - 1) * ${layout.words}] : 0;
  for (let j = 0; j < n; j++) {
    const q = j * ${layout.words};
    const ${words.map((w) => `n${w} = Q[q${w === 0 ? '' : ` + ${w}`}]`).join(', ')};
    const h = H[j], tag = h << bits;
    let i = (h >>> 0) * size | 0, known = false;
    for (let e = table[i]; e !== 0; e = table[i]) {
      if ((e ^ tag) >>> bits === 0) {
        const o = ((e & mask) - 1) * ${layout.words};
        if (${words.map((w) => `states[o${w === 0 ? '' : ` + ${w}`}] === n${w}`).join(' && ')}) { known = true; break; }
      }
      i = i === end ? 0 : i + 1;
    }
    if (known) continue;
    table[i] = tag | count + 1;
    const o = count * ${layout.words};
    ${words.map((w) => `states[o${w === 0 ? '' : ` + ${w}`}] = n${w};`).join(' ')}
    count++;
    K[P[j]]++;
    if (pending !== 0) seen(${fresh});
  }
  queued = 0;
}
function refill(${fresh}, state) {
  const h = ${hashText(words)};
  let i = (h >>> 0) * scale | 0;
  while (T[i] !== 0) i = i === last ? 0 : i + 1;
  T[i] = h << indexBits | state + 1;
}
function broken(r, by, ${fresh}) {
  if (pending !== 0) seen(${fresh});
  if (r < rank) { rank = r; brokenBy = head; action = by; }
}
function idle(${old}) {
  if (${restText(model, layout, undefined)}) { if (finished < 0) finished = head; } else dead = head;
}
${actors.join('\n')}
${reduced ? `function expandOne(actor, ${old}) { switch (actor) { ${model.actors.map((_, i) => `case ${i}: return a${i}(${old});`).join(' ')} default: return 0; } }` : ''}
return {
  hold(states, found) { S = states; K = found; },
  dropTable() { T = new Int32Array(0); },
  fill(table, bits) {
    T = table; indexBits = bits; indexMask = (1 << bits) - 1; last = table.length - 1; scale = table.length / 4294967296;
    for (let s = 0, o = 0; s < count; s++, o += ${layout.words}) refill(${words.map((w) => `S[o${w === 0 ? '' : ` + ${w}`}]`).join(', ')}, s);
  },
  resume(p, seen) {
    ({ count, head, transitions, rank, brokenBy, action, faulty, dead, finished } = p);
    reached.set(seen);
    for (const one of seen) pending -= one;
  },
  begin(first) { insert(${words.map((w) => `first[${w}]`).join(', ')}); drain(); K[0] = 0; },
  run(until, room, limit) {
    while (head < until && dead < 0) {
      if (queued >= ${BATCH}) drain();
      if (count + queued + ${branching} > room || count + queued > limit) {
        drain();
        if (count + ${branching} > room || count > limit) break;
      }
      const o = head * ${layout.words};
      const ${words.map((w) => `w${w} = S[o${w === 0 ? '' : ` + ${w}`}]`).join(', ')};
      ${predicates.ended === undefined ? '' : `if (${predicates.ended}(${old})) { if (finished < 0) finished = head; } else {`}
      ${expand}
      ${predicates.ended === undefined ? '' : '}'}
      if (fault !== 0 && faulty < 0) faulty = head;
      head++;
    }
    drain();
  },
  progress() { return { count, head, transitions, rank, brokenBy, action, faulty, dead, finished }; },
  reached,
};`;
}

/** Multiply and fold, word by word: each word's bits reach all of the result. */
function hashText(words: readonly number[]): string {
  const mixed = words.reduce((text, w) => (w === 0 ? 'Math.imul(n0, 0x9e3779b1)' : `Math.imul(fold(${text}) + n${w} | 0, 0x85ebca6b)`), '');
  return `fold(Math.imul(fold(${mixed}), 0xc2b2ae35 | 0))`;
}

/** Text that reads a cell of the packed words named by `prefix`. */
function unpackText(layout: Layout, cell: number, prefix: string): string {
  const { word, shift, bits, min } = layout.cells[cell] ?? { word: 0, shift: 0, bits: 0, min: 0 };
  if (bits === 0) return min < 0 ? `(${min})` : `${min}`;
  const shifted = shift === 0 ? `${prefix}${word}` : `${prefix}${word} >>> ${shift}`;
  const value = bits === 32 ? `(${prefix}${word} | 0)` : shift + bits === 32 && shift > 0 ? `(${shifted})` : `(${shifted} & ${2 ** bits - 1})`;
  return min === 0 ? value : `(${value} + ${min < 0 ? `(${min})` : min} | 0)`;
}

/** A choice between elements by their index, in a temporary of its own; outside all of them, a fault. */
function elementText(read: (cell: number) => string, temporary: string, first: number, length: number, index: string, proven: boolean): string {
  const cells = Array.from({ length: proven ? length - 1 : length }, (_, i) => `${temporary} === ${i} ? ${read(first + i)} : `);
  return `(${temporary} = ${index}, ${cells.join('')}${proven ? read(first + length - 1) : '(fault = 1, 0)'})`;
}

/** Reads packed words; temporaries are numbered from 0 and said by `temporaries` when all is emitted. */
function packedReader(layout: Layout, prefix: string, cell: (cell: number) => string | undefined) {
  let count = 0;
  const read = (at: number) => cell(at) ?? unpackText(layout, at, prefix);
  const reader: Reader = {
    cell: read,
    element: (first, length, index, proven) => elementText(read, `t${count++}`, first, length, index, proven),
    location: read,
  };
  return { reader, temporaries: () => (count === 0 ? '' : `let ${Array.from({ length: count }, (_, i) => `t${i} = 0`).join(', ')};`) };
}

function restText(model: Model, layout: Layout, but: number | undefined): string {
  const tests = model.actors.flatMap(({ locations, rest }, actor) => {
    if (actor === but) return [];
    const test = emitAt(
      locations.length,
      rest.map((location) => locations.indexOf(location)),
      unpackText(layout, actor, 'w'),
    );
    return test === 'true' ? [] : [test];
  });
  return tests.length === 0 ? 'true' : tests.join(' && ');
}

/** One number for where all actors stand, smaller than 2^53: see `canReduce`. */
function locationKey(model: Model, layout: Layout): string {
  return model.actors.reduceRight(
    (text, { locations }, actor) => `(${unpackText(layout, actor, 'w')}${text === '' ? '' : ` + ${locations.length} * ${text}`})`,
    '',
  );
}

function predicateText(model: Model, layout: Layout, emit: Emitter, fresh: string) {
  const body = (expr: Parameters<Emitter['bool']>[0]) => {
    const { reader, temporaries } = packedReader(layout, 'n', () => undefined);
    const text = emit.bool(expr, reader);
    return `${temporaries()} return ${text};`;
  };
  const named = [...model.sometimes, ...model.ends];
  const invariants = model.invariants.map(({ holds }, rank) => (holds === undefined ? '' : `function i${rank}(${fresh}) { ${body(holds)} }`));
  const names = named.map(({ reached }, i) => `function e${i}(${fresh}) { ${body(reached)} }`);
  const ends = model.ends.map((_, i) => `e${model.sometimes.length + i}(${fresh})`);
  const rest = model.invariants.flatMap(({ when }, rank) => (when === 'rest' ? [`if (!i${rank}(${fresh}) && r > ${rank}) r = ${rank};`] : []));
  return {
    named: named.length,
    ended: ends.length === 0 ? undefined : 'ended',
    text: `function fold(x) { return x ^ x >>> 15; }
${invariants.join('\n')}
${names.join('\n')}
function seen(${fresh}) { ${named.map((_, i) => `if (reached[${i}] === 0 && e${i}(${fresh})) { reached[${i}] = 1; pending--; }`).join(' ')} }
${ends.length === 0 ? '' : `function ended(${fresh}) { return ${ends.join(' || ')}; }`}
function rest(r, ${fresh}) { ${ends.length === 0 ? '' : `if (ended(${fresh})) return r;`} ${rest.join(' ')} return r; }`,
  };
}

interface ActorContext {
  readonly model: Model;
  readonly layout: Layout;
  readonly emit: Emitter;
  readonly actions: readonly Action[];
  readonly actor: number;
  readonly old: string;
}

/** `aN(words)` takes all steps that actor N can take and returns how many. */
function actorText(context: ActorContext): string {
  const { model, layout, emit, actions, actor, old } = context;
  const name = model.actors[actor]?.name;
  const mine = actions.filter((action) => action.actor.name === name);
  const cases = (model.actors[actor]?.locations ?? []).flatMap((location, here) => {
    const steps = mine.filter(({ step }) => step.from === location);
    if (steps.length === 0) return [];
    const text = steps.map((action) => {
      const { reader, temporaries } = packedReader(layout, 'w', (cell) => (cell === actor ? `${here}` : undefined));
      const guard = emit.bool(action.step.guard, reader);
      return `{ ${temporaries()} if (${guard}) { n++; ${stepText(context, action, here)} } }`;
    });
    return [`case ${here}: {\n${text.join('\n')}\nbreak; }`];
  });
  return `function a${actor}(${old}) { let n = 0; switch (${unpackText(layout, actor, 'w')}) {\n${cases.join('\n')}\n} return n; }`;
}

function stepText({ model, layout, emit, actor }: ActorContext, { index, step }: Action, here: number): string {
  const fields = fieldsOf(model);
  const { writes } = footprintOf(step, model, layout);
  const label = `s${index}`;
  const { reader, temporaries } = packedReader(layout, 'w', (cell) => (cell === actor ? `${here}` : writes.has(cell) ? `c${cell}` : undefined));
  let checks = false;

  const outside = (cell: number) => {
    const { min, max } = layout.cells[cell] ?? { min: 0, max: 0 };
    return `if (c${cell} < ${min} || c${cell} > ${max}) { fault = 1; break ${label}; }`;
  };
  const statement = (one: Statement): string => {
    switch (one.do) {
      case 'set': {
        const field = fields.get(one.place.field);
        const proven = field !== undefined && inside(intervalOf(one.value, fields), field);
        const value = emit.int(one.value, reader);
        const cells = emit.place(one.place, reader);
        const assign = (cell: number, text: string) => `c${cell} = ${text};${proven ? '' : ` ${outside(cell)}`}`;
        if (cells.kind === 'one') return assign(cells.cell, value);
        const elements = Array.from({ length: cells.length }, (_, i) => `case ${i}: ${assign(cells.first + i, 'v')} break;`);
        return `{ const v = ${value}; switch (${cells.index}) { ${elements.join(' ')} default: fault = 1; break ${label}; } }`;
      }
      case 'when': {
        const otherwise = one.otherwise.length === 0 ? '' : ` else { ${one.otherwise.map(statement).join(' ')} }`;
        return `if (${emit.bool(one.condition, reader)}) { ${one.then.map(statement).join(' ')} }${otherwise}`;
      }
      case 'check': {
        checks = true;
        const rank = model.invariants.findIndex(({ name }) => name === one.invariant);
        return `if (!(${emit.bool(one.condition, reader)}) && r > ${rank}) r = ${rank};`;
      }
      case 'spend':
      case 'remark':
        return '';
      default:
        return one satisfies never;
    }
  };
  const body = step.body.map(statement).join(' ');

  const to = model.actors[actor]?.locations.indexOf(step.to) ?? 0;
  const touched = new Set(writes);
  if (to !== here) touched.add(actor);
  const packed = packText(layout, touched, (cell) => (cell === actor ? `${to}` : `c${cell}`));
  const fresh = packed.names.join(', ');
  const asked = model.invariants.flatMap(({ when, holds }, rank) => {
    if (when !== 'always' || holds === undefined) return [];
    const reads = readsOf([holds], model, layout);
    return [...touched].some((cell) => reads.has(cell)) ? [`if (!i${rank}(${fresh}) && r > ${rank}) r = ${rank};`] : [];
  });
  const rests = model.actors[actor]?.rest.includes(step.to) === true && model.invariants.some(({ when }) => when === 'rest');
  if (rests) asked.push(`if (${restText(model, layout, actor)}) r = rest(r, ${fresh});`);
  const judged = checks || asked.length > 0;
  return `${label}: { ${temporaries()} ${[...writes].map((cell) => `let c${cell} = ${unpackText(layout, cell, 'w')};`).join(' ')}
${judged ? `let r = ${NO_BREAK};` : ''} ${body}
${packed.text} ${asked.join(' ')}
if (fault !== 0) break ${label};
${judged ? `if (r !== ${NO_BREAK}) broken(r, ${index}, ${fresh}); else ` : ''}insert(${fresh}); }`;
}

/** New words from the old ones and the cells that changed; a word without a change is the old one. */
function packText(
  layout: Layout,
  touched: ReadonlySet<number>,
  value: (cell: number) => string,
): { readonly names: readonly string[]; readonly text: string } {
  const names: string[] = [];
  const lines: string[] = [];
  for (let word = 0; word < layout.words; word++) {
    const changed = [...touched].filter((cell) => layout.cells[cell]?.word === word && layout.cells[cell]?.bits !== 0);
    names.push(changed.length === 0 ? `w${word}` : `n${word}`);
    if (changed.length === 0) continue;
    let kept = -1;
    const parts = changed.map((cell) => {
      const { min, bits, shift } = layout.cells[cell] ?? { min: 0, bits: 0, shift: 0 };
      kept &= ~(bits === 32 ? -1 : ((1 << bits) - 1) << shift);
      const offset = min === 0 ? value(cell) : min < 0 ? `${value(cell)} + ${-min}` : `${value(cell)} - ${min}`;
      return shift === 0 ? `(${offset} | 0)` : `(${offset}) << ${shift}`;
    });
    lines.push(`const n${word} = w${word} & ${kept} | ${parts.join(' | ')};`);
  }
  return { names, text: lines.join(' ') };
}
