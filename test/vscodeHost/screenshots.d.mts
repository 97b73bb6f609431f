/** What the picture tests use of screenshots.mjs; see there. */
export interface Locator {
  click(): Promise<void>;
  hover(): Promise<void>;
  count(): Promise<number>;
  innerText(): Promise<string>;
}

export interface Workbench {
  /** The playwright page, for what is not offered here. */
  readonly page: {
    readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
    locator(selector: string, options?: { readonly hasText?: string }): Locator & { first(): Locator };
  };
  /** Runs a command of the palette by its whole title. */
  command(title: string): Promise<void>;
  openFile(relativePath: string): Promise<void>;
  /** 1-based. */
  goToLine(line: number, column?: number): Promise<void>;
  /** Waits for the first squiggle of that severity in the active editor. */
  squiggle(severity: 'error' | 'warning' | 'info'): Promise<Locator>;
  hoverAtCursor(): Promise<string>;
  quickFixMenu(): Promise<readonly string[]>;
  takeQuickFix(title: string): Promise<void>;
  problemsView(): Promise<void>;
  /** Waits for an element of that CSS selector that holds `text`. */
  waitForText(selector: string, text: string): Promise<void>;
  /** The lines in view, as drawn. */
  editorText(): Promise<string>;
  screenshot(file: string): Promise<void>;
  close(): Promise<void>;
}

export function openWorkbench(options: {
  readonly host: 'newest' | 'oldest';
  readonly vsix: string;
  readonly folder: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly viewport?: { readonly width: number; readonly height: number };
}): Promise<Workbench>;
