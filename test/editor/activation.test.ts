/** When the extension wakes, and what a user then finds: it is light until a file holds a tracked word. Runs first, by its name. */
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { IndexWorkspaceResult } from '../../src/protocol/requests.ts';
import { api, closeAll, extension, inWorkspace, ours, show, someDiagnostics, submitC } from './support/editor.ts';

describe('activation', () => {
  after(closeAll);

  it('is installed from the package, with the engine it claims', () => {
    assert.equal(extension().packageJSON.engines.vscode, '^1.100.0');
    assert.match(extension().extensionPath, /extensions[\\/]gupscope\.gupscope-/);
  });

  it('leaves the server alone while no C file has a tracked word', async () => {
    const editor = await show(inWorkspace('include/linux/types.h'));
    assert.equal(editor.document.languageId, 'cpp', 'VS Code opens headers as C++');
    const gupscope = await api();
    assert.equal(extension().isActive, true);
    assert.equal(gupscope.server.state, 'idle');
    assert.equal(gupscope.server.processId, undefined);
    assert.equal(gupscope.status, undefined);
  });

  it('starts the server for a file that has one', async () => {
    await show(submitC());
    assert.ok((await someDiagnostics(submitC())).length > 0);
    const gupscope = await api();
    assert.equal(gupscope.server.state, 'running');
    assert.ok(gupscope.server.processId);
    assert.deepEqual(ours(inWorkspace('include/linux/types.h')), []);
  });

  it('indexes the workspace on demand', async () => {
    const result = await vscode.commands.executeCommand<IndexWorkspaceResult | undefined>('gupscope.indexWorkspace');
    assert.ok(result);
    assert.equal(result.cancelled, false);
    assert.deepEqual(result.problems, []);
    assert.ok(result.files > 0);
  });

  it('has its commands in the palette', async () => {
    const commands = await vscode.commands.getCommands(true);
    for (const command of ['auditWorkspace', 'indexWorkspace', 'auditFile', 'fixAll', 'showRule'])
      assert.ok(commands.includes(`gupscope.${command}`), command);
  });
});
