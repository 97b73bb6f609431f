/** Logs that are put together, and logs that do not belong together. */
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { exitStatus } from '../../src/cli/exitStatus.ts';
import { type AuditReport, formatSarif, mergeSarif, type NamedLog } from '../../src/report/index.ts';
import { sarifErrors } from '../support/sarifSchema.ts';
import { findingAt, reportOf } from './reportFixture.ts';

const TEXT = 'x = bv->bv_page;\ny = bv->bv_page + 1;\n';
const options = { omitSuppressed: false, exitOf: exitStatus };

type Run = Log['runs'][number];
const settings = (run: Run): Record<string, unknown> => run.properties?.['gupscope'] as Record<string, unknown>;

function log(name: string, file: string, more: Partial<AuditReport> = {}, change: (run: Run) => void = () => undefined): NamedLog {
  const made = JSON.parse(formatSarif(reportOf(TEXT, [findingAt(TEXT, 'bv_page', { file })], more), { omitSuppressed: false })) as Log;
  for (const run of made.runs) change(run);
  return { name, text: JSON.stringify(made) };
}
const part = (index: number, more: Partial<AuditReport> = {}, change?: (run: Run) => void): NamedLog =>
  log(`${index}.sarif`, `fs/${index}.c`, { shard: { index, count: 2 }, ...more }, change);

function merged(...logs: readonly NamedLog[]): Run {
  const answer = mergeSarif(logs, options);
  if (!answer.ok) throw new Error(answer.error.message);
  const made = JSON.parse(answer.value.text) as Log;
  expect(sarifErrors(made)).toEqual([]);
  expect(made.runs).toHaveLength(1);
  return made.runs[0] as Run;
}
function refused(...logs: readonly NamedLog[]): string {
  const answer = mergeSarif(logs, options);
  if (answer.ok) throw new Error('taken');
  return answer.error.message;
}

describe('the parts of a run', () => {
  it('are added up, in the order of files', () => {
    const stats = { ...reportOf(TEXT, []).stats, files: 10, bytes: 5 };
    const timing = { startedAt: '2026-01-01T00:00:05.000Z', endedAt: '2026-01-01T00:00:09.000Z', elapsedMs: 4000 };
    const early = { startedAt: '2026-01-01T00:00:01.000Z', endedAt: '2026-01-01T00:00:02.000Z', elapsedMs: 1000 };
    const run = merged(part(2, { stats, timing }), part(1, { stats, timing: early }));
    expect(run.results?.map((r) => r.locations?.[0]?.physicalLocation?.artifactLocation?.uri)).toEqual(['fs/1.c', 'fs/2.c']);
    expect(settings(run)).toMatchObject({ files: 20, bytes: 10, elapsedMs: 5000 });
    expect(settings(run)['shard']).toBeUndefined();
    expect(run.invocations).toMatchObject([{ startTimeUtc: early.startedAt, endTimeUtc: timing.endedAt }]);
  });

  it('say once what each says of the run, and each what it says of its files', () => {
    const guess = { severity: 'note', message: 'the newest version known' } as const;
    const about = (file: string): AuditReport['problems'][number] => ({ severity: 'warning', message: `cannot read ${file}`, file });
    const run = merged(part(1, { problems: [guess, about('z.c')] }), part(2, { problems: [guess, about('a.c')] }));
    expect(run.invocations?.[0]?.toolExecutionNotifications?.map((n) => n.message.text)).toEqual([
      guess.message,
      'cannot read a.c',
      'cannot read z.c',
    ]);
  });

  it('are as bad as their sum', () => {
    const bad = { failOn: 'error', strict: false, missingPaths: 1, unreadPaths: 1, unreadInside: 0, failures: 0 } as const;
    const run = merged(part(1, { outcome: bad }), part(2, { outcome: bad }));
    expect(run.invocations?.[0]).toMatchObject({
      executionSuccessful: false,
      exitCode: 2,
      exitCodeDescription: '3 paths of the command line could not be read',
    });
    const error = { failOn: 'warning', strict: false, missingPaths: 0, unreadPaths: 0, unreadInside: 0, failures: 0 } as const;
    expect(merged(part(1, { outcome: error }), part(2, { outcome: error })).invocations?.[0]).toMatchObject({ exitCode: 1 });
  });
});

describe('logs that do not belong together', () => {
  const first = part(1);
  const cases: readonly (readonly [string, readonly NamedLog[], RegExp])[] = [
    ['no JSON', [{ name: 'a.sarif', text: 'no json' }], /^a\.sarif is not valid JSON; /],
    ['no SARIF', [{ name: 'a.sarif', text: '{}' }], /^a\.sarif is no SARIF 2\.1\.0 log; /],
    ['no run', [{ name: 'a.sarif', text: '{"version":"2.1.0","runs":[]}' }], /^a\.sarif is no SARIF 2\.1\.0 log; /],
    [
      'another tool',
      [first, part(2, {}, (run) => Object.assign(run.tool.driver, { name: 'clang' }))],
      /^2\.sarif holds a run of clang; only runs of gupscope can be merged$/,
    ],
    ['one of two', [first], /^part 2 of 2 is missing; give all parts of the run$/],
    [
      'two of five',
      [log('a', 'a.c', { shard: { index: 2, count: 5 } }), log('b', 'b.c', { shard: { index: 4, count: 5 } })],
      /^parts 1, 3, 5 of 5 are missing; /,
    ],
    ['a part twice', [first, { ...first, name: 'again.sarif' }, part(2)], /^1\.sarif and again\.sarif are both part 1 of 2; give each part once$/],
    [
      'a part and a whole',
      [first, log('whole.sarif', 'a.c')],
      /^1\.sarif is part 1 of 2, and whole\.sarif is a whole run; give the parts of one run$/,
    ],
    ['parts of other runs', [first, part(2, { shard: { index: 2, count: 3 } })], /^1\.sarif is part 1 of 2, and 2\.sarif is part 2 of 3; /],
    [
      'versions',
      [first, part(2, { toolVersion: '9.9.9' })],
      /^1\.sarif and 2\.sarif were made by versions 0\.1\.0 and 9\.9\.9 of gupscope; audit all parts with one$/,
    ],
    [
      'roots',
      [first, part(2, { sourceRootUri: 'file:///b/' })],
      /^1\.sarif and 2\.sarif were made under the roots file:\/\/\/tree\/ and file:\/\/\/b\/; /,
    ],
    [
      'rules',
      [first, part(2, { rules: [] })],
      /^1\.sarif and 2\.sarif were made with other rules \(bvec\/direct-page-access; \); give all parts the same --rule$/,
    ],
    [
      'kernels',
      [first, part(2, { kernelVersions: ['6.1'] })],
      /were made for the kernels 6\.12\.117 and 6\.1; give all parts the same --kernel-version$/,
    ],
    [
      'baselines',
      [first, part(2, { baseline: { name: 'b', gone: [] } })],
      /were made without and with a baseline; give all parts the same --baseline$/,
    ],
    ['--fail-on', [first, part(2, { outcome: { ...reportOf(TEXT, []).outcome, failOn: 'never' } })], /were made with --fail-on error and never; /],
    ['--strict', [first, part(2, { outcome: { ...reportOf(TEXT, []).outcome, strict: true } })], /were made without and with --strict; /],
    ['the same files', [log('a.sarif', 'fs/a b.c'), log('b.sarif', 'fs/a b.c')], /^a\.sarif and b\.sarif both report on fs\/a%20b\.c; /],
    [
      'a log that was changed',
      [part(1, {}, (run) => Object.assign(run, { properties: {} })), part(2)],
      /^1\.sarif was not written by this version of gupscope, or was changed since \(properties\.gupscope\); /,
    ],
    [
      'a log of another version',
      [part(1, {}, (run) => Object.assign(settings(run), { more: 1 })), part(2)],
      /^1\.sarif was not written by this version of gupscope/,
    ],
  ];
  it.each(cases)('are refused: %s', (_, logs, sentence) => {
    const message = refused(...logs);
    expect(message).toMatch(sentence);
    expect(message).not.toContain('\n');
  });
});
