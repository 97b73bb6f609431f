/**
 * Uses the packaged extension by mouse and keys as a user does, reads what is drawn, and leaves pictures in .cache/screenshots.
 * GUPSCOPE_SCREENSHOTS=docs/screenshots renews those of the documentation: look at each before it is committed.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openWorkbench, type Workbench } from '../vscodeHost/screenshots.mjs';

const root = resolve(import.meta.dirname, '../..');
const pictures = resolve(root, process.env['GUPSCOPE_SCREENSHOTS'] ?? '.cache/screenshots');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
const vsix = process.env['GUPSCOPE_VSIX'] ?? join(root, `gupscope-${version}.vsix`);
const MAX_BYTES = 300_000;

const settings = {
  'workbench.colorTheme': 'Default Dark Modern',
  'editor.fontSize': 15,
  'editor.minimap.enabled': false,
  'editor.stickyScroll.enabled': false,
  'editor.guides.indentation': false,
  'breadcrumbs.enabled': false,
  'window.menuBarVisibility': 'hidden',
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
};

describe('the extension as a user sees it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gupscope-tree-'));
  const tree = join(folder, 'linux-sample');
  let workbench: Workbench;

  const picture = async (name: string, clip?: Parameters<Workbench['screenshot']>[1]): Promise<void> => {
    const file = join(pictures, `${name}.png`);
    await workbench.screenshot(file, clip);
    expect(statSync(file).size).toBeLessThan(MAX_BYTES);
  };
  /** Runs a command that asks for a row of a list, and takes the one that holds `text`. */
  const choose = async (command: string, text: string): Promise<void> => {
    const { keyboard } = workbench.page;
    await keyboard.press('F1');
    await workbench.waitForText('.quick-input-list .monaco-list-row', 'gupscope');
    await keyboard.type(command);
    await workbench.waitForText('.quick-input-list .monaco-list-row.focused', command);
    await keyboard.press('Enter');
    await workbench.waitForText('.quick-input-list .monaco-list-row', text);
    await keyboard.type(text);
    await workbench.waitForText('.quick-input-list .monaco-list-row.focused', text);
    await keyboard.press('Enter');
  };
  const row = (text: string) => workbench.page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
  const widenSideBar = async (width: number): Promise<void> => {
    const bar = await workbench.page.locator('.part.sidebar').first().boundingBox();
    if (bar === null) throw new Error('the side bar is not in view');
    const { mouse } = workbench.page;
    await mouse.move(bar.x + bar.width + 1, bar.y + bar.height / 2);
    await mouse.down();
    await mouse.move(bar.x + width, bar.y + bar.height / 2);
    await mouse.up();
  };
  const rowTexts = () => workbench.page.locator('.pane-body .monaco-list-row').allInnerTexts();

  beforeAll(async () => {
    cpSync(join(root, 'samples'), tree, { recursive: true });
    workbench = await openWorkbench({ host: 'newest', vsix, folder: tree, settings, viewport: { width: 1280, height: 760 } });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench.screenshot(join(root, '.cache/screenshots', `failed-${task.id}.png`));
  });
  afterAll(async () => {
    await workbench.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('underlines direct accesses and lists them by subsystem', async () => {
    await workbench.openFile('submit.c');
    await workbench.squiggle('warning');
    await workbench.command('gupscope: Audit Workspace');
    await workbench.waitForText('.pane-body .monaco-list-row', 'fs/notefs');
    await workbench.waitForText('.statusbar-item', 'gupscope 1');
    expect((await rowTexts()).join('\n')).toContain('drivers/block/tapvol');
    await widenSideBar(430);
    await row('drivers/block/tapvol').click();
    await row('submit.c').click();
    await row('tap_cpu_address:').click();
    await picture('findings');
  });

  it('explains a finding when one points at it', async () => {
    // Inside the word: a click on the row leaves the cursor behind it.
    await workbench.goToLine(38, 32);
    const text = await workbench.hoverAtCursor();
    expect(text).toContain('bvec/direct-page-access');
    await workbench.waitForText('.monaco-hover .hover-contents', 'The page of a bio_vec');
    await picture('hover');
    await workbench.page.keyboard.press('Escape');
  });

  it('offers the helper, and takes it', async () => {
    const titles = await workbench.quickFixMenu();
    expect(titles.join('\n')).toContain('bvec_virt');
    await picture('quick-fix');
    await workbench.takeQuickFix('bvec_virt');
    await workbench.waitForText('.view-line', 'bvec_virt(bv)');
  });

  it('shows the page of a rule', async () => {
    await choose('gupscope: Show Rule', 'bvec/direct-page-access');
    const page = workbench.page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
    await page.locator('h2', { hasText: 'What it finds' }).first().waitFor();
    await picture('rule');
  });

  it('shows the path of a finding behind the lines that it leads through', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.command('gupscope findings: Group by Rule');
    await row('gup/leak-on-path').click();
    await row('buffer.c').click();
    await row('grab_queue:').click();
    await workbench.squiggle('error');
    // A click on the row goes to the finding; the arrow before it shows the steps.
    await workbench.page.locator('.pane-body .monaco-list-row:has-text("grab_queue:") .monaco-tl-twistie').first().click();
    await workbench.waitForText('.pane-body .monaco-list-row', '1. pin_user_pages_fast()');
    // A step in the middle, so that the whole path is in view.
    await row("4. here 'ret' is set").click();
    await workbench.page.locator('.line-numbers.active-line-number', { hasText: '26' }).waitFor();
    await picture('path');
  });

  it('takes a newcomer through its steps', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.command('View: Close Primary Side Bar');
    await choose('Welcome: Open Walkthrough...', 'Find raw page accesses');
    await workbench.waitForText('.gettingStartedContainer', 'Open the sample driver');
    const media = workbench.page.frameLocator('.getting-started-media iframe.webview').frameLocator('iframe#active-frame');
    await media.locator('svg').first().waitFor();
    await picture('walkthrough');
  });

  it('replays a finding in a timeline that is walked by keys', async () => {
    await workbench.openFile('drivers/media/framegrab/window.c');
    await workbench.squiggle('error');
    await workbench.goToLine(58);
    await workbench.command('gupscope: Show Replay of Finding');
    const timeline = workbench.page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
    const text = (selector: string): Promise<string> => timeline.locator(selector).first().innerText();
    const isAt = (step: number): Promise<void> => timeline.locator(`#step-${step}[aria-selected="true"]`).first().waitFor();
    // The verdict of every policy is there, and what breaks is shown.
    await timeline.locator('[role="radio"]:nth-child(7)').first().waitFor();
    expect(await text('h1')).toBe('After 9 steps set_page_dirty_lock(page) uses page after it was freed.');
    expect(await timeline.locator('[role="radio"] .verdict').allInnerTexts()).toContain('✓ OK');
    await isAt(9);
    await workbench.screenshot(join(root, '.cache/screenshots/replay-first.png'));
    await timeline.locator('.card').first().click();
    const { keyboard } = workbench.page;
    await keyboard.press('Home');
    await isAt(0);
    for (let step = 1; step <= 6; step++) {
      await keyboard.press(step % 2 === 0 ? 'ArrowDown' : 'ArrowRight');
      await isAt(step);
    }
    expect(await timeline.locator('.voice').first().innerText()).toMatch(
      /^Step 6 of 9: driver, unpin_user_page\(page\) at window\.c, line 57\. page: ref 1025 to 1/,
    );
    await keyboard.press('End');
    await isAt(9);
    await picture('replay');
  });

  it('steps through the replay of a finding, to what is broken', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.openFile('window.c');
    await workbench.squiggle('error');
    await workbench.goToLine(16, 4);
    await workbench.command('gupscope: Debug Replay of Finding');
    await workbench.waitForText('.debug-call-stack .monaco-list-row', 'driver');
    await workbench.waitForText('.debug-variables .monaco-list-row', 'ref');
    await workbench.page.keyboard.press('F10');
    await workbench.waitForText('.debug-call-stack .monaco-list-row', '3 of 12 steps taken');
    await workbench.page.keyboard.press('F5');
    await workbench.waitForText('.zone-widget .exception-widget', 'LEAK');
    await workbench.waitForText('.debug-variables .monaco-list-row', '1024 (was 1025)');
    await picture('debug');
  });
});
