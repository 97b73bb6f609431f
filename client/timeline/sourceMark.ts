/** Where the step that is shown stands in the source: its line, with what it does behind it. A step of the kernel leaves the mark where the driver stands. */
import * as vscode from 'vscode';
import type { ReplayRun } from '../../src/protocol/replay.ts';
import { walkedSteps } from '../../src/protocol/simulation.ts';
import { rangeOf } from '../features/findingsTree.ts';

/** A step in the document of the replay. */
export interface MarkedStep {
  readonly uri: string;
  readonly run: ReplayRun;
  /** 0 is before the first. */
  readonly step: number;
}

export class SourceMark implements vscode.Disposable {
  readonly #now = lineDecoration('editor.stackFrameHighlightBackground', 'editorOverviewRuler.infoForeground');
  readonly #waits = lineDecoration('editor.rangeHighlightBackground', 'editorOverviewRuler.infoForeground');
  readonly #breaks = lineDecoration('inputValidation.errorBackground', 'editorOverviewRuler.errorForeground');
  #marked: MarkedStep | undefined;
  readonly #listener = vscode.window.onDidChangeVisibleTextEditors(() => this.#draw());

  dispose(): void {
    vscode.Disposable.from(this.#now, this.#waits, this.#breaks, this.#listener).dispose();
  }

  set(marked: MarkedStep | undefined): void {
    this.#marked = marked;
    this.#draw();
  }

  /** Where the driver stands; undefined before its first step. */
  place(): vscode.Range | undefined {
    return this.#marked && placeOf(this.#marked)?.range;
  }

  #draw(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const place = this.#marked?.uri === editor.document.uri.toString() ? placeOf(this.#marked) : undefined;
      for (const kind of [this.#now, this.#waits, this.#breaks]) {
        const is = place !== undefined && kind === (place.isBreaking ? this.#breaks : place.isOwn ? this.#now : this.#waits);
        if (!is || place.range.start.line >= editor.document.lineCount) editor.setDecorations(kind, []);
        else editor.setDecorations(kind, [{ range: place.range, renderOptions: { after: { contentText: place.text } } }]);
      }
    }
  }
}

interface Place {
  readonly range: vscode.Range;
  /** The step itself is on the line. */
  readonly isOwn: boolean;
  readonly isBreaking: boolean;
  readonly text: string;
}

function placeOf({ run, step }: MarkedStep): Place | undefined {
  const { verdict } = run.result;
  const trace = walkedSteps(run.result);
  const index = step - 1;
  const at = run.ranges.findLastIndex((range, i) => i <= index && range !== null);
  const range = run.ranges[at];
  const shown = trace[index];
  if (range === undefined || range === null || shown === undefined) return undefined;
  const isOwn = at === index;
  return {
    range: rangeOf(range),
    isOwn,
    isBreaking: isOwn && verdict === 'violated' && step === trace.length,
    text: isOwn ? `◀ step ${step} of ${trace.length}` : `◀ waits here: step ${step} of ${trace.length} is of ${shown.actor}, ${shown.action}`,
  };
}

const lineDecoration = (background: string, ruler: string): vscode.TextEditorDecorationType =>
  vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor(background),
    overviewRulerColor: new vscode.ThemeColor(ruler),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
    after: { margin: '0 0 0 2em', fontStyle: 'italic', color: new vscode.ThemeColor('editorCodeLens.foreground') },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
