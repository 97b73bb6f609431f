/**
 * Compiles files of a kernel build with some of the tree's files replaced, and says what the compiler newly complains about.
 * The tree is not touched: what the compiler reads is laid out again as symbolic links in a temporary folder, the replaced files as real ones.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import type { KernelBuild } from './kernelBuild.ts';
import { mapInParallel, run } from './kernelBuildProcess.ts';
import type { CompileCommand } from './kernelBuildRecord.ts';
import { flagsFor } from './kernelBuildRecord.ts';

/** Replaced or added files: path relative to the tree, content. Text is written as UTF-8. */
export type Overlay = ReadonlyMap<string, string | Uint8Array>;

export interface Diagnostic {
  /** Relative to the tree; generated headers relative to the build folder. */
  readonly file: string;
  /** 1-based; 0 if gcc gives none. */
  readonly line: number;
  /** 1-based, in bytes. */
  readonly column: number;
  readonly severity: 'error' | 'warning';
  /** With the option in brackets at its end, as gcc prints it. */
  readonly message: string;
  /** Where the macros are named from which the token comes, innermost first; empty for plain text. */
  readonly expandedAt: readonly { readonly file: string; readonly line: number; readonly column: number }[];
}

export interface ObjectReport {
  readonly source: string;
  /** In gcc's order. A complaint that the unmodified file causes as often is not listed. */
  readonly newDiagnostics: readonly Diagnostic[];
}

export interface CompileReport {
  readonly objects: readonly ObjectReport[];
  /** Files asked for that this configuration does not compile. */
  readonly withoutCommand: readonly string[];
  readonly elapsedMs: number;
}

/** Raised when this file would answer differently for the same build and edits. */
const compileRevision = 1;

/** One line a diagnostic, no source excerpts, columns in bytes. Locations are where the token is spelled, in a macro's body too. */
const plainDiagnostics = ['-fdiagnostics-plain-output', '-fdiagnostics-column-unit=byte', '-fmax-errors=0'];

/** The commands that read any of these files: what an edit of them must be compiled with. */
export function commandsReading(build: KernelBuild, files: readonly string[]): CompileCommand[] {
  const wanted = new Set(files);
  return build.commands.filter((command) => command.reads.some((file) => wanted.has(file)));
}

/**
 * Compiles `sources` over the overlay. `object` writes real objects (and throws them away), so that inline assembler, BUILD_BUG_ON and
 * warnings of the optimiser count; `syntax` stops after the front end, about four times faster. What was compiled before with the same edits is
 * answered from beside the build. Throws if the tree misses files of the build.
 */
export async function compileObjects(
  build: KernelBuild,
  sources: readonly string[],
  overlay: Overlay,
  options: { readonly mode: 'object' | 'syntax' },
): Promise<CompileReport> {
  const from = performance.now();
  const commands = build.commands.filter((command) => sources.includes(command.source));
  const known = new Set(commands.map((command) => command.source));
  const stored = new Map<string, ObjectReport>();
  for (const command of commands) {
    const text = await readFile(reportFile(build, command, overlay, options.mode), 'utf8').catch(() => undefined);
    if (text !== undefined) stored.set(command.source, JSON.parse(text) as ObjectReport);
  }
  const left = commands.filter((command) => !stored.has(command.source));
  const fresh =
    left.length === 0 ? [] : await withOverlay(build, left, overlay, (root) => mapInParallel(left, (c) => compileOne(build, c, root, options.mode)));
  for (const [i, command] of left.entries()) await store(reportFile(build, command, overlay, options.mode), fresh[i]);
  return {
    objects: [...stored.values(), ...fresh].sort((a, b) => (a.source < b.source ? -1 : 1)),
    withoutCommand: sources.filter((source) => !known.has(source)),
    elapsedMs: Math.round(performance.now() - from),
  };
}

async function compileOne(build: KernelBuild, command: CompileCommand, root: string, mode: 'object' | 'syntax'): Promise<ObjectReport> {
  const changed = await diagnosticsOf(build, command, root, stepFlags(mode));
  // Only a file that draws a complaint needs its unmodified twin.
  const before = changed.length === 0 ? [] : await diagnosticsOf(build, command, build.tree.root, stepFlags(mode));
  return { source: command.source, newDiagnostics: newlyAppearing(before, changed) };
}

/** Named by all that the result depends on. An edited header may include any other, so each edited header counts for every object. */
function reportFile(build: KernelBuild, command: CompileCommand, overlay: Overlay, mode: string): string {
  const hash = createHash('sha256').update(JSON.stringify([compileRevision, command.source, mode]));
  for (const [file, content] of [...overlay].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!file.endsWith('.c') || command.reads.includes(file)) hash.update(`\0${file}\0`).update(content);
  }
  return join(build.dir, 'compiled', `${hash.digest('hex').slice(0, 32)}.json`);
}

async function store(file: string, report: ObjectReport | undefined): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.${process.pid}`, JSON.stringify(report));
  await rename(`${file}.${process.pid}`, file);
}

const stepFlags = (mode: 'object' | 'syntax'): string[] => (mode === 'syntax' ? ['-fsyntax-only'] : ['-c']);

/** Runs one command on the tree or a copy of it at `root` and reads its messages. Throws if gcc fails without one. */
export async function diagnosticsOf(build: KernelBuild, command: CompileCommand, root: string, extra: readonly string[]): Promise<Diagnostic[]> {
  const out = extra.includes('-c') ? await mkdtemp(join(tmpdir(), 'gupscope-object-')) : undefined;
  try {
    const output = out === undefined ? [] : ['-o', join(out, 'object.o')];
    const args = [...flagsFor(command, root), ...plainDiagnostics, ...extra, ...output, join(root, command.source)];
    const ran = await run('gcc', args, { cwd: build.objDir });
    const found = parseDiagnostics(ran.stderr, root);
    if (ran.status !== 0 && !found.some((d) => d.severity === 'error'))
      throw new Error(`gcc fails on ${command.source}: ${ran.stderr.slice(0, 500)}`);
    return found;
  } finally {
    if (out !== undefined) await rm(out, { recursive: true, force: true });
  }
}

/** Notes of macro expansions are kept with the message before them, other notes are left out. */
export function parseDiagnostics(stderr: string, root: string): Diagnostic[] {
  const found: (Diagnostic & { expandedAt: Diagnostic['expandedAt'][number][] })[] = [];
  for (const text of stderr.split('\n')) {
    const m = /^(.+?)(?::(\d+))?(?::(\d+))?: (?:fatal )?(error|warning|note): (.*)$/i.exec(text);
    if (!m) continue;
    // A header found through `../` is still one file.
    const path = normalize(m[1] ?? '');
    const message = m[5] ?? '';
    const at = { file: path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path, line: Number(m[2] ?? 0), column: Number(m[3] ?? 0) };
    // The assembler's begin with a capital.
    const severity = m[4]?.toLowerCase();
    if (severity === 'error' || severity === 'warning') found.push({ ...at, severity, message, expandedAt: [] });
    else if (message.startsWith('in expansion of macro')) found.at(-1)?.expandedAt.push(at);
  }
  return found;
}

/** Lines move when text is edited, so equality is of file, severity and message; each occurrence before excuses one after. */
export function newlyAppearing(before: readonly Diagnostic[], after: readonly Diagnostic[]): Diagnostic[] {
  const key = (d: Diagnostic): string => `${d.file}\n${d.severity}\n${d.message}`;
  const excused = new Map<string, number>();
  for (const d of before) excused.set(key(d), (excused.get(key(d)) ?? 0) + 1);
  return after.filter((d) => {
    const left = excused.get(key(d)) ?? 0;
    excused.set(key(d), left - 1);
    return left <= 0;
  });
}

/**
 * A tree in which `overlay` replaces files, for as long as `use` runs. Folders are real, files are links: a link to a whole folder would make
 * `#include "../x.h"` inside it leave the copy. It holds what the commands read and all shared headers, so that an edited file may include more.
 */
export async function withOverlay<T>(
  build: KernelBuild,
  commands: readonly CompileCommand[],
  overlay: Overlay,
  use: (root: string) => Promise<T>,
): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'gupscope-overlay-'));
  try {
    const files = new Set(commands.flatMap((command) => command.reads));
    for (const dir of ['include', 'arch/x86/include']) {
      for (const entry of await readdir(join(build.tree.root, dir), { recursive: true, withFileTypes: true })) {
        if (!entry.isDirectory()) files.add(join(entry.parentPath, entry.name).slice(build.tree.root.length + 1));
      }
    }
    for (const dir of new Set([...files, ...overlay.keys()].map((file) => dirname(file)))) await mkdir(join(root, dir), { recursive: true });
    for (const file of files) if (!overlay.has(file)) await symlink(join(build.tree.root, file), join(root, file));
    for (const [file, content] of overlay) await writeFile(join(root, file), content);
    return await use(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
