/** `npm run bench [-- NAME…]`: runs the benches named, or all, prints a table of each and keeps it under bench/results. */
import { type BenchResult, formatResult, keepResult } from './results.ts';

/** In the order in which they run. */
const benches: Readonly<Record<string, () => Promise<{ run(): Promise<BenchResult> }>>> = {
  audit: () => import('./audit/auditBench.ts'),
  lsp: () => import('./lsp/lspBench.ts'),
  parse: () => import('./parse/parseBench.ts'),
  scan: () => import('./scan/scanBench.ts'),
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => benches[name] === undefined);
if (unknown !== undefined) {
  console.error(`there is no bench ${unknown}; the benches are ${Object.keys(benches).join(', ')}.`);
  process.exitCode = 2;
} else {
  for (const [name, load] of Object.entries(benches)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const result = await (await load()).run();
    const file = keepResult(result);
    console.log(`${formatResult(result)}\n(${file})\n`);
  }
}
