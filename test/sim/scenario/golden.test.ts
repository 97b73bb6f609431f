/** The golden traces, step by step: every count is the one that the kernel's arithmetic gives. */
import { describe, expect, it } from 'vitest';
import { createStepper, machineOf, NO_BREAK } from '../../../src/sim/explore/index.ts';
import { actionsOf } from '../../../src/sim/form/index.ts';
import type { PolicyName } from '../../../src/sim/policy/index.ts';
import { compile, type Variant, variantsOf } from '../../../src/sim/scenario/index.ts';
import { scenarioOf } from '../support/judge.ts';

/** A scenario at hand: `take('driver: unpins it')`, then look at a field. A field that no step can change is not there. */
function walkOf(id: string, policy: PolicyName, variant: Variant = {}) {
  const scenario = scenarioOf(id);
  const chosen = variantsOf(scenario, policy).find((one) => Object.entries(variant).every(([key, value]) => one[key] === value));
  if (chosen === undefined) throw new Error(`${id} has no such variant under ${policy}`);
  const model = compile(scenario, policy, chosen);
  const machine = machineOf(model);
  const stepper = createStepper(machine);
  const actions = actionsOf(model);
  const value = (name: string): number | undefined => {
    const at = machine.layout.cells.findIndex((cell) => cell.name === name);
    return at < 0 ? undefined : stepper.values()[at];
  };
  return {
    model,
    value,
    state: (...names: readonly string[]) => names.map(value),
    broken: () => (stepper.broken() === NO_BREAK ? 'none' : model.invariants[stepper.broken()]?.name),
    /** Takes steps by `actor: step`; the name may be cut short. */
    take: (...steps: readonly string[]) =>
      steps.map((step) => {
        const enabled = stepper.enabled().filter((index) => `${actions[index]?.actor.name}: ${actions[index]?.step.name}`.startsWith(step));
        const [only] = enabled;
        if (only === undefined || enabled.length > 1) {
          const can = stepper.enabled().map((index) => `${actions[index]?.actor.name}: ${actions[index]?.step.name}`);
          throw new Error(`${step}: ${enabled.length} steps; possible are ${can.join(', ')}`);
        }
        return stepper.take(only);
      }),
    canTake: (step: string) => stepper.enabled().some((index) => `${actions[index]?.actor.name}: ${actions[index]?.step.name}`.startsWith(step)),
  };
}

const pinFast = ['driver: fast: reads', 'driver: fast: takes', 'driver: fast: page table unchanged'];

describe('G1, a page of a file that is pinned and put', () => {
  it('keeps 1023 references, and the query for pins forgets the pin', () => {
    const { take, value, broken } = walkOf('g1', 'foll-pin');
    expect(value('F.ref')).toBe(2);
    take(...pinFast);
    expect(value('F.ref')).toBe(1026);
    const [put] = take('driver: puts it');
    expect(value('F.ref')).toBe(1025);
    expect(put?.remarks).toEqual(['a put drops what was taken as a pin']);
    expect(broken()).toBe('none');
    take('user: waits', 'user: takes mmap_lock', 'user: unmaps the page', 'user: drops mmap_lock');
    expect(value('F.ref')).toBe(1024);
    take('truncate: waits', 'truncate: T1', 'truncate: T2 locks', 'truncate: T2 waits', 'truncate: T3 detaches');
    expect(value('F.ref')).toBe(1023);
    expect(value('F.freed') ?? 0).toBe(0);
    take('truncate: T4');
    expect(broken()).toBe('I3');
  });
});

describe('G2, a reference that is unpinned', () => {
  it.each([
    ['0', 2, -1021],
    ['1021', 1023, 0],
    ['1022', 1024, 1],
  ])('with %s others goes from %i to %i', (extra, before, after) => {
    const { take, value, broken } = walkOf('g2', 'foll-pin', { 'extra-gets': extra });
    expect(value('F.ref')).toBe(before);
    take(...pinFast);
    expect(value('F.ref')).toBe(before + 1);
    take('driver: unpins it');
    expect(value('F.ref')).toBe(after);
    expect(broken()).toBe('I2');
    expect(value('F.freed') ?? 0).toBe(extra === '1021' ? 1 : 0);
  });
});

describe('G3, counts of a large folio', () => {
  it('pins four, puts four: the references are back, the pins are not', () => {
    const { take, state, broken } = walkOf('g3', 'foll-pin', { order: 'pin-put', folio: 'large' });
    const [base] = state('A.ref');
    take(...pinFast);
    expect(state('A.ref', 'A.pincount')).toEqual([(base ?? 0) + 4, 4]);
    take('driver: puts it');
    expect(state('A.ref', 'A.pincount')).toEqual([base, 4]);
    expect(broken()).toBe('I3');
  });

  it('gets four, unpins four: a right pin of four is then not seen, and fork shares the page', () => {
    const { take, state, broken, value } = walkOf('g3', 'foll-pin', { order: 'get-unpin', folio: 'large', i2: 'off' });
    const [base] = state('A.ref');
    take('culprit: fast: reads', 'culprit: fast: takes', 'culprit: fast: page table', 'culprit: unpins it');
    expect(state('A.ref', 'A.pincount')).toEqual([base, -4]);
    take('device: waits', 'device: fast: reads', 'device: fast: takes', 'device: fast: page table');
    expect(state('A.ref', 'A.pincount')).toEqual([(base ?? 0) + 4, 0]);
    take(
      'device: maps it',
      'parent: waits',
      'parent: waits',
      'parent: fork: takes',
      'parent: fork: sequence',
      'parent: fork: may it',
      'parent: fork: shares',
    );
    expect(value('A.writable')).toBe(0);
    take('parent: fork: is done', 'parent: faults', 'parent: copies', 'device: device writes', 'device: device is done');
    expect(broken()).toBe('I9');
  });

  it('hides a pin of a small folio likewise', () => {
    const { take, value } = walkOf('g3', 'foll-pin', { order: 'get-unpin', folio: 'small', i2: 'off' });
    expect(value('A.ref')).toBe(1);
    take('culprit: fast: reads', 'culprit: fast: takes', 'culprit: fast: page table');
    expect(value('A.ref')).toBe(2);
    take('device: fast: reads', 'device: fast: takes', 'device: fast: page table');
    expect(value('A.ref')).toBe(1026);
    take('culprit: waits', 'culprit: unpins it');
    expect(value('A.ref')).toBe(2);
    take('parent: waits', 'parent: waits', 'parent: fork: takes', 'parent: fork: sequence', 'parent: fork: may it');
    expect(value('parent.copies')).toBe(0);
  });
});

describe('G4, so many references that they look like a pin', () => {
  it.each([
    ['on', 'parent: fork: copies', 1],
    ['off', 'parent: fork: shares', 0],
  ])('with a process that has pinned: %s, %s', (pinned, step, copies) => {
    const { take, value, model } = walkOf('g4', 'foll-pin', { 'has-pinned': pinned });
    expect(value('A.ref')).toBe(1024);
    if (pinned === 'on') take('earlier: fast: reads', 'earlier: fast: takes', 'earlier: fast: page table', 'earlier: unpins', 'parent: waits');
    take('parent: fork: takes', 'parent: fork: sequence', 'parent: fork: may it');
    const [taken] = take(step);
    expect(taken?.costs[model.costs.indexOf('copies')]).toBe(copies);
  });

  it('makes reclaim pass it by', () => {
    const { take, canTake } = walkOf('g4', 'foll-pin', { 'has-pinned': 'off' });
    take('parent: fork: takes', 'parent: fork: sequence', 'parent: fork: may it', 'parent: fork: shares', 'parent: fork: is done');
    take('reclaim: waits', 'reclaim: R1', 'reclaim: R2');
    expect(canTake('reclaim: R4 may be pinned: keeps it')).toBe(true);
  });
});

const mkwrite = ['driver: mkwrite: locks', 'driver: mkwrite: waits, dirty', 'driver: takes a', 'driver: maps it', 'driver: device writes'];

describe('G5, two cycles of writeback', () => {
  it('sums what the device has changed when it is read', () => {
    const { take, state, broken } = walkOf('g5', 'base2018');
    expect(state('F.data', 'F.disk')).toEqual([1, 1]);
    take(...mkwrite);
    expect(state('F.data', 'F.dirty')).toEqual([2, 1]);
    take('writeback: W1', 'writeback: W2', 'writeback: W4');
    expect(state('F.writable', 'F.pteDirty', 'F.dirty')).toEqual([0, 0, 1]);
    take('writeback: W5');
    expect(state('F.dirty', 'F.writeback')).toEqual([0, 0]);
    take('writeback: W6');
    expect(state('F.writeback', 'F.locked')).toEqual([1, 0]);
    take('writeback: W7');
    expect(state('writeback.sum')).toEqual([2]);
    take('driver: device writes');
    expect(state('F.data')).toEqual([3]);
    take('writeback: W8', 'writeback: W9 device reads, first', 'writeback: W9 device reads, second');
    expect(state('writeback.read', 'writeback.torn')).toEqual([3, 0]);
    expect(broken()).toBe('none');
    take('writeback: W10');
    expect(broken()).toBe('I5');
  });

  it('writes a copy under c2-bounce, one a cycle, and the page stays dirty', () => {
    const { take, state, broken, model } = walkOf('g5', 'c2-bounce');
    // a marked page may be taken lock-free, but this one is read-only at first
    take(...mkwrite, 'writeback: W1', 'writeback: W2', 'writeback: W4');
    const [w5] = take('writeback: W5');
    expect([w5?.costs[model.costs.indexOf('bounceAllocs')], w5?.costs[model.costs.indexOf('copies')]]).toEqual([1, 1]);
    expect(state('F.dirty', 'writeback.copy')).toEqual([1, 2]);
    take('writeback: W6', 'writeback: W7', 'driver: device writes');
    expect(state('writeback.sum', 'F.data')).toEqual([2, 3]);
    take('writeback: W8', 'writeback: W9 device reads, first', 'writeback: W9 device reads, second', 'writeback: W10', 'writeback: W11');
    expect(broken()).toBe('none');
    expect(state('F.disk', 'F.dirty', 'F.writeback')).toEqual([2, 1, 0]);
    take('writeback: W1', 'writeback: W2', 'writeback: W4', 'writeback: W5', 'writeback: W6', 'writeback: W7', 'writeback: W8');
    take('writeback: W9 device reads, first', 'writeback: W9 device reads, second', 'writeback: W10');
    expect(state('F.disk')).toEqual([3]);
  });
});

describe('G6, a page that was only borrowed', () => {
  it.each([
    ['unpin', -1023],
    ['put', 0],
  ])('after %s the count is %i', (release, ref) => {
    const { take, value, broken } = walkOf('g6', 'foll-pin', { release });
    expect(value('P.ref')).toBe(1);
    take('borrower: borrows');
    expect(value('P.ref')).toBe(1);
    take(`borrower: ${release}s it`);
    expect(value('P.ref')).toBe(ref);
    expect(broken()).toBe('I2');
  });

  it('is freed under its owner, who touches it', () => {
    const { take, value, broken } = walkOf('g6', 'foll-pin', { release: 'put', i2: 'off' });
    take('borrower: borrows', 'borrower: puts it');
    expect(value('P.freed')).toBe(1);
    expect(broken()).toBe('I1');
  });
});

describe('G7, two pages of three', () => {
  it('releases a pointer that nobody wrote', () => {
    const { take, broken } = walkOf('g7', 'foll-pin', { cleanup: 'full' });
    const pin = ['driver: fast: reads', 'driver: fast: takes', 'driver: fast: page table'];
    take(...pin, ...pin, 'driver: unpins it', 'driver: unpins it');
    expect(broken()).toBe('none');
    take('driver: releases a wild pointer');
    expect(broken()).toBe('I1');
  });

  it('leaks two where nobody releases', () => {
    const { take, state, broken } = walkOf('g7', 'foll-pin', { cleanup: 'none' });
    const pin = ['driver: fast: reads', 'driver: fast: takes', 'driver: fast: page table'];
    take(...pin, ...pin);
    expect(state('A.ref', 'B.ref')).toEqual([1025, 1025]);
    expect(broken()).toBe('I3');
  });

  it('is warned of a count below zero, and releases nothing', () => {
    const { take, broken } = walkOf('g7', 'foll-pin', { cleanup: 'negative' });
    const [, warned] = take('driver: gets no page', 'driver: is told to release -14');
    expect(warned?.remarks.join()).toMatch(/^detected: /);
    expect(broken()).toBe('none');
  });
});

describe('G8, the zero page', () => {
  it('is one reference short after a pin and a put', () => {
    const { take, value, broken } = walkOf('g8', 'foll-pin');
    const before = value('Z.ref') ?? 0;
    take('driver: takes a pin');
    expect(value('Z.ref')).toBe(before);
    take('driver: puts it');
    expect(value('Z.ref')).toBe(before - 1);
    expect(broken()).toBe('I2');
  });
});

describe('G9, one page in two segments', () => {
  it.each([
    ['merged', 1, 'none'],
    ['missing', 1025, 'I3'],
  ])('%s: ends with a count of %i', (drop, ref, invariant) => {
    const { take, value, broken } = walkOf('g9', 'foll-pin', { drop });
    const pin = ['driver: fast: reads', 'driver: fast: takes', 'driver: fast: page table'];
    take(...pin, ...pin);
    expect(value('A.ref')).toBe(2049);
    take('driver: adds it to bio', 'driver: adds it: the same page');
    if (drop === 'merged') {
      take('driver: unpins it');
      expect(value('A.ref')).toBe(1025);
    }
    take('driver: completes bio');
    expect(value('A.ref')).toBe(ref);
    expect(broken()).toBe(invariant);
  });
});

describe('G10, a direct read whose page is cleaned meanwhile', () => {
  const clean = [
    'writeback: W1',
    'writeback: W2',
    'writeback: W4',
    'writeback: W5',
    'writeback: W6',
    'writeback: W8',
    'writeback: W9 device reads, first',
  ];
  const written = ['writeback: W9 device reads, second', 'writeback: W10', 'writeback: W11'];
  const before = ['driver: mkwrite: locks', 'driver: mkwrite: waits', 'driver: takes a pin', 'driver: marks it dirty', 'driver: maps it'];

  it('is marked dirty again by a worker, and written later', () => {
    const { take, state, broken } = walkOf('g10', 'foll-pin', { completion: 'check-pages-dirty', csum: 'off' });
    take(...before);
    expect(state('F.dirty')).toEqual([1]);
    take(...clean, ...written);
    expect(state('F.dirty', 'F.disk')).toEqual([0, 1]);
    take('driver: device writes', 'driver: device is done', 'driver: is clean: leaves it', 'driver: marks it dirty');
    expect(state('F.dirty')).toEqual([1]);
    take('driver: unpins it');
    expect(broken()).toBe('none');
  });

  it('is lost if it is released clean', () => {
    const { take, broken } = walkOf('g10', 'foll-pin', { completion: 'release-clean', csum: 'off' });
    take(...before, ...clean, ...written, 'driver: device writes', 'driver: device is done', 'driver: unpins it');
    expect(broken()).toBe('I4');
  });
});
