/** The `merge` command: one SARIF log of the parts of a run. */
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeSource } from '../base/encoding.ts';
import { type FailOn, gitlabOfResults, mergeSarif, type NamedLog, summaryLine } from '../report/index.ts';
import { exitStatus } from './exitStatus.ts';
import { Failure, reasonOf } from './failure.ts';
import { writeData } from './output.ts';
import { isWithin } from './sourceRoot.ts';

export const mergeFormats = ['sarif', 'gitlab'] as const;

export interface MergeOptions {
  readonly format: (typeof mergeFormats)[number];
  readonly output?: string;
  readonly failOn: FailOn;
  readonly omitSuppressed?: boolean;
}

export async function merge(files: readonly string[], options: MergeOptions): Promise<number> {
  const logs = files.map((name): NamedLog => {
    try {
      return { name, text: decodeSource(readFileSync(name)).text };
    } catch (error) {
      throw new Failure(`cannot read ${name} (${reasonOf(error)}); give SARIF files that gupscope audit wrote`);
    }
  });
  const merged = mergeSarif(logs, { omitSuppressed: options.omitSuppressed === true, exitOf: exitStatus });
  if (!merged.ok) throw new Failure(merged.error.message);
  const { text, results, outcome, sourceRootUri } = merged.value;
  const root = fileURLToPath(sourceRootUri).replace(/(?<=.)\/+$/, '');
  const cwd = process.cwd();
  const pathOf = (file: string): string => {
    const path = posix.resolve(root, file);
    return isWithin(cwd, path) ? posix.relative(cwd, path) : file;
  };
  await writeData(options.format === 'gitlab' ? gitlabOfResults(results, pathOf) : text, options.output);
  const exit = exitStatus({ ...outcome, failOn: options.failOn });
  process.stderr.write(`${summaryLine(outcome.counts, exit)}\n`);
  return exit.code;
}
