/**
 * A run of several stages: each is timed, counted and written down, and the last line sums them. The table that .ci/run prints comes from the
 * file, one line a stage, tab-separated: name, seconds, passed, failed.
 */
import fs from 'node:fs';
import { scratch } from './paths.mjs';

export function startRun(name) {
  const file = scratch('stages', `${name.replace(':', '-')}.tsv`);
  fs.mkdirSync(scratch('stages'), { recursive: true });
  fs.writeFileSync(file, '');
  const total = { passed: 0, failed: 0 };

  return {
    /** `work` gives `{passed, failed}`, or nothing for a stage that only prepares. A throw is one failure. True if none failed. */
    async stage(label, work) {
      console.error(`\n== ${label}`);
      const started = performance.now();
      let counts;
      try {
        counts = (await work()) ?? { passed: 0, failed: 0 };
      } catch (error) {
        console.error(error.name === 'Refusal' ? error.message : error.stack);
        counts = { passed: 0, failed: 1 };
      }
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      total.passed += counts.passed;
      total.failed += counts.failed;
      fs.appendFileSync(file, `${label}\t${seconds}\t${counts.passed}\t${counts.failed}\n`);
      console.error(`== ${label}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s`);
      return counts.failed === 0;
    },
    /** Prints the last line and gives the exit status. */
    finish() {
      console.log(`\n${total.passed} passed, ${total.failed} failed`);
      return total.failed === 0 && total.passed > 0 ? 0 : 1;
    },
  };
}
