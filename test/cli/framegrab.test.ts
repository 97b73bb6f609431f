/** What gupscope says of the sample tree: each rule somewhere, and of the capture card each of its rules on counts once, in the function that was written for it, and nothing of the right ones. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { rules } from '../../src/rules/index.ts';

const root = resolve(import.meta.dirname, '../..');

const samples = join(root, 'samples');

const auditOf = (...args: string[]): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [join(root, 'bin/gupscope'), 'audit', '--format', 'json', ...args], { encoding: 'utf8' });

it('shows each of the rules somewhere in the sample tree', () => {
  const findings = JSON.parse(auditOf(samples).stdout) as { rule: string }[];
  expect([...new Set(findings.map((f) => f.rule))].sort()).toEqual(rules.map((r) => r.info.id).sort());
});

it('shows every rule on page references once, where the sample says so, each with its path', () => {
  const audit = auditOf('--rule', 'gup/*', '--tree', samples, join(samples, 'drivers/media/framegrab'));
  const findings = JSON.parse(audit.stdout) as { rule: string; function: string; file: string; level: string; path: { kind: string | null }[] }[];
  expect(findings.map((f) => `${f.file.split('/').at(-1)} ${f.function} ${f.rule}`).sort()).toEqual([
    'buffer.c grab_publish gup/unchecked-result',
    'buffer.c grab_queue gup/leak-on-path',
    'buffer.c grab_set_mask gup/partial-pin',
    'window.c grab_clear gup/double-release',
    'window.c grab_read_line gup/mismatched-release',
    'window.c grab_stamp gup/use-after-release',
  ]);
  for (const { path } of findings) {
    expect(path.length).toBeGreaterThan(1);
    expect(path[0]?.kind).toBe('acquire');
  }
  expect(audit.status).toBe(1);
});
