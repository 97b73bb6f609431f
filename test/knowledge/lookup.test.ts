/** What a name means in a version, and what the user reads about it. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  apiText,
  appliesIn,
  entries,
  explainAll,
  helperNamed,
  helpers,
  isIgnored,
  iteratorMacros,
  knownTrees,
  looksTracked,
  lookup,
  nearestTree,
  parsePrototype,
  prototypeShape,
  trackedWords,
  unknownTrackedNames,
} from '../../src/knowledge/index.ts';

const v61 = { major: 6, minor: 1 };
const v612 = { major: 6, minor: 12 };
const names = [...entries.keys()];

describe('lookup', () => {
  it('gives the prototype of the version', () => {
    expect(lookup('get_user_pages', v61)?.parameters.map((p) => p.name)).toEqual(['start', 'nr_pages', 'gup_flags', 'pages', 'vmas']);
    expect(lookup('get_user_pages', v612)?.parameters.map((p) => p.name)).toEqual(['start', 'nr_pages', 'gup_flags', 'pages']);
    expect(lookup('get_user_pages')?.prototype).toBe(lookup('get_user_pages', v612)?.prototype);
    expect(lookup('get_user_pages', { ...v61, sublevel: 192 })?.basis).toBe('exact');
  });

  it('places effects by the parameters of the version', () => {
    const [taken] = lookup('pin_user_pages_unlocked', v612)?.effects ?? [];
    expect(taken).toMatchObject({ effect: 'pin', argument: 2, path: '[]', count: 'return' });
    const extracted = lookup('iov_iter_extract_pages', v612)?.effects ?? [];
    expect(extracted.find((e) => e.effect === 'borrow')).toMatchObject({
      argument: 1,
      path: '*[]',
      when: [{ return: '>0' }, { iter: ['BVEC', 'KVEC', 'XARRAY', 'FOLIOQ'] }],
    });
    expect(lookup('ib_umem_get', v612)?.effects[0]).toMatchObject({ effect: 'pin', argument: -1, path: '->', longterm: 'always' });
  });

  it('knows what changed between the trees', () => {
    const kinds = (name: string, version: typeof v61): readonly string[] => lookup(name, version)?.effects.map((e) => e.effect) ?? [];
    expect(kinds('bio_iov_iter_get_pages', v61)).toEqual(['get', 'borrow']);
    expect(kinds('bio_iov_iter_get_pages', v612)).toEqual(['pin', 'borrow']);
    expect(kinds('bio_release_pages', v61)).toEqual(['release-get']);
    expect(kinds('bio_release_pages', v612)).toEqual(['release-pin']);
    expect(lookup('filemap_get_folio', v61)?.returns?.convention).toBe('pointer-or-null');
    expect(lookup('filemap_get_folio', v612)?.returns?.convention).toBe('pointer-or-errptr');
  });

  it('says when a version lacks the name, and when it does not know', () => {
    expect(lookup('unpin_folios', v61)).toMatchObject({ presence: 'absent', basis: 'exact' });
    expect(lookup('unpin_folios', v612)).toMatchObject({ presence: 'present', basis: 'exact' });
    expect(lookup('pin_user_pages_fast_only', v612)).toMatchObject({ presence: 'absent' });
    expect(lookup('put_user_page', { major: 5, minor: 4 })).toMatchObject({ presence: 'present', basis: 'between', certainty: 'M' });
    expect(lookup('put_user_page', v612)).toMatchObject({ presence: 'absent' });
    expect(lookup('unpin_user_page', { major: 6, minor: 6 })).toMatchObject({ presence: 'unknown', basis: 'nearest' });
    expect(lookup('bvec_put_page', v612)).toMatchObject({ presence: 'absent', basis: 'series' });
    expect(lookup('no_such_function')).toBeUndefined();
  });

  it('takes the remembered range between the trees', () => {
    expect(lookup('get_user_pages', { major: 6, minor: 4 })).toMatchObject({ basis: 'between', certainty: 'M' });
    expect(lookup('get_user_pages', { major: 6, minor: 4 })?.parameters).toHaveLength(5);
    expect(lookup('get_user_pages', { major: 6, minor: 6 })?.parameters).toHaveLength(4);
  });

  it('lays corrections over the tables', () => {
    expect(lookup('mthca_unmap_user_db', v612)?.effects).toEqual([]);
    expect(lookup('mthca_map_user_db', v612)?.releaseWith).toEqual(['mthca_cleanup_user_db_tab']);
  });

  it('keeps static names to their files', () => {
    const facts = lookup('lock_pages', v612);
    if (facts === undefined) throw new Error('lock_pages is not known');
    expect(appliesIn(facts, 'drivers/xen/privcmd.c')).toBe(true);
    expect(appliesIn(facts, 'drivers/block/xen-blkback/blkback.c')).toBe(false);
    const everywhere = lookup('pin_user_pages', v612);
    expect(everywhere && appliesIn(everywhere, 'out/of/tree.c')).toBe(true);
  });

  it('answers for any version, and places every effect that has a place', () => {
    const version = fc.record({ major: fc.integer({ min: 2, max: 9 }), minor: fc.integer({ min: 0, max: 40 }) });
    fc.assert(
      fc.property(fc.constantFrom(...names), version, (name, v) => {
        const facts = lookup(name, v);
        expect(facts?.name).toBe(name);
        if (facts?.kind !== 'function' || facts.form.series !== undefined) return;
        for (const effect of facts.effects) if (effect.on !== undefined) expect(effect.argument, `${name}: ${effect.on}`).toBeTypeOf('number');
      }),
    );
  });

  it('takes the newest tree that is not newer, else the oldest', () => {
    const version = fc.record({ major: fc.integer({ min: 2, max: 9 }), minor: fc.integer({ min: 0, max: 40 }) });
    const order = (tree: string): number => knownTrees.findIndex((known) => known === tree);
    fc.assert(
      fc.property(version, version, (a, b) => {
        const aIsOlder = a.major < b.major || (a.major === b.major && a.minor <= b.minor);
        const [older, newer] = aIsOlder ? [a, b] : [b, a];
        expect(order(nearestTree(older))).toBeLessThanOrEqual(order(nearestTree(newer)));
      }),
    );
    expect(nearestTree({ major: 5, minor: 15 })).toBe('6.1');
    expect(nearestTree({ major: 6, minor: 11 })).toBe('6.1');
    expect(nearestTree({ major: 6, minor: 18 })).toBe('6.12');
    expect(nearestTree(undefined)).toBe('6.12');
  });
});

describe('the words that are tracked', () => {
  it('are acquires, releases of pins, bvec helpers and the field, and no word of half the kernel', () => {
    const words = new Set(trackedWords());
    for (const word of ['pin_user_pages', 'unpin_user_page', 'put_user_page', 'iov_iter_extract_pages', 'bio_release_pages', 'bv_page', 'bvec_virt'])
      expect(words).toContain(word);
    for (const word of ['memfd_pin_folios', 'bvec_put_page', 'vaddr_pin_pages', 'dax_direct_access', 'bio_for_each_segment', 'ib_umem_get'])
      expect(words).toContain(word);
    for (const word of ['put_page', 'get_page', 'folio_put', 'kmap', 'sg_set_page', 'lock_pages', 'set_page_dirty'])
      expect(words).not.toContain(word);
    expect([...words]).toEqual([...words].toSorted());
  });
});

describe('names that look tracked', () => {
  it('are told apart by parts of the name', () => {
    for (const name of [
      'pin_user_pages_new',
      'acme_unpin_buffer',
      'iov_iter_extract_frob',
      'bio_steal_pages',
      'bvec_frob',
      'acme_direct_access',
      'my_pin_pages',
    ])
      expect(looksTracked(name), name).toBe(true);
    for (const name of [
      'spin_lock',
      'pinctrl_select_state',
      'zswap_folio_swapin',
      'aibv_page',
      'remap_pages',
      'put_page',
      'bio_put',
      'z_erofs_bvecq',
    ])
      expect(looksTracked(name), name).toBe(false);
  });

  it('are listed if nothing explains them, sorted and once', () => {
    const asked = ['pin_user_pages', 'acme_unpin_pages', 'ttm_bo_unpin', 'zz_bvec_frob', 'acme_unpin_pages', 'bvec_virt', 'spin_lock', 'aaa_unpin'];
    expect(unknownTrackedNames(asked)).toEqual(['aaa_unpin', 'acme_unpin_pages', 'zz_bvec_frob']);
    expect(isIgnored('xfs_inode_item_unpin')).toBe(true);
    expect(isIgnored('pin_user_pages')).toBe(false);
  });
});

describe('helpers', () => {
  it('are the accessors, not every function that touches the field', () => {
    expect(helpers.map((h) => h.name)).toContain('bvec_advance');
    expect(helpers.map((h) => h.name)).not.toContain('biovec_phys_mergeable');
    expect(helperNamed('biovec_phys_mergeable')?.helper).toBe(false);
    expect(helperNamed('bvec_virt')).toMatchObject({ acceptsConst: false, subject: 0, fix: 'virt', in: ['6.1', '6.12'] });
    expect(helperNamed('bvec_phys')).toMatchObject({ acceptsConst: true, in: ['6.12'] });
    expect(helperNamed('memcpy_from_bvec')?.subject).toBe(1);
  });

  it('say const where their prototype says it', () => {
    const wrong = helpers.filter((h) => {
      const type = parsePrototype(h.prototype)?.parameters[h.subject]?.type ?? '';
      return h.kind === 'function' && /bio_vec/.test(type) && /\bconst\b/.test(type) !== h.acceptsConst;
    });
    expect(wrong.map((h) => h.name)).toEqual([]);
  });
});

describe('iterator macros', () => {
  it('say what their variable is', () => {
    const find = (name: string): unknown => iteratorMacros.find((m) => m.name === name);
    expect(find('bio_for_each_bvec_all')).toMatchObject({
      variable: 0,
      variableIs: 'bvec-pointer',
      pages: 'multi-page',
      storesReachTable: true,
      ownerOnly: true,
    });
    expect(find('bio_for_each_segment_all')).toMatchObject({ variableIs: 'bvec-pointer', storesReachTable: false, ownerOnly: true });
    expect(find('rq_for_each_segment')).toMatchObject({ variableIs: 'bvec-value', pages: 'single-page', ownerOnly: false });
    expect(find('ceph_bvec_iter_advance_step')).toMatchObject({ variable: -1, localVariable: 'bv', isLoop: false, statementArgument: 2 });
  });
});

describe('what the user reads', () => {
  it('has no hole in it, whatever the name and the version', () => {
    for (const version of [undefined, v61, v612, { major: 6, minor: 6 }, { major: 4, minor: 19 }, { major: 7, minor: 2 }])
      for (const name of names) {
        const text = apiText(name, version) ?? '';
        expect(text, name).not.toMatch(/undefined|null|NaN|\[object|\*\*:\*\* *$|  \n|\(\)\(\)/m);
        expect(text.length, name).toBeGreaterThan(60);
        expect(text, name).toContain(name);
        expect(text, name).toMatch(/^\*\*Kernels:\*\* ./m);
        expect(text, name).toBe(text.trimEnd());
        // A star outside of code would be emphasis in a hover.
        expect(text.replace(/```[^]*?```|`[^`]*`|\*\*[^*\n]*\*\*/g, ''), name).not.toContain('*');
      }
  });

  it('warns that facts are of another version', () => {
    expect(apiText('unpin_folios', v61)).toContain('Absent in 6.1');
    expect(apiText('unpin_user_page', { major: 6, minor: 6 })).toContain('6.6 was not read');
    expect(apiText('unpin_user_page', v612)).not.toMatch(/^_/m);
  });

  it('explains what it ignores, and nothing that it has never heard of', () => {
    expect(apiText('xen_unpin_page')).toContain('Page tables of Xen');
    expect(apiText('no_such_function')).toBeUndefined();
  });

  it('reads like this', () => {
    expect(apiText('unpin_user_pages_dirty_lock', v612)).toMatchInlineSnapshot(`
      "\`\`\`c
      void unpin_user_pages_dirty_lock(struct page **pages, unsigned long npages, bool make_dirty);
      \`\`\`
      Drops one pin of each page, and dirties it under its lock first if asked to.

      **Effect:**
      - locks, marks dirty and unlocks each entry of pages, npages of them, when make_dirty is true
      - drops a pin of each entry of pages, npages of them (after dirtying if make_dirty)

      **Context:**
      - no lock needed
      - sleeps if make_dirty

      **Notes:**
      - The whole folio is dirtied.
      - NULL entries are not skipped when make_dirty is true.

      **Kernels:** 6.1: include/linux/mm.h:1270; 6.12: include/linux/mm.h:1587

      **Defined in:** mm/gup.c

      **Documentation:** [Documentation/core-api/pin_user_pages.rst](https://docs.kernel.org/core-api/pin_user_pages.html)"
    `);
    expect(apiText('FOLL_LONGTERM', v61)).toMatchInlineSnapshot(`
      "**FOLL_LONGTERM**
      The pages stay pinned for an unbounded time: they are migrated out of CMA and movable zones first.

      **Callers:** may pass it to \`pin_user_pages*()\` only

      **Notes:**
      - With a \`get_*()\` call both trees warn and fail with -EINVAL; 6.1 get_user_pages_fast_only() checks nothing.
      - Fails with -EOPNOTSUPP on an fs-dax mapping (both trees), and 6.12 fails with -EFAULT for a write pin of a file mapping that needs dirty tracking.
      - 6.1 refuses it in pin_user_pages_remote() when locked is not NULL, and in pin_user_pages_unlocked().

      **Kernels:** 6.1: include/linux/mm.h:3100; 6.12: include/linux/mm_types.h:1534

      **Documentation:** [Documentation/core-api/pin_user_pages.rst](https://docs.kernel.org/core-api/pin_user_pages.html)"
    `);
    expect(apiText('bvec_set_page', v61)).toMatchInlineSnapshot(`
      "\`\`\`c
      void bvec_set_page(struct bio_vec *bv, struct page *page, unsigned int len, unsigned int offset);
      \`\`\`
      The setter of a whole bvec; its body is where the three stores belong.

      **Effect:** keeps a pointer to, without a reference, page

      **Stands for the open-coded form only if:**
      - the argument is an lvalue of type struct bio_vec or a pointer to one; a function result such as req_bvec(rq) must first be stored
      - the helper takes a non-const pointer, so a const bvec does not compile cleanly
      - the expression has no side effects, or is evaluated exactly once in both forms
      - page, length and offset are all stored in one block, nothing between them reads the bvec or leaves, and none of the values reads a field that an earlier store changed; the argument order is page, length, offset

      **Kernels:** 6.1: include/linux/bvec.h:45; 6.12: include/linux/bvec.h:44; since 6.3 (from memory, not verified); as \`void bvec_set_page(struct bio_vec *bvec, struct page *page)\` in the series bvec-gup-2019, which never merged in this form"
    `);
  });

  it('lists every name with its family', () => {
    expect(
      explainAll()
        .map((item) => item.name)
        .toSorted(),
    ).toEqual(names.toSorted());
    expect(explainAll().every((item) => item.summary !== '' && item.family !== '')).toBe(true);
  });
});

describe('prototypes', () => {
  it('are taken apart', () => {
    expect(parsePrototype('struct page **io_pin_pages(unsigned long uaddr, int *npages)')).toEqual({
      returns: 'struct page **',
      name: 'io_pin_pages',
      parameters: [
        { type: 'unsigned long', name: 'uaddr' },
        { type: 'int *', name: 'npages' },
      ],
    });
    expect(parsePrototype('int f(void)')?.parameters).toEqual([]);
    expect(parsePrototype('void f(int (*cb)(void *, int), ...)')?.parameters.map((p) => p.name)).toEqual(['cb', '...']);
    expect(parsePrototype('bio_for_each_segment(bvl, bio, iter)')).toMatchObject({ returns: '', name: 'bio_for_each_segment' });
    expect(parsePrototype('int f(struct bio *, struct page *pages[], unsigned)')?.parameters).toEqual([
      { type: 'struct bio *', name: '' },
      { type: 'struct page * []', name: 'pages' },
      { type: 'unsigned', name: '' },
    ]);
    for (const broken of ['', '3', 'int f(', 'int f(int a))', 'int f(a,,b)', '(a)']) expect(parsePrototype(broken), broken).toBeUndefined();
  });

  it('are compared without names', () => {
    const shape = (text: string): string | undefined => {
      const prototype = parsePrototype(text);
      return prototype && prototypeShape(prototype);
    };
    expect(shape('int f(struct bio *, unsigned len)')).toBe(shape('int  f(struct bio *bio, unsigned int l)'));
    expect(shape('int f(struct bio *bio)')).not.toBe(shape('int f(const struct bio *bio)'));
    expect(shape('int f(int a)')).not.toBe(shape('long f(int a)'));
  });
});
