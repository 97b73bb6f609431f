/** Replays over real stdio: the schedule of a finding, what every policy would have done, the same finding in a newer text, and what is refused. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import { openReplayMethod, type ReplayAnswer, type ReplayParams, replayCommand, replayMethod } from '../../src/protocol/replay.ts';
import { policyNames } from '../../src/sim/policy/index.ts';
import { gupscope, LspClient } from '../support/lspClient.ts';
import { type SampleTree, sampleTree } from '../support/sampleTree.ts';

const FILE = 'drivers/media/framegrab/window.c';
const WRONG_RELEASE = 'gup/mismatched-release';

let tree: SampleTree;
let client: LspClient;
let uri: string;

beforeEach(async () => {
  tree = sampleTree();
  client = await LspClient.start({ folders: [tree.uri] });
  uri = tree.uriOf(FILE);
});
afterEach(() => {
  client.kill();
  tree.remove();
});

async function findingOf(rule: string): Promise<Diagnostic & { readonly data: { readonly fingerprint: string } }> {
  const found = (await client.diagnostics(uri)).find(({ code }) => code === rule);
  if (found === undefined) throw new Error(`${rule} finds nothing in ${FILE}`);
  return found as Diagnostic & { readonly data: { readonly fingerprint: string } };
}

const ask = (params: Partial<ReplayParams>): Promise<ReplayAnswer> => client.request(replayMethod, { uri, ...params });
const refusalOf = (params: Partial<ReplayParams>): Promise<string> =>
  ask(params).then(
    () => 'no refusal',
    (e: Error) => e.message,
  );

const printed = (...args: readonly string[]): string => {
  try {
    return execFileSync(process.execPath, [gupscope, 'replay', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (e) {
    // Something violated is status 1.
    if (e instanceof Error && 'status' in e && e.status === 1 && 'stdout' in e) return String(e.stdout);
    throw e;
  }
};

describe('the replay of a finding', () => {
  it('is that of the command line, under mainline, with each step of the driver in its place', async () => {
    await client.open(uri, tree.text(FILE));
    const finding = await findingOf(WRONG_RELEASE);
    const answer = await ask({ fingerprint: finding.data.fingerprint, version: 1 });
    expect(answer).toMatchObject({ uri, version: 1, state: 'found', subject: { rule: WRONG_RELEASE, range: finding.range }, remarks: [] });
    expect(answer.runs.map(({ result }) => result.policy)).toEqual([answer.mainline]);
    const [run] = answer.runs;
    expect(run?.result).toMatchObject({ verdict: 'violated', outcome: 'LEAK' });
    expect(run?.headline).toMatch(/^After 12 steps the count of page stays at 1024/);
    const json = JSON.parse(printed(`${tree.path(FILE)}:${finding.range.start.line + 1}`, '--format', 'json')) as {
      trace: unknown;
      initial: unknown;
    }[];
    expect([run?.result.trace, run?.result.initial]).toEqual([json[0]?.trace, json[0]?.initial]);
    const lines = tree.text(FILE).split('\n');
    for (const [i, step] of (run?.result.trace ?? []).entries()) {
      const range = run?.ranges[i];
      if (step.actor !== 'driver') expect(range).toBeNull();
      else expect(range?.start.line).toBe((step.source?.line ?? 0) - 1);
    }
    const put = run?.result.trace.findIndex(({ action }) => action === 'put_page(page)') ?? -1;
    const { start, end } = run?.ranges[put] ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    expect(lines[start.line]?.slice(start.character, end.character)).toBe('put_page(page)');
  });

  it('holds what every policy would have done, mainline first, and the path after the fix', async () => {
    await client.open(uri, tree.text(FILE));
    const finding = await findingOf(WRONG_RELEASE);
    const answer = await ask({ fingerprint: finding.data.fingerprint, policy: 'all', fixed: true });
    expect(answer.runs[0]?.result.policy).toBe(answer.mainline);
    expect(answer.runs.map(({ result }) => result.policy).sort()).toEqual([...policyNames].sort());
    const outcomes = new Map(answer.runs.map(({ result }) => [result.policy, result.outcome]));
    // The mistake is invisible to whoever does not count pins apart.
    expect(outcomes.get('base2018')).toBe('OK');
    expect(outcomes.get('c1-deny')).toBe('DENIED');
    expect(outcomes.get('foll-pin')).toBe('LEAK');
    expect(answer.fixed).toMatchObject({
      holds: true,
      sentence: expect.stringMatching(/^After the fix "Use unpin_user_page\(\)" the same path holds/) as string,
    });
  });

  it('is text, a picture, and json that replay opens again', async () => {
    await client.open(uri, tree.text(FILE));
    const finding = await findingOf(WRONG_RELEASE);
    const { runs, json } = await ask({ fingerprint: finding.data.fingerprint });
    const saved = path.join(tree.path('.'), 'saved.json');
    fs.writeFileSync(saved, json);
    const again = printed(saved);
    expect(again).toContain(' => LEAK: step 12 breaks I3');
    expect(runs[0]?.text).toContain(again.slice(0, again.indexOf(' => LEAK')));
    for (const line of runs[0]?.text.split('\n') ?? []) expect(line.length).toBeLessThanOrEqual(75);
    expect(runs[0]?.svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    const opened = await client.request<ReplayAnswer>(openReplayMethod, { name: 'saved.json', text: json });
    expect(opened).toMatchObject({ state: 'saved', runs: [{ headline: runs[0]?.headline }] });
    expect(opened.json).toBe(json);
  });

  it('is found from a place in its function, which is said, and in a file that nobody has open', async () => {
    const finding = await client.open(uri, tree.text(FILE)).then(() => findingOf(WRONG_RELEASE));
    await client.close(uri);
    const answer = await ask({ position: { line: finding.range.start.line - 3, character: 0 } });
    expect(answer).toMatchObject({ version: null, subject: { rule: WRONG_RELEASE } });
    expect(answer.remarks).toEqual([expect.stringContaining(`on line ${finding.range.start.line + 1}`)]);
    expect((await ask({ position: finding.range.start })).remarks).toEqual([]);
  });

  it('is a command for editors without a view: the text, shown where that is asked for', async () => {
    await client.open(uri, tree.text(FILE));
    const { range } = await findingOf(WRONG_RELEASE);
    const run = (show: boolean): Promise<string> =>
      client.request('workspace/executeCommand', { command: replayCommand, arguments: [{ uri, position: range.start, show }] });
    const text = await run(false);
    expect(text).toContain('=> LEAK: step 12 breaks I3');
    expect(text).toContain('After the fix "Use unpin_user_page()" the same path holds');
    expect(client.messages()).toEqual([]);
    expect(await run(true)).toBe(text);
    expect(client.messages()).toEqual([text]);
    expect(client.initialized?.capabilities.executeCommandProvider?.commands).toContain(replayCommand);
  });
});

describe('a replay that goes on in a newer text', () => {
  const edited = (text: string): Promise<void> => client.change(uri, 2, [{ text }]);

  it('follows the finding as its lines move', async () => {
    await client.open(uri, tree.text(FILE));
    const first = await ask({ fingerprint: (await findingOf(WRONG_RELEASE)).data.fingerprint });
    await edited(`/* above */\n${tree.text(FILE)}`);
    const next = await ask({ follows: first.id, version: 2 });
    expect(next.state).toBe('found');
    expect(next.subject?.range.start.line).toBe((first.subject?.range.start.line ?? 0) + 1);
  });

  it('shows the path of the mended function, and that it holds', async () => {
    await client.open(uri, tree.text(FILE));
    const first = await ask({ fingerprint: (await findingOf(WRONG_RELEASE)).data.fingerprint });
    await edited(tree.text(FILE).replace('put_page(page)', 'unpin_user_page(page)'));
    const next = await ask({ follows: first.id });
    expect(next).toMatchObject({ state: 'mended', runs: [{ result: { verdict: 'holds', outcome: 'OK' } }] });
    expect(next.runs[0]?.headline).toMatch(/^Holds under longterm-deny: all \d+ states visited/);
    // And back: the finding is there again.
    await client.change(uri, 3, [{ text: tree.text(FILE) }]);
    expect(await ask({ follows: next.id })).toMatchObject({ state: 'found', runs: [{ result: { verdict: 'violated' } }] });
  });

  it('says that nothing is left where the function is gone', async () => {
    await client.open(uri, tree.text(FILE));
    const first = await ask({ fingerprint: (await findingOf(WRONG_RELEASE)).data.fingerprint });
    await edited('int nothing;\n');
    expect(await ask({ follows: first.id })).toMatchObject({ state: 'gone', runs: [], why: expect.stringContaining('not there any more') as string });
  });

  it('is a new question to a server that does not remember', async () => {
    await client.open(uri, tree.text(FILE));
    const { data } = await findingOf(WRONG_RELEASE);
    expect(await ask({ follows: 'of another server', fingerprint: data.fingerprint })).toMatchObject({ state: 'found' });
  });
});

describe('what cannot be replayed', () => {
  it('is refused in one sentence, and the server goes on', async () => {
    await client.open(uri, tree.text(FILE));
    const { data, range } = await findingOf(WRONG_RELEASE);
    expect(await refusalOf({ fingerprint: 'of nothing' })).toMatch(/the finding is not in .*window\.c any more; audit the file again$/);
    expect(await refusalOf({ position: { line: 0, character: 0 } })).toMatch(/nothing was found at .*window\.c:1, so there is nothing to replay$/);
    expect(await refusalOf({ position: range.start, rule: 'gup/no-such' })).toMatch(/nothing of gup\/no-such was found/);
    expect(await refusalOf({ fingerprint: data.fingerprint, policy: 'p7' })).toMatch(/^there is no policy p7; there are base2018, /);
    expect(await refusalOf({ fingerprint: data.fingerprint, version: 7 })).toMatch(/was changed meanwhile; ask again$/);
    expect(await refusalOf({ uri: 'file:///no/such.c', fingerprint: data.fingerprint })).toMatch(
      /\/no\/such\.c cannot be read; it may have been moved or deleted$/,
    );
    expect(await refusalOf({ uri: 'file:///no/such.txt', fingerprint: 'x' })).toMatch(/replays findings of \.c and \.h files only/);
    expect(await refusalOf({})).toMatch(/needs a fingerprint or a position/);
    expect(await refusalOf({ position: 'nowhere' as never })).toMatch(/needs other parameters than it got$/);
    expect((await ask({ fingerprint: data.fingerprint })).state).toBe('found');
  });

  it.each([
    ['no JSON', '[{', /^saved\.json:1:3: .*; replay opens what gupscope replay --format json wrote$/],
    ['another shape', '[{"scenario": 1}]', /^saved\.json:1:15: 0\.scenario is not what a saved replay has there; /],
  ])('is a saved replay that is %s', async (_, text, message) => {
    await expect(client.request(openReplayMethod, { name: 'saved.json', text })).rejects.toThrow(message);
    expect(await client.request(openReplayMethod, { name: 'saved.json', text: '[]\n' })).toMatchObject({
      runs: [],
      why: 'Nothing was searched when this was saved.',
    });
  });

  it('is a finding of a rule that has no schedule, with the reason', async () => {
    const submit = tree.uriOf('drivers/block/tapvol/submit.c');
    await client.open(submit, tree.text('drivers/block/tapvol/submit.c'));
    const [first] = (await client.diagnostics(submit)).filter(({ code }) => code === 'bvec/direct-page-access');
    const answer = await client.request<ReplayAnswer>(replayMethod, { uri: submit, position: first?.range.start, rule: 'bvec/direct-page-access' });
    expect(answer).toMatchObject({
      runs: [],
      why: expect.stringMatching(/^Reading or writing a member of a bio_vec breaks nothing by itself/) as string,
    });
  });
});
