import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gupscope } from './cliFixture.ts';

describe('help', () => {
  it('exists everywhere, on stdout, with status 0', () => {
    for (const args of [
      ['--help'],
      ['-h'],
      ['help'],
      ...['audit', 'fix', 'merge', 'simulate', 'replay', 'study', 'rules', 'api', 'lsp'].flatMap((c) => [
        [c, '--help'],
        ['help', c],
      ]),
    ]) {
      const ran = gupscope(args);
      expect(ran.stdout).toMatch(/^Usage: gupscope /);
      expect(ran.stderr).toBe('');
      expect(ran.status).toBe(0);
    }
  });

  it('promises nothing that is not there', () => {
    const all = [['--help'], ...['audit', 'fix', 'merge', 'simulate', 'replay', 'study', 'rules', 'api', 'lsp'].map((c) => [c, '--help'])]
      .map((args) => gupscope(args).stdout)
      .join('\n');
    expect(all).not.toMatch(/check-patch|convert /);
  });

  it('is what a call without a command gets, as bad usage', () => {
    const ran = gupscope([]);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toMatch(/^Usage: gupscope /);
    expect(ran.status).toBe(2);
  });
});

describe('--version', () => {
  it("is the package's", () => {
    const { version }: { version: string } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(gupscope(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('rules', () => {
  it('lists each with its level and title, and explains one', () => {
    const list = gupscope(['rules']);
    expect(list.status).toBe(0);
    expect(list.stdout).toMatch(/^bvec\/direct-page-access +warning {2}\S.*$/m);
    const page = gupscope(['rules', 'bvec/direct-page-access']);
    expect(page.status).toBe(0);
    expect(page.stdout).toContain('bv_page');
    expect(page.stdout.length).toBeGreaterThan(1000);
  });
});

describe('api', () => {
  it('lists the names by family, and tells what it knows of one', () => {
    const list = gupscope(['api']);
    expect(list.status).toBe(0);
    expect(list.stdout).toMatch(/^ {2}pin_user_pages {2}/m);
    const one = gupscope(['api', 'pin_user_pages']);
    expect(one.status).toBe(0);
    expect(one.stdout).toContain('pin_user_pages');
    expect(one.stdout).toContain('unpin_user_pages');
  });
});
