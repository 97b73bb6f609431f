/**
 * Drives the packaged extension in a real workbench by mouse and keys, as a user does, and takes pictures. The selectors hold in both hosts.
 * Every wait is for an element, never for a time.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readyHost, startHost } from './host.mjs';
import { installVsix } from './install.mjs';

const WAIT_MS = 60_000;

export async function openWorkbench({ host: name, vsix, folder, settings = {}, viewport = { width: 1400, height: 900 } }) {
  const hostDir = readyHost(name);
  const run = fs.mkdtempSync(path.join(os.tmpdir(), 'gupscope-pictures-'));
  const extensionsDir = path.join(run, 'extensions');
  let host;
  const close = async () => {
    await host?.close();
    fs.rmSync(run, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    installVsix({ hostDir, vsix, extensionsDir, work: run });
    host = await startHost({ hostDir, folder, extensionsDir, settings, viewport });
    const { page } = host;
    page.setDefaultTimeout(WAIT_MS);
    await page.goto(host.url, { waitUntil: 'domcontentloaded' });
    await page.locator('.monaco-workbench .explorer-folders-view').first().waitFor();
    return { ...actions(page), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function actions(page) {
  const quickInput = page.locator('.quick-input-widget input.input').first();
  const editor = page.locator('.editor-group-container.active .monaco-editor').first();

  /** Types into the picker that `key` opens, and takes the first row that holds `text`. */
  async function pick(key, typed, text) {
    await page.keyboard.press(key);
    await quickInput.waitFor();
    await quickInput.fill(typed);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().waitFor();
    await page.keyboard.press('Enter');
    await quickInput.waitFor({ state: 'hidden' });
  }

  const command = (title) => pick('F1', `>${title}`, title);

  return {
    page,
    command,
    async openFile(relativePath) {
      await pick('Control+p', relativePath, path.basename(relativePath));
      await page.locator('.tabs-container .tab.active', { hasText: path.basename(relativePath) }).waitFor();
      await editor.locator('.view-line').first().waitFor();
    },
    async goToLine(line, column = 1) {
      await pick('Control+g', `:${line}:${column}`, String(line));
      await editor.locator('.line-numbers.active-line-number', { hasText: String(line) }).waitFor();
    },
    /** The first squiggle of that severity in the active editor: `error`, `warning` or `info`. */
    async squiggle(severity) {
      const locator = editor.locator(`.squiggly-${severity}`).first();
      await locator.waitFor({ state: 'attached' });
      return locator;
    },
    /** Shows the hover of the text at the cursor and returns its words. */
    async hoverAtCursor() {
      await command('Show or Focus Hover');
      const hover = page.locator('.monaco-hover:not(.hidden) .hover-contents');
      await hover.first().waitFor();
      return (await hover.allInnerTexts()).join('\n');
    },
    /** Opens the quick fix menu at the cursor and returns its entries. */
    async quickFixMenu() {
      await editor.locator('.native-edit-context, textarea.inputarea').first().focus();
      await page.keyboard.press('Control+.');
      await page.locator('.action-widget .monaco-list-row').first().waitFor();
      return page.locator('.action-widget .monaco-list-row.action').allInnerTexts();
    },
    /** By keys: 1.100 lays a sheet over the menu that takes the mouse. */
    async takeQuickFix(title) {
      const rows = page.locator('.action-widget .monaco-list-row.action');
      const listed = await rows.evaluateAll((elements) =>
        elements.map((element) => ({ text: element.innerText, focused: element.classList.contains('focused') })),
      );
      const target = listed.findIndex((row) => row.text.includes(title));
      if (target < 0) throw new Error(`the quick fix menu has no '${title}', only: ${listed.map((row) => row.text).join(', ')}`);
      const down = target - listed.findIndex((row) => row.focused);
      for (let i = 0; i < Math.abs(down); i++) await page.keyboard.press(down > 0 ? 'ArrowDown' : 'ArrowUp');
      await page.locator('.action-widget .monaco-list-row.action.focused', { hasText: title }).waitFor();
      await page.keyboard.press('Enter');
      await rows.first().waitFor({ state: 'hidden' });
    },
    async problemsView() {
      await command('Problems: Focus on Problems View');
      await page.locator('.markers-panel .monaco-list-row').first().waitFor();
    },
    waitForText: (selector, text) => page.locator(selector, { hasText: text }).first().waitFor(),
    editorText: async () => (await editor.locator('.view-lines').innerText()).replaceAll('\u00a0', ' '),
    async screenshot(file, clip) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      // Without the blink of the caret, so that two runs give the same picture.
      await page.screenshot({ path: file, caret: 'hide', animations: 'disabled', ...(clip === undefined ? {} : { clip }) });
    },
  };
}
