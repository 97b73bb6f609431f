/** Parts that scenarios of the library share. */
import type { ScenarioDescription } from '../schema.ts';

type Parameters = NonNullable<ScenarioDescription['parameters']>;
type Program = ScenarioDescription['actors'][number]['program'];
type Actor = ScenarioDescription['actors'][number];

/** A long-term pin, where a policy asks for that. */
export const longterm: Parameters = {
  longterm: { values: ['off', 'on'] },
  kernel: { values: ['6.12', '6.1'] },
};
export const check: Parameters = { check: { values: ['after-mkclean', 'before-mkclean', 'block-layer'] } };
export const retest: Parameters = { retest: { values: ['on', 'off'] } };
export const mark: Parameters = { mark: { values: ['count', 'bit'] } };
/** Refaults wait for writeback or not: matters where a policy refaults. */
export const stableForNotify: Parameters = { 'stable-writes': { values: ['on', 'off'], policies: ['c1-notify'] } };

/** The driver of most scenarios: one page, written by a device. */
export function deviceDriver(writes: number, behind: Program = []): Program {
  return [
    { do: 'acquire', pages: ['F'], kind: 'pin', write: true, longterm: { parameter: 'longterm' } },
    { do: 'map', page: 'F' },
    ...Array.from({ length: writes }, () => ({ do: 'dma', page: 'F', op: 'write' }) as const),
    { do: 'unmap', page: 'F' },
    ...behind,
    { do: 'release', pages: ['F'], with: 'unpin' },
  ];
}

export const writebackAfter = (drivers: readonly string[]): Actor => ({
  name: 'writeback',
  after: [...drivers],
  program: [{ do: 'writeback', page: 'F' }],
});

/** Both are under way at once. */
export const overlap = (driver: string, other: string) => ({ all: [{ holds: { actor: driver, page: 'F' } }, { begun: other }] });
