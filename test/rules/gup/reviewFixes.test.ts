/** Fixes that no fix-all takes, because they are for review: the flag of long-term pins goes to the others, however they are written. */
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/base/span.ts';
import { engineOver } from '../../support/engine.ts';

const source = (flags: string): string => `#include <linux/mm.h>

int window_register(struct window *w, unsigned long uaddr, bool write)
{
	int pinned = pin_user_pages_fast(uaddr, w->npages, ${flags}, w->pages);

	if (pinned == w->npages)
		return 0;
	if (pinned > 0)
		unpin_user_pages(w->pages, pinned);
	return -EFAULT;
}
`;

describe('gup/missing-longterm', () => {
  it.each([
    ['0', 'FOLL_LONGTERM'],
    ['FOLL_WRITE', 'FOLL_WRITE | FOLL_LONGTERM'],
    ['FOLL_WRITE | FOLL_FORCE', 'FOLL_WRITE | FOLL_FORCE | FOLL_LONGTERM'],
    ['write ? FOLL_WRITE : 0', 'FOLL_LONGTERM | (write ? FOLL_WRITE : 0)'],
  ])('%s becomes %s', async (before, after) => {
    const bench = await engineOver('modern');
    const file = bench.open(source(before));
    const [finding, ...others] = bench.engine.report(file, { stats: false, fixes: true }).findings;
    expect(others).toEqual([]);
    expect(finding?.rule).toBe('gup/missing-longterm');
    const [fix] = finding?.fixes ?? [];
    expect(fix?.safety).toBe('needs-review');
    expect(applyEdits(source(before), fix?.changes[0]?.edits ?? [])).toBe(source(after));
  });
});
