/** Models of over a million states each, whose size is a parameter: many holders of one page, many pages under writeback, many bios on one device. All hold. */
import {
  actor,
  and,
  check,
  decrease,
  eq,
  flag,
  increase,
  le,
  lt,
  type Model,
  off,
  on,
  or,
  range,
  record,
  set,
  step,
  variables,
} from '../../src/sim/form/index.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Each holder pins, writes and releases; reclaim frees the page once nobody holds it. */
export function holdersOfOnePage(count: number): Model {
  const page = record('page', { ref: range(0, 10 * count + 1, 1), freed: flag() });
  const { ref, freed } = page.at;
  return {
    name: 'holders',
    fields: page.fields,
    actors: [
      ...numbers(count).map((i) =>
        actor(
          `holder${i}`,
          [
            step('pin', [increase(ref, 10)], { guard: off(freed) }),
            step('write', [check('no use after free', off(freed))]),
            step('release', [decrease(ref, 10)]),
          ],
          { optional: true },
        ),
      ),
      actor('reclaim', [step('free', [decrease(ref, 1), set(freed, 1)], { guard: eq(ref, 1) })], { optional: true }),
    ],
    invariants: [{ name: 'no use after free', outcome: 'UAF', sentence: 'Nobody writes to a free page.', when: 'checked' }],
    sometimes: [{ name: 'freed', sentence: 'The page is freed.', reached: on(freed) }],
    ends: [],
    costs: [],
  };
}

/** On each page a user stores twice; on the first `passes` of them a pass of writeback copies meanwhile what is there to disk. */
export function pagesUnderWriteback(count: number, passes: number): Model {
  const pages = numbers(count).map((i) => record(`page${i}`, { data: range(0, 2, 0), disk: range(0, 2, 0), dirty: flag(), writeback: flag() }));
  return {
    name: 'writeback',
    fields: pages.flatMap((page) => page.fields),
    actors: pages.flatMap(({ at: { data, disk, dirty, writeback } }, i) => [
      actor(`user${i}`, [step('first store', [increase(data, 1), set(dirty, 1)]), step('second store', [increase(data, 1), set(dirty, 1)])]),
      ...(i < passes
        ? [
            actor(`writeback${i}`, [
              step('clear dirty', [set(dirty, 0), set(writeback, 1)], { guard: on(dirty) }),
              step('disk stores it', [set(disk, data)]),
              step('end', [set(writeback, 0)]),
            ]),
          ]
        : []),
    ]),
    invariants: pages.map(({ at: { data, disk } }, i) => ({
      name: `disk is not ahead ${i}`,
      outcome: 'LOST' as const,
      sentence: 'What is on disk was in memory before.',
      when: 'always' as const,
      holds: le(disk, data),
    })),
    sometimes: [
      {
        name: 'stored late',
        sentence: 'A page is dirty behind its writeback.',
        reached: or(...pages.map(({ at }) => and(on(at.dirty), eq(at.disk, 1)))),
      },
    ],
    ends: [],
    costs: [],
  };
}

/** Each bio is built, submitted, read by a device that takes a few at a time, and completed. */
export function biosOnOneDevice(count: number, slots: number): Model {
  const device = variables({ busy: range(0, slots, 0), done: range(0, count, 0) });
  const { busy, done } = device.at;
  return {
    name: 'bios',
    fields: device.fields,
    actors: numbers(count).map((i) =>
      actor(`bio${i}`, [
        step('build', []),
        step('submit', [increase(busy, 1)], { guard: lt(busy, slots) }),
        step('device reads', []),
        step('complete', [decrease(busy, 1), increase(done, 1)]),
      ]),
    ),
    invariants: [{ name: 'slots', outcome: 'CORRUPT', sentence: 'The device has no more bios than slots.', when: 'always', holds: le(busy, slots) }],
    sometimes: [{ name: 'full', sentence: 'All slots are taken.', reached: eq(busy, slots) }],
    ends: [],
    costs: [],
  };
}
