/** Values as linear forms, and what is known of them: true of numbers that stand for the symbols. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Facts } from '../../src/flow/facts.ts';
import { add, constant, type Linear, minus, plus, SymbolTable, same, symbolForm, times } from '../../src/flow/linear.ts';
import { State } from '../../src/flow/state.ts';

const SYMBOLS = 5;
const form: fc.Arbitrary<Linear> = fc
  .tuple(fc.integer({ min: -20, max: 20 }), fc.array(fc.tuple(fc.nat(SYMBOLS - 1), fc.integer({ min: -3, max: 3 })), { maxLength: 4 }))
  .map(([k, terms]) => terms.reduce((sum, [id, factor]) => plus(sum, symbolForm(id), factor), constant(k)));
const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: SYMBOLS, maxLength: SYMBOLS });

function valueOf({ k, terms }: Linear, of: readonly number[]): number {
  let sum = k;
  for (let i = 0; i < terms.length; i += 2) sum += (terms[i + 1] ?? 0) * (of[terms[i] ?? 0] ?? 0);
  return sum;
}

describe('linear forms', () => {
  it('calculate as numbers do', () => {
    fc.assert(
      fc.property(form, form, fc.integer({ min: -4, max: 4 }), numbers, (a, b, f, of) => {
        expect(valueOf(plus(a, b, f), of)).toBe(valueOf(a, of) + f * valueOf(b, of));
        expect(valueOf(minus(a, b), of)).toBe(valueOf(a, of) - valueOf(b, of));
        expect(valueOf(times(a, f), of) + 0).toBe(valueOf(a, of) * f + 0);
        expect(valueOf(add(a, f), of)).toBe(valueOf(a, of) + f);
      }),
    );
  });

  it('have one name and one hash however they were made', () => {
    fc.assert(
      fc.property(form, form, (a, b) => {
        const again = minus(plus(a, b), b);
        expect([same(again, a), again.full, again.hash]).toEqual([true, a.full, a.hash]);
        expect(same(a, b)).toBe(a.full === b.full);
        if (!same(a, b)) expect(a.hash).not.toEqual(b.hash);
      }),
    );
  });
});

describe('facts', () => {
  const told = fc.array(fc.tuple(form, fc.nat(10), fc.nat(10)), { maxLength: 8 });
  const knowing = (facts: readonly (readonly [Linear, number, number])[], of: readonly number[]): Facts => {
    const out = new Facts();
    for (const [f, below, above] of facts) expect(out.assume(f, { lo: valueOf(f, of) - below, hi: valueOf(f, of) + above })).toBe(true);
    return out;
  };

  it('never rule out what is so', () => {
    fc.assert(
      fc.property(told, form, numbers, (facts, asked, of) => {
        const { lo, hi, not } = knowing(facts, of).boundsOf(asked);
        const value = valueOf(asked, of);
        expect(lo <= value && value <= hi && value !== not).toBe(true);
      }),
    );
  });

  it('hold on both ways where two are joined, also where the older is widened', () => {
    fc.assert(
      fc.property(told, numbers, told, numbers, form, (facts, of, others, otherwise, asked) => {
        const [a, b] = [knowing(facts, of), knowing(others, otherwise)];
        for (const joined of [a.joinedWith(b), a.widenedWith(b)]) {
          const { lo, hi } = joined.boundsOf(asked);
          for (const value of [valueOf(asked, of), valueOf(asked, otherwise)]) expect(lo <= value && value <= hi).toBe(true);
        }
      }),
    );
  });

  it('of a copy are its own', () => {
    const a = new Facts();
    a.assume(symbolForm(0), { lo: 1, hi: 9 });
    const b = new Facts(a);
    b.assume(symbolForm(0), { lo: 3, hi: 9 });
    a.filter(() => false);
    expect([a.boundsOf(symbolForm(0)).lo, b.boundsOf(symbolForm(0)).lo]).toEqual([Number.NEGATIVE_INFINITY, 3]);
  });
});

describe('symbols', () => {
  it('know what they are made of and whose part they are', () => {
    const table = new SymbolTable();
    const idOf = (f: Linear): number => f.terms[0] ?? -1;
    const job = table.param(0);
    const list = table.member(job, 'list');
    const pages = table.member(list, 'pages');
    const read = table.memory(plus(pages, table.param(1)));
    const cond = table.operation('!', [read]);
    expect(table.rootOf(idOf(pages))).toBe(idOf(job));
    expect(table.rootOf(idOf(read))).toBe(idOf(read));
    expect([job, list, pages, read, cond].map((s) => table.isMadeOf(idOf(cond), idOf(s)))).toEqual([true, true, true, true, true]);
    expect(table.isMadeOf(idOf(job), idOf(cond))).toBe(false);
    expect(table.isMadeOf(idOf(cond), idOf(table.param(2)))).toBe(false);
    expect(idOf(table.member(table.param(0), 'list'))).toBe(idOf(list));
  });
});

describe('the signature of a state', () => {
  const cells = fc.array(fc.tuple(form, form), { maxLength: 8 });

  it('does not depend on the order in which it came to be', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(form, form), { selector: ([at]) => at.full, maxLength: 8 }), (all) => {
        const [a, b] = [new State(), new State()];
        for (const [at, value] of all) a.write(at, value);
        for (const [at, value] of [...all].reverse()) b.write(at, value);
        expect(a.signature()).toBe(b.signature());
      }),
    );
  });

  it('changes with a cell, and not with a copy that is written to', () => {
    fc.assert(
      fc.property(cells, form, form, (all, at, value) => {
        const state = new State();
        for (const [to, what] of all) state.write(to, what);
        const before = state.signature();
        const copy = state.fork();
        const old = copy.cellAt(at)?.value;
        copy.write(at, value);
        expect(copy.signature() === before).toBe(old !== undefined && same(old, value));
        expect(state.signature()).toBe(before);
      }),
    );
  });
});
