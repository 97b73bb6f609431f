/** `npm start [-- PATH…]`: audits the bundled sample tree, or what is given, and ends 0 whatever the audit finds. */
import { spawnSync } from 'node:child_process';
import { bootstrap } from '../bootstrap.mjs';
import { inRoot, root } from '../lib/paths.mjs';

export async function run(args) {
  await bootstrap({ build: 'if-changed' });
  // npm starts scripts in the project's root; a relative PATH means where the user stands.
  const [what, cwd] = args.length > 0 ? [args, process.env.INIT_CWD ?? process.cwd()] : [['samples'], root];
  const audit = spawnSync(process.execPath, [inRoot('bin/gupscope'), 'audit', ...what], { cwd, stdio: 'inherit' });
  // 1 only says that there are findings, which is what a first look is for; 2 is a failure that must show.
  return audit.status === 1 ? 0 : (audit.status ?? 2);
}
