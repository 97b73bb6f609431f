/**
 * Bundles each face into one CommonJS file of dist/, and puts beside them what they load from there: wasm files, licences.
 * Every file is written beside and renamed, so that a running gupscope never reads half of one.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { thirdPartyLicenses } from './lib/licenses.mjs';
import { inRoot } from './lib/paths.mjs';
import { Refusal } from './lib/refusal.mjs';

const entries = {
  cli: 'src/cli/main.ts',
  auditWorker: 'src/cli/auditWorker.ts',
  indexWorker: 'src/cli/indexWorker.ts',
  simulation: 'src/cli/simulationMain.ts',
  simulateWorker: 'src/cli/simulateWorker.ts',
  dap: 'src/cli/dapMain.ts',
  server: 'server/main.ts',
  replayThread: 'server/replayThread.ts',
  extension: 'client/extension.ts',
};

/** For webviews. */
const pageEntries = ['client/webview/timeline.ts', 'client/webview/timeline.css'];

/** Each copied as it is. */
const copies = {
  'tree-sitter-c.wasm': 'grammars/tree-sitter-c.wasm',
  'web-tree-sitter.wasm': 'node_modules/web-tree-sitter/web-tree-sitter.wasm',
};

/** Packages whose code is in the wasm files, which esbuild does not see. */
const inWasm = ['assemblyscript', 'tree-sitter-c', 'web-tree-sitter'];

/** Facts stay JSON text in the bundle: parsing that is faster than evaluating the same as an object literal. */
const factsAsText = {
  name: 'facts-as-text',
  setup(build) {
    build.onLoad({ filter: /[\\/]knowledge[\\/]api[\\/].*\.json$/ }, ({ path: file }) => ({
      contents: `export default JSON.parse(${JSON.stringify(JSON.stringify(JSON.parse(fs.readFileSync(file, 'utf8'))))})`,
      loader: 'js',
    }));
  },
};

/** The adapter's library can listen on a socket; ours speaks on pipes alone, and takes the library's own stand-in for browsers. */
const noSockets = {
  name: 'no-sockets',
  setup(build) {
    build.onResolve({ filter: /^\.\/runDebugAdapter$/ }, ({ resolveDir }) => ({ path: path.join(resolveDir, 'web/runDebugAdapterStub.js') }));
  },
};

const options = {
  bundle: true,
  plugins: [factsAsText, noSockets],
  platform: 'node',
  format: 'cjs',
  target: 'node20.9', // the Node inside the oldest editor
  external: ['vscode'],
  // The ESM file asks for import.meta.url, which a CommonJS bundle lacks: Parser.init would throw.
  // The other's CommonJS file hides its parts from the bundler.
  alias: {
    'web-tree-sitter': inRoot('node_modules/web-tree-sitter/web-tree-sitter.cjs'),
    'jsonc-parser': inRoot('node_modules/jsonc-parser/lib/esm/main.js'),
  },
  // Names stay, so that a stack trace from a user can be read without a map; it costs a fifth in size.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none', // THIRD-PARTY-LICENSES.txt holds them in full
  loader: { '.md': 'text' }, // rule pages
  metafile: true,
  write: false,
  logLevel: 'warning',
  outExtension: { '.js': '.cjs' },
  outdir: inRoot('dist'),
};

function writeWhole(name, contents) {
  const file = inRoot('dist', name);
  const tmp = `${file}.tmp-${process.pid}`;
  fs.writeFileSync(tmp, contents);
  fs.renameSync(tmp, file);
}

/** The page of the timeline runs in a browser; it has no way to a network and needs none. */
const pages = {
  ...options,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  external: [],
  outExtension: {},
};

/** The bundles and what went into them, as esbuild's metafile tells. */
async function bundle() {
  try {
    const made = await Promise.all([
      esbuild.build({ ...options, absWorkingDir: inRoot(), entryPoints: entries }),
      esbuild.build({ ...pages, absWorkingDir: inRoot(), entryPoints: pageEntries }),
    ]);
    return {
      outputFiles: made.flatMap((one) => one.outputFiles),
      inputs: made.flatMap((one) => Object.keys(one.metafile.inputs)),
      outputs: Object.assign({}, ...made.map((one) => one.metafile.outputs)),
    };
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error;
    throw new Refusal(`the build failed with ${error.errors.length} error${error.errors.length === 1 ? '' : 's'}; they stand above.`);
  }
}

/** What outcomes hang on: everything that an audit loads, save what only puts words around them. Another engine has another version, whatever the release says. */
function engineVersion(inputs) {
  const hash = createHash('sha256');
  const own = inputs.filter((file) => !/^(?:src\/(?:cli|report|cache)|server|client)\//.test(file)).sort();
  for (const file of [...own, ...Object.values(copies)]) hash.update(`${file}\n`).update(fs.readFileSync(inRoot(file)));
  return hash.digest('hex').slice(0, 16);
}

/** In a process of its own: the compiler behind it keeps its state for good. */
function buildScanner() {
  const script = inRoot('scripts/buildScanner.mjs');
  const run = spawnSync(process.execPath, [script, inRoot('dist/scanner.wasm')], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (run.status !== 0) throw new Refusal('the build failed: the scanner did not compile; see above.');
}

export async function buildAll() {
  fs.mkdirSync(inRoot('dist'), { recursive: true });
  const result = await bundle();
  for (const file of result.outputFiles) writeWhole(path.relative(inRoot('dist'), file.path), file.contents);
  for (const [name, from] of Object.entries(copies)) writeWhole(name, fs.readFileSync(inRoot(from)));
  const audit = result.outputs['dist/auditWorker.cjs'];
  writeWhole('engine.json', `${JSON.stringify({ version: engineVersion(Object.keys(audit.inputs)) })}\n`);
  buildScanner();
  writeWhole('package.json', '{ "type": "commonjs" }\n');
  writeWhole('THIRD-PARTY-LICENSES.txt', thirdPartyLicenses(result.inputs, inWasm));
}
