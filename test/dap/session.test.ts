/** A session as an editor has it: launch, walk both ways, look, stop where something is broken. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gupscope } from '../cli/cliFixture.ts';
import { Adapter, engineFile, lines, rewrite } from './adapter.ts';

const program = engineFile();
const load = { program, line: lines.loadPut, kernelVersion: '6.12' };
const DRIVER = 1;

let dap: Adapter;

beforeEach(async () => {
  dap = new Adapter(dirname(program));
  await dap.start();
});
afterEach(() => dap.stop());

describe('walking', () => {
  it('begins on the line where the path begins, with the actors as threads', async () => {
    const entry = await dap.begin(load);
    expect(entry).toMatchObject({ reason: 'entry', threadId: DRIVER, allThreadsStopped: true });
    expect(await dap.frame(DRIVER)).toMatchObject({ line: lines.loadTake, source: { path: program, name: 'engine.c' } });
    const { threads } = (await dap.threadsRequest()).body;
    expect(threads.map(({ name }) => name)).toEqual(['driver', 'reclaim']);
    expect(dap.said.join('')).toContain('[gup/mismatched-release]');
    expect(dap.said.join('')).toContain('LEAK under longterm-deny');
  });

  it('steps statement by statement, and back over the same places', async () => {
    await dap.begin(load);
    const there: string[] = [];
    const place = async (threadId: number): Promise<string> => {
      const { name, line } = await dap.frame(threadId);
      return `${threadId} ${line} ${name}`;
    };
    let stop = await dap.next();
    for (; stop.reason === 'step'; stop = await dap.next()) there.push(await place(stop.threadId ?? 0));
    expect(stop.reason).toBe('exception');
    expect(there[0]).toBe(`1 ${lines.loadPut} put_page(page)`);
    expect(there[1]).toMatch(/^2 \d+ R1 isolates it, in isolate_lru_folios\(\)$/);
    expect(there.length).toBeGreaterThan(4);
    const back: string[] = [];
    for (stop = await dap.back(); stop.reason === 'step'; stop = await dap.back()) back.push(await place(stop.threadId ?? 0));
    expect(stop.reason).toBe('entry');
    expect(back.reverse()).toEqual(there);
  });

  it('steps into the parts of one statement, and one part at a time by instruction', async () => {
    await dap.begin(load);
    await dap.into();
    expect(await dap.frame(DRIVER)).toMatchObject({ line: lines.loadTake, name: 'mkwrite: waits, dirty, writable' });
    await dap.stopAfter(() => dap.nextRequest({ threadId: DRIVER, granularity: 'instruction' }));
    expect(await dap.frame(DRIVER)).toMatchObject({ line: lines.loadTake, name: 'pin_user_pages_fast(start, 1, FOLL_WRITE, &page)' });
    await dap.stopAfter(() => dap.stepBackRequest({ threadId: DRIVER, granularity: 'instruction' }));
    expect((await dap.frame(DRIVER)).name).toBe('mkwrite: waits, dirty, writable');
  });

  it('steps out to where another actor takes over', async () => {
    await dap.begin(load);
    expect(await dap.out()).toMatchObject({ reason: 'step', threadId: 2 });
    expect((await dap.frame(2)).name).toContain('R1 isolates it');
    expect(await dap.frame(DRIVER)).toMatchObject({ line: lines.loadPut, presentationHint: 'subtle' });
  });

  it('runs to what is broken and stops there as at an exception', async () => {
    await dap.begin(load);
    const stop = await dap.go();
    expect(stop).toMatchObject({ reason: 'exception', description: 'LEAK: breaks I3', threadId: 2 });
    expect(stop.text).toContain('every count is back at its baseline');
    const { body } = await dap.exceptionInfoRequest({ threadId: 2 });
    expect(body).toMatchObject({ exceptionId: 'LEAK', breakMode: 'always', details: { typeName: 'LEAK', fullTypeName: 'I3' } });
    expect(body.description).toContain("'page' was pinned by pin_user_pages_fast()");
    expect(body.description).toContain('page: ref 1024');
    expect(dap.said.join('')).toContain('After the fix "Use unpin_user_page()" the same path holds');
    expect(await dap.go()).toMatchObject({ reason: 'exception' });
    expect(await dap.reverse()).toMatchObject({ reason: 'entry' });
    await expect(dap.exceptionInfoRequest({ threadId: 2 })).rejects.toThrow('nothing is broken here');
  });

  it('goes where it is sent, and says so when asked to pause', async () => {
    await dap.begin(load);
    const source = { path: program };
    const { targets } = (await dap.gotoTargetsRequest({ source, line: lines.loadPut })).body;
    expect(targets.map(({ label }) => label)).toEqual(['step 5: put_page(page)']);
    await dap.stopAfter(() => dap.gotoRequest({ threadId: DRIVER, targetId: targets[0]?.id ?? -1 }));
    expect((await dap.frame(DRIVER)).line).toBe(lines.loadPut);
    expect(await dap.value('driver.page.pins')).toBe('1');
    await dap.stopAfter(() => dap.pauseRequest({ threadId: DRIVER }));
    expect((await dap.frame(DRIVER)).line).toBe(lines.loadPut);
    await expect(dap.gotoRequest({ threadId: DRIVER, targetId: 4000 })).rejects.toThrow('no step 4001');
  });

  it('can leave out the first stop', async () => {
    expect(await dap.begin({ ...load, stopOnEntry: false })).toMatchObject({ reason: 'exception' });
  });
});

describe('looking', () => {
  it('shows pages with counts, flags and holders, and marks what the last step changed', async () => {
    await dap.begin(load);
    expect(await dap.scope('Pages')).toEqual({ page: 'ref 2, held by nobody' });
    await dap.next();
    expect(await dap.scope('Pages')).toEqual({ page: 'ref 1026, held by driver: 1 pin, dirty' });
    await dap.next();
    expect(await dap.scope('Pages')).toEqual({ page: 'ref 1025 (was 1026), held by nobody, dirty' });
    const page = (await dap.evaluateRequest({ expression: 'page', context: 'hover' })).body;
    const fields = await dap.rows(page.variablesReference);
    expect(fields).toMatchObject({ ref: '1025 (was 1026)', dirty: 'yes', locked: 'no', 'held by': 'nobody', present: 'yes' });
    expect(await dap.scope('Last step')).toMatchObject({
      'step 5': 'driver: put_page(page)',
      'page.ref': '1026 \u2192 1025',
      note: 'a put drops what was taken as a pin',
    });
    expect(await dap.scope('Page tables')).toEqual({ page: 'present yes, writable yes, pteDirty yes' });
  });

  it('evaluates pages by the names that the source has for them', async () => {
    await dap.begin({ ...load, line: lines.manyFail });
    await dap.next();
    for (const name of ['pages[0]', 'pages', '&pages[0]', 'page0']) expect(await dap.value(name)).toContain('ref 1026');
    for (const name of ['pages[0].ref', 'pages[0].refs', 'page0.refs', 'pages-0.ref']) expect(await dap.value(name)).toMatch(/^1026/);
    expect(await dap.value('pages[0].ref == 1026 && pages[0].pins == 1')).toBe('true');
    expect(await dap.value('pages[0].ref < 3')).toBe('false');
    await expect(dap.value('got')).rejects.toThrow('knows no got; it has pages-0');
    await expect(dap.value('pages[0] == 1')).rejects.toThrow('is no number');
    const { targets } = (await dap.completionsRequest({ text: 'pages-0.r', column: 10 })).body;
    expect(targets.map(({ label }) => label)).toEqual(['pages-0.ref', 'pages-0.reserved']);
  });

  it('has a text of the schedule as the source of what the kernel does', async () => {
    await dap.begin(load);
    await dap.out();
    const { source, line } = await dap.frame(2);
    expect(source).toMatchObject({ name: 'schedule under longterm-deny', origin: 'mm/vmscan.c isolate_lru_folios()' });
    const sourceReference = source?.sourceReference ?? 0;
    const { content } = (await dap.sourceRequest({ sourceReference, source: { sourceReference } })).body;
    expect(content.split('\n')[line - 1]).toMatch(/^ 6 {2}reclaim {2}R1 isolates it +mm\/vmscan\.c isolate_lru_folios\(\)$/);
    expect(content).toContain('=> LEAK: step 11 breaks I3');
    const { sources } = (await dap.customRequest('loadedSources')).body as DebugProtocol.LoadedSourcesResponse['body'];
    expect(sources).toEqual([
      { name: 'engine.c', path: program },
      { name: 'schedule under longterm-deny', sourceReference },
    ]);
  });
});

describe('breakpoints', () => {
  it('stop on lines of the source, in both directions', async () => {
    await dap.hitBreakpoint({ ...load, stopOnEntry: false }, { path: program, line: lines.loadPut });
    expect(await dap.go()).toMatchObject({ reason: 'exception' });
    const stop = await dap.reverse();
    expect(stop.reason).toBe('breakpoint');
    expect(stop.hitBreakpointIds).toHaveLength(1);
    expect((await dap.frame(DRIVER)).line).toBe(lines.loadPut);
  });

  it('are refused on lines that the path does not touch, and stand on those that it does', async () => {
    await dap.begin(load);
    const set = await dap.setBreakpointsRequest({ source: { path: program }, breakpoints: [{ line: 2 }, { line: lines.loadPut }] });
    expect(set.body.breakpoints).toMatchObject([{ verified: false, message: 'No step of this replay is on that line.' }, { verified: true }]);
    const where = (await dap.customRequest('breakpointLocations', { source: { path: program }, line: 1, endLine: 60 })).body;
    expect(where).toEqual({ breakpoints: [{ line: lines.loadTake }, { line: lines.loadPut }] });
  });

  it('stand on steps of the kernel in the text of the schedule', async () => {
    await dap.begin(load);
    const { sources } = (await dap.customRequest('loadedSources')).body as DebugProtocol.LoadedSourcesResponse['body'];
    const source = sources.find(({ sourceReference }) => sourceReference !== undefined) ?? {};
    const { content } = (await dap.sourceRequest({ source, sourceReference: source.sourceReference ?? 0 })).body;
    const line = content.split('\n').findIndex((text) => text.includes('R4 may be pinned')) + 1;
    expect((await dap.setBreakpointsRequest({ source, breakpoints: [{ line }] })).body.breakpoints).toMatchObject([{ verified: true }]);
    expect(await dap.go()).toMatchObject({ reason: 'breakpoint', threadId: 2 });
    expect((await dap.frame(2)).name).toContain('R4 may be pinned');
  });

  it('watch the reference count of a page, in both directions', async () => {
    await dap.begin(load);
    const { scopes } = (await dap.scopesRequest({ frameId: DRIVER })).body;
    const pages = scopes.find(({ name }) => name === 'Pages')?.variablesReference ?? 0;
    const ofPage = (await dap.dataBreakpointInfoRequest({ variablesReference: pages, name: 'page' })).body;
    expect(ofPage).toMatchObject({ dataId: 'page.ref', accessTypes: ['write'] });
    expect((await dap.dataBreakpointInfoRequest({ name: 'page.dirty' })).body.dataId).toBe('page.dirty');
    expect((await dap.dataBreakpointInfoRequest({ name: 'start' })).body.dataId).toBeNull();
    const set = await dap.setDataBreakpointsRequest({ breakpoints: [{ dataId: 'page.ref' }, { dataId: 'page.colour' }] });
    expect(set.body.breakpoints).toMatchObject([{ verified: true }, { verified: false, message: 'This replay has no page.colour.' }]);
    const counts: string[] = [];
    let stop = await dap.go();
    for (; stop.reason === 'data breakpoint'; stop = await dap.go()) counts.push(await dap.value('page.ref'));
    expect(stop.reason).toBe('exception');
    expect(counts).toEqual(['1026 (was 2)', '1025 (was 1026)', '1026 (was 1025)', '1025 (was 1026)']);
    expect(await dap.reverse()).toMatchObject({ reason: 'data breakpoint' });
    expect(await dap.value('page.ref')).toBe('1025');
  });

  it('keep to conditions and counts', async () => {
    await dap.begin(load);
    const watch = (more: object): Promise<DebugProtocol.SetDataBreakpointsResponse> =>
      dap.setDataBreakpointsRequest({ breakpoints: [{ dataId: 'page.ref', ...more }] });
    await watch({ condition: 'page.ref == 1025' });
    await dap.go();
    expect(await dap.value('page.ref')).toBe('1025 (was 1026)');
    await dap.reverse();
    await watch({ hitCondition: '3' });
    await dap.go();
    expect(await dap.value('page.isolated')).toBe('yes (was no)');
    expect((await watch({ condition: 'colour == 3' })).body.breakpoints).toMatchObject([{ verified: false }]);
    expect((await watch({ hitCondition: 'often' })).body.breakpoints).toMatchObject([{ verified: false }]);
  });
});

describe('restart', () => {
  it('begins again under another policy, with the breakpoints judged anew', async () => {
    await dap.begin(load);
    await dap.setDataBreakpointsRequest({ breakpoints: [{ dataId: 'page.mark' }] });
    const judged = dap.waitForEvent('breakpoint');
    await dap.stopAfter(() => dap.again({ policy: 'c2-bounce' }));
    expect((await judged).body).toMatchObject({ reason: 'changed', breakpoint: { verified: true } });
    expect(await dap.value('page.mark')).toBe('0');
    expect(await dap.go()).toMatchObject({ reason: 'data breakpoint' });
  });

  it('tells what each policy makes of it, and switches from the console', async () => {
    await dap.begin(load);
    const { policies, current } = (await dap.customRequest('gupscope/policies')).body as {
      readonly policies: readonly { readonly policy: string; readonly outcome: string }[];
      readonly current: string;
    };
    expect(current).toBe('longterm-deny');
    expect(policies.find(({ policy }) => policy === 'base2018')).toMatchObject({ outcome: 'OK' });
    expect(policies.find(({ policy }) => policy === 'c1-deny')).toMatchObject({ outcome: 'DENIED' });
    const { variablesReference } = (await dap.evaluateRequest({ expression: 'policy', context: 'repl' })).body;
    expect(await dap.rows(variablesReference)).toMatchObject({ base2018: 'OK', 'foll-pin': 'LEAK' });
    await dap.stopAfter(() => dap.evaluateRequest({ expression: 'policy base2018', context: 'repl' }));
    expect(dap.said.join('')).toContain('Nothing breaks under base2018');
    await dap.stopAfter(() => dap.customRequest('gupscope/restart', { policy: 'foll-pin' }));
    expect(await dap.go()).toMatchObject({ reason: 'exception' });
  });

  it('looks at the file again: what was mended is told, and the replay that was there stays', async () => {
    const file = engineFile();
    await dap.begin({ ...load, program: file });
    rewrite(file, (text) => `/* moved */\n${text}`);
    await dap.next();
    expect(dap.said.join('')).toContain('engine.c has changed since this replay was made; restart to run it again.');
    await dap.stopAfter(() => dap.again({ line: lines.loadPut + 1 }));
    expect((await dap.frame(DRIVER)).line).toBe(lines.loadTake + 1);
    rewrite(file, (text) => text.replace('put_page(page);\n\treturn engine_start', 'unpin_user_page(page);\n\treturn engine_start'));
    await expect(dap.again({ line: lines.loadPut })).rejects.toThrow(/nothing was found at .*engine\.c:20 in load\(\)/);
    expect(await dap.go()).toMatchObject({ reason: 'exception' });
  });
});

describe('what holds', () => {
  it('runs to the end of a schedule in which the actors take turns, and says so', async () => {
    await dap.begin({ ...load, policy: 'base2018' });
    const stop = await dap.go();
    expect(stop).toMatchObject({ reason: 'pause', description: 'The end: nothing is broken' });
    expect(dap.said.join('')).toContain('No harm found under base2018.');
    expect(await dap.back()).toMatchObject({ reason: 'step' });
    await expect(dap.exceptionInfoRequest({ threadId: DRIVER })).rejects.toThrow('nothing is broken');
  });
});

describe('a saved replay', () => {
  const folder = dirname(program);
  const save = (name: string, ...args: string[]): string => {
    writeFileSync(join(folder, name), gupscope(['replay', ...args, '--format', 'json', '--kernel-version', '6.12'], { cwd: folder }).stdout);
    return join(folder, name);
  };

  it('is walked without a search, on the lines of its source', async () => {
    const saved = save('race.json', `${program}:${lines.loadPut}`, '--policy', 'all');
    await dap.begin({ saved });
    expect(await dap.frame(DRIVER)).toMatchObject({ line: lines.loadTake, source: { path: program } });
    expect(await dap.go()).toMatchObject({ reason: 'exception' });
    await dap.stopAfter(() => dap.again({ policy: 'base2018' }));
    expect(await dap.go()).toMatchObject({ reason: 'pause' });
  });

  it('says where its source is not, and where it reads otherwise', async () => {
    const saved = save('here.json', `${program}:${lines.peekUse}`);
    writeFileSync(saved, spawnSync('sed', ['s/engine[.]c/elsewhere.c/g', saved]).stdout);
    await dap.begin({ program: saved });
    expect(dap.said.join('')).toMatch(/elsewhere\.c is not in .*: its steps are shown in the schedule/);
    expect((await dap.frame(DRIVER)).source?.sourceReference).toBeGreaterThan(0);
    const other = new Adapter(folder);
    await other.start();
    const file = engineFile();
    rewrite(file, (text) => `\n\n\n\n\n\n\n\n\n\n\n\n${text}`);
    writeFileSync(
      join(dirname(file), 'race.json'),
      spawnSync('sed', [`s!"file":"[^"]*engine[.]c"!"file":"engine.c"!g`, save('race.json', `${program}:${lines.peekUse}`)]).stdout,
    );
    await other.begin({ saved: 'race.json', cwd: dirname(file) });
    expect(other.said.join('')).toContain('engine.c does not read as it did when race.json was saved');
    await other.stop();
  });
});
