/** Each scenario hangs on its steps: with one of them changed, its verdict turns. A scenario whose verdict nothing could turn would say nothing. */
import { describe, expect, it } from 'vitest';
import type { BoolExpr, Model, Step } from '../../../src/sim/form/index.ts';
import type { PolicyName } from '../../../src/sim/policy/index.ts';
import { compile, library, type ScenarioDescription, type Variant, variantsOf } from '../../../src/sim/scenario/index.ts';
import { judge, scenarioOf } from '../support/judge.ts';

interface Mutation {
  readonly scenario: string;
  readonly policy: PolicyName;
  readonly variant: Variant;
  readonly from: string;
  readonly to: string;
  readonly model?: (model: Model) => Model;
  readonly description?: (scenario: ScenarioDescription) => ScenarioDescription;
}

const always: BoolExpr = { op: 'bool', value: true };

/** Changes the steps whose `actor: step` begins so; there must be one. */
function editing(begins: string, edit: (step: Step) => Step): (model: Model) => Model {
  return (model) => {
    let found = 0;
    const actors = model.actors.map((actor) => ({
      ...actor,
      steps: actor.steps.map((step) => {
        if (!`${actor.name}: ${step.name}`.startsWith(begins)) return step;
        found++;
        return edit(step);
      }),
    }));
    if (found === 0) throw new Error(`${model.name} has no step ${begins}`);
    return { ...model, actors };
  };
}

/** The step is taken and does nothing. */
const idle = (begins: string) => editing(begins, (step) => ({ ...step, body: [] }));
/** A notifier that no device hears. */
const unheard = (begins: string) =>
  editing(begins, (step) => ({
    ...step,
    body: step.body.filter((statement) => statement.do === 'set' && statement.place.field.endsWith('.notifying')),
  }));
/** The step waits for nothing. */
const eager = (begins: string) => editing(begins, (step) => ({ ...step, guard: always }));

/** Every release uses the other primitive. */
const otherPrimitive = (scenario: ScenarioDescription): ScenarioDescription => ({
  ...scenario,
  actors: scenario.actors.map((actor) => ({
    ...actor,
    program: actor.program.map((step) =>
      step.do === 'release' ? { ...step, with: step.with === 'put' ? ('unpin' as const) : ('put' as const) } : step,
    ),
  })),
});

const mutation = (scenario: string, policy: PolicyName, variant: Variant, from: string, to: string, model: (model: Model) => Model): Mutation => ({
  scenario,
  policy,
  variant,
  from,
  to,
  model,
});
const rewritten = (scenario: string, policy: PolicyName, variant: Variant, from: string, to: string): Mutation => ({
  scenario,
  policy,
  variant,
  from,
  to,
  description: otherPrimitive,
});

const mutations: readonly Mutation[] = [
  mutation('a1', 'foll-pin', {}, 'CSUM', 'OK', idle('driver: device writes')),
  mutation('a1', 'c1-notify', { 'stable-writes': 'on' }, 'OK', 'CSUM', editing('driver: mkwrite: waits', withoutWait)),
  mutation('a2', 'base2018', { 'dirty-lock': 'on' }, 'OK', 'LOST', idle('driver: marks it dirty')),
  mutation('a2', 'off-lru', { 'dirty-lock': 'off' }, 'OK', 'UNDERFLOW', idle('driver: takes a pin')),
  mutation('a3', 'base2018', {}, 'CORRUPT', 'OK', idle('driver: marks it dirty')),
  mutation('a4', 'c2-bounce', {}, 'OK', 'CSUM', idle('writeback: W5 clears dirty or copies')),
  mutation('a5', 'c2-bounce', { check: 'after-mkclean', 'stable-writes': 'on' }, 'OK', 'CSUM', editing('driver: mkwrite: waits', withoutWait)),
  mutation('a5', 'off-lru', { retest: 'on', 'stable-writes': 'on' }, 'OK', 'CSUM', editing('driver: mkwrite: waits', withoutWait)),
  mutation('a6', 'c2-bounce', { 'fs-cow': 'alloc-at-writeback' }, 'OK', 'CORRUPT', idle('writeback: W8')),
  mutation('a7', 'base2018', { 'background-w': 'off' }, 'OK', 'LOST', idle('user: W10')),
  mutation('a7', 'base2018', { 'background-w': 'on' }, 'LOST', 'OK', idle('writeback: W5')),
  mutation('a8', 'foll-pin', {}, 'OK', 'LEAK', idle('driver: unpins it')),
  mutation('a9', 'c2-bounce', { mark: 'count' }, 'OK', 'CSUM', idle('writeback: W5 clears dirty or copies')),
  mutation('b1', 'foll-pin', { bvec: 'pfn-flag' }, 'OK', 'LEAK', idle('submitter: completes bio')),
  mutation('b2', 'foll-pin', { bvec: 'low-bit' }, 'CORRUPT', 'OK', idle('submitter: reads the page of the vec')),
  mutation('b3', 'foll-pin', { bvec: 'low-bit' }, 'CORRUPT', 'OK', idle('submitter: reads the page of the vec')),
  mutation('b4', 'foll-pin', { bvec: 'bio-flag-split' }, 'OK', 'LEAK', idle('submitter: completes bio')),
  mutation('b5', 'foll-pin', { bvec: 'mainline-6.12' }, 'OK', 'LEAK', idle('end-io: completes bio-g')),
  mutation('b6', 'foll-pin', { bvec: 'pfn-flag', surgery: 'moved', direction: 'g-to-n' }, 'OK', 'LEAK', idle('end-io-n: completes bio-n')),
  mutation('b7', 'foll-pin', { bvec: 'low-bit' }, 'OK', 'LEAK', idle('submitter: completes table')),
  mutation('b8', 'foll-pin', { bvec: 'bio-flag-split' }, 'OK', 'LEAK', idle('submitter: completes bio')),
  mutation('b9', 'foll-pin', { bvec: 'none' }, 'OK', 'LEAK', idle('submitter: completes bio')),
  mutation('c1', 'foll-pin', { acquire: 'pin', 'seq-recheck': 'on' }, 'OK', 'CORRUPT', idle('parent: fork: may it be pinned?')),
  mutation('c2', 'foll-pin', { flag: 'kept' }, 'OK', 'LEAK', idle('owner: puts it')),
  mutation('c2', 'foll-pin', { flag: 'lost' }, 'UNDERFLOW', 'OK', idle('loop: completes plain')),
  mutation('c3', 'foll-pin', {}, 'DENIED', 'UNDERFLOW', idle('driver: is refused')),
  mutation('c4', 'base2018', {}, 'OK', 'LEAK', idle('driver: completes bio')),
  mutation('c5', 'foll-pin', {}, 'DENIED', 'UNDERFLOW', idle('driver: is refused')),
  mutation('c6', 'base2018', { acquire: 'pin', release: 'unpin' }, 'OK', 'LEAK', idle('driver: unpins it')),
  mutation('c7', 'foll-pin', { drop: 'merged' }, 'OK', 'LEAK', idle('driver: unpins it')),
  mutation('c8', 'foll-pin', { trim: 'released' }, 'OK', 'LEAK', idle('driver: unpins it')),
  mutation('c9', 'foll-pin', { cleanup: 'twice' }, 'UNDERFLOW', 'LEAK', idle('driver: unpins it')),
  mutation('c9', 'foll-pin', { cleanup: 'once' }, 'OK', 'LEAK', idle('driver: unpins it')),
  mutation(
    'd1',
    'foll-pin',
    { callback: 'sync', csum: 'on', 'stable-writes': 'on' },
    'OK',
    'CSUM',
    unheard('writeback: W4 cleans the page table: notifier'),
  ),
  mutation('d2', 'foll-pin', { 'seq-check': 'on', csum: 'on' }, 'OK', 'CSUM', unheard('writeback: W4 cleans the page table: notifier')),
  mutation('d3', 'longterm-deny', { acquire: 'pin-longterm', memory: 'anon' }, 'OK', 'LEAK', idle('driver: unpins it')),
  mutation('d4', 'foll-pin', {}, 'UNDERFLOW', 'OK', idle('driver: puts it')),
  mutation('d5', 'foll-pin', {}, 'OK', 'LEAK', idle('driver: unpins it')),
  mutation('d6', 'foll-pin', { holder: 'odp', memory: 'ext4-shared' }, 'OK', 'UAF', unheard('truncate: T1 ends the file, unmaps: notifier')),
  mutation('d7', 'c1-notify', {}, 'OK', 'DEADLOCK', unheard('truncate: T1 ends the file, unmaps: notifier')),
  mutation('d8', 'base2018', {}, 'OK', 'LEAK', idle('driver: puts it')),
  rewritten('d8', 'foll-pin', {}, 'LEAK', 'OK'),
  mutation('e1', 'longterm-deny', { pmem: 'memmap', use: 'dma' }, 'OK', 'STALE-UNDETECTED', eager('unbind: U4')),
  mutation('e2', 'longterm-deny', { pmem: 'pfn-t' }, 'OK', 'STALE-UNDETECTED', eager('unbind: U3')),
  mutation('e3', 'longterm-deny', { pmem: 'pfn-t', sleep: 'until-unbind' }, 'DEADLOCK', 'OK', eager('unbind: U3')),
  mutation('e4', 'longterm-deny', { pmem: 'memmap' }, 'OK', 'LEAK', idle('dm: is done with it')),
  mutation('e5', 'longterm-deny', { pmem: 'memmap', longterm: 'off' }, 'OK', 'CORRUPT', eager('truncate: T0')),
  mutation('e6', 'longterm-deny', { pmem: 'dyn-page', 'recycle-delay': 'none' }, 'UAF', 'OK', idle('recycler: takes the free slot')),
  mutation('e7', 'longterm-deny', { pmem: 'memmap' }, 'OK', 'CORRUPT', eager('punch: T0')),
  rewritten('g1', 'foll-pin', {}, 'LEAK', 'OK'),
  rewritten('g2', 'foll-pin', { 'extra-gets': '0' }, 'UNDERFLOW', 'OK'),
  rewritten('g3', 'foll-pin', { order: 'pin-put', folio: 'large' }, 'LEAK', 'OK'),
  mutation('g4', 'foll-pin', { 'has-pinned': 'on' }, 'OK', 'LEAK', idle('earlier: unpins it')),
  mutation('g5', 'c2-bounce', {}, 'OK', 'CSUM', idle('writeback: W5 clears dirty or copies')),
  mutation('g6', 'foll-pin', { release: 'unpin' }, 'UNDERFLOW', 'OK', idle('borrower: unpins it')),
  mutation('g7', 'foll-pin', { cleanup: 'right' }, 'OK', 'LEAK', idle('driver: unpins it')),
  rewritten('g8', 'foll-pin', {}, 'UNDERFLOW', 'OK'),
  mutation('g9', 'foll-pin', { drop: 'merged' }, 'OK', 'LEAK', idle('driver: unpins it')),
  mutation('g10', 'foll-pin', { completion: 'check-pages-dirty', csum: 'off' }, 'OK', 'LOST', idle('driver: marks it dirty, locked')),
];

/** Whatever else the guard asks, it asks nothing of writeback. */
function withoutWait(step: Step): Step {
  const strip = (expr: BoolExpr): BoolExpr => {
    if (expr.op === 'and' || expr.op === 'or') return { ...expr, terms: expr.terms.map(strip) };
    if (expr.op !== 'eq' && expr.op !== 'ne') return expr;
    return expr.left.op === 'get' && expr.left.field.endsWith('.writeback') ? always : expr;
  };
  return { ...step, guard: strip(step.guard) };
}

describe('a changed step turns the verdict', () => {
  it.each(mutations)(
    'of $scenario under $policy with $variant from $from to $to',
    ({ scenario: id, policy, variant, from, to, model, description }) => {
      const scenario = scenarioOf(id);
      const chosen = variantsOf(scenario, policy).find((one) => Object.entries(variant).every(([key, value]) => one[key] === value));
      if (chosen === undefined) throw new Error(`${id} has no such variant under ${policy}`);
      const built = compile(scenario, policy, chosen);
      expect(judge(built).word).toBe(from);
      const changed = compile(description?.(scenario) ?? scenario, policy, chosen);
      expect(judge(model?.(changed) ?? changed).word).toBe(to);
    },
  );

  it('in every scenario of the library', () => {
    const turned = new Set(mutations.map(({ scenario }) => scenario));
    expect(library.map(({ name }) => name.split('-', 1)[0]).filter((id) => !turned.has(id ?? ''))).toEqual([]);
  });
});
