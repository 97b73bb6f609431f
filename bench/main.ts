/**
 * `npm run bench [-- NAME… [--OPTION…]]`: runs the benches named, or all, prints a table of each and keeps it under bench/results. Everything from the
 * first option on is for the benches, which say themselves what they take.
 */
import { type BenchResult, formatResult, keepResult } from './results.ts';

/** In the order in which they run. */
const benches: Readonly<Record<string, () => Promise<{ run(options: readonly string[]): Promise<BenchResult> }>>> = {
  audit: () => import('./audit/auditBench.ts'),
  balance: () => import('./balance/balanceBench.ts'),
  dap: () => import('./dap/dapBench.ts'),
  lsp: () => import('./lsp/lspBench.ts'),
  parse: () => import('./parse/parseBench.ts'),
  replay: () => import('./replay/replayBench.ts'),
  scan: () => import('./scan/scanBench.ts'),
  seeds: () => import('./seeds/seedsBench.ts'),
  simulate: () => import('./simulate/simulateBench.ts'),
  wholeTree: () => import('./wholeTree/wholeTreeBench.ts'),
};

const args = process.argv.slice(2);
const firstOption = args.findIndex((arg) => arg.startsWith('--'));
const options = firstOption < 0 ? [] : args.slice(firstOption);
const asked = firstOption < 0 ? args : args.slice(0, firstOption);
const unknown = asked.find((name) => benches[name] === undefined);
if (unknown !== undefined) {
  console.error(`there is no bench ${unknown}; the benches are ${Object.keys(benches).join(', ')}.`);
  process.exitCode = 2;
} else {
  for (const [name, load] of Object.entries(benches)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const result = await (await load()).run(options);
    const file = keepResult(result);
    console.log(`${formatResult(result)}\n(${file})\n`);
  }
}
