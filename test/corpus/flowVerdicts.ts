/**
 * The table of verdicts: what a person who read the kernel says of each finding. One file a kernel, `verdicts/6.12.json`, about one Debian package;
 * on another package the same findings may stand elsewhere, or be gone because somebody mended them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { LocatedFinding } from '../../src/report/index.ts';
import type { KernelTree } from '../support/kernels.ts';

const findingSchema = z.strictObject({
  /** Relative to the kernel. */
  file: z.string(),
  function: z.string(),
  rule: z.templateLiteral([z.enum(['gup', 'kmap', 'pfn', 'bio']), '/', z.string()]),
  level: z.enum(['error', 'warning', 'note']),
  kind: z.string(),
  fingerprint: z.string().regex(/^[0-9a-f]{14}$/),
  message: z.string(),
  /** `arguable`: something is wrong there, but a maintainer would say it in another way or shrug. */
  verdict: z.enum(['real', 'false', 'arguable']),
  /** Written by who read the code; long enough to be one. */
  reason: z.string().min(40),
});

const tableSchema = z.strictObject({
  /** Version of the Debian package whose findings were read. */
  package: z.string(),
  findings: z.array(findingSchema),
  /** Functions whose analysis gives up on that package, and why that is borne. */
  incomplete: z.array(z.strictObject({ file: z.string(), function: z.string(), reason: z.string().min(40) })),
});

type VerdictTable = z.infer<typeof tableSchema>;
type Row = VerdictTable['findings'][number];

export function readVerdicts(version: KernelTree['version']): VerdictTable {
  return tableSchema.parse(JSON.parse(readFileSync(join(import.meta.dirname, `verdicts/${version}.json`), 'utf8')));
}

/** Apart from the words of the path, which may be told in another way tomorrow. */
type Facts = Omit<Row, 'verdict' | 'reason'>;

const factsOf = (f: LocatedFinding): Facts => ({
  file: f.file,
  function: f.enclosing ?? '',
  rule: f.rule as Facts['rule'], // the audit runs rules of these groups only
  level: f.level,
  kind: f.kind,
  fingerprint: f.fingerprint,
  message: f.message,
});

/** A fingerprint holds rule, function and text of the line, but no file. */
export const keyOf = (f: { readonly file: string; readonly rule: string; readonly fingerprint: string }): string =>
  `${f.file} ${f.rule} ${f.fingerprint}`;

const told = (f: Facts): string => `${f.file}: ${f.function}: ${f.level} ${f.rule} ${f.kind} ${f.fingerprint}\n    ${f.message}`;

/** What is not in the table, is there no more, or is said otherwise; empty where output and table agree. */
export function differences(table: VerdictTable, findings: readonly LocatedFinding[]): string[] {
  const now = new Map(findings.map((f) => [keyOf(f), factsOf(f)]));
  const rows = new Map(table.findings.map((row) => [keyOf(row), row]));
  const out: string[] = [];
  for (const [key, facts] of now) {
    const row = rows.get(key);
    if (row === undefined) {
      out.push(`new, read it and give a verdict: ${told(facts)}`);
      continue;
    }
    const { verdict: _, reason: __, ...before } = row;
    if (told(before) !== told(facts)) out.push(`said otherwise: ${told(facts)}\n  before: ${told(before)}`);
  }
  for (const [key, row] of rows) if (!now.has(key)) out.push(`gone (${row.verdict}): ${told(row)}`);
  return out;
}
