/** Findings with a path in every format: the steps in order, numbered, each at its place, and the trace behind them for whoever replays it. */
import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { Finding, PathStep } from '../../src/protocol/finding.ts';
import type { Trace } from '../../src/protocol/trace.ts';
import { formatGithub, formatHtml, formatJson, formatSarif, formatTerminal, formatText, statsText } from '../../src/report/index.ts';
import { sarifErrors } from '../support/sarifSchema.ts';
import { findingAt, reportOf } from './reportFixture.ts';

const text = `static int grab(struct cap *cap, unsigned long at, int n)
{
	int ret = pin_user_pages_fast(at, n, FOLL_WRITE, cap->pages);

	if (ret < 0)
		return ret;
	if (ret != n)
		goto out;
	unpin_user_pages(cap->pages, n);
out:
	return -EFAULT;
}
`;
const FILE = 'drivers/misc/cap.c';
const at = (needle: string): { start: number; end: number } => {
  const start = text.indexOf(needle);
  if (start < 0) throw new Error(`${needle} is not in the text`);
  return { start, end: start + needle.length };
};
const step = (needle: string, message: string, kind: NonNullable<PathStep['kind']>, file = FILE): PathStep => ({
  file,
  span: at(needle),
  message,
  kind,
});
const path: readonly PathStep[] = [
  step('pin_user_pages_fast(at, n, FOLL_WRITE, cap->pages)', "pin_user_pages_fast() pins fewer than 'n' pages", 'acquire'),
  step('ret < 0', "here 'ret >= 0'", 'branch'),
  step('ret != n', "here 'ret != n'", 'branch'),
  step('goto out', "goto 'out'", 'jump'),
  step('return -EFAULT', 'returns -EFAULT with the pages still pinned', 'exit'),
];
const trace: Trace = [
  {
    event: 'acquire',
    span: at('pin_user_pages_fast(at, n, FOLL_WRITE, cap->pages)'),
    text: 'ret = pin_user_pages_fast(at, n, FOLL_WRITE, cap->pages)',
    pages: 0,
    call: 'pin_user_pages_fast',
    kind: 'pin',
    into: 'cap->pages',
    requested: 'n',
    outcome: 'fewer',
    write: 'yes',
    longterm: 'no',
  },
  { event: 'check', span: at('ret != n'), text: 'ret != n', taken: true, role: 'if' },
  { event: 'return', span: at('return -EFAULT'), text: 'return -EFAULT;', outcome: 'error', value: '-EFAULT' },
];
const leak = (more: Partial<Finding> = {}): Finding =>
  findingAt(text, 'return -EFAULT', {
    rule: 'gup/partial-pin',
    level: 'error',
    kind: 'leaked',
    message: "the pages in 'cap->pages' stay pinned",
    file: FILE,
    enclosing: 'grab',
    path,
    trace,
    ...more,
  });
const asIs = (file: string): string => file;
const places = ['3:12', '5:6', '7:6', '8:3', '11:2'];

describe('formatText', () => {
  it('numbers the steps, each a note at its own place', () => {
    const out = formatText(reportOf(text, [leak()]), (file) => `linux/${file}`);
    expect(out.split('\n')).toEqual([
      `linux/${FILE}:11:2: error: the pages in 'cap->pages' stay pinned [gup/partial-pin]`,
      ...path.map((s, i) => `linux/${FILE}:${places[i]}: note: ${i + 1}. ${s.message}`),
      '',
    ]);
  });

  it('says under which condition the text is compiled', () => {
    const out = formatText(reportOf(text, [leak({ path: [], condition: 'defined(CONFIG_CAP) && !defined( CONFIG_X )' })]), asIs);
    expect(out).toBe(`${FILE}:11:2: error: the pages in 'cap->pages' stay pinned (if CONFIG_CAP && !CONFIG_X) [gup/partial-pin]\n`);
  });
});

describe('formatTerminal', () => {
  it('shows a numbered list below the source, places in a column, and names another file', () => {
    const elsewhere = step('ret < 0', 'checked there', 'branch', 'drivers/misc/cap.h');
    const out = formatTerminal(reportOf(text, [leak({ path: [...path, elsewhere] })]), asIs, picocolors.createColors(false));
    expect(out).toMatchInlineSnapshot(`
      "drivers/misc/cap.c  1 finding

        11:2  error  the pages in 'cap->pages' stay pinned  gup/partial-pin
           11 │         return -EFAULT;
              │         ^^^^^^^^^^^^^^
              1. 3:12                    pin_user_pages_fast() pins fewer than 'n' pages
              2. 5:6                     here 'ret >= 0'
              3. 7:6                     here 'ret != n'
              4. 8:3                     goto 'out'
              5. 11:2                    returns -EFAULT with the pages still pinned
              6. drivers/misc/cap.h:5:6  checked there
              = in grab

      "
    `);
  });
});

describe('formatGithub', () => {
  it('stays one annotation, the path in its body', () => {
    const out = formatGithub(reportOf(text, [leak()]), asIs);
    expect(out.split('\n')).toHaveLength(2);
    expect(out).toContain("stay pinned%0A1. line 3: pin_user_pages_fast() pins fewer than 'n' pages%0A2. line 5: ");
  });
});

describe('formatJson', () => {
  it('holds the path and the trace, places as lines and columns', () => {
    const [finding] = JSON.parse(formatJson(reportOf(text, [leak()])));
    expect(finding.path[3]).toEqual({ file: FILE, startLine: 8, startColumn: 3, endLine: 8, endColumn: 11, message: "goto 'out'", kind: 'jump' });
    expect(finding.path).toHaveLength(path.length);
    expect(finding.trace).toHaveLength(trace.length);
    expect(finding.trace[1]).toEqual({
      event: 'check',
      text: 'ret != n',
      taken: true,
      role: 'if',
      startLine: 7,
      startColumn: 6,
      endLine: 7,
      endColumn: 14,
    });
    const [plain] = JSON.parse(formatJson(reportOf(text, [findingAt(text, 'goto out')])));
    expect(plain.trace).toBeNull();
    expect(plain.path).toEqual([]);
  });
});

describe('formatSarif', () => {
  const log = JSON.parse(
    formatSarif(reportOf(text, [leak({ condition: 'defined(CONFIG_CAP)' }), findingAt(text, 'goto out', { file: FILE })]), { omitSuppressed: false }),
  );
  const [result, plain] = log.runs[0].results;

  it('is valid with steps of every kind, and with steps of none', () => {
    expect(sarifErrors(log)).toEqual([]);
    const kinds: readonly NonNullable<PathStep['kind']>[] = ['acquire', 'branch', 'jump', 'release', 'use', 'exit', 'hand-over'];
    const all = leak({ path: [...kinds.map((kind) => step('goto out', kind, kind)), { file: FILE, span: at('ret < 0'), message: 'unnamed' }] });
    expect(sarifErrors(JSON.parse(formatSarif(reportOf(text, [all]), { omitSuppressed: false })))).toEqual([]);
  });

  it('carries the path as one flow, in order, its ends essential', () => {
    const [flow, ...more] = result.codeFlows;
    expect(more).toEqual([]);
    expect(flow.threadFlows).toHaveLength(1);
    const { locations } = flow.threadFlows[0];
    const told = locations.map(
      (l: { location: { message: { text: string }; physicalLocation: { region: { startLine: number; startColumn: number } } } }) => [
        l.location.message.text,
        `${l.location.physicalLocation.region.startLine}:${l.location.physicalLocation.region.startColumn}`,
      ],
    );
    expect(told).toEqual(path.map((s, i) => [s.message, places[i]]));
    expect(locations.map((l: { importance: string }) => l.importance)).toEqual(['essential', 'important', 'important', 'important', 'essential']);
    expect(locations.map((l: { executionOrder: number }) => l.executionOrder)).toEqual([1, 2, 3, 4, 5]);
    expect(locations[0].kinds).toEqual(['acquire', 'resource']);
  });

  it('numbers the places for viewers that know no flows, keeps the trace, and says the condition', () => {
    expect(result.relatedLocations.map((l: { id: number; message: { text: string } }) => `${l.id} ${l.message.text}`)).toEqual(
      path.map((s, i) => `${i + 1} ${s.message}`),
    );
    expect(result.properties.gupscope.trace[0]).toMatchObject({ event: 'acquire', call: 'pin_user_pages_fast', startLine: 3, startColumn: 12 });
    expect(result.message.text).toBe("the pages in 'cap->pages' stay pinned (if CONFIG_CAP)");
  });

  it('adds nothing to a finding that has no path', () => {
    for (const name of ['codeFlows', 'relatedLocations']) expect(plain).not.toHaveProperty(name);
    expect(plain.properties).not.toHaveProperty('gupscope');
  });
});

describe('formatHtml', () => {
  it('lists the steps in order, each with its line of source', () => {
    const page = formatHtml(reportOf(text, [leak()], {}, 2));
    const list = /<ol class="path">([\s\S]*?)<\/ol>/.exec(page)?.[1] ?? '';
    const items = list.split('</li>').slice(0, -1);
    expect(items).toHaveLength(path.length);
    expect(items[3]).toContain('goto &#39;out&#39;');
    expect(items[3]).toContain('<span class="no">8</span>\t\t<mark>goto out</mark>;');
  });
});

describe('statsText', () => {
  it('says how many functions take pages, where those go that leave, and each of them', () => {
    const stats = {
      files: 1,
      bytes: 10,
      trackedFunctions: 4,
      functionsWithSyntaxErrors: [],
      incompleteFunctions: [{ file: FILE, name: 'grab', line: 1, reason: 'it has too many paths' }],
      acquiringFunctions: 3,
      handedOver: [
        { file: FILE, line: 7, function: 'keep', pages: 'cap->pages', acquiredBy: 'pin_user_pages_fast', to: 'structure' as const },
        { file: FILE, line: 8, function: 'send', pages: 'page', to: 'bio' as const },
        { file: FILE, line: 9, function: 'more', pages: 'page', to: 'bio' as const },
      ],
    };
    const wrappers = { offers: [], given: 0, givenInVain: 0, rounds: 1, restless: [], common: [] };
    const out = statsText({ stats, wrappers, unknownNames: [] });
    expect(out).toContain(
      [
        '  analysed in part: 1',
        `    ${FILE}:1: grab: it has too many paths`,
        'functions that take pages: 3',
        'pages handed on: 3 (2 to a bio, 1 to a structure)',
        `  ${FILE}:7: keep hands 'cap->pages' (pin_user_pages_fast) on to a structure`,
        `  ${FILE}:8: send hands 'page' on to a bio`,
        `  ${FILE}:9: more hands 'page' on to a bio`,
        '',
      ].join('\n'),
    );
    expect(statsText({ stats: { ...stats, handedOver: [] }, wrappers, unknownNames: [] })).toContain('pages handed on: 0\n');
  });
});
