/**
 * An x86-64 allmodconfig build folder of a kernel tree, prepared as far as compile commands go: generated headers are there, no object is.
 * Lies under the cache by package version and recipe, written beside and renamed when complete; the tree itself is only read.
 * What is done with the commands stands in kernelBuildCompile.ts and kernelBuildJudge.ts.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fail, ok, type Problem, type Result } from '../../src/base/problem.ts';
import { cleanEnvironment, mapInParallel, run } from './kernelBuildProcess.ts';
import { whyNotCompiled } from './kernelBuildReason.ts';
import { buildPackages, buildRecipe, recipeHash } from './kernelBuildRecipe.ts';
import { type CompileCommand, type Make, makeFailed, recordCommands, withFilesRead } from './kernelBuildRecord.ts';
import type { KernelTree } from './kernels.ts';

/** An unpacked tree. The package version names the cache folder: two trees of one version must be alike. */
export type BuiltTree = Pick<KernelTree, 'root' | 'packageVersion'>;

export interface NotCompiled {
  /** Relative to the tree. */
  readonly file: string;
  /** A clause without a full stop. */
  readonly reason: string;
}

export interface KernelBuild {
  readonly tree: BuiltTree;
  /** The cache folder; results that follow from the build may be stored beside it. */
  readonly dir: string;
  /** Working directory of every command: holds `include/generated` and the like. */
  readonly objDir: string;
  readonly compilerVersion: string;
  /** For the `.c` files that hold one of the recipe's words and are built; sorted by source. */
  readonly commands: readonly CompileCommand[];
  /** `.c` files with such a word that cannot be compiled in this configuration, and headers that no command reads; sorted. */
  readonly notCompiled: readonly NotCompiled[];
  /** Files of `commands` that kbuild compiles when asked although the configuration does not want them; sorted. */
  readonly outsideConfiguration: readonly NotCompiled[];
  /** Empty if the folder was found ready. */
  readonly stepsMs: Readonly<Record<string, number>>;
}

type Stored = Pick<KernelBuild, 'compilerVersion' | 'commands' | 'notCompiled' | 'outsideConfiguration' | 'stepsMs'>;

/** `$GUPSCOPE_BUILDS`, default `~/.cache/gupscope/build`. */
export const buildCacheRoot = (): string => process.env['GUPSCOPE_BUILDS'] ?? join(homedir(), '.cache', 'gupscope', 'build');

const problem = (message: string): { readonly ok: false; readonly error: Problem } => fail({ severity: 'error', message });

/** About 20 s on two processors when nothing is cached, milliseconds after. */
export async function openKernelBuild(tree: BuiltTree, cacheRoot: string): Promise<Result<KernelBuild>> {
  const version = await compilerVersion();
  if (!version.ok) return version;
  const dir = join(cacheRoot, tree.packageVersion, recipeHash(version.value));
  const opened = { tree: { ...tree, root: await realpath(tree.root) }, dir, objDir: join(dir, 'obj') };
  const found = await readFile(join(dir, 'build.json'), 'utf8').catch(() => undefined);
  if (found !== undefined) return ok({ ...(JSON.parse(found) as Stored), ...opened, stepsMs: {} });

  const fresh = join(cacheRoot, tree.packageVersion, `.new-${process.pid}-${randomBytes(4).toString('hex')}`);
  await mkdir(join(fresh, 'obj'), { recursive: true });
  try {
    const built = await prepare(opened.tree, fresh, version.value);
    if (!built.ok) return built;
    await writeFile(join(fresh, 'build.json'), JSON.stringify(built.value));
    // Another process may have been first; what it left is the same.
    await rename(fresh, dir).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
    return ok({ ...built.value, ...opened });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** The same build with the commands of these `.c` files instead, which need not hold a word of the recipe; those that this configuration has no rule for are left out. */
export async function withCommandsFor(build: KernelBuild, sources: readonly string[]): Promise<Result<KernelBuild>> {
  const make = makeIn(build.tree.root, build.objDir);
  const commands = await commandsFor(make, build.tree.root, build.objDir, sources);
  return commands.ok ? ok({ ...build, commands: commands.value }) : commands;
}

async function compilerVersion(): Promise<Result<string>> {
  const asked = await run('gcc', ['--version'], { cwd: tmpdir() }).catch(() => undefined);
  const machine = await run('gcc', ['-dumpmachine'], { cwd: tmpdir() }).catch(() => undefined);
  const version = asked?.stdout.split('\n')[0];
  if (asked?.status !== 0 || !version) return problem(`gcc cannot be run; install it: apt-get install ${buildPackages.join(' ')}`);
  if (!machine?.stdout.startsWith('x86_64')) return problem(`gcc compiles for ${machine?.stdout.trim()}; the kernel build needs one for x86_64`);
  return ok(version);
}

const makeIn =
  (root: string, objDir: string): Make =>
  (goals, env) =>
    run(
      'make',
      [
        '-C',
        root,
        `O=${objDir}`,
        '-s',
        '-j',
        String(availableParallelism()),
        ...buildRecipe.makeVariables,
        buildRecipe.notInConfigurationVariable,
        ...goals,
      ],
      { cwd: objDir, env: cleanEnvironment(env) },
    );

async function prepare(tree: BuiltTree, dir: string, version: string): Promise<Result<Stored>> {
  const objDir = join(dir, 'obj');
  const stepsMs: Record<string, number> = {};
  const timed = async <T>(step: string, job: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    const value = await job();
    stepsMs[step] = Math.round(performance.now() - from);
    return value;
  };
  const make = makeIn(tree.root, objDir);

  for (const goal of [buildRecipe.configTarget, 'prepare']) {
    const made = await timed(goal, () => make([goal], {}));
    if (made.status !== 0) return fail(makeFailed(goal, made));
  }
  const files = await timed('search', () => filesMatching(tree.root, `\\b(${buildRecipe.words.join('|')})\\b`, ['.c', '.h']));
  const commands = await timed('record', () => commandsFor(make, tree.root, objDir, files));
  if (!commands.ok) return commands;
  const explain = await explainer(tree.root, objDir);
  const read = new Set(commands.value.flatMap((command) => command.reads));
  return ok({
    compilerVersion: version,
    commands: commands.value,
    notCompiled: files.filter((file) => !read.has(file)).map(explain),
    outsideConfiguration: commands.value.filter((command) => command.part === 'outside').map((command) => explain(command.source)),
    stepsMs,
  });
}

/** Commands for the `.c` files among `files`, and for others that include those headers among them that no such command reads. */
async function commandsFor(make: Make, root: string, objDir: string, files: readonly string[]): Promise<Result<CompileCommand[]>> {
  const withReads = async (sources: readonly string[]): Promise<Result<CompileCommand[]>> => {
    const recorded = await recordCommands(make, root, objDir, sources);
    if (!recorded.ok) return recorded;
    const commands = await mapInParallel(recorded.value, (command) => withFilesRead(root, objDir, command));
    return ok(commands.filter((command) => command !== undefined));
  };
  const direct = await withReads(files.filter((file) => file.endsWith('.c')));
  if (!direct.ok) return direct;
  const read = new Set(direct.value.flatMap((command) => command.reads));
  const unread = files.filter((file) => file.endsWith('.h') && !read.has(file));
  if (unread.length === 0) return direct;
  const names = unread.map((file) => basename(file).replaceAll('.', '\\.'));
  const including = await filesMatching(root, `^\\s*#\\s*include\\s+["<]([^">]*/)?(${names.join('|')})[">]`, ['.c']);
  const more = including.length === 0 ? ok([]) : await withReads(including);
  if (!more.ok) return more;
  const useful = more.value.filter((command) => command.reads.some((file) => unread.includes(file)));
  return ok([...direct.value, ...useful].sort((a, b) => (a.source < b.source ? -1 : 1)));
}

/** Files of the tree with a line that matches, sorted. Reads the whole tree. */
async function filesMatching(root: string, pattern: string, extensions: readonly string[]): Promise<string[]> {
  const include = extensions.map((extension) => `--include=*${extension}`);
  const found = await run('grep', ['-rlE', ...include, pattern, '.'], { cwd: root });
  return found.stdout
    .split('\n')
    .filter(Boolean)
    .map((path) => path.replace(/^\.\//, ''))
    .sort();
}

async function explainer(root: string, objDir: string): Promise<(file: string) => NotCompiled> {
  const config = await readFile(join(objDir, 'include/config/auto.conf'), 'utf8');
  const enabled = new Set([...config.matchAll(/^(CONFIG_\w+)=[ym]$/gm)].map((m) => m[1] ?? ''));
  const read = (path: string): string | undefined => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'latin1') : undefined);
  return (file) => ({
    file,
    reason: file.endsWith('.c') ? whyNotCompiled(file, { read, enabled }) : 'no file of this configuration includes it',
  });
}
