import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapped } from '../../../src/report/simulation/columns.ts';
import { TRACE_WIDTH, traceText } from '../../../src/report/simulation/traceText.ts';
import { holds, incomplete, step, violated } from './simulationFixture.ts';

describe('a trace', () => {
  it('is drawn as commit messages show a race', () => {
    expect(traceText(violated)).toMatchInlineSnapshot(`
      "z1-race under foll-pin: CSUM
         stable-writes=on

         before: F: ref 2, dirty 0

         driver                writeback             changes
         --------------------  --------------------  ---------------------------
      1  pin F                                       F: ref 2->1026, dirty 0->1
      2                        find F dirty, lock    F: dirty 1->0
                               it, take write
                               permission away
      3  the device writes F
         note: nobody is told of it
      4                        disk verifies the
                               checksum

       => CSUM: step 4 breaks I5: what the disk stores has the checksum that came
          with it (block/t10-pi.c)
         No schedule with fewer steps breaks anything that is asked.
         costs: copies 1, allocs 2, atomics 3, mmapLocks 1, folioLocks 4
      "
    `);
  });

  it('of a deadlock says who waits where', () => {
    const text = traceText({ ...violated, outcome: 'DEADLOCK', broken: null, stuck: { driver: 'wait for writeback' } });
    expect(text).toContain(' => DEADLOCK: after step 4 nobody can go on. Waiting: driver at "wait for');
  });

  it('may be empty where the first state is wrong', () => {
    expect(traceText({ ...violated, trace: [] })).toContain('the first state breaks I5');
  });

  it('puts actors in front of their steps where there are too many for columns', () => {
    const actors = ['driver', 'writeback', 'reclaim', 'truncate', 'user'];
    const text = traceText({ ...violated, trace: actors.map((actor, i) => step(i + 1, actor, `does its part of the work, number ${i + 1}`)) });
    for (const actor of actors) expect(text).toMatch(new RegExp(`^\\d  ${actor} +does its part`, 'm'));
  });

  it('never passes 75 columns, is ASCII and has no spaces at the ends of lines, whatever is in it', () => {
    const words = fc.array(
      fc.constantFrom('F.ref', 'pin', 'a', 'unpin_user_pages_dirty_lock_and_wait_for_the_device_to_finish_all_of_its_transfers'),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    const steps = fc.array(fc.tuple(fc.constantFrom('driver', 'writeback', 'a-very-long-name-of-an-actor', 'u', 'w2', 'x'), words, words), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(steps, (made) => {
        const trace = made.map(([actor, action, cells], i) =>
          step(i + 1, actor, action.join(' '), Object.fromEntries(cells.map((cell, j) => [`${cell}${j}`, { from: j, to: 1000 * j }])), [
            action.join(' '),
          ]),
        );
        const text = traceText({ ...violated, trace });
        for (const line of text.split('\n')) {
          expect(line.length).toBeLessThanOrEqual(TRACE_WIDTH);
          expect(line).not.toMatch(/\s$|[^ -~]/);
        }
        for (const { action } of trace) for (const word of action.split(' ')) expect(text.replaceAll(/\s+/g, '')).toContain(word.slice(0, 10));
      }),
    );
  });
});

describe('a result without a violation', () => {
  it('says that all was visited', () => {
    expect(traceText(holds)).toMatchInlineSnapshot(`
      "z1-race under foll-pin: OK
         stable-writes=on

         All 1,234 reachable states were visited, nothing that is asked is
         broken.
         costs: copies 1, allocs 2, atomics 3, mmapLocks 1, folioLocks 4
      "
    `);
  });

  it('says that the pages are refused', () => {
    expect(traceText({ ...holds, outcome: 'DENIED' })).toContain('The acquire is refused; all 1,234 reachable states were visited');
  });

  it('names the bound and claims nothing', () => {
    expect(traceText(incomplete)).toContain('INCOMPLETE');
    expect(traceText(incomplete)).toContain('Stopped at --max-states after 1,000 states: nothing broken so far');
    expect(traceText({ ...incomplete, bound: 'memory' })).toContain('bound on memory');
    expect(traceText({ ...incomplete, bound: 'walks' })).toContain('Nothing was broken on these random walks, of 1,000 steps in all');
  });

  it('says if the dangerous state was never reached', () => {
    expect(traceText({ ...holds, sometimes: [{ sentence: 'the page is held', reached: false }] })).toContain('Never reached: the page is held');
  });
});

describe('wrapped', () => {
  it('keeps all words and its width', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (text, width) => {
        const lines = wrapped(text, width);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      }),
    );
  });
});
