/**
 * What the rules on page references say of whole kernels is what a person read: each finding stands in the table of verdicts, so that no change goes
 * unseen. The table speaks of one package; on another one the differences are listed and nothing fails for them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { kernelTrees } from '../support/kernels.ts';
import { auditFlow, type FlowAudit } from './flowAudit.ts';
import { differences, keyOf, readVerdicts } from './flowVerdicts.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/verdicts.md'), 'utf8');
const SHOWN_VERDICTS = ['real', 'arguable', 'false'] as const;

function counted(words: readonly string[]): string {
  return [...new Set(words)]
    .sort()
    .map((word) => `${word}: ${words.filter((w) => w === word).length}`)
    .join('\n  ');
}

describe.each(kernelTrees())('page references in Linux $version', (tree) => {
  const table = readVerdicts(tree.version);
  const isThePackage = tree.packageVersion === table.package;
  let audit: FlowAudit;

  beforeAll(async () => {
    audit = await auditFlow(tree);
    const verdicts = SHOWN_VERDICTS.map((v) => `${table.findings.filter((f) => f.verdict === v).length} ${v}`).join(', ');
    console.log(
      `${tree.packageVersion}: ${audit.files} files, ${audit.acquiringFunctions} functions that take pages, ${audit.findings.length} findings; ` +
        `table of ${table.package}: ${verdicts}\n  ${counted(audit.findings.map((f) => `${f.rule} ${f.level}`))}`,
    );
  });

  it('has what is analysed', () => {
    expect(audit.files).toBeGreaterThan(300);
    expect(audit.acquiringFunctions).toBeGreaterThan(200);
  });

  it('no file throws', () => expect(audit.threw).toEqual([]));

  it('no function is given up but those of the table', () => {
    const known = table.incomplete.map((f) => `${f.file}: ${f.function}`);
    const now = audit.incomplete.filter((told) => !known.some((name) => told.startsWith(`${name}:`)));
    if (isThePackage) {
      expect(now).toEqual([]);
      expect(audit.incomplete).toHaveLength(known.length);
    } else {
      if (now.length > 0) console.log(`given up on ${tree.packageVersion}:\n${now.join('\n')}`);
      // A package in between may bring a function or two; many are a defect of the analysis.
      expect(now.length).toBeLessThan(5);
    }
  });

  it('finds what the table of verdicts holds', () => {
    const found = differences(table, audit.findings);
    if (isThePackage) expect(found.join('\n')).toBe('');
    else {
      if (found.length > 0) console.log(`on ${tree.packageVersion}, unlike ${table.package}:\n${found.join('\n')}`);
      // Another package of the release is the same code but for what was mended.
      expect(audit.findings.length).toBeGreaterThan(0);
    }
  });

  it('names each finding once, in table and output', () => {
    const rows = table.findings.map(keyOf);
    const found = audit.findings.map(keyOf);
    expect(new Set(rows).size).toBe(rows.length);
    expect(new Set(found).size).toBe(found.length);
  });

  it('tells the real ones on the page of verdicts', () => {
    const untold = table.findings.filter((f) => f.verdict === 'real' && !(page.includes(f.file) && page.includes(f.function)));
    expect(untold.map((f) => `${f.file}: ${f.function}`)).toEqual([]);
  });
});

it('a maintainer of Linux 6.12 would reject no more than one finding in ten', () => {
  const { findings } = readVerdicts('6.12');
  const rejected = findings.filter((f) => f.verdict === 'false');
  expect(rejected.length * 10, rejected.map((f) => `${f.file}: ${f.function}: ${f.reason}`).join('\n')).toBeLessThanOrEqual(findings.length);
});
