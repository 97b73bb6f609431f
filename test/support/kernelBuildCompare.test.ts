import { describe, expect, it } from 'vitest';
import { compareWithJudge, type ReportedSite } from './kernelBuildCompare.ts';
import type { Judged, Site, UnrejectedSite } from './kernelBuildJudge.ts';

const site = (file: string, line: number, column = 5): Site => ({ file, line, column });
const found = (file: string, line: number, column = 5): ReportedSite => ({ file, startLine: line, startColumn: column });

const unrejected: readonly UnrejectedSite[] = [
  { ...site('a.c', 30), state: 'untaken-arm' },
  { ...site('a.c', 40), state: 'macro-body' },
  { ...site('h.h', 2), state: 'other' },
  { ...site('s390.c', 7), state: 'not-compiled' },
];
const judged: Judged = {
  member: { header: 'h.h', structure: 'bio_vec', name: 'bv_page' },
  rejected: [site('a.c', 10), site('a.c', 10, 25), site('a.c', 20), site('h.h', 6)],
  unrejected,
  compiled: ['a.c'],
  notCompiled: [{ file: 's390.c', reason: 'CONFIG_S390 is not set' }],
  outsideConfiguration: [],
  elapsedMs: 1,
};
const helpers = [{ file: 'h.h', name: 'bvec_virt', firstLine: 5, lastLine: 7 }];
const complete = [found('a.c', 20), found('a.c', 10, 25), found('a.c', 10), found('a.c', 30), found('a.c', 40), found('s390.c', 7)];

describe('findings against the compiler', () => {
  it('agrees with an auditor that reports all but the helpers, and gives a reason for each site beyond', () => {
    expect(compareWithJudge(complete, judged, helpers)).toEqual({
      agreed: [site('a.c', 10), site('a.c', 10, 25), site('a.c', 20)],
      missed: [],
      inHelpers: [{ ...site('h.h', 6), reason: 'bvec_virt' }],
      beyond: [
        { ...site('a.c', 30), reason: 'an #if arm that no compiled file takes' },
        { ...site('a.c', 40), reason: 'the body of a macro that no compiled file expands' },
        { ...site('s390.c', 7), reason: 'not compiled: CONFIG_S390 is not set' },
      ],
      unexplained: [],
      silent: [],
    });
  });

  it('names what an auditor misses, one of two on a line too', () => {
    const { missed, silent } = compareWithJudge([found('a.c', 10)], judged, helpers);
    expect(missed).toEqual([site('a.c', 10, 25), site('a.c', 20)]);
    expect(silent.map((s) => s.file)).toEqual(['a.c', 'a.c', 's390.c']);
  });

  it('takes an access outside every helper as missed', () => {
    expect(compareWithJudge(complete, judged, []).missed).toEqual([site('h.h', 6)]);
  });

  it.each([
    ['text that gcc compiles', found('h.h', 2), 'gcc compiles this text without complaint'],
    ['a helper', found('h.h', 6), 'the body of the helper bvec_virt'],
    ['a place without the member', found('a.c', 10, 6), 'no bv_page that gcc was asked about'],
    ['a site again', found('a.c', 20), 'reported twice'],
  ])('explains no finding in %s', (_, finding, reason) => {
    const { unexplained } = compareWithJudge([...complete, finding], judged, helpers);
    expect(unexplained).toEqual([{ ...site(finding.file, finding.startLine, finding.startColumn), reason }]);
  });
});
