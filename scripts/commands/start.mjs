/**
 * `npm start [-- PATH…]`: audits the bundled sample tree and replays one of its findings, or audits what is given; ends 0 whatever the audit finds.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { bootstrap } from '../bootstrap.mjs';
import { inRoot, root } from '../lib/paths.mjs';

export async function run(args) {
  await bootstrap({ build: 'if-changed' });
  // npm starts scripts in the project's root; a relative PATH means where the user stands.
  const [what, cwd] = args.length > 0 ? [args, process.env.INIT_CWD ?? process.cwd()] : [['samples'], root];
  const gupscope = (...words) => {
    const { status } = spawnSync(process.execPath, [inRoot('bin/gupscope'), ...words], { cwd, stdio: 'inherit' });
    // 1 only says that there are findings, which is what a first look is for; 2 is a failure that must show.
    return status === 1 ? 0 : (status ?? 2);
  };
  const audited = gupscope('audit', ...what);
  if (audited !== 0 || args.length > 0) return audited;
  const place = shownFinding();
  console.log(`\nWhat follows from one of them: gupscope replay ${place}\n`);
  return gupscope('replay', place);
}

/** A finding of the sample whose replay is short, by its line as it is now. */
function shownFinding() {
  const { file, code } = { file: 'samples/drivers/media/framegrab/window.c', code: 'set_page_dirty_lock(page);' };
  const line = fs
    .readFileSync(inRoot(file), 'utf8')
    .split('\n')
    .findIndex((text) => text.trim() === code);
  return `${file}:${line + 1}`;
}
