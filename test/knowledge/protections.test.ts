/** What holds device memory in place, and where pages of bios come from: the tables agree with the prototypes of the knowledge base, and each name stands once. */
import { describe, expect, it } from 'vitest';
import { demandOf, demandOfFlag, emptiesBio, isOwnerLoop, lookup, protectionCall, protectionEnds, setsBioFlag } from '../../src/knowledge/index.ts';
import origins from '../../src/knowledge/pageOrigins.json' with { type: 'json' };
import protections from '../../src/knowledge/protections.json' with { type: 'json' };

const repeated = (names: readonly string[]): string[] => names.filter((n, i) => names.indexOf(n) !== i);

describe('protections of device memory', () => {
  it('name each thing once', () => expect(repeated([...protections.derives, ...protections.asks])).toEqual([]));

  it('say where an address and a page number go as the prototype does', () => {
    const call = protectionCall('dax_direct_access');
    const facts = lookup('dax_direct_access');
    const into = call?.does === 'give-into' ? call.into : [];
    expect(into.map((i) => facts?.parameters[i]?.name)).toEqual(['kaddr', 'pfn']);
    expect(facts?.effects.map((e) => e.argument)).toEqual(into);
  });

  it('begin before they end', () => {
    expect(protectionEnds).toEqual(['dax_read_unlock', 'put_dev_pagemap', 'memunmap_pages', 'devm_memunmap_pages']);
    expect(protectionCall('dax_read_unlock')).toEqual({ does: 'end', startedBy: 'dax_read_lock' });
    expect(lookup('get_dev_pagemap')?.releaseWith).toEqual(['put_dev_pagemap']);
  });
});

describe('origins of pages', () => {
  it('are told by one list each', () => expect(repeated([...origins.own, ...origins.lent])).toEqual([]));

  it('agree with the knowledge base on who allocates', () => {
    for (const name of origins.own) {
      const facts = lookup(name);
      if (facts)
        expect(
          facts.effects.map((e) => e.effect),
          name,
        ).toContain('alloc-page');
    }
    for (const name of origins.lent) {
      const facts = lookup(name);
      if (facts)
        expect(
          facts.effects.every((e) => e.effect === 'borrow'),
          name,
        ).toBe(true);
    }
  });

  it.each([
    ['alloc_page', 'own'],
    ['ZERO_PAGE', 'zero'],
    ['virt_to_page', 'nothing'],
    ['pin_user_pages', undefined],
  ])('%s', (name, demand) => expect(demandOf(name)).toBe(demand));

  it('know the flags of a bio, what empties it, and who goes over its pages', () => {
    expect(demandOfFlag('BIO_PAGE_PINNED')).toBe('unpin');
    expect(demandOfFlag('BIO_CLONED')).toBeUndefined();
    expect(setsBioFlag('bio_set_flag')).toMatchObject({ bio: 0, flag: 1 });
    expect(emptiesBio('bio_reset')).toBe(0);
    expect(isOwnerLoop('bio_for_each_segment_all')).toBe(true);
    expect(isOwnerLoop('bio_for_each_segment')).toBe(false);
  });
});
