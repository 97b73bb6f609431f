/** Runs the built `bin/gupscope` on small kernel trees of our own, in folders that are taken away again. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const bin = fileURLToPath(new URL('../../bin/gupscope', import.meta.url));

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

const cacheHome = mkdtempSync(join(tmpdir(), 'gupscope-cache-'));
afterAll(() => rmSync(cacheHome, { recursive: true, force: true }));

/** Colours, progress and what earlier runs left depend on the environment of whoever runs the tests; these do not. */
export const environment = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', TERM: 'xterm', XDG_CACHE_HOME: cacheHome };

export function gupscopeBytes(
  args: readonly string[],
  { cwd = '/', input, env = {} }: RunOptions = {},
): {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
} {
  return spawnSync(process.execPath, [bin, ...args], {
    cwd,
    env: { ...environment, ...env },
    maxBuffer: 1 << 28,
    ...(input === undefined ? {} : { input }),
  });
}

export function gupscope(args: readonly string[], options: RunOptions = {}): Ran {
  const { status, stdout, stderr } = gupscopeBytes(args, options);
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}

const NOBODY = 65534;

/**
 * As a user whom file modes bind. Root is bound by none, so it hands the run to `nobody`, with a copy of what the run needs where `nobody` may read it;
 * `folder` is opened for that user too.
 */
export function gupscopeUnprivileged(args: readonly string[], folder: string): Ran {
  if (process.getuid?.() !== 0) return gupscope(args, { cwd: folder });
  const copy = temporaryFolder();
  const project = fileURLToPath(new URL('../..', import.meta.url));
  for (const part of ['bin', 'dist', 'package.json']) cpSync(join(project, part), join(copy, part), { recursive: true });
  for (const open of [copy, folder]) chmodSync(open, 0o755);
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(copy, 'bin/gupscope'), ...args], {
    cwd: folder,
    env: environment,
    uid: NOBODY,
    gid: NOBODY,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The arguments for `script`, which runs the command under a pseudo terminal. */
export const onTerminal = (args: readonly string[]): string[] => ['-qefc', [process.execPath, bin, ...args].map(shellQuoted).join(' '), '/dev/null'];

/** Under a pseudo terminal: stdout and stderr come back as one, with `\r\n` as line ends. */
export function gupscopeOnTerminal(
  args: readonly string[],
  { cwd = '/', env = {} }: RunOptions = {},
): { readonly status: number | null; readonly output: string } {
  const { status, stdout } = spawnSync('script', onTerminal(args), { cwd, env: { ...environment, ...env }, encoding: 'utf8' });
  return { status, output: stdout };
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Gone after the test file. Its real path: what the tool prints is compared with it. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gupscope-cli-')));
  folders.push(folder);
  return folder;
}

export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
}

export const RAID = `// SPDX-License-Identifier: MIT
#include <linux/bvec.h>

static void copy_out(struct bio_vec *bv, char *to)
{
	char *from = page_address(bv->bv_page) + bv->bv_offset;

	memcpy(to, from, bv->bv_len);
}

static struct page *first(struct bio_vec *table)
{
	return table[0].bv_page;
}
`;

const MAKEFILE = '# SPDX-License-Identifier: MIT\nVERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 3\n';

const BVEC_H = `/* SPDX-License-Identifier: MIT */
#ifndef LINUX_BVEC_H
#define LINUX_BVEC_H

struct bio_vec {
	struct page *bv_page;
	unsigned int bv_len;
	unsigned int bv_offset;
};

static inline void bvec_set_page(struct bio_vec *bv, struct page *page, unsigned int len, unsigned int offset)
{
	bv->bv_page = page;
	bv->bv_len = len;
	bv->bv_offset = offset;
}

static inline void *bvec_virt(struct bio_vec *bvec)
{
	return page_address(bvec->bv_page) + bvec->bv_offset;
}

#endif
`;

/** A kernel 6.12 in miniature; `files` are laid over it. */
export function kernelTree(files: Readonly<Record<string, string | Uint8Array>> = { 'drivers/md/raid.c': RAID }): string {
  const root = temporaryFolder();
  writeFiles(root, { Makefile: MAKEFILE, 'include/linux/bvec.h': BVEC_H, ...files });
  return root;
}
