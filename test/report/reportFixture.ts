/** A report made from text and spans through the same door as the product's: `locateFindings`. */
import type { FileReport, Finding } from '../../src/protocol/finding.ts';
import { type AuditReport, locatedText, locateFindings } from '../../src/report/index.ts';

export const findingAt = (text: string, needle: string, more: Partial<Finding> = {}): Finding => {
  const start = text.indexOf(needle);
  if (start < 0) throw new Error(`${needle} is not in the text`);
  return {
    rule: 'bvec/direct-page-access',
    level: 'warning',
    kind: 'read',
    message: 'direct read of bv_page',
    file: 'drivers/md/raid.c',
    span: { start, end: start + needle.length },
    enclosing: 'make_request',
    path: [],
    fingerprint: 'f00d',
    likeness: { line: 'beef', context: 'cafe' },
    fixes: [],
    ...more,
  };
};

export const reportOf = (
  text: string,
  findings: readonly Finding[],
  more: Partial<AuditReport> = {},
  context: number | undefined = 0,
): AuditReport => {
  const own = locatedText(text);
  const perFile = (file: string): FileReport => ({
    file,
    findings: findings.filter((f) => f.file === file),
    allowed: [],
    known: [],
    stats: {
      bytes: text.length,
      trackedFunctions: 1,
      functionsWithSyntaxErrors: [],
      incompleteFunctions: [],
      acquiringFunctions: 0,
      handedOver: [],
    },
    problems: [],
  });
  const files = [...new Set(findings.map((f) => f.file))];
  return {
    findings: files.flatMap((file) => locateFindings(perFile(file), () => own, { context })),
    rules: [
      {
        id: 'bvec/direct-page-access',
        title: 'Direct access to the page of a bio_vec',
        level: 'warning',
        documentation: '# Why\n\nBecause.\n',
        url: 'https://www.kernel.org/doc/html/latest/block/biovecs.html',
      },
    ],
    suppressed: [],
    problems: [],
    stats: {
      files: 3,
      bytes: 4096,
      trackedFunctions: 2,
      functionsWithSyntaxErrors: [],
      incompleteFunctions: [],
      acquiringFunctions: 0,
      handedOver: [],
    },
    sourceRootUri: 'file:///tree/',
    kernelVersions: ['6.12.117'],
    toolVersion: '0.1.0',
    exit: { code: 0, reason: '--fail-on error' },
    outcome: { failOn: 'error', strict: false, missingPaths: 0, unreadPaths: 0, unreadInside: 0, failures: 0 },
    ...more,
  };
};
