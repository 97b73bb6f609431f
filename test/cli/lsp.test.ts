import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { bin, environment } from './cliFixture.ts';

const frame = (message: object): string => {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
};

describe('gupscope lsp --stdio', () => {
  it('is the language server, and ends with its client', async () => {
    // As the VS Code client library starts a server: with an option of its own behind ours.
    const child = spawn(process.execPath, [bin, 'lsp', '--stdio', `--clientProcessId=${process.pid}`], { env: environment });
    let output = '';
    const answered = new Promise<void>((resolve) => {
      child.stdout.on('data', (data) => {
        output += String(data);
        if (output.includes('"id":1')) resolve();
      });
    });
    child.stdin.write(frame({ id: 1, method: 'initialize', params: { processId: process.pid, rootUri: null, capabilities: {} } }));
    await answered;
    expect(output).toMatch(/^Content-Length: \d+\r\n/);
    expect(output).toContain('"capabilities"');
    child.stdin.write(frame({ id: 2, method: 'shutdown' }) + frame({ method: 'exit' }));
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
  });
});
