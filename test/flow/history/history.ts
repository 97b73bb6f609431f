/**
 * Historical bugs of page references, written anew and short: `NNN-name.before.c` with markers where a maintainer would point, `NNN-name.after.c` with the
 * fix. A marker counts by its rule and by the function that it stands in. Several markers under one line are different ways to tell one bug.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Finding } from '../../../src/protocol/finding.ts';
import { engineOver } from '../../support/engine.ts';
import { readCase } from '../../support/ruleCase.ts';

const folder = path.dirname(new URL(import.meta.url).pathname);

export interface HistoryResult {
  /** Any of them is right: `rule function`. */
  readonly accepted: readonly string[];
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export const historyNames = (): string[] =>
  fs
    .readdirSync(folder)
    .filter((file) => file.endsWith('.before.c'))
    .map((file) => file.slice(0, -'.before.c'.length))
    .sort();

/** `rule function` of every finding of the rules about page references. */
async function report(text: string): Promise<string[]> {
  const { open, report } = await engineOver('modern');
  const findings: readonly Finding[] = report(open(text)).findings;
  return findings.filter((f) => f.rule.startsWith('gup/')).map((f) => `${f.rule} ${f.enclosing ?? '-'}`);
}

/** The function around a line: the last line before it that starts in the first column with a name and holds a parameter list. */
function functionAt(lines: readonly string[], line: number): string {
  for (let i = line; i >= 0; i--) {
    const name = /^[a-z].*?(\w+)\([^;]*$/.exec(lines[i] ?? '')?.[1];
    if (name !== undefined) return name;
  }
  throw new Error(`no function around line ${line + 1}`);
}

export async function judge(name: string): Promise<HistoryResult> {
  const before = readCase(fs.readFileSync(path.join(folder, `${name}.before.c`), 'utf8'));
  const after = readCase(fs.readFileSync(path.join(folder, `${name}.after.c`), 'utf8'));
  const lines = before.text.split('\n');
  return {
    accepted: before.expected.map((e) => `${e.rule} ${functionAt(lines, e.line)}`),
    before: await report(before.text),
    after: await report(after.text),
  };
}
