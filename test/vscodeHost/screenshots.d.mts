/** What the picture tests use of screenshots.mjs; see there. */
export interface Locator {
  click(): Promise<void>;
  waitFor(): Promise<void>;
  hover(): Promise<void>;
  count(): Promise<number>;
  dblclick(): Promise<void>;
  innerText(): Promise<string>;
  boundingBox(): Promise<{ readonly x: number; readonly y: number; readonly width: number; readonly height: number } | null>;
  allInnerTexts(): Promise<string[]>;
}

export interface FrameLocator {
  frameLocator(selector: string): FrameLocator;
  locator(selector: string, options?: { readonly hasText?: string }): Locator & { first(): Locator };
}

export interface Workbench {
  /** The playwright page, for what is not offered here. */
  readonly page: {
    readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
    readonly mouse: { move(x: number, y: number): Promise<void>; down(): Promise<void>; up(): Promise<void> };
    frameLocator(selector: string): FrameLocator;
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
  /** The whole window, or a part of it in CSS pixels. */
  screenshot(file: string, clip?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): Promise<void>;
  close(): Promise<void>;
}

export function openWorkbench(options: {
  readonly host: 'newest' | 'oldest';
  readonly vsix: string;
  readonly folder: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly viewport?: { readonly width: number; readonly height: number };
}): Promise<Workbench>;
