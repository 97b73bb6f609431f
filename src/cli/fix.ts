/** The `fix` command: a diff of what can be converted, or the conversion itself. */
import { plural } from '../report/index.ts';
import { rules } from '../rules/index.ts';
import { compileScanner } from '../scan/index.ts';
import { writeWhole } from './atomicWrite.ts';
import { loadParser } from './auditJob.ts';
import { readBundled } from './bundled.ts';
import { cacheOf } from './cache.ts';
import { createDiskReader } from './diskReader.ts';
import { Failure } from './failure.ts';
import { type ChangedFile, type FixPlan, planFixes } from './fixPlan.ts';
import { INTERRUPTED, type Interrupt, watchInterrupt } from './interrupt.ts';
import { lookAround } from './lookAround.ts';
import { defaultJobs, lookAtPaths, resolveTree, selectRules } from './options.ts';
import { say, writeStdout } from './output.ts';
import { createProgress } from './progress.ts';
import { loadSettings, onlyRules } from './settingsFile.ts';
import { openTrees, placeTargets } from './sourceRoot.ts';
import { createNameSearch } from './takenNames.ts';
import { unifiedDiff } from './unifiedDiff.ts';

export interface FixOptions {
  readonly rule?: readonly string[];
  readonly write?: boolean;
  readonly introduceHelpers?: boolean;
  readonly tree?: string;
  readonly kernelVersion?: string;
  /** False for `--no-cache`. */
  readonly cache?: string | false;
}

export async function fix(paths: readonly string[], options: FixOptions): Promise<number> {
  if (paths.includes('-')) throw new Failure('fix changes files and cannot change standard input; name the file');
  const reader = createDiskReader();
  const allRules = rules.map((rule) => rule.info.id);
  const selected = selectRules(options.rule ?? [], allRules);
  const targets = lookAtPaths(paths);
  for (const sentence of targets.bad) say(sentence);
  if (targets.good.length === 0) return 2;
  const placement = placeTargets(targets.good, { reader, tree: options.tree === undefined ? undefined : resolveTree(options.tree) });
  const { sourceRoot } = placement;
  const settings = onlyRules(loadSettings(reader, sourceRoot), selected, allRules);
  const version = options.kernelVersion ?? settings.kernelVersion;
  const trees = openTrees(placement, reader, version);
  const scanner = compileScanner(readBundled('scanner.wasm'));
  const progress = createProgress(process.stderr, 'files');
  const interrupt = watchInterrupt();
  try {
    const parser = loadParser();
    const {
      outcome: { result: found, withFindings },
      indexes,
    } = await lookAround({
      placement,
      trees,
      settings,
      selected,
      cache: cacheOf(options.cache),
      run: { parser, jobs: defaultJobs(), threads: undefined, progress, cancel: interrupt },
    });
    for (const { problem } of [...found.unread, ...found.failed]) say(problem.message);
    if (found.files === 0 && !interrupt.cancelled) {
      say('nothing could be read: give .c or .h files, or folders that hold some');
      return 2;
    }
    const plan = await planFixes({
      files: withFindings,
      reader,
      parser: await parser,
      sourceRoot,
      settings,
      introduceHelpers: options.introduceHelpers === true,
      openTrees: (now) => openTrees(placement, now, version),
      nameTaken: (tree) => createNameSearch({ root: tree.root, folder: '', scanner }),
      indexes,
      cancel: interrupt,
    });
    progress.clear();
    if (interrupt.cancelled) {
      say('interrupted; nothing was written');
      return INTERRUPTED;
    }
    const wrote = options.write === true;
    const done = wrote ? writeAll(plan, interrupt) : await printDiff(plan);
    report(plan, done, wrote);
    if (targets.bad.length > 0 || found.unread.some((u) => targets.good.some((t) => t.path === u.path))) return 2;
    return done.refused.length > 0 || plan.refused.length > 0 ? 1 : 0;
  } finally {
    progress.clear();
    interrupt.release();
  }
}

interface Done {
  readonly files: number;
  readonly refused: readonly string[];
}

/** A file outside the root has no name that a diff could use. */
const isInside = (change: ChangedFile): boolean => !change.file.startsWith('/');

async function printDiff(plan: FixPlan): Promise<Done> {
  const inside = plan.changed.filter(isInside);
  await writeStdout(unifiedDiff(inside));
  const refused = plan.changed
    .filter((change) => !isInside(change))
    .map((change) => `${change.path} lies outside the root of the diff and is not in it; use --write, or give a path that holds both`);
  return { files: inside.length, refused };
}

function writeAll(plan: FixPlan, interrupt: Interrupt): Done {
  const refused: string[] = [];
  let files = 0;
  for (const change of plan.changed) {
    if (interrupt.cancelled) {
      refused.push(`${change.file} was not written: interrupted`);
      continue;
    }
    const written = writeWhole({ path: change.path, bytes: change.after, expected: change.before });
    if (written.ok) files++;
    else refused.push(`${change.file} ${written.error}; it was left as it is`);
  }
  return { files, refused };
}

function report(plan: FixPlan, done: Done, wrote: boolean): void {
  for (const sentence of [...plan.refused, ...done.refused]) say(sentence);
  const lines = [`${plural(plan.converted, 'finding')} converted in ${plural(done.files, 'file')}${wrote ? '' : ', as a diff'}`];
  const left = [...plan.left].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const sum = left.reduce((n, [, count]) => n + count, 0);
  lines.push(`${plural(sum, 'finding')} left${sum === 0 ? '' : ':'}`);
  const width = Math.max(0, ...left.map(([, count]) => String(count).length));
  for (const [reason, count] of left) lines.push(`  ${String(count).padStart(width)}  ${reason}`);
  process.stderr.write(`${lines.join('\n')}\n`);
}
