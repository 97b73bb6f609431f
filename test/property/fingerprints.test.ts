/** Fingerprints are what baselines stand on: whatever is edited elsewhere in a file, and wherever a function moves, they stay. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/protocol/finding.ts';
import { engineOver } from '../support/engine.ts';

const HEAD = '#include <linux/bvec.h>\n#include <linux/mm.h>\n';

/** Each with findings; the first two have several that only their number tells apart. */
const FUNCTIONS = [
  `static void drop_both(struct bio_vec *bv)
{
	put_page(bv->bv_page);
	if (bv->bv_len)
		put_page(bv->bv_page);
	bv++;
	put_page(bv->bv_page);
}
`,
  `static int pin_two(unsigned long a, unsigned long b, struct page **one, struct page **two, struct device *dev)
{
	int ret;

	ret = pin_user_pages_fast(a, 1, FOLL_WRITE, one);
	if (ret != 1)
		return -EFAULT;
	ret = tell_device(dev, a);
	if (ret)
		return ret;
	ret = tell_device(dev, b);
	if (ret)
		return ret;
	unpin_user_page(*one);
	return 0;
}
`,
  `static struct page *first(struct bio_vec *table)
{
	return table[0].bv_page; /* the first */
}
`,
  `#define PAGE_OF(bv) ((bv)->bv_page)
`,
  `static long pin_unsigned(unsigned long start, struct page **pages)
{
	unsigned int n = pin_user_pages_fast(start, 4, 0, pages);

	if (n < 0)
		return -EFAULT;
	unpin_user_pages(pages, n);
	return 0;
}
`,
] as const;

/** Harmless as lines of their own, at file scope or in a function. */
const FILLERS = ['', '\t/* nothing to see */', '// a remark', '\t;', '/* more\n * than one\n * line */', '\n\n'];
/** Harmless as pieces of a file. */
const PIECES = [
  'int unrelated;\n',
  'static int other(void)\n{\n\treturn 0;\n}\n',
  '#define OTHER(x) ((x) + 1)\n',
  'struct other {\n\tint member;\n};\n',
];

const shuffled = fc.shuffledSubarray([...FUNCTIONS.keys()], { minLength: FUNCTIONS.length });
const edits = fc.record({
  order: shuffled,
  pieces: fc.array(fc.tuple(fc.nat({ max: FUNCTIONS.length }), fc.constantFrom(...PIECES)), { maxLength: 6 }),
  fillers: fc.array(fc.tuple(fc.nat({ max: 60 }), fc.constantFrom(...FILLERS)), { maxLength: 10 }),
  indent: fc.constantFrom('\t', '        ', '    '),
  newline: fc.constantFrom('\n', '\r\n'),
  remark: fc.constantFrom('', ' /* why */', ' // why', '  '),
});
type Edits = typeof edits extends fc.Arbitrary<infer T> ? T : never;

/** Statements may stand behind these lines, and comments may be put at their end. */
const isWholeLine = (line: string): boolean => /[;{}]$/.test(line) && !line.startsWith('#');

function edited({ order, pieces, fillers, indent, newline, remark }: Edits): string {
  const parts: string[] = order.map((i) => FUNCTIONS[i] ?? '');
  for (const [at, piece] of pieces) parts.splice(at, 0, piece);
  const lines = parts.join('\n').split('\n');
  for (const [at, filler] of fillers) {
    const line = lines.findIndex((text, i) => i >= at && isWholeLine(text));
    // A blank statement between `if (…)` and its body would be another program.
    if (line >= 0) lines.splice(line + 1, 0, filler);
  }
  const text = lines.map((line) => (isWholeLine(line) ? line.replaceAll('\t', indent) + remark : line.replaceAll('\t', indent))).join('\n');
  return `${HEAD}${text}`.replaceAll('\n', newline);
}

/** By function, in order of position. */
function marksOf(findings: readonly Finding[]): Record<string, string[]> {
  const marks: Record<string, string[]> = {};
  for (const f of findings) (marks[f.enclosing ?? ''] ??= []).push(`${f.rule} ${f.kind} ${f.fingerprint} ${f.likeness.line}`);
  return marks;
}

describe('fingerprints', () => {
  it('stay under edits elsewhere, re-indentation, other line ends and moves of functions', async () => {
    const { open, report } = await engineOver('modern');
    const before = marksOf(report(open(`${HEAD}${FUNCTIONS.join('\n')}`)).findings);
    expect(Object.keys(before).sort()).toEqual(['PAGE_OF', 'drop_both', 'first', 'pin_two', 'pin_unsigned']);
    expect(before['drop_both']).toHaveLength(3);
    expect(before['pin_two']).toHaveLength(2);
    const all = Object.values(before).flat();
    expect(new Set(all).size).toBe(all.length);
    fc.assert(
      fc.property(edits, (change) => {
        expect(marksOf(report(open(edited(change))).findings)).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });

  it('have a context that tells equal lines apart wherever the lines above them differ', async () => {
    const { open, report } = await engineOver('modern');
    const { findings } = report(open(`${HEAD}${FUNCTIONS[1]}`));
    expect(findings.map((f) => f.likeness.line)).toEqual([findings[0]?.likeness.line, findings[0]?.likeness.line]);
    expect(new Set(findings.map((f) => f.likeness.context)).size).toBe(2);
  });
});
