/**
 * Has kbuild say how it compiles given files: a recording compiler stands before gcc in PATH while make is asked for their objects.
 * Nothing is compiled, and neither the tree nor the configuration changes.
 */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, relative, resolve } from 'node:path';
import { fail, ok, type Problem, type Result } from '../../src/base/problem.ts';
import { cleanEnvironment, type Ran, run } from './kernelBuildProcess.ts';
import { buildPackages, buildRecipe, recordedStatus, recordingCompiler } from './kernelBuildRecipe.ts';

/** How kbuild compiles one file. Everything is relative to the tree, so that a copy of the tree can be compiled in its place. */
export interface CompileCommand {
  /** Relative to the tree, `fs/splice.c`. */
  readonly source: string;
  /** `outside`: kbuild compiles the file when asked, but this configuration makes it no part of the kernel. */
  readonly part: 'built-in' | 'module' | 'outside';
  /** Without `-c`, `-o`, the source, the dependency file and the plain `-Werror`; the tree's root stands as `@TREE@`. */
  readonly flags: readonly string[];
  /** Files of the tree that it reads, itself included; sorted. */
  readonly reads: readonly string[];
}

/** Runs make in the build folder for these goals, with these variables in its environment. */
export type Make = (goals: readonly string[], env: Readonly<Record<string, string>>) => Promise<Ran>;

const treeMark = '@TREE@';

/** The flags as gcc takes them, for the tree or a copy of it at `root`. */
export const flagsFor = (command: Pick<CompileCommand, 'flags'>, root: string): string[] =>
  command.flags.map((flag) => flag.replaceAll(treeMark, root));

export function makeFailed(goal: string, made: Ran): Problem {
  const last = made.stderr.trim().split('\n').slice(-3).join(' | ');
  return {
    severity: 'error',
    message: `make ${goal} failed (${last}); if a package is missing: apt-get install ${buildPackages.join(' ')}`,
  };
}

/** The commands of those of `sources` that kbuild has a rule for, `reads` still empty; sorted by source. */
export async function recordCommands(make: Make, root: string, objDir: string, sources: readonly string[]): Promise<Result<CompileCommand[]>> {
  const objects = sources.map((source) => source.replace(/\.c$/, '.o'));
  const work = await mkdtemp(join(tmpdir(), 'gupscope-record-'));
  try {
    const recordDir = join(work, 'records');
    await mkdir(recordDir);
    await mkdir(join(work, 'bin'));
    await writeFile(join(work, 'bin/gcc'), recordingCompiler);
    await chmod(join(work, 'bin/gcc'), 0o755);
    await writeFile(join(work, 'wanted'), `${objects.join('\n')}\n`);
    const which = await run('sh', ['-c', 'command -v gcc'], { cwd: work });
    const environment = cleanEnvironment({});
    // -k: each recorded command counts as a failed one, and the next must still be asked for.
    const made = await make(['-k', ...objects], {
      PATH: `${join(work, 'bin')}${delimiter}${environment['PATH'] ?? ''}`,
      REAL_GCC: which.stdout.trim(),
      RECORD_DIR: recordDir,
      WANTED_FILE: join(work, 'wanted'),
    });
    const names = await readdir(recordDir);
    if (names.length === 0 || !made.stderr.includes(`Error ${recordedStatus}`)) return fail(makeFailed('of single objects', made));
    const records = await Promise.all(names.map((name) => readFile(join(recordDir, name), 'utf8')));
    return ok(parseRecords(root, objDir, records));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function parseRecords(root: string, objDir: string, records: readonly string[]): CompileCommand[] {
  const commands = new Map<string, CompileCommand>();
  for (const text of records) {
    const command = parseRecord(root, objDir, text.split('\0').slice(0, -1));
    // A parent folder's Makefile may be asked for the object as well, before the folder's own; only the latter knows it as its part.
    if (command.part !== 'outside' || !commands.has(command.source)) commands.set(command.source, command);
  }
  return [...commands.values()].sort((a, b) => (a.source < b.source ? -1 : 1));
}

function parseRecord(root: string, objDir: string, args: readonly string[]): CompileCommand {
  const flags: string[] = [];
  for (let i = 0; i < args.length - 1; i++) {
    const arg = args[i] ?? '';
    if (arg === '-o') i++;
    // Warnings are compared, not counted as errors; with -Werror gcc would report a rejected access's aftermath as further errors.
    else if (!['-c', '-Werror', buildRecipe.notInConfigurationFlag].includes(arg) && !arg.startsWith('-Wp,-MMD,'))
      flags.push(arg.replaceAll(root, treeMark));
  }
  return {
    source: relative(root, resolve(objDir, args.at(-1) ?? '')),
    part: args.includes(buildRecipe.notInConfigurationFlag) ? 'outside' : args.includes('-DMODULE') ? 'module' : 'built-in',
    flags,
    reads: [],
  };
}

/**
 * The command with the files of the tree that it reads, generated headers left out. Undefined for a file outside the configuration that does not
 * compile in it, as another architecture's driver; a file that belongs to it must.
 */
export async function withFilesRead(root: string, objDir: string, command: CompileCommand): Promise<CompileCommand | undefined> {
  const flags = [...flagsFor(command, root), '-w', join(root, command.source)];
  const asked = await run('gcc', [...flags, '-M', '-MT', 'x'], { cwd: objDir });
  const outside = command.part === 'outside';
  if (outside && (asked.status !== 0 || (await run('gcc', [...flags, '-fsyntax-only'], { cwd: objDir })).status !== 0)) return undefined;
  if (asked.status !== 0) throw new Error(`gcc -M fails for ${command.source}: ${asked.stderr.slice(0, 300)}`);
  const paths = asked.stdout.replace(/^x:/, '').replaceAll('\\\n', ' ').split(/\s+/).filter(Boolean);
  const inTree = paths.map((path) => relative(root, resolve(objDir, path))).filter((path) => !path.startsWith('..'));
  return { ...command, reads: [...new Set(inTree)].sort() };
}
