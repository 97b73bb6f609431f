/** The dialect on whole kernels, beside the stock grammar on the same files: what each leaves unread, and what it costs. */
import { spawnSync } from 'node:child_process';
import { kernelTrees } from '../../test/support/kernels.ts';
import { filesWithTrackedWords, measureParse, type ParseMeasure } from '../../test/support/parseMeasure.ts';
import { parser } from '../../test/support/parser.ts';
import type { BenchResult } from '../results.ts';

interface Stock {
  readonly filesWithErrors: number;
  readonly errorNodes: number;
  readonly ms: number;
}

/** Whole files through tree-sitter-c as it is. */
function stock(files: readonly string[]): Stock {
  const run = spawnSync(process.execPath, ['bench/parse/stockGrammar.mjs'], { input: files.join('\n'), encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`the stock grammar's run failed: ${run.stderr}`);
  return JSON.parse(run.stdout);
}

const named = (what: string, places: ParseMeasure['threw']): string[] => places.map((p) => `${what}: ${p.at} ${p.name}: ${p.excerpt}`);

export async function run(): Promise<BenchResult> {
  const rows: BenchResult['rows'][number][] = [];
  const notes: string[] = [];
  const extra: Record<string, unknown> = {};
  for (const { root, version } of kernelTrees()) {
    const files = filesWithTrackedWords(root);
    const ours = measureParse(await parser(), root, files);
    const theirs = stock(files);
    extra[version] = { ours, theirs };
    rows.push(
      {
        what: `${version}, gupscope`,
        files: ours.files,
        functions: ours.trackedFunctions,
        withErrors: ours.functionsWithErrors.length,
        share: (100 * ours.functionsWithErrors.length) / ours.trackedFunctions,
        errors: ours.functionsWithErrors.length + ours.otherItemsWithErrors.length,
        threw: ours.threw.length,
        words: ours.wordsWithoutNode.length,
        ctags: ours.ctagsOnly.length,
        bytes: ours.parsedBytes,
        time: ours.splitMs + ours.parseMs,
        ratio: theirs.ms / (ours.splitMs + ours.parseMs),
      },
      {
        what: `${version}, stock grammar, whole files`,
        files: files.length,
        errors: theirs.errorNodes,
        bytes: ours.bytes,
        time: theirs.ms,
        ratio: 1,
      },
    );
    notes.push(
      `${version}: ${theirs.filesWithErrors} of ${files.length} files hold an error of the stock grammar; splitting ${(ours.bytes / 1e6).toFixed(1)} MB took ${ours.splitMs.toFixed(0)} ms (${(ours.bytes / 1e3 / ours.splitMs).toFixed(0)} MB/s), parsing ${(ours.parsedBytes / 1e6).toFixed(1)} MB ${ours.parseMs.toFixed(0)} ms, header look-ups included`,
      `${version}: ctags finds ${ours.ctagsFunctions} functions; ${ours.ctagsWrong} of them have no body: macro calls before a function, prototypes`,
      ...named(`${version} function with an error`, ours.functionsWithErrors),
      ...named(`${version} other item with an error`, ours.otherItemsWithErrors),
      ...named(`${version} not every arm read`, ours.partial),
      ...named(`${version} word without a node`, ours.wordsWithoutNode),
      ...named(`${version} function of ctags only`, ours.ctagsOnly),
      ...named(`${version} threw`, ours.threw),
    );
  }
  return {
    name: 'parse',
    title: 'items with tracked words, in every arm that holds one',
    missing: [],
    columns: [
      { key: 'what', heading: 'tree' },
      { key: 'files', heading: 'files', unit: 'count' },
      { key: 'functions', heading: 'tracked functions', unit: 'count' },
      { key: 'withErrors', heading: 'with errors', unit: 'count' },
      { key: 'share', heading: 'share', unit: 'percent' },
      { key: 'errors', heading: 'errors', unit: 'count' },
      { key: 'threw', heading: 'threw', unit: 'count' },
      { key: 'words', heading: 'words without node', unit: 'count' },
      { key: 'ctags', heading: 'ctags only', unit: 'count' },
      { key: 'bytes', heading: 'parsed', unit: 'bytes' },
      { key: 'time', heading: 'time', unit: 'ms' },
      { key: 'ratio', heading: 'times faster', unit: 'ratio' },
    ],
    rows,
    notes,
    extra,
  };
}
