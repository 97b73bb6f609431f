/** The server's death is a hiccup: diagnostics come back by themselves, and the user's own restart works as well. */
import { strict as assert } from 'node:assert';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { GupscopeApi } from '../../client/api.ts';
import { api, closeAll, diagnosticsWhere, extension, show, someDiagnostics, submitC, until } from './support/editor.ts';

const running = async (gupscope: GupscopeApi, not: number): Promise<number> =>
  until('another server process', [gupscope.server.onDidChangeState], () => {
    const { processId, state } = gupscope.server;
    return state === 'running' && processId !== not && processId;
  });

describe('server', () => {
  afterEach(closeAll);

  it('comes back when it is killed, with the diagnostics of the text as it is by then', async () => {
    const editor = await show(submitC());
    const gupscope = await api();
    const count = (await someDiagnostics(submitC())).length;
    const { processId } = gupscope.server;
    assert.ok(processId);
    process.kill(processId, 'SIGKILL');
    const next = await running(gupscope, processId);
    assert.notEqual(next, processId);
    await editor.edit((edit) =>
      edit.insert(new vscode.Position(0, 0), 'static struct page *extra(struct bio_vec *bv)\n{\n\treturn bv->bv_page;\n}\n'),
    );
    await diagnosticsWhere(submitC(), 'one more', (found) => found.length === count + 1);
  });

  it('is replaced by the command', async () => {
    await show(submitC());
    const gupscope = await api();
    await someDiagnostics(submitC());
    const { processId } = gupscope.server;
    assert.ok(processId);
    await vscode.commands.executeCommand('gupscope.restartServer');
    await running(gupscope, processId);
    await someDiagnostics(submitC());
    assert.throws(() => process.kill(processId, 0), 'the old process has ended');
  });

  it('that cannot start says so, and starts once it can', async () => {
    await show(submitC());
    const gupscope = await api();
    await someDiagnostics(submitC());
    const bundle = path.join(extension().extensionPath, 'dist', 'server.cjs');
    const aside = `${bundle}.aside`;
    fs.renameSync(bundle, aside);
    try {
      await assert.rejects(Promise.resolve(vscode.commands.executeCommand('gupscope.restartServer')));
    } finally {
      fs.renameSync(aside, bundle);
    }
    // The language client tries a few times by itself; when it gives up, the command is what is left.
    await until('a running server', [gupscope.server.onDidChangeState], async () => {
      if (gupscope.server.state === 'stopped') await Promise.allSettled([vscode.commands.executeCommand('gupscope.restartServer')]);
      return gupscope.server.state === 'running';
    });
    await someDiagnostics(submitC());
  });
});
