/** The timeline beside the editor: opened from a finding, stepped through, followed by the source, and in step with edits until it turns green. */
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { GupscopeApi } from '../../client/api.ts';
import type { ShownReplay } from '../../client/timeline/timeline.ts';
import { api, closeAll, diagnosticsWhere, inWorkspace, rowsWhere, show, until, writeFile } from './support/editor.ts';

const windowC = (): vscode.Uri => inWorkspace('drivers/media/framegrab/window.c');
const rule = 'gup/mismatched-release';
const ruleOf = ({ code }: vscode.Diagnostic): unknown => (typeof code === 'object' ? code.value : code);

/** What the editor itself takes to open a page that does nothing but say that it is there. */
async function emptyPageMs(): Promise<number> {
  const begin = performance.now();
  const panel = vscode.window.createWebviewPanel('gupscope.empty', 'empty', vscode.ViewColumn.Beside, { enableScripts: true });
  const isThere = new Promise<void>((resolve) => {
    panel.webview.onDidReceiveMessage(() => resolve());
  });
  panel.webview.html = '<!DOCTYPE html><html><body><script>acquireVsCodeApi().postMessage(1)</script></body></html>';
  await isThere;
  panel.dispose();
  return performance.now() - begin;
}

describe('the timeline', () => {
  let gupscope: GupscopeApi;
  let editor: vscode.TextEditor;
  let finding: vscode.Diagnostic;

  before(async () => {
    gupscope = await api();
  });
  beforeEach(async () => {
    editor = await show(windowC());
    const found = await diagnosticsWhere(windowC(), rule, (all) => all.some((d) => ruleOf(d) === rule));
    const first = found.find((d) => ruleOf(d) === rule);
    assert.ok(first);
    finding = first;
    editor.selection = new vscode.Selection(finding.range.start, finding.range.start);
  });
  afterEach(closeAll);

  const shownWhere = (what: string, wanted: (shown: ShownReplay) => boolean): Promise<ShownReplay> =>
    until(
      `the timeline: ${what}`,
      [(listener) => gupscope.replay.onDidChange(listener)],
      () => {
        const { shown } = gupscope.replay;
        return shown !== undefined && wanted(shown) && shown;
      },
      () => {
        const { shown } = gupscope.replay;
        return shown && { state: shown.answer.state, status: shown.status, runs: shown.answer.runs.length, run: shown.run, step: shown.step };
      },
    );
  /** Drawn, with the verdict of every policy. */
  const opened = async (): Promise<ShownReplay> => {
    await vscode.commands.executeCommand('gupscope.replay');
    return shownWhere(
      'all policies',
      ({ answer, firstFrameMs, status }) => answer.runs.length > 1 && firstFrameMs !== undefined && status.kind === 'current',
    );
  };

  it('opens at the step that breaks something, with what each policy would have done', async () => {
    const { answer, step, run, firstFrameMs, answeredMs } = await opened();
    assert.equal(answer.subject?.rule, rule);
    const shown = answer.runs[run];
    assert.equal(shown?.result.policy, answer.mainline);
    assert.equal(shown?.result.verdict, 'violated');
    assert.equal(step, shown?.result.trace.length);
    assert.ok(answer.runs.some(({ result }) => result.verdict === 'holds'));
    assert.match(answer.fixed?.sentence ?? '', /the same path holds/);
    const emptyMs = await emptyPageMs();
    console.log(
      `      finding to first frame, new page: ${Math.round(firstFrameMs ?? 0)} ms, of which the answer took ${Math.round(answeredMs)} ms; an empty page of this editor takes ${Math.round(emptyMs)} ms`,
    );
    await vscode.commands.executeCommand('gupscope.replay', { uri: windowC().toString(), position: finding.range.start });
    const again = await shownWhere('the same again', (next) => next.answer.id !== answer.id && next.firstFrameMs !== undefined);
    console.log(
      `      finding to first frame, open page: ${Math.round(again.firstFrameMs ?? 0)} ms, of which the answer took ${Math.round(again.answeredMs)} ms`,
    );
  });

  it('steps back and forth, and the cursor in the source finds its step', async () => {
    const { answer, step, run } = await opened();
    await vscode.commands.executeCommand('gupscope.replay.previousStep');
    const back = await shownWhere('a step back', (next) => next.step === step - 1);
    const costs = [back.stepMs];
    for (let i = 2; i <= 9; i++) {
      await vscode.commands.executeCommand('gupscope.replay.previousStep');
      costs.push((await shownWhere('another step back', (next) => next.step === step - i)).stepMs);
    }
    for (let i = 8; i >= 1; i--) {
      await vscode.commands.executeCommand('gupscope.replay.nextStep');
      costs.push((await shownWhere('another step forth', (next) => next.step === step - i)).stepMs);
    }
    costs.sort((a, b) => a - b);
    console.log(`      ${costs.length} steps: ${costs[costs.length >> 1]?.toFixed(1)} ms in the middle, ${costs.at(-1)?.toFixed(1)} ms at most`);
    await vscode.commands.executeCommand('gupscope.replay.nextStep');
    await shownWhere('a step forth', (next) => next.step === step);
    const { trace } = answer.runs[run]?.result ?? { trace: [] };
    const put = trace.findIndex(({ action }) => action === 'put_page(page)');
    const range = answer.runs[run]?.ranges[put];
    assert.ok(range);
    const at = new vscode.Position(range.start.line, range.start.character);
    editor.selection = new vscode.Selection(new vscode.Position(0, 0), new vscode.Position(0, 0));
    editor.selection = new vscode.Selection(at, at);
    await shownWhere('the step at the cursor', (next) => next.step === put + 1);
  });

  it('says that it is out of date when the function changes, and turns green when the finding is fixed', async () => {
    const first = await opened();
    const statuses: string[] = [];
    const listening = gupscope.replay.onDidChange(() => statuses.push(gupscope.replay.shown?.status.kind ?? 'closed'));
    try {
      await editor.edit((edit) => edit.replace(finding.range, editor.document.getText(finding.range).replace('put_page', 'unpin_user_page')));
      const mended = await shownWhere(
        'mended',
        ({ answer, status }) => answer.state === 'mended' && answer.runs.length > 1 && status.kind === 'current',
      );
      assert.deepEqual([...new Set(statuses)].slice(0, 3), ['outdated', 'searching', 'current']);
      assert.equal(mended.answer.runs[0]?.result.verdict, 'holds');
      assert.match(mended.answer.runs[0]?.headline ?? '', /^Holds under .*: all \d+ states visited/);
      const end = finding.range.start.translate(0, 'unpin_user_page(page)'.length);
      await editor.edit((edit) => edit.replace(new vscode.Range(finding.range.start, end), 'put_page(page)'));
      await shownWhere(
        'broken again',
        ({ answer, status }) => answer.state === 'found' && answer.id !== first.answer.id && status.kind === 'current',
      );
    } finally {
      listening.dispose();
    }
  });

  it('is one click away in the findings view', async () => {
    await rowsWhere(gupscope, rule, (lines) => lines.some((line) => line.includes(finding.message)));
    const { tree } = gupscope.findings;
    const all = async (node: Parameters<typeof tree.getChildren>[0]): Promise<NonNullable<typeof node>[]> => {
      const children = (await tree.getChildren(node)) ?? [];
      return [...children, ...(await Promise.all(children.map(all))).flat()];
    };
    const row = (await all(undefined)).find((node) => node.kind === 'finding' && node.finding.message === finding.message);
    assert.ok(row);
    await vscode.commands.executeCommand('gupscope.replay', row);
    assert.equal((await shownWhere('the finding of the row', () => true)).answer.subject?.message, finding.message);
  });

  it('opens what was saved, and survives what is no replay', async () => {
    const { answer } = await opened();
    const saved = writeFile(inWorkspace('saved-replay.json'), answer.json);
    await vscode.commands.executeCommand('gupscope.openReplay', saved);
    const shown = await shownWhere('the saved one', (next) => next.answer.state === 'saved');
    assert.deepEqual(
      shown.answer.runs.map(({ headline }) => headline),
      answer.runs.map(({ headline }) => headline),
    );
    await vscode.commands.executeCommand('gupscope.openReplay', writeFile(inWorkspace('broken-replay.json'), '[{]'));
    const failed = await shownWhere('a refusal', ({ status }) => status.kind === 'failed');
    assert.match(failed.status.kind === 'failed' ? failed.status.sentence : '', /broken-replay\.json:1:3/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until('closed', [(listener) => gupscope.replay.onDidChange(listener)], () => gupscope.replay.shown === undefined);
  });
});
