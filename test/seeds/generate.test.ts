/** Each generator makes exactly the edits that it should, on small functions; numbers stay; edits leave C that parses. */
import { beforeAll, describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/base/span.ts';
import { openSource } from '../../src/syntax/index.ts';
import { parser } from '../support/parser.ts';
import { generateSeeds } from './generate.ts';
import { isHeldOut, type Seed, type SeedKind } from './types.ts';

type C = Awaited<ReturnType<typeof parser>>;
let c: C;
beforeAll(async () => {
  c = await parser();
});

const seedsOf = (text: string, all = true): Seed[] => generateSeeds(c, { path: 'drivers/own/pins.c', text, version: { major: 6, minor: 12 } }, all);

/** Lines that the edit takes out and brings in, without indentation. */
function change(text: string, seed: Seed): string {
  const before = text.split('\n');
  const after = applyEdits(text, seed.edits).split('\n');
  while (before.length > 0 && before[0] === after[0]) {
    before.shift();
    after.shift();
  }
  while (before.length > 0 && before.at(-1) === after.at(-1)) {
    before.pop();
    after.pop();
  }
  return [...before.map((l) => `-${l.trim()}`), ...after.map((l) => `+${l.trim()}`)].join('\n');
}

const changes = (text: string, kind: SeedKind): string[] => {
  const found = seedsOf(text).filter((s) => s.kind === kind);
  return found.map((s) => `${s.variant} ${s.accepted.map((r) => r.replace('gup/', '')).join('|')}\n${change(text, s)}`).sort();
};

const ladder = `
static int own_map(unsigned long addr, int nr_pages, struct page **pages, void *dev)
{
	int i, ret, pinned;

	pinned = pin_user_pages_fast(addr, nr_pages, FOLL_WRITE, pages);
	if (pinned < 0)
		return pinned;
	if (pinned != nr_pages) {
		ret = -EFAULT;
		goto unpin;
	}
	ret = own_start(dev, nr_pages);
	if (ret)
		goto unpin;
	for (i = 0; i < nr_pages; i++)
		own_page(dev, i);
	unpin_user_pages(pages, nr_pages);
	return 0;
unpin:
	unpin_user_pages(pages, pinned);
	kfree(dev);
out:
	return ret;
}
`;

const loop = `
static void own_sum(unsigned long addr, struct page **pages, int *sum)
{
	long i, got;

	got = get_user_pages_fast(addr, 16, 0, pages);
	if (got <= 0)
		return;
	for (i = 0; i < got; i++)
		put_page(pages[i]);
	*sum = got;
}
`;

const answer = `
static int own_answer(unsigned long addr, const void *reply)
{
	struct page *page;

	if (pin_user_pages_fast(addr, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	memcpy_to_page(page, 0, reply, 64);
	unpin_user_pages_dirty_lock(&page, 1, true);
	return 0;
}
`;

describe('faults around page data', () => {
  it('releases clean', () => {
    expect(changes(answer, 'clean-release')).toEqual([
      'call missing-dirty\n-unpin_user_pages_dirty_lock(&page, 1, true);\n+unpin_user_pages(&page, 1);',
    ]);
    expect(changes(answer.replace('FOLL_WRITE', '0'), 'clean-release')).toEqual([]);
    const marked = answer.replace('unpin_user_pages_dirty_lock(&page, 1, true)', 'set_page_dirty_lock(page);\n\tunpin_user_page(page)');
    expect(changes(marked, 'clean-release')).toEqual(['mark missing-dirty\n-set_page_dirty_lock(page);']);
    expect(changes(marked, 'unlocked-dirty')).toEqual(['call dirty-without-lock\n-set_page_dirty_lock(page);\n+set_page_dirty(page);']);
  });

  it('takes references for pins', () => {
    expect(changes(answer, 'get-for-pin')).toEqual([
      [
        'all should-pin',
        '-if (pin_user_pages_fast(addr, 1, FOLL_WRITE, &page) != 1)',
        '-return -EFAULT;',
        '-memcpy_to_page(page, 0, reply, 64);',
        '-unpin_user_pages_dirty_lock(&page, 1, true);',
        '+if (get_user_pages_fast(addr, 1, FOLL_WRITE, &page) != 1)',
        '+return -EFAULT;',
        '+memcpy_to_page(page, 0, reply, 64);',
        '+release_pages(&page, 1);',
      ].join('\n'),
    ]);
    expect(changes(loop, 'get-for-pin')).toEqual([]);
  });

  it('passes a flag that is refused', () => {
    expect(changes(answer, 'refused-flag')).toEqual([
      'FOLL_GET flag-misuse\n-if (pin_user_pages_fast(addr, 1, FOLL_WRITE, &page) != 1)\n+if (pin_user_pages_fast(addr, 1, FOLL_WRITE | FOLL_GET, &page) != 1)',
    ]);
  });
});

describe('faults', () => {
  it('leaves a release out', () => {
    expect(changes(ladder, 'drop-release')).toEqual([
      'statement leak-on-path\n-unpin_user_pages(pages, nr_pages);',
      'statement leak-on-path|partial-pin\n-unpin_user_pages(pages, pinned);\n+;',
    ]);
    expect(changes(loop, 'drop-release')).toEqual(['for leak-on-path|partial-pin\n-for (i = 0; i < got; i++)\n-put_page(pages[i]);']);
  });

  it('releases as the other kind', () => {
    expect(changes(ladder, 'swap-release')).toEqual([
      'release_pages mismatched-release\n-unpin_user_pages(pages, nr_pages);\n+release_pages(pages, nr_pages);',
      'release_pages mismatched-release\n-unpin_user_pages(pages, pinned);\n+release_pages(pages, pinned);',
    ]);
    expect(changes(loop, 'swap-release')).toEqual(['unpin_user_page mismatched-release\n-put_page(pages[i]);\n+unpin_user_page(pages[i]);']);
  });

  it('releases twice', () => {
    expect(changes(ladder, 'double-release')).toEqual([
      'statement double-release\n+unpin_user_pages(pages, nr_pages);',
      'statement double-release\n+unpin_user_pages(pages, pinned);',
    ]);
    expect(changes(loop, 'double-release')).toEqual(['loop double-release\n+for (i = 0; i < got; i++)\n+put_page(pages[i]);']);
  });

  it('counts wrong', () => {
    expect(changes(ladder, 'wrong-count')).toEqual([
      'minus-one leak-on-path|partial-pin\n-unpin_user_pages(pages, nr_pages);\n+unpin_user_pages(pages, nr_pages - 1);',
      'minus-one leak-on-path|partial-pin\n-unpin_user_pages(pages, pinned);\n+unpin_user_pages(pages, pinned - 1);',
      'plus-one double-release|partial-pin\n-unpin_user_pages(pages, nr_pages);\n+unpin_user_pages(pages, nr_pages + 1);',
      'plus-one double-release|partial-pin\n-unpin_user_pages(pages, pinned);\n+unpin_user_pages(pages, pinned + 1);',
      'requested partial-pin\n-unpin_user_pages(pages, pinned);\n+unpin_user_pages(pages, nr_pages);',
    ]);
    expect(changes(loop, 'wrong-count')).toEqual([
      'from-one leak-on-path|partial-pin\n-for (i = 0; i < got; i++)\n+for (i = 1; i < got; i++)',
      'minus-one leak-on-path|partial-pin\n-for (i = 0; i < got; i++)\n+for (i = 0; i < got - 1; i++)',
      'plus-one double-release|partial-pin\n-for (i = 0; i < got; i++)\n+for (i = 0; i < got + 1; i++)',
    ]);
  });

  it('stops a loop that counts down too early', () => {
    const down = loop.replace('for (i = 0; i < got; i++)\n\t\tput_page(pages[i]);', 'while (got--)\n\t\tput_page(pages[got]);');
    expect(changes(down, 'wrong-count')).toEqual(['stops-early leak-on-path|partial-pin\n-while (got--)\n+while (--got)']);
    // A second run would start below 0: only the statement is repeated.
    expect(changes(down, 'double-release')).toEqual([
      'statement double-release\n-put_page(pages[got]);\n+{ put_page(pages[got]);\n+put_page(pages[got]); }',
    ]);
  });

  it('lets fewer pages pass', () => {
    expect(changes(ladder, 'short-unnoticed')).toEqual([
      'deleted partial-pin\n-if (pinned != nr_pages) {\n-ret = -EFAULT;\n-goto unpin;\n-}',
      'weakened partial-pin\n-if (pinned != nr_pages) {\n+if (pinned < 0) {',
    ]);
    // Whoever goes on with the number taken has nothing to notice, nor who asks again for the rest.
    expect(changes(loop, 'short-unnoticed')).toEqual([]);
    const again = ladder.replace('if (pinned != nr_pages) {', 'if (pinned != nr_pages && own_again(dev)) {');
    expect(changes(again, 'short-unnoticed')).toEqual([]);
  });

  it('lets an errno pass', () => {
    expect(changes(loop, 'unchecked')).toEqual([
      'deleted unchecked-result|partial-pin\n-if (got <= 0)\n-return;',
      'not unchecked-result\n-if (got <= 0)\n+if (!got)',
      'unsigned unchecked-result\n-long i, got;\n+long i;\n+unsigned long got;',
    ]);
    // The second check stops what the first lets through.
    expect(changes(ladder, 'unchecked')).toEqual([]);
    const inside = loop
      .replace('got = get_user_pages_fast(addr, 16, 0, pages);\n\tif (got <= 0)', 'if (get_user_pages_fast(addr, 1, 0, pages) != 1)')
      .replace('< got', '< 1');
    expect(changes(inside, 'unchecked')[0]).toBe(
      'call-only unchecked-result\n-if (get_user_pages_fast(addr, 1, 0, pages) != 1)\n-return;\n+get_user_pages_fast(addr, 1, 0, pages);',
    );
  });

  it('leaves early only where pages are held', () => {
    const at = seedsOf(ladder).filter((s) => s.kind === 'early-return');
    // Behind the first check and before the release of each path; in the error branches, too, but not behind `unpin:` itself, which both reach.
    expect(at.map((s) => s.line)).toEqual([9, 10, 11, 13, 14, 16, 18, 21]);
    for (const seed of at) expect(change(ladder, seed)).toMatch(/\+if \(.*\) return -EINTR;/);
    expect(at.filter((s) => s.accepted.length === 1).map((s) => s.line)).toEqual([13, 14, 16, 18]);
    const voids = seedsOf(loop).filter((s) => s.kind === 'early-return');
    expect(voids.map((s) => s.line)).toEqual([9]);
    expect(voids.map((s) => change(loop, s)).join()).toMatch(/^\+if \(.*\) return;$/);
  });

  it('jumps past the release', () => {
    expect(changes(ladder, 'goto-past')).toEqual([
      'out leak-on-path\n-goto unpin;\n+goto out;',
      'out leak-on-path|partial-pin\n-goto unpin;\n+goto out;',
    ]);
    const last = ladder.replace('out:\n', '');
    expect(changes(last, 'goto-past')).toEqual([
      'return leak-on-path\n-goto unpin;\n+return -EINTR;',
      'return leak-on-path|partial-pin\n-goto unpin;\n+return -EINTR;',
    ]);
  });

  it('touches what it has released', () => {
    const touched = seedsOf(ladder).filter((s) => s.kind === 'touch-after');
    expect(touched).toHaveLength(2);
    for (const seed of touched) expect(change(ladder, seed)).toMatch(/^\+\w+\(.*pages\[0\].*\);$/);
    expect(changes(loop, 'touch-after').join()).toMatch(/^\S+ use-after-release\n\+\w+\(.*pages\[0\].*\);$/);
  });

  it('finds nothing where only one side stands', () => {
    const taker = loop.replace(/for[^;]*;[^;]*;[^;]*;/, ';');
    expect(seedsOf(taker).filter((s) => s.kind !== 'harmless')).toEqual([]);
  });

  it('knows pages by their field from one function to the next', () => {
    const text = `
static int own_pin(struct own *o)
{
	o->nr = pin_user_pages_fast(o->addr, o->want, 0, o->pages);
	return o->nr < 0 ? o->nr : 0;
}

static void own_unpin(struct own *o)
{
	unpin_user_pages(o->pages, o->nr);
}
`;
    const faults = seedsOf(text).filter((s) => s.kind !== 'harmless');
    expect(faults.map((s) => `${s.kind} ${s.scope} ${s.function}`).sort()).toEqual([
      'double-release file own_unpin',
      'drop-release file own_unpin',
      'swap-release file own_unpin',
    ]);
    expect(faults[0]?.rightFunctions).toEqual(['own_unpin', 'own_pin']);
  });

  it('inside an object that a wrapper fills, in this function and in another', () => {
    const text = `
static int own_reg(struct own *o, struct ib_device *dev)
{
	o->umem = ib_umem_get(dev, o->addr, o->size, 0);
	if (IS_ERR(o->umem))
		return PTR_ERR(o->umem);
	if (own_map(o)) {
		ib_umem_release(o->umem);
		return -EIO;
	}
	return 0;
}

static void own_dereg(struct own *o)
{
	ib_umem_release(o->umem);
	kfree(o);
}
`;
    const faults = seedsOf(text).filter((s) => s.kind !== 'harmless');
    expect(faults.every((s) => s.scope === 'object')).toBe(true);
    expect(faults.map((s) => `${s.kind} ${s.function}`)).toContain('drop-release own_reg');
    expect(faults.find((s) => s.function === 'own_dereg')?.rightFunctions).toEqual(['own_dereg', 'own_reg']);
  });
});

describe('harmless edits', () => {
  it('say the same in other words', () => {
    const all = [ladder, loop].flatMap((text) => changes(text, 'harmless'));
    for (const expected of [
      'array-form \n-for (i = 0; i < got; i++)\n-put_page(pages[i]);\n+release_pages(pages, got);',
      'dirty-lock-form \n-unpin_user_pages(pages, pinned);\n+unpin_user_pages_dirty_lock(pages, pinned, false);',
      'mirrored \n-if (pinned < 0)\n+if (0 > pinned)',
      'not-opposite \n-if (got <= 0)\n+if (!(got > 0))',
      'unlikely \n-if (got <= 0)\n+if (unlikely(got <= 0))',
      'if-one \n-unpin_user_pages(pages, pinned);\n+if (1) { unpin_user_pages(pages, pinned); }',
      'debug \n+pr_debug("%s: release\\n", __func__);',
      'count-alias \n-unpin_user_pages(pages, pinned);\n+{\n+long seed_count = pinned;\n+\n+unpin_user_pages(pages, seed_count);\n+}',
      'return-before \n+if (!current->mm) return;',
    ])
      expect(all).toContain(expected);
    expect(changes(ladder.replace('out:\n', ''), 'harmless')).toContain(
      'copied-exit \n-goto unpin;\n+{ unpin_user_pages(pages, pinned);\n+kfree(dev);\n+return ret; }',
    );
    const or = loop.replace('if (got <= 0)', 'if (got <= 0 || !sum)');
    expect(changes(or, 'harmless')).toContain('split-or \n-if (got <= 0 || !sum)\n+if (got <= 0)\n+return;\n+if (!sum)');
    const down = loop.replace('for (i = 0; i < got; i++)\n\t\tput_page(pages[i]);', 'while (got--)\n\t\tput_page(pages[got]);');
    expect(changes(down, 'harmless')).toContain('while-to-for \n-while (got--)\n+for (got = got - 1; got >= 0; got--)');
  });

  it('move a release into a helper above', () => {
    const helper = seedsOf(loop).find((s) => s.variant === 'helper');
    expect(helper && applyEdits(loop, helper.edits)).toBe(
      `\nstatic void gupscope_seed_release(struct page *page)\n{\n\tput_page(page);\n}\n${loop.replace('put_page(pages[i])', 'gupscope_seed_release(pages[i])')}`,
    );
  });

  it('rename a variable wherever it stands', () => {
    const renamed = seedsOf(loop).filter((s) => s.variant === 'rename');
    expect(renamed.map((s) => applyEdits(loop, s.edits))).toEqual([
      loop.replaceAll(/\bpages\b/g, 'seed_pages'),
      loop.replaceAll(/\bgot\b/g, 'seed_got'),
    ]);
  });
});

describe('every seed', () => {
  it('has a number of its own that does not hang on what stands above', () => {
    const seeds = seedsOf(ladder);
    expect(new Set(seeds.map((s) => s.id)).size).toBe(seeds.length);
    const moved = seedsOf(`int own_counter;\n${ladder}`);
    expect(moved.map((s) => s.id)).toEqual(seeds.map((s) => s.id));
    expect(seeds.some(isHeldOut)).toBe(true);
    expect(seeds.every(isHeldOut)).toBe(false);
  });

  it('is one of few in its function', () => {
    const kept = seedsOf(ladder, false);
    expect(kept.length).toBeLessThan(seedsOf(ladder).length);
    expect(kept.filter((s) => s.kind === 'early-return')).toHaveLength(3);
    expect(kept.filter((s) => s.kind === 'harmless')).toHaveLength(6);
    const all = new Set(seedsOf(ladder).map((s) => s.id));
    expect(kept.every((s) => all.has(s.id))).toBe(true);
  });

  it('leaves C that parses, in functions as many as before and one more for a helper', () => {
    for (const text of [ladder, loop]) {
      for (const seed of seedsOf(text)) {
        const after = openSource(applyEdits(text, seed.edits));
        expect(after.items.filter((i) => i.kind === 'function')).toHaveLength(seed.variant === 'helper' ? 2 : 1);
        expect(after.items.every((i) => i.complete)).toBe(true);
      }
    }
  });
});

const copying = `
static int own_copy(struct page *to, struct page *from, int n)
{
	void *dst = kmap_local_page(to);
	void *src = kmap_local_page(from);
	int err = own_check(src, n);

	if (err) {
		kunmap_local(src);
		kunmap_local(dst);
		return err;
	}
	memcpy(dst, src, n);
	kunmap_local(src);
	kunmap_local(dst);
	return 0;
}
`;

describe('faults at mappings', () => {
  it('leaves out each call that undoes one', () => {
    expect(changes(copying, 'drop-unmap').map((c) => c.split('\n').at(-1))).toEqual([
      '-kunmap_local(dst);',
      '-kunmap_local(dst);',
      '-kunmap_local(src);',
      '-kunmap_local(src);',
    ]);
  });

  it('changes the order of two', () => {
    expect(changes(copying, 'swap-unmaps')).toHaveLength(2);
    expect(changes(copying, 'swap-unmaps')[0]).toContain('-kunmap_local(src);\n-kunmap_local(dst);\n+kunmap_local(dst);\n+kunmap_local(src);');
  });

  it('makes nothing of an address that others get', () => {
    const given = copying.replace('memcpy(dst, src, n);', 'job.src = src;');
    expect(changes(given, 'drop-unmap')).toHaveLength(2);
  });
});

const submitting = `
static int own_submit(struct bio *bio, struct iov_iter *iter, struct page *header)
{
	int ret = bio_iov_iter_get_pages(bio, iter);

	if (ret)
		return ret;
	__bio_add_page(bio, header, 512, 0);
	submit_bio(bio);
	return 0;
}
static void own_count(struct bio *bio, int *n)
{
	struct bio_vec bv;
	struct bvec_iter at;

	bio_for_each_segment(bv, bio, at) {
		own_look(bv.bv_page);
		(*n)++;
	}
}
`;

describe('faults at bios', () => {
  it('lays an entry out by hand', () => {
    expect(changes(submitting, 'hand-rolled')).toEqual([
      'add bio/hand-rolled-vec\n-__bio_add_page(bio, header, 512, 0);\n+{ bio->bi_io_vec[bio->bi_vcnt].bv_page = header; bio->bi_io_vec[bio->bi_vcnt].bv_len = 512; bio->bi_io_vec[bio->bi_vcnt].bv_offset = 0; bio->bi_vcnt++; }',
    ]);
  });

  it('puts a page of the kernel beside those of a user', () => {
    expect(changes(submitting, 'mixed-bio')).toEqual(['kernel bio/mixed-origin\n+__bio_add_page(bio, virt_to_page(current), 512, 0);']);
    expect(changes(submitting, 'harmless').filter((c) => c.startsWith('zero-page'))).toHaveLength(1);
  });

  it('drops the page of a vec that is only looked at', () => {
    expect(changes(submitting, 'walked-release')).toEqual(['put bio/borrowed-page-release\n+put_page(bv.bv_page);']);
  });
});
