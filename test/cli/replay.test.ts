import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gupscope, type Ran, temporaryFolder } from './cliFixture.ts';

const source = `#include <linux/mm.h>

static int peek(unsigned long start, char *to)
{
	struct page *page;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	put_page(page);
	memcpy_from_page(to, page, 0, 64);
	return 0;
}

static int load(struct engine *e, unsigned long start)
{
	struct page *page;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	put_page(page);
	return engine_start(e);
}

static int guess(unsigned long start)
{
	struct page *pages[8];
	int got;

	got = pin_user_pages_fast(start, 8, 0, pages);
	unpin_user_pages(pages, got);
	return got;
}

static struct page *first(struct bio *bio)
{
	return bio->bi_io_vec->bv_page;
}

static int idle(void)
{
	return 0;
}
`;
const USED = 10;
const PUT = 20;
const ERRNO = 30;
const VEC = 36;
const IDLE = 41;

interface Run {
  readonly policy: string;
  readonly verdict: string;
  readonly outcome: string;
  readonly invariant: string | null;
  readonly trace: readonly { readonly actor: string; readonly source: { readonly file: string; readonly line: number | null } | null }[];
}

const folder = temporaryFolder();
writeFileSync(join(folder, 'x.c'), source);
const replay = (...args: string[]): Ran => gupscope(['replay', ...args, '--kernel-version', '6.12'], { cwd: folder });
const runsOf = (ran: Ran): readonly Run[] => JSON.parse(ran.stdout);

function refused(ran: Ran, sentence: RegExp): void {
  expect(ran.stderr).toMatch(sentence);
  expect(ran.stderr).toMatch(/^gupscope: [^\n]+\n$/);
  expect(ran).toMatchObject({ status: 2, stdout: '' });
}

describe('replay FILE:LINE', () => {
  it('shows the finding, the race on the lines of the file, and that the fix holds', () => {
    const ran = replay(`x.c:${USED}`);
    expect(ran).toMatchObject({ status: 1, stderr: '' });
    expect(ran.stdout).toMatch(/^x\.c:10: error: 'page' is used by memcpy_from_page\(\)/);
    expect(ran.stdout).toContain('gup-use-after-release under longterm-deny: UAF');
    expect(ran.stdout).toMatch(/put_page\(page\) +.*\n +\(x\.c:9\)|put_page\(page\) \(x\.c:9\)/);
    expect(ran.stdout).toMatch(/unmaps the page .*\n.*freed 0->1/);
    expect(ran.stdout).toContain(' => UAF: ');
    expect(ran.stdout.replaceAll('\n', ' ')).toContain('the same path holds under longterm-deny');
    expect(ran.stdout).toContain('no proof');
    expect(Math.max(...ran.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(75);
  });

  it('gives one element a policy as json, each step of the driver on its line', () => {
    const ran = replay(`x.c:${PUT}`, '--policy', 'all', '--format', 'json');
    expect(ran.status).toBe(1);
    const runs = runsOf(ran);
    expect(runs.map(({ policy }) => policy)).toEqual(['base2018', 'c1-deny', 'c1-notify', 'c2-bounce', 'off-lru', 'foll-pin', 'longterm-deny']);
    expect(runs.find(({ policy }) => policy === 'base2018')).toMatchObject({ verdict: 'holds', outcome: 'OK' });
    const mainline = runs.find(({ policy }) => policy === 'longterm-deny');
    expect(mainline).toMatchObject({ verdict: 'violated', outcome: 'LEAK', invariant: 'I3' });
    const own = mainline?.trace.filter(({ actor }) => actor === 'driver').map(({ source: from }) => [from?.file, from?.line]) ?? [];
    expect(own.length).toBeGreaterThan(2);
    expect(own.every(([file, line]) => file === 'x.c' && (line === 18 || line === PUT))).toBe(true);
  });

  it('takes the nearest finding of the function, and says so', () => {
    const ran = replay('x.c:5');
    expect(ran.status).toBe(1);
    expect(ran.stderr).toBe('gupscope: nothing was found on line 5; this is the nearest finding of peek(), on line 10\n');
  });

  it('asks an older kernel by its own policy', () => {
    const ran = gupscope(['replay', `x.c:${PUT}`, '--kernel-version', '5.4', '--format', 'json'], { cwd: folder });
    expect(runsOf(ran).map(({ policy }) => policy)).toEqual(['base2018']);
    expect(ran.status).toBe(0);
  });

  it('says where nothing breaks, and why', () => {
    const noticed = replay(`x.c:${ERRNO}`, '--rule', 'gup/unchecked-result');
    expect(noticed.status).toBe(0);
    expect(noticed.stdout).toContain('No harm found under longterm-deny, which is mainline.');
    expect(noticed.stdout.replaceAll('\n', ' ')).toContain('refuses a count below 0');
    const member = replay(`x.c:${VEC}`);
    expect(member.status).toBe(0);
    expect(member.stdout).toContain('breaks nothing by itself');
    expect(runsOf(replay(`x.c:${VEC}`, '--format', 'json'))).toEqual([]);
  });

  it('draws the race as a picture that needs nothing else', () => {
    const ran = replay(`x.c:${USED}`, '--format', 'svg');
    expect(ran).toMatchObject({ status: 1, stderr: '' });
    expect(ran.stdout).toMatch(/^<svg [^>]*role="img" aria-labelledby="race-title race-desc">\n<title id="race-title">x\.c:10: error: /);
    expect(ran.stdout.match(/class="breaks"/g)).toHaveLength(1);
    expect(ran.stdout).toContain('x.c:9');
    expect(ran.stdout).toContain('UAF: step ');
    expect(ran.stdout).toContain('prefers-color-scheme: dark');
    expect(ran.stdout).not.toMatch(/NaN|Infinity|undefined|url\(|@import|<script|http(?!:\/\/www\.w3\.org\/2000\/svg)/);
    const [, width = '0', height = '0'] = /viewBox="0 0 (\d+) (\d+)"/.exec(ran.stdout) ?? [];
    for (const [, x = '', wide = '0'] of ran.stdout.matchAll(/<rect x="([^"]+)" y="[^"]+" width="([^"]+)"/g))
      expect(Number(x) + Number(wide)).toBeLessThanOrEqual(Number(width));
    for (const [, y] of ran.stdout.matchAll(/ y[12]?="([^"]+)"/g)) expect(Number(y)).toBeLessThanOrEqual(Number(height));
  });

  it('lets no source steer the terminal', () => {
    writeFileSync(join(folder, 'steer.c'), source.replace('put_page(page);', 'put_page(page /* \u001b[31m \u202e */);'));
    for (const format of ['text', 'svg']) {
      const ran = replay(`steer.c:${USED}`, '--format', format);
      expect(ran.status).toBe(1);
      for (const mark of ['\u001b', '\u202e']) expect(ran.stdout.includes(mark)).toBe(false);
    }
  });

  it('stops at its bound as incomplete', () => {
    expect(replay(`x.c:${USED}`, '--max-states', '3')).toMatchObject({ status: 3 });
  });

  it('refuses what is no finding, in one sentence', () => {
    refused(replay('x.c'), /names no line/);
    refused(replay('x.c:0'), /no line 0/);
    refused(replay('x.c:4000'), /no line 4000/);
    refused(replay(`x.c:${IDLE}`), /nothing was found at x\.c:41 in idle\(\)/);
    refused(replay(`x.c:${USED}`, '--rule', 'gup/double-release'), /nothing of gup\/double-release was found/);
    refused(replay(`x.c:${USED}`, '--rule', 'gup/nothing'), /no rule gup\/nothing/);
    refused(replay(`x.c:${USED}`, '--policy', 'mainline'), /no policy mainline/);
    refused(replay('gone.c:3'), /cannot read gone\.c/);
    refused(replay('.:3'), /is a folder/);
  });
});

describe('replay SAVED.json', () => {
  const saved = join(folder, 'race.json');
  writeFileSync(saved, replay(`x.c:${PUT}`, '--policy', 'all', '--format', 'json').stdout);

  it('opens what was written, without a search', () => {
    expect(replay('race.json', '--format', 'json')).toEqual(gupscope(['replay', 'race.json', '--format', 'json'], { cwd: folder }));
    expect(runsOf(replay('race.json', '--format', 'json'))).toHaveLength(7);
    const broken = runsOf(replay('race.json', '--format', 'json')).filter(({ verdict }) => verdict === 'violated');
    expect(broken.length).toBeGreaterThan(1);
    expect(replay('race.json', '--format', 'svg').stdout.match(/class="breaks"/g)).toHaveLength(broken.length);
    const one = replay('race.json', '--policy', 'foll-pin');
    expect(one.status).toBe(1);
    expect(one.stdout).toMatch(/^gup-mismatched-release under foll-pin: LEAK\n/);
    expect(one.stdout).toContain('(x.c:20)');
  });

  it('refuses what is no saved replay, with its place', () => {
    const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
    write('cut.json', '[{"scenario":');
    write('other.json', '[{"scenario": 3}]');
    write('object.json', '{}');
    refused(replay('cut.json'), /^gupscope: cut\.json:1:14: /);
    refused(replay('other.json'), /^gupscope: other\.json:1:15: 0\.scenario is not/);
    refused(replay('object.json'), /^gupscope: object\.json:1:1: /);
    refused(replay('none.json'), /cannot read none\.json/);
    refused(replay('race.json', '--rule', 'gup/leak-on-path'), /leave out --rule/);
  });
});
