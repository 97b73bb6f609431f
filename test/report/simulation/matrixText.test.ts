import { describe, expect, it } from 'vitest';
import type { SimulationResult } from '../../../src/protocol/simulation.ts';
import { matrixText, plainPalette } from '../../../src/report/simulation/matrixText.ts';
import { violationsText } from '../../../src/report/simulation/traceText.ts';
import { holds, incomplete, violated } from './simulationFixture.ts';

const at = (base: SimulationResult, scenario: string, policy: string, variant = base.variant): SimulationResult => ({
  ...base,
  scenario,
  policy,
  variant,
});

describe('a matrix', () => {
  it('has scenarios down, policies across, costs below the words, and says what they mean', () => {
    const text = matrixText(
      [
        at(holds, 'a1-race', 'c2-bounce'),
        at(violated, 'a1-race', 'foll-pin'),
        at({ ...holds, outcome: 'DENIED', costs: {} }, 'a2-other', 'c2-bounce'),
        at(incomplete, 'a2-other', 'foll-pin'),
      ],
      plainPalette,
    );
    expect(text).toMatchInlineSnapshot(`
      "         c2-       foll-
               bounce    pin
      a1-race  OK        CSUM
               1c 2m 5l
      a2-other DENIED    ?

      OK      every reachable state was visited, nothing is wrong
      DENIED  the pages are refused, so that nothing can go wrong
      CSUM    what is on disk does not match its checksum, or changed while it was written
      ?       INCOMPLETE: a bound was hit before all states were visited; nothing wrong so far
      Below a word, what a run in which the actors take turns cost: c pages copied, m allocations, s
      device stops, f GUP-fast lost, w needless writes, l locks, a atomics.

      4 searched: 2 hold, 1 violated, 1 incomplete; 4,702 states
      "
    `);
  });

  it('gives each other variant a row that says what is different', () => {
    const text = matrixText(
      [
        at(holds, 'a1-race', 'c2-bounce', { check: 'early', csum: 'on' }),
        at(violated, 'a1-race', 'c2-bounce', { check: 'late', csum: 'on' }),
        at(violated, 'a1-race', 'foll-pin', { csum: 'on' }),
        at(holds, 'a1-race', 'foll-pin', { csum: 'off' }),
      ],
      plainPalette,
    );
    expect(text).toMatch(/^a1-race {6}OK {8}CSUM$/m);
    expect(text).toMatch(/^ {2}check=late CSUM$/m);
    expect(text).toMatch(/^ {2}csum=off {13}OK$/m);
    expect(text).toContain('The first row has check=early csum=on, where a policy knows the key.');
  });

  it('stays within a hundred columns with seven policies and long names', () => {
    const policies = ['base2018', 'c1-deny', 'c1-notify', 'c2-bounce', 'off-lru', 'foll-pin', 'longterm-deny'];
    const name = 'a1-a-scenario-with-a-name-that-is-much-too-long-for-its-column';
    const stale: SimulationResult = { ...violated, outcome: 'STALE-UNDETECTED' };
    const text = matrixText(
      policies.map((policy, i) => at(i % 2 === 0 ? stale : { ...holds, costs: { copies: 999, atomics: 9999, allocs: 123 } }, name, policy)),
      plainPalette,
    );
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(text).toContain('STALE-UNDETECTED: a page of a device that went is used');
  });
});

describe('the violations of a matrix', () => {
  it('are shown once for each schedule', () => {
    const other: SimulationResult = { ...violated, trace: violated.trace.slice(1) };
    const text = violationsText([at(holds, 'a', 'p'), at(violated, 'a', 'q'), at(violated, 'a', 'r'), at(other, 'a', 's')]);
    expect(text.match(/^a under /gm)).toHaveLength(2);
    expect(text).toMatch(/^ {3}the same under: r stable-writes=on$/m);
    expect(violationsText([holds])).toBe('');
  });
});
