/** One audit of a tree as a whole process, read back: what was found, and how much was understood. */
import { spawnSync } from 'node:child_process';
import type { Command } from '../audit/processTree.ts';

export interface Finding {
  readonly rule: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly file: string;
  readonly function: string | null;
}

export interface AuditOutcome {
  readonly findings: readonly Finding[];
  readonly trackedFunctions: number;
  /** As the analysis sees them. */
  readonly takingFunctions: number;
  /** `12 (7 to a structure, 5 to the caller)`. */
  readonly handedOn: string;
  /** Each with file, line, name and reason, as `--stats` has them. */
  readonly incomplete: readonly string[];
}

const OUTPUT_LIMIT = 1 << 28;

/** Findings from stdout, counts from the lines of `--stats` on stderr. */
export function readOutcome(stdout: string, stderr: string): AuditOutcome {
  const lines = stderr.split('\n');
  const head = lines.findIndex((line) => line.startsWith('  analysed in part: '));
  const count = Number(/: (\d+)$/.exec(lines[head] ?? '')?.[1] ?? 0);
  return {
    findings: JSON.parse(stdout) as Finding[],
    trackedFunctions: Number(/^tracked functions: (\d+)$/m.exec(stderr)?.[1] ?? Number.NaN),
    takingFunctions: Number(/^functions that take pages: (\d+)$/m.exec(stderr)?.[1] ?? Number.NaN),
    handedOn: /^pages handed on: (.*)$/m.exec(stderr)?.[1] ?? 'not told',
    incomplete: lines.slice(head + 1, head + 1 + count).map((line) => line.trim()),
  };
}

/** Runs it without a stopwatch: the pipes that carry its output cost time. */
export function runAudit({ program, args, cwd }: Command): AuditOutcome {
  const run = spawnSync(program, [...args], { cwd, encoding: 'utf8', maxBuffer: OUTPUT_LIMIT });
  if (run.status !== 0) throw new Error(`the audit ended with ${run.status}: ${run.stderr.trim().split('\n').at(-1)}`);
  return readOutcome(run.stdout, run.stderr);
}

/** `FILE:FUNCTION`, in which findings of two tools are the same. */
export const functionOf = (finding: Finding): string => `${finding.file}:${finding.function ?? ''}`;

/** `gup/leak-on-path: 12 errors, 3 warnings`, one line a rule. */
export function byRuleAndLevel(findings: readonly Finding[]): string[] {
  const rules = [...new Set(findings.map((f) => f.rule))].sort();
  return rules.map((rule) => {
    const counts = (['error', 'warning', 'note'] as const).map(
      (level) => [findings.filter((f) => f.rule === rule && f.level === level).length, level] as const,
    );
    return `${rule}: ${counts
      .filter(([n]) => n > 0)
      .map(([n, level]) => `${n} ${level}${n === 1 ? '' : 's'}`)
      .join(', ')}`;
  });
}
