import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environment, gupscope, onTerminal, type Ran, temporaryFolder } from './cliFixture.ts';

const small = ['study', '--events', '20000'];

function refused(ran: Ran, sentence: RegExp): void {
  expect(ran.stderr).toMatch(sentence);
  expect(ran.stderr).toMatch(/^gupscope: [^\n]+\n$/);
  expect(ran).toMatchObject({ status: 2, stdout: '' });
}

describe('study', () => {
  it('prints tables, the same for the same seed', () => {
    const ran = gupscope(small);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^20,000 events of one workload under each policy, seed 1: /);
    expect(gupscope(small).stdout).toBe(ran.stdout);
    expect(gupscope([...small, '--seed', '2']).stdout).not.toBe(ran.stdout);
  });

  it('prints json with every policy, the workload and the seed', () => {
    const ran = gupscope([...small, '--format', 'json', '--seed', '9', '--workload', 'pages=128', '--workload', 'syncs=1.5']);
    expect(ran.status).toBe(0);
    const result: unknown = JSON.parse(ran.stdout);
    expect(result).toMatchObject({ events: 20_000, seed: 9, workload: { pages: 128, syncs: 1.5 } });
    expect(result).toHaveProperty('policies.length', 7);
    expect(result).toHaveProperty('policies.6.policy', 'longterm-deny');
  });

  it('draws into a file, beside what it prints', () => {
    const folder = temporaryFolder();
    const ran = gupscope([...small, '--svg', 'study.svg'], { cwd: folder });
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(ran.stdout).toContain('longterm-deny');
    expect(readFileSync(join(folder, 'study.svg'), 'utf8')).toMatch(/^<svg [^]*<\/svg>\n$/);
  });

  it('stops with Ctrl-C, after progress was shown, and writes nothing', async () => {
    const folder = temporaryFolder();
    const child = spawn('script', onTerminal(['study', '--events', '999999999999', '--svg', 'study.svg']), { cwd: folder, env: environment });
    let output = '';
    let stopped = false;
    child.stdout.on('data', (data) => {
      output += String(data);
      if (stopped || !/[\d,]+ of 999,999,999,999 events, 0 %/.test(output)) return;
      stopped = true;
      child.stdin.write('\u0003');
    });
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect(output).toMatch(/gupscope: interrupted; nothing was written\r\n$/);
    expect(status).toBe(130);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says what is wrong with its arguments', () => {
    refused(gupscope(['study', '--events', '0']), /--events.*whole number from 1 up/);
    refused(gupscope(['study', '--events', '1e6']), /--events/);
    refused(gupscope(['study', '--seed', '-1']), /--seed.*whole number from 0 up/);
    refused(gupscope(['study', '--format', 'svg']), /--format/);
    refused(gupscope(['study', '--workload', 'pages']), /--workload pages has no value; write KEY=VALUE/);
    refused(gupscope(['study', '--workload', 'page=3']), /the workload has no page \(did you mean pages\?\)/);
    refused(gupscope(['study', '--workload', 'pages=1']), /--workload pages must be a whole number from 2 to 65536/);
    refused(gupscope([...small, '--svg', 'no/such/folder/x.svg'], { cwd: temporaryFolder() }), /--svg no\/such\/folder\/x\.svg could not be written/);
  });
});
