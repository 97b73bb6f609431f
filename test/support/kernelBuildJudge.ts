/**
 * Asks gcc which tokens of a kernel tree access a member of a structure: the member is renamed in its definition, and whatever the compiler
 * then rejects is an access. What it does not reject is put to the preprocessor: not in an arm that is taken, or only in a macro's body.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import type { KernelBuild, NotCompiled } from './kernelBuild.ts';
import { type Diagnostic, diagnosticsOf, withOverlay } from './kernelBuildCompile.ts';
import { mapInParallel, run } from './kernelBuildProcess.ts';
import { type CompileCommand, flagsFor } from './kernelBuildRecord.ts';
import { isInDefine, type JudgedSource, placesOf, readSource, renameMember, tokenAt, tokenInArguments } from './kernelBuildSource.ts';

/** A member token. Line and column are 1-based, the column in UTF-16 units. */
export interface Site {
  /** Relative to the tree. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface UnrejectedSite extends Site {
  /**
   * `untaken-arm`: no command sees the line, the preprocessor drops it. `macro-body`: it sees the definition, but nothing rejected comes of
   * it: the macro is expanded nowhere. `not-compiled`: the file is. `other`: compiled text, and not an access to this structure (its
   * declaration, another structure's member).
   */
  readonly state: 'untaken-arm' | 'macro-body' | 'not-compiled' | 'other';
}

export interface Judged {
  readonly member: { readonly header: string; readonly structure: string; readonly name: string };
  /** The member tokens that gcc rejects, each once; sorted by file, line, column. */
  readonly rejected: readonly Site[];
  /** The other tokens of that name outside comments and strings, in files that are compiled or stand in `notCompiled`; sorted alike. */
  readonly unrejected: readonly UnrejectedSite[];
  /** `.c` files whose commands were run. */
  readonly compiled: readonly string[];
  /** As in the build. */
  readonly notCompiled: readonly NotCompiled[];
  readonly outsideConfiguration: readonly NotCompiled[];
  /** Time of the run that computed this, also when it comes from the cache. */
  readonly elapsedMs: number;
}

export type Member = Judged['member'];

export const bioVecPage: Member = { header: 'include/linux/bvec.h', structure: 'bio_vec', name: 'bv_page' };

/** Raised when this file would answer differently for the same build. */
const judgeRevision = 3;

/** From the cache beside the build if it is there. Otherwise about half a second of gcc for each command. */
export async function judge(build: KernelBuild, member: Member): Promise<Judged> {
  const key = createHash('sha256')
    .update(JSON.stringify([judgeRevision, member]))
    .digest('hex')
    .slice(0, 16);
  const cached = join(build.dir, `judged-${member.name}-${key}.json`);
  const stored = await readFile(cached, 'utf8').catch(() => undefined);
  if (stored !== undefined) return JSON.parse(stored) as Judged;
  const judged = await ask(build, member);
  await writeFile(`${cached}.${process.pid}`, JSON.stringify(judged));
  await rename(`${cached}.${process.pid}`, cached);
  return judged;
}

async function ask(build: KernelBuild, member: Member): Promise<Judged> {
  const from = performance.now();
  const sources = new Map<string, JudgedSource>();
  const sourceOf = (file: string): JudgedSource => {
    const known = sources.get(file) ?? readSource(readFileSync(join(build.tree.root, file)));
    sources.set(file, known);
    return known;
  };
  const rejected = new Map<string, Site>();
  for (const d of await complaintsAbout(build, member, sourceOf(member.header).text)) {
    const site = siteOf(d, sourceOf, member.name);
    rejected.set(siteKey(site), site);
  }
  const uncompiled = new Set(build.notCompiled.map((entry) => entry.file));
  const files = [...new Set([...build.commands.flatMap((command) => command.reads), ...uncompiled])];
  const others = files.flatMap((file) => placesOf(sourceOf(file), member.name).map((place) => ({ file, ...place })));
  const unrejected = await mapInParallel(
    others.filter((site) => !rejected.has(siteKey(site))),
    async (site): Promise<UnrejectedSite> => ({
      ...site,
      state: uncompiled.has(site.file) ? 'not-compiled' : await stateOf(build, site, sourceOf(site.file)),
    }),
  );
  return {
    member,
    rejected: [...rejected.values()].sort(bySite),
    unrejected: unrejected.sort(bySite),
    compiled: build.commands.map((command) => command.source),
    notCompiled: build.notCompiled,
    outsideConfiguration: build.outsideConfiguration,
    elapsedMs: Math.round(performance.now() - from),
  };
}

/** The token that gcc means: where it points, else an argument of a macro that it was in the midst of expanding (`offsetof(struct s, member)`). */
function siteOf(d: Diagnostic, sourceOf: (file: string) => JudgedSource, name: string): Site {
  const direct = tokenAt(sourceOf(d.file), d.line, d.column, name);
  if (direct) return { file: d.file, ...direct };
  for (const at of d.expandedAt) {
    const place = tokenInArguments(sourceOf(at.file), at.line, at.column, name);
    if (place) return { file: at.file, ...place };
  }
  throw new Error(`no ${name} where gcc rejects one: ${d.file}:${d.line}:${d.column}: ${d.message}`);
}

/** What gcc says of the member's old name when the definition has a new one; helpers and macros keep the old name and are rejected too. */
async function complaintsAbout(build: KernelBuild, member: Member, header: string): Promise<Diagnostic[]> {
  const overlay = new Map([[member.header, renameMember(header, member.structure, member.name)]]);
  const found = await withOverlay(build, build.commands, overlay, (root) =>
    mapInParallel(build.commands, (command) => diagnosticsOf(build, command, root, ['-fsyntax-only', '-w'])),
  );
  const errors = found.flat();
  // A file that is missing in the copy would end a compilation early and hide accesses.
  const missing = errors.find((d) => d.message.endsWith('No such file or directory'));
  if (missing) throw new Error(`the copy of the tree lacks a file: ${missing.file}:${missing.line}: ${missing.message}`);
  return errors.filter((d) => d.message.includes(`'${member.name}'`));
}

async function stateOf(build: KernelBuild, site: Site, source: JudgedSource): Promise<'untaken-arm' | 'macro-body' | 'other'> {
  for (const command of build.commands.filter((command) => command.reads.includes(site.file))) {
    if (await isSeen(build, command, site)) return isInDefine(source, site.line) ? 'macro-body' : 'other';
  }
  return 'untaken-arm';
}

/** True if the line outlives the preprocessor's conditionals. Directives are carried out, macros are left unexpanded, lines keep their numbers. */
async function isSeen(build: KernelBuild, command: CompileCommand, site: Site): Promise<boolean> {
  const { root } = build.tree;
  const ran = await run('gcc', [...flagsFor(command, root), '-E', '-fdirectives-only', '-w', join(root, command.source)], { cwd: build.objDir });
  if (ran.status !== 0) throw new Error(`gcc -E fails for ${command.source}: ${ran.stderr.slice(0, 300)}`);
  const file = join(root, site.file);
  let here = false;
  let line = 0;
  for (const text of ran.stdout.split('\n')) {
    const marker = /^# (\d+) "(.*?)"/.exec(text);
    if (marker) {
      here = normalize(marker[2] ?? '') === file;
      line = Number(marker[1]) - 1;
    } else {
      line++;
      if (here && line === site.line && text.trim() !== '') return true;
    }
  }
  return false;
}

export const siteKey = (site: Site): string => `${site.file}:${site.line}:${site.column}`;

export const bySite = (a: Site, b: Site): number => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column);
