/** What taking the pages of an iterator does, and what a release does to them afterwards: every kind, right and wrong. */
import { describe, expect, it } from 'vitest';
import { extractions, iteratorKinds, type PolicyName } from '../../../src/sim/policy/index.ts';
import { compile, type ScenarioDescription } from '../../../src/sim/scenario/index.ts';
import { judge } from '../support/judge.ts';

type Api = keyof typeof extractions;
type Kind = (typeof iteratorKinds)[number];
type Release = 'put' | 'unpin' | 'none';

const isUser = (iterator: Kind): boolean => iterator === 'iovec' || iterator === 'ubuf';

function wordOf(api: Api, iterator: Kind, release: Release, policy: PolicyName): string {
  const drops: ScenarioDescription['actors'][number]['program'] = release === 'none' ? [] : [{ do: 'release', pages: ['P'], with: release }];
  const scenario: ScenarioDescription = {
    name: 'iterator',
    title: `${api} of ${iterator}, then ${release}`,
    // pages of the user are mapped; the others are held by whoever made the iterator
    pages: [isUser(iterator) ? { name: 'P', kind: 'anon' } : { name: 'P', kind: 'kernel', held: [{ by: 'others', gets: 1 }] }],
    actors: [{ name: 'driver', program: [{ do: 'extract', pages: ['P'], api, iterator }, ...drops] }],
    sometimes: { sentence: 'the driver runs', reached: { begun: 'driver' } },
  };
  return judge(compile(scenario, policy, {})).word;
}

/** Under a biased count, by what was taken and how it is released. */
const expected: Readonly<Record<'get' | 'pin' | 'none', Readonly<Record<Release, string>>>> = {
  get: { put: 'OK', unpin: 'UNDERFLOW', none: 'LEAK' },
  pin: { put: 'LEAK', unpin: 'OK', none: 'LEAK' },
  none: { put: 'UNDERFLOW', unpin: 'UNDERFLOW', none: 'OK' },
};
/** Where a pin counts like a reference, only the number of releases matters. */
const plain: typeof expected = {
  get: { put: 'OK', unpin: 'OK', none: 'LEAK' },
  pin: { put: 'OK', unpin: 'OK', none: 'LEAK' },
  none: { put: 'UNDERFLOW', unpin: 'UNDERFLOW', none: 'OK' },
};

describe.each(Object.keys(extractions) as Api[])('%s', (api) => {
  it.each(iteratorKinds)('of %s', (iterator) => {
    const effect = extractions[api][iterator];
    for (const release of ['put', 'unpin', 'none'] as const) {
      expect(wordOf(api, iterator, release, 'foll-pin'), release).toBe(effect === 'refused' ? 'DENIED' : expected[effect][release]);
      expect(wordOf(api, iterator, release, 'base2018'), release).toBe(effect === 'refused' ? 'DENIED' : plain[effect][release]);
    }
  });
});

it('is what the debate says of the conversion: pins of user pages, one pin of a pipe page, nothing for tables, refusal for discard', () => {
  expect(extractions['extract-pages']).toMatchObject({ iovec: 'pin', ubuf: 'pin', bvec: 'none', kvec: 'none', discard: 'refused' });
  expect(extractions['pin-user-pages']).toMatchObject({ iovec: 'pin', pipe: 'pin', bvec: 'refused', kvec: 'refused', discard: 'refused' });
  expect(extractions['get-pages']).toMatchObject({ iovec: 'get', bvec: 'get', kvec: 'refused', pipe: 'get', discard: 'refused' });
});
