import { describe, expect, it } from 'vitest';
import { formatSarif } from '../../src/report/index.ts';
import { sarifErrors } from '../support/sarifSchema.ts';
import { findingAt, reportOf } from './reportFixture.ts';

const text = 'void f(struct bio_vec *bv)\n{\n\tkmap(bv->bv_page);\n}\n';
const rich = findingAt(text, 'bv_page', {
  file: 'drivers/a b/ü%.c',
  condition: 'defined(CONFIG_MD)',
  path: [{ file: 'drivers/a b/ü%.c', span: { start: 0, end: 4 }, message: 'taken here' }],
  fixes: [
    {
      id: 'x',
      title: 'Drop it',
      safety: 'safe',
      preferred: true,
      introducesHelper: false,
      changes: [{ file: 'drivers/a b/ü%.c', edits: [{ span: { start: 0, end: 4 }, newText: '' }] }],
    },
  ],
});

describe('formatSarif', () => {
  it('is valid, with everything in it and with nothing in it', () => {
    const full = reportOf(text, [rich, findingAt(text, 'kmap', { enclosing: 'J\udcf6rn' })], {
      problems: [
        { severity: 'warning', message: 'cannot read x', file: 'drivers/x.c' },
        { severity: 'note', message: 'outside', file: '/elsewhere/my file.c' },
        { severity: 'error', message: 'no file' },
      ],
      stats: {
        files: 1,
        bytes: 2,
        trackedFunctions: 3,
        functionsWithSyntaxErrors: [{ file: 'a.c', name: 'f', line: 3, reason: 'odd' }],
        incompleteFunctions: [{ file: 'a.c', name: 'g', line: 9, reason: 'odder' }],
        acquiringFunctions: 2,
        handedOver: [
          { file: 'a.c', line: 7, function: 'h', pages: 'obj->pages', acquiredBy: 'pin_user_pages', to: 'structure' },
          { file: 'a.c', line: 8, function: 'h', pages: 'page', to: 'bio' },
          { file: 'a.c', line: 9, function: 'i', pages: 'page', to: 'bio' },
        ],
      },
      timing: { startedAt: '2026-01-02T03:04:05.678Z', endedAt: '2026-01-02T03:04:06.678Z', elapsedMs: 1000 },
    });
    for (const report of [full, reportOf(text, [])]) expect(sarifErrors(JSON.parse(formatSarif(report, { omitSuppressed: false })))).toEqual([]);
  });

  it('refuses to be judged by a schema that takes anything', () => {
    expect(sarifErrors({ version: '2.1.0', runs: [{}] })).not.toEqual([]);
  });

  it('has the fields of the contract', () => {
    const log = JSON.parse(formatSarif(reportOf(text, [rich]), { omitSuppressed: false }));
    const [run] = log.runs;
    expect(run.columnKind).toBe('utf16CodeUnits');
    expect(run.originalUriBaseIds).toEqual({ SRCROOT: { uri: 'file:///tree/' } });
    expect(run.properties.gupscope).toMatchObject({
      files: 3,
      bytes: 4096,
      trackedFunctions: 2,
      functionsWithSyntaxErrors: 0,
      incompleteFunctions: 0,
    });
    const [result] = run.results;
    expect(result).toMatchObject({
      ruleId: 'bvec/direct-page-access',
      ruleIndex: 0,
      level: 'warning',
      message: { text: 'direct read of bv_page (if CONFIG_MD)' },
      partialFingerprints: { 'gupscope/v1': 'f00d' },
      properties: { kind: 'read', condition: 'defined(CONFIG_MD)' },
    });
    expect(result.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'drivers/a%20b/%C3%BC%25.c', uriBaseId: 'SRCROOT' },
          region: { startLine: 3, startColumn: 11, endLine: 3, endColumn: 18 },
        },
        logicalLocations: [{ name: 'make_request' }],
      },
    ]);
    expect(result.codeFlows[0].threadFlows[0].locations[0].location.message.text).toBe('taken here');
    expect(result.fixes[0].artifactChanges[0].replacements).toEqual([{ deletedRegion: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 5 } }]);
  });

  it('knows no time where none was given', () => {
    expect(formatSarif(reportOf(text, [rich]), { omitSuppressed: false })).not.toMatch(/elapsedMs|TimeUtc/);
  });
});
