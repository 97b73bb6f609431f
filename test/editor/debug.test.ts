/** The debugger on the replay of a finding, by the commands that its keys and buttons run. */
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { api, closeAll, diagnosticsWhere, inWorkspace, quickFixes, rowsWhere, show, until } from './support/editor.ts';

const windowC = (): vscode.Uri => inWorkspace('drivers/media/framegrab/window.c');
const RULE = 'gup/mismatched-release';
const ruleOf = ({ code }: vscode.Diagnostic): unknown => (typeof code === 'object' ? code.value : code);

/** What the adapter says of where it stands. */
interface Stopped {
  readonly reason: string;
  readonly threadId: number;
  readonly description?: string;
}

interface Message {
  readonly type: string;
  readonly event?: string;
  readonly command?: string;
  readonly success?: boolean;
  readonly body?: unknown;
}

interface Frame {
  readonly name: string;
  readonly line: number;
  readonly source?: { readonly path?: string; readonly sourceReference?: number };
}

describe('debugging a replay', () => {
  const told = new vscode.EventEmitter<void>();
  const stops: Stopped[] = [];
  const failures: string[] = [];
  let tracker: vscode.Disposable;
  let finding: vscode.Diagnostic;

  before(() => {
    tracker = vscode.debug.registerDebugAdapterTrackerFactory('gupscope', {
      createDebugAdapterTracker: () => ({
        onDidSendMessage: (message: Message) => {
          if (message.event === 'stopped') stops.push(message.body as Stopped);
          if (message.success === false) failures.push(JSON.stringify(message));
          told.fire();
        },
      }),
    });
  });
  beforeEach(async () => {
    const gupscope = await api();
    stops.length = 0;
    failures.length = 0;
    await show(windowC());
    const all = await diagnosticsWhere(windowC(), RULE, (found) => found.some((d) => ruleOf(d) === RULE));
    const [first] = all.filter((d) => ruleOf(d) === RULE);
    assert.ok(first);
    finding = first;
    await rowsWhere(gupscope, 'the finding', (lines) => lines.some((line) => line.includes(first.message)));
  });
  afterEach(async () => {
    await vscode.debug.stopDebugging();
    await closeAll();
  });
  after(() => {
    tracker.dispose();
    told.dispose();
  });

  /** The stop behind those that there were. */
  async function stopAfter(work: () => Thenable<unknown>): Promise<Stopped> {
    const before = stops.length;
    await work();
    return until(
      'a stop of the debugger',
      [told.event],
      () => stops[before],
      () => ({ stops, failures }),
    );
  }
  /** The commands act on the frame that the editor has come to show, some time behind the stop. */
  const press = async (command: string): Promise<Stopped> => {
    await until(
      'a frame in the editor',
      [(listener) => vscode.debug.onDidChangeActiveStackItem(listener)],
      () => vscode.debug.activeStackItem instanceof vscode.DebugStackFrame,
    );
    return stopAfter(() => vscode.commands.executeCommand(`workbench.action.debug.${command}`));
  };

  async function frame(threadId: number): Promise<Frame> {
    const session = vscode.debug.activeDebugSession;
    assert.ok(session);
    const { stackFrames } = (await session.customRequest('stackTrace', { threadId })) as { readonly stackFrames: readonly Frame[] };
    assert.ok(stackFrames[0]);
    return stackFrames[0];
  }
  const shownLine = (line: number): Promise<true> =>
    until(
      `the editor at line ${line}`,
      [(listener) => vscode.window.onDidChangeTextEditorSelection(listener), (listener) => vscode.debug.onDidChangeActiveStackItem(listener)],
      () => {
        const item = vscode.debug.activeStackItem;
        return item instanceof vscode.DebugStackFrame && vscode.window.activeTextEditor?.selection.start.line === line - 1;
      },
      () => vscode.window.activeTextEditor?.selection.start,
    );

  const launch = async (): Promise<Stopped> => {
    const action = (await quickFixes(windowC(), finding.range)).find(({ title }) => title === 'Debug the replay of this finding');
    const { command } = action ?? {};
    assert.ok(command?.arguments);
    return stopAfter(() => vscode.commands.executeCommand(command.command, ...(command.arguments ?? [])));
  };

  it('begins from the light bulb on the line where the path begins, and steps forwards and backwards', async () => {
    const entry = await launch();
    assert.equal(entry.reason, 'entry');
    const first = await frame(entry.threadId);
    // An editor that is elsewhere than its files spells their paths as addresses.
    assert.ok(first.source?.path?.endsWith(windowC().path), first.source?.path);
    assert.match((await vscode.workspace.openTextDocument(windowC())).lineAt(first.line - 1).text, /pin_user_pages_fast/);
    await shownLine(first.line);
    const next = await press('stepOver');
    assert.equal(next.reason, 'step');
    const second = await frame(next.threadId);
    assert.ok(second.line > first.line, `${second.line} behind ${first.line}`);
    await shownLine(second.line);
    assert.equal((await press('stepBack')).reason, 'entry');
    await shownLine(first.line);
    assert.deepEqual(failures, []);
  });

  it('runs to what is broken, which is shown as an exception, and back to a breakpoint of the editor', async () => {
    const line = finding.range.start.line;
    const breakpoint = new vscode.SourceBreakpoint(new vscode.Location(windowC(), new vscode.Position(line, 0)));
    vscode.debug.addBreakpoints([breakpoint]);
    try {
      await launch();
      const hit = await press('continue');
      assert.equal(hit.reason, 'breakpoint');
      assert.equal((await frame(hit.threadId)).line, line + 1);
      const broken = await press('continue');
      assert.equal(broken.reason, 'exception');
      assert.match(broken.description ?? '', /^LEAK/);
      const session = vscode.debug.activeDebugSession;
      const info = (await session?.customRequest('exceptionInfo', { threadId: broken.threadId })) as { readonly description: string };
      assert.ok(info.description.includes(finding.message), info.description);
      assert.equal((await press('reverseContinue')).reason, 'breakpoint');
      assert.equal((await press('reverseContinue')).reason, 'entry');
    } finally {
      vscode.debug.removeBreakpoints([breakpoint]);
    }
    assert.deepEqual(failures, []);
  });

  it('begins again under another policy, which the list tells the verdict of', async () => {
    await launch();
    const session = vscode.debug.activeDebugSession;
    assert.ok(session);
    const { policies } = (await session.customRequest('gupscope/policies')) as {
      readonly policies: readonly { readonly policy: string; readonly outcome: string }[];
    };
    assert.equal(policies.find(({ policy }) => policy === 'base2018')?.outcome, 'OK');
    await stopAfter(() => session.customRequest('gupscope/restart', { policy: 'base2018' }));
    assert.equal((await press('continue')).reason, 'pause');
    assert.deepEqual(failures, []);
  });

  it('begins from a launch configuration at the cursor, and tells in one sentence what it cannot do', async () => {
    const editor = await show(windowC());
    editor.selection = new vscode.Selection(finding.range.start, finding.range.start);
    const folder = vscode.workspace.workspaceFolders?.[0];
    const start = (more: object): Thenable<boolean> =>
      vscode.debug.startDebugging(folder, { type: 'gupscope', request: 'launch', name: 'test', ...more });
    assert.equal((await stopAfter(() => start({}))).reason, 'entry');
    await vscode.debug.stopDebugging();
    // The editor puts up a dialog with the sentence, which a test run refuses to show.
    const isBegun = await start({ program: windowC().fsPath, line: finding.range.start.line + 1, policy: 'mainline' }).then(
      (begun) => begun,
      () => false,
    );
    assert.equal(isBegun, false);
    assert.ok(
      failures.some((one) => one.includes('there is no policy mainline')),
      failures.join('\n'),
    );
  });
});
