/**
 * Compiles src/scan/kernel/scan.ts with AssemblyScript. `node scripts/buildScanner.mjs [FILE]` writes FILE, or dist/scanner.wasm. The same source
 * and compiler give the same bytes.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = resolve(process.argv[2] ?? join(root, 'dist/scanner.wasm'));

let wasm;
const messages = [];
const { error } = await main(
  [
    'src/scan/kernel/scan.ts',
    '--baseDir',
    root,
    '--outFile',
    'scanner.wasm',
    '-O3',
    '--converge',
    '--noAssert',
    '--runtime',
    'stub',
    '--enable',
    'simd',
    '--enable',
    'bulk-memory',
    '--initialMemory',
    '4',
  ],
  {
    writeFile(name, contents) {
      if (name === 'scanner.wasm') wasm = contents;
    },
    stderr: { write: (text) => messages.push(text) },
  },
);
if (error || wasm === undefined) {
  process.stderr.write(`${messages.join('')}\nsrc/scan/kernel did not compile: ${error?.message ?? 'the compiler wrote nothing'}\n`);
  process.exit(1);
}
mkdirSync(dirname(target), { recursive: true });
// Whole or not at all: a test run may read it while another one builds.
const temporary = `${target}.${process.pid}`;
writeFileSync(temporary, wasm);
renameSync(temporary, target);
