/** `npm run bench [-- NAME]`: bundles bench/main.ts, since Node 20 reads no TypeScript, and runs it in the project's root. */
import * as path from 'node:path';
import { bootstrap } from '../bootstrap.mjs';
import { inRoot, scratch } from '../lib/paths.mjs';
import { runNode } from '../lib/tools.mjs';

export async function run(args) {
  await bootstrap({ build: 'if-changed' });
  const { build } = await import('esbuild');
  const outfile = scratch('bench', 'main.mjs');
  await build({
    entryPoints: [inRoot('bench/main.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.9',
    sourcemap: 'inline',
    loader: { '.md': 'text' }, // rule pages
    logLevel: 'warning',
  });
  return runNode(['--enable-source-maps', path.normalize(outfile), ...args]);
}
