/** Puts a packaged extension into an extensions folder the way a user's VS Code does it. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { serverEntry, serverEnvironment, serverNode } from './host.mjs';

/** `work` is a folder for the server's own files; throws with the server's words if the package is refused. */
export function installVsix({ hostDir, vsix, extensionsDir, work }) {
  if (!fs.existsSync(vsix)) throw new Error(`there is no ${vsix}: run \`npm run package\` first`);
  const flags = ['--install-extension', vsix, '--extensions-dir', extensionsDir, '--server-data-dir', path.join(work, 'install-data')];
  const run = spawnSync(serverNode(hostDir), [serverEntry(hostDir), ...flags, '--accept-server-license-terms'], {
    env: serverEnvironment(),
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`VS Code refused ${path.basename(vsix)}:\n${run.stdout}${run.stderr}`);
}
