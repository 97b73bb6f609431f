/** The bundle of the debug adapter. It takes over this process's standard input and output when it is loaded. */
import { serve } from '../dap/index.ts';
import { diskReplays } from './dapSource.ts';
import { installPipeGuards, say } from './output.ts';

installPipeGuards();
serve({
  source: diskReplays,
  input: process.stdin,
  output: process.stdout,
  // What was written to a pipe must get there first.
  exit: () => process.stdout.end(() => process.exit(0)),
  log: say,
});
