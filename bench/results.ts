/** What a bench hands out, how it is printed, and where it is kept. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

type Unit = 'ms' | 'ratio' | 'bytes' | 'count' | 'percent';
export type Cell = string | number | undefined;

export interface BenchResult {
  /** The file's name under bench/results. */
  readonly name: string;
  readonly title: string;
  /** Peers that are not installed: their rows are left out. */
  readonly missing: readonly string[];
  readonly columns: readonly { readonly key: string; readonly heading: string; readonly unit?: Unit }[];
  readonly rows: readonly Readonly<Record<string, Cell | readonly number[]>>[];
  readonly notes: readonly string[];
  /** Kept in the file, not printed. */
  readonly extra?: unknown;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function show(value: Cell | readonly number[], unit: Unit | undefined): string {
  if (value === undefined) return '–';
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return value.join(' ');
  switch (unit) {
    case 'ms':
      return `${value >= 1000 ? value.toFixed(0) : value.toFixed(1)} ms`;
    case 'ratio':
      return value.toFixed(2);
    case 'bytes':
      return `${(value / 1e6).toFixed(0)} MB`;
    case 'percent':
      return `${value.toFixed(3)} %`;
    case 'count':
    case undefined:
      return value.toLocaleString('en-US');
    default:
      return unit satisfies never;
  }
}

/** A table for people, with the missing peers and the notes under it. */
export function formatResult(result: BenchResult): string {
  const table = [result.columns.map((c) => c.heading), ...result.rows.map((row) => result.columns.map((c) => show(row[c.key], c.unit)))];
  const widths = result.columns.map((_, i) => Math.max(...table.map((line) => line[i]?.length ?? 0)));
  const lines = table.map((line) => line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '));
  const missing = result.missing.map((peer) => `${peer} is not installed: its row is left out`);
  return [`${result.name}: ${result.title}`, ...lines, ...missing, ...result.notes].join('\n');
}

/** `bench/results/NAME.json`, relative to the project's root. */
export function keepResult(result: BenchResult): string {
  mkdirSync('bench/results', { recursive: true });
  const file = `bench/results/${result.name}.json`;
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', processors: cpus().length };
  writeFileSync(file, `${JSON.stringify({ ...result, machine }, null, 2)}\n`);
  return file;
}
