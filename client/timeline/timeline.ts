/**
 * The timeline beside the editor, host side: asks the server for a replay, gives it to the page, marks the source, and asks again when the text changes. There is
 * one timeline; another replay takes its place.
 */
import * as vscode from 'vscode';
import { LSPErrorCodes, ResponseError, WorkDoneProgress } from 'vscode-languageclient/node';
import {
  type OpenReplayParams,
  openReplayMethod,
  type ReplayAnswer,
  type ReplayParams,
  type ReplayRun,
  replayMethod,
} from '../../src/protocol/replay.ts';
import { walkedSteps } from '../../src/protocol/simulation.ts';
import type { CopyFormat, FromTimeline, TimelineStatus, ToTimeline } from '../../src/protocol/timeline.ts';
import type { Server } from '../server.ts';
import { pageHtml, pageOptions } from './page.ts';
import { SourceMark } from './sourceMark.ts';

/** Pause after the last change before the replay is searched again. */
const RERUN_DELAY_MS = 350;

/** What a user sees of the timeline, for tests in the editor. */
export interface ShownReplay {
  readonly answer: ReplayAnswer;
  readonly run: number;
  readonly step: number;
  readonly status: TimelineStatus;
  /** From the command to the first drawn step; undefined before it. */
  readonly firstFrameMs: number | undefined;
  /** From the command to the first answer, which is on its way to the page then. */
  readonly answeredMs: number;
  /** What the last step cost the page. */
  readonly stepMs: number;
}

type Question = { readonly kind: 'finding'; readonly params: ReplayParams } | { readonly kind: 'saved'; readonly params: OpenReplayParams };

export class Timeline implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #server: Server;
  readonly #mark = new SourceMark();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listeners: vscode.Disposable[];
  #panel: vscode.WebviewPanel | undefined;
  #send: ((message: ToTimeline) => void) | undefined;
  #isReady = false;
  #waiting: ToTimeline[] = [];
  #running: vscode.CancellationTokenSource | undefined;
  #rerun: NodeJS.Timeout | undefined;
  #question: Question | undefined;
  #answer: ReplayAnswer | undefined;
  #run = 0;
  #step = 0;
  #status: TimelineStatus = { kind: 'current' };
  #askedMs = 0;
  #firstFrameMs: number | undefined;
  #stepMs = 0;
  #answeredMs = 0;

  readonly onDidChange = this.#changed.event;

  constructor(extension: vscode.Uri, server: Server) {
    this.#extension = extension;
    this.#server = server;
    this.#listeners = [
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && this.#isOf(document)) this.#outdate();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
        const [selection] = selections;
        if (selection !== undefined && this.#isOf(textEditor.document)) this.#post({ kind: 'go-to-line', line: selection.active.line + 1 });
      }),
    ];
  }

  dispose(): void {
    this.#stop();
    this.#panel?.dispose();
    vscode.Disposable.from(this.#mark, this.#changed, ...this.#listeners).dispose();
  }

  get shown(): ShownReplay | undefined {
    if (this.#answer === undefined) return undefined;
    return {
      answer: this.#answer,
      run: this.#run,
      step: this.#step,
      status: this.#status,
      firstFrameMs: this.#firstFrameMs,
      answeredMs: this.#answeredMs,
      stepMs: this.#stepMs,
    };
  }

  /** Opens the timeline and replays. Resolves once the first answer is there; rejects with the server's sentence, and then opens nothing new. */
  async replay(question: Question): Promise<void> {
    this.#stop();
    this.#askedMs = performance.now();
    this.#firstFrameMs = undefined;
    const hadPanel = this.#panel !== undefined;
    // The page loads while the search runs.
    const panel = this.#open();
    this.#question = question;
    try {
      await this.#ask(question, true);
    } catch (error) {
      if (!hadPanel) panel.dispose();
      throw error;
    }
  }

  /** Moves the step that is shown. */
  go(by: number): void {
    this.#post({ kind: 'go', by });
  }

  #open(): vscode.WebviewPanel {
    if (this.#panel !== undefined) {
      this.#panel.reveal(undefined, false);
      return this.#panel;
    }
    const panel = vscode.window.createWebviewPanel(
      'gupscope.timeline',
      'gupscope replay',
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false },
      pageOptions(this.#extension),
    );
    panel.iconPath = vscode.Uri.joinPath(this.#extension, 'media', 'icon.png');
    panel.webview.onDidReceiveMessage((message: FromTimeline) => this.#take(message));
    panel.onDidDispose(() => this.#closed());
    panel.webview.html = pageHtml(panel.webview, this.#extension);
    this.#send = panel.webview.postMessage.bind(panel.webview);
    this.#panel = panel;
    setShown(true);
    return panel;
  }

  #closed(): void {
    this.#stop();
    this.#panel = undefined;
    this.#isReady = false;
    this.#waiting = [];
    this.#answer = undefined;
    this.#question = undefined;
    this.#mark.set(undefined);
    setShown(false);
    this.#changed.fire();
  }

  /** The first answer comes as soon as mainline is searched; the other policies and the fix follow. */
  async #ask(question: Question, isNew: boolean): Promise<void> {
    const running = new vscode.CancellationTokenSource();
    this.#running = running;
    const { token } = running;
    this.#setStatus({ kind: 'searching' });
    try {
      if (question.kind === 'saved') {
        this.#show(await this.#server.request<ReplayAnswer>(openReplayMethod, question.params, token), isNew);
        return;
      }
      const first = await this.#search(question.params, token);
      if (token.isCancellationRequested) return;
      if (isNew) this.#answeredMs = performance.now() - this.#askedMs;
      this.#show(first, isNew);
      if (first.runs.length === 0) return;
      const { id: follows, uri, version } = first;
      const rest: ReplayParams = { uri, ...(version === null ? {} : { version }), follows, policy: 'all', fixed: true };
      const all = await this.#search(rest, token);
      if (!token.isCancellationRequested) this.#show(all, false);
    } catch (error) {
      if (token.isCancellationRequested) return;
      // A newer text is on its way, and with it the next question.
      if (error instanceof ResponseError && error.code === LSPErrorCodes.ContentModified) {
        this.#outdate();
        return;
      }
      const sentence = error instanceof Error ? error.message : String(error);
      this.#setStatus({ kind: 'failed', sentence });
      if (isNew) throw error;
    } finally {
      if (this.#running === running) this.#running = undefined;
      running.dispose();
    }
  }

  async #search(params: ReplayParams, token: vscode.CancellationToken): Promise<ReplayAnswer> {
    const workDoneToken = `gupscope-replay-${Math.round(performance.now() * 1000)}`;
    const client = await this.#server.ready();
    const listening = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      const states = value.kind === 'report' ? Number(value.message?.replaceAll(/\D/g, '')) : Number.NaN;
      if (states > 0 && !token.isCancellationRequested) this.#setStatus({ kind: 'searching', states });
    });
    try {
      return await this.#server.request<ReplayAnswer>(replayMethod, { ...params, workDoneToken }, token);
    } finally {
      listening.dispose();
    }
  }

  #show(answer: ReplayAnswer, isNew: boolean): void {
    // As VS Code spells it, so that it can be compared with documents.
    const uri = answer.uri === '' ? '' : vscode.Uri.parse(answer.uri).toString();
    this.#answer = { ...answer, uri };
    const where = answer.subject?.enclosing ?? answer.runs[0]?.result.scenario;
    if (this.#panel !== undefined) this.#panel.title = where === undefined ? 'gupscope replay' : `Replay: ${where}`;
    this.#post({ kind: 'show', answer, isNew });
    this.#setStatus({ kind: 'current' });
  }

  #outdate(): void {
    this.#stop();
    this.#setStatus({ kind: 'outdated' });
    this.#rerun = setTimeout(() => this.#again(), RERUN_DELAY_MS);
  }

  #again(): void {
    this.#stop();
    const { uri, id, subject } = this.#answer ?? {};
    if (this.#question?.kind === 'saved' || uri === undefined || uri === '' || id === undefined) {
      if (this.#question !== undefined) void this.#ask(this.#question, false);
      return;
    }
    const fingerprint = subject === undefined ? {} : { fingerprint: subject.fingerprint };
    void this.#ask({ kind: 'finding', params: { uri, follows: id, ...fingerprint } }, false);
  }

  #stop(): void {
    clearTimeout(this.#rerun);
    this.#running?.cancel();
    this.#running = undefined;
  }

  #isOf(document: vscode.TextDocument): boolean {
    return this.#answer !== undefined && this.#answer.uri !== '' && document.uri.toString() === this.#answer.uri;
  }

  #setStatus(status: TimelineStatus): void {
    this.#status = status;
    this.#post({ kind: 'status', status });
    this.#changed.fire();
  }

  #post(message: ToTimeline): void {
    if (this.#panel === undefined) return;
    if (this.#isReady) this.#send?.(message);
    else this.#waiting.push(message);
  }

  #take(message: FromTimeline): void {
    switch (message.kind) {
      case 'ready': {
        // A page that was hidden begins anew.
        const isAgain = this.#isReady || (this.#waiting.length === 0 && this.#answer !== undefined);
        this.#isReady = true;
        for (const waiting of this.#waiting.splice(0)) this.#post(waiting);
        if (isAgain && this.#answer !== undefined) {
          this.#post({ kind: 'show', answer: this.#answer, isNew: true });
          this.#post({ kind: 'status', status: this.#status });
        }
        return;
      }
      case 'step':
        this.#firstFrameMs ??= performance.now() - this.#askedMs;
        this.#run = message.run;
        this.#step = message.step;
        this.#stepMs = message.spentMs;
        void this.#markStep(message.reveal);
        this.#changed.fire();
        return;
      case 'copy':
        void this.#copy(message.run, message.format);
        return;
      case 'open':
        void this.#goTo(message.run, message.step);
        return;
      case 'stop':
        this.#stop();
        this.#setStatus({ kind: 'failed', sentence: 'Stopped' });
        return;
      case 'again':
        this.#again();
        return;
      default:
        message satisfies never;
    }
  }

  async #markStep(reveal: boolean): Promise<void> {
    const run = this.#answer?.runs[this.#run];
    if (this.#answer === undefined || run === undefined || this.#answer.uri === '') {
      this.#mark.set(undefined);
      return;
    }
    const { uri } = this.#answer;
    this.#mark.set({ uri, run, step: this.#step });
    const range = this.#mark.place();
    if (range === undefined || !reveal) return;
    const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri) ?? (await showBeside(uri));
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  async #copy(index: number, format: CopyFormat): Promise<void> {
    const run: ReplayRun | undefined = this.#answer?.runs[index];
    if (run === undefined || this.#answer === undefined) return;
    await vscode.env.clipboard.writeText(format === 'json' ? this.#answer.json : run[format]);
    const what = { text: 'the race diagram', svg: 'the picture', json: 'the replay' }[format];
    vscode.window.setStatusBarMessage(`gupscope: ${what} is in the clipboard`, 3000);
  }

  async #goTo(index: number, step: number): Promise<void> {
    const run = this.#answer?.runs[index];
    const range = run?.ranges[step - 1];
    if (this.#answer === undefined || run === undefined) return;
    if (range !== undefined && range !== null) {
      const { start } = range;
      const at = new vscode.Position(start.line, start.character);
      const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === this.#answer?.uri);
      await vscode.window.showTextDocument(vscode.Uri.parse(this.#answer.uri), {
        selection: new vscode.Range(at, at),
        viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
      });
      return;
    }
    const source = walkedSteps(run.result)[step - 1]?.source;
    if (source === undefined || source === null || source.line === null || this.#answer.uri !== '') return;
    // Of a saved replay only names relative to a source root are known.
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      const file = vscode.Uri.joinPath(uri, source.file);
      const isThere = await vscode.workspace.fs.stat(file).then(
        () => true,
        () => false,
      );
      if (!isThere) continue;
      const at = new vscode.Position(source.line - 1, 0);
      await vscode.window.showTextDocument(file, { selection: new vscode.Range(at, at), viewColumn: vscode.ViewColumn.One });
      return;
    }
  }
}

const setShown = (isShown: boolean): void => void vscode.commands.executeCommand('setContext', 'gupscope.replayShown', isShown);

/** Beside the timeline, which keeps the keys. */
const showBeside = async (uri: string): Promise<vscode.TextEditor> =>
  vscode.window.showTextDocument(vscode.Uri.parse(uri), { viewColumn: vscode.ViewColumn.One, preserveFocus: true, preview: false });
