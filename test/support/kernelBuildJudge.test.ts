/** The judge and the overlay compiler on a small tree of our own, with the real gcc and commands as kbuild's are stored. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KernelBuild } from './kernelBuild.ts';
import { commandsReading, compileObjects, newlyAppearing } from './kernelBuildCompile.ts';
import { bioVecPage, judge, siteKey } from './kernelBuildJudge.ts';
import { type CompileCommand, withFilesRead } from './kernelBuildRecord.ts';

const files: Readonly<Record<string, string>> = {
  'include/linux/bvec.h': `#ifndef BVEC_H
#define BVEC_H
struct page;
struct bio_vec {
	struct page	*bv_page;
	unsigned int	bv_len;
};
#define first_page(table)	((table)[0].bv_page)
#define last_page(table, n)	((table)[(n) - 1].bv_page)
#define member_of(v, f)		((v)->f)
#define offsetof(type, member)	__builtin_offsetof(type, member)
static inline struct page *page_of(const struct bio_vec *bv)
{
	return bv->bv_page;
}
#endif
`,
  'arch/x86/include/asm/arch.h': '#define ARCH 1\n',
  'fs/local.h': 'static inline int is_empty(struct bio_vec *bv) { return !bv->bv_page; }\n',
  'fs/sub/a.c': `#include <linux/bvec.h>
#include "../local.h"
struct other { int bv_page; };
/* bv->bv_page in words */
int use(struct bio_vec *bv, struct other *o, struct page *p)
{
	struct bio_vec copy = { .bv_page = p, .bv_len = 1 };
	/* \u00e9\u00e9 */ copy.bv_page = bv->bv_page;
	copy
		.
		bv_page = first_page(bv);
	if (member_of(bv, bv_page) && !is_empty(&copy))
		return o->bv_page;
#ifdef CONFIG_HIGHMEM
	copy.bv_page = p;
#endif
	return offsetof(struct bio_vec, bv_page) + (page_of(&copy) == p);
}
`,
  'fs/other.c': 'struct other { int bv_page; }; int g(struct other *o) { return o->bv_page; }\n',
  'drivers/s390/b.c': 'int h(struct bio_vec *bv) { return bv->bv_page; }\n',
};

const work = mkdtempSync(join(tmpdir(), 'gupscope-judge-test-'));
afterAll(() => rmSync(work, { recursive: true }));

async function smallBuild(): Promise<KernelBuild> {
  const root = join(work, 'tree');
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const objDir = join(work, 'obj');
  mkdirSync(objDir);
  const command = (source: string): CompileCommand => ({ source, part: 'module', flags: ['-I@TREE@/include', '-O2', '-Wall'], reads: [] });
  const commands = await Promise.all(['fs/other.c', 'fs/sub/a.c'].map((source) => withFilesRead(root, objDir, command(source))));
  return {
    tree: { root, packageVersion: 'small' },
    dir: work,
    objDir,
    compilerVersion: 'gcc',
    commands: commands.filter((c) => c !== undefined),
    notCompiled: [{ file: 'drivers/s390/b.c', reason: 'CONFIG_S390 is not set' }],
    outsideConfiguration: [],
    stepsMs: {},
  };
}

let build: KernelBuild;
beforeAll(async () => {
  build = await smallBuild();
});

describe('the compiler as judge', () => {
  it('rejects every access to the member, at the member, and nothing else', async () => {
    const { rejected } = await judge(build, bioVecPage);
    expect(rejected.map(siteKey)).toEqual([
      'fs/local.h:1:62',
      'fs/sub/a.c:7:27',
      'fs/sub/a.c:8:16',
      'fs/sub/a.c:8:30',
      'fs/sub/a.c:11:3',
      'fs/sub/a.c:12:20',
      'fs/sub/a.c:17:34',
      'include/linux/bvec.h:8:39',
      'include/linux/bvec.h:14:13',
    ]);
  });

  it('says why it does not reject the others', async () => {
    const { unrejected } = await judge(build, bioVecPage);
    expect(unrejected.map((site) => `${siteKey(site)} ${site.state}`)).toEqual([
      'drivers/s390/b.c:1:40 not-compiled',
      'fs/other.c:1:20 other',
      'fs/other.c:1:67 other',
      'fs/sub/a.c:3:20 other',
      'fs/sub/a.c:13:13 other',
      'fs/sub/a.c:15:7 untaken-arm',
      'include/linux/bvec.h:5:15 other',
      'include/linux/bvec.h:9:47 macro-body',
    ]);
  });

  it('leaves the tree as it was', () => {
    for (const [file, text] of Object.entries(files)) expect(readFileSync(join(build.tree.root, file), 'utf8')).toBe(text);
    expect(readdirSync(build.tree.root).sort()).toEqual(['arch', 'drivers', 'fs', 'include']);
    expect(readdirSync(build.objDir)).toEqual([]);
  });
});

describe('compiling with files replaced', () => {
  const edit = (file: string, from: string, to: string): [string, string] => [file, (files[file] ?? '').replace(from, to)];
  const messages = async (overlay: Map<string, string>, mode: 'object' | 'syntax' = 'syntax'): Promise<string[]> => {
    const sources = commandsReading(build, [...overlay.keys()]).map((command) => command.source);
    const { objects } = await compileObjects(build, sources, overlay, { mode });
    return objects.flatMap((object) => object.newDiagnostics.map((d) => `${d.file}:${d.line}: ${d.severity}: ${d.message}`));
  };

  it('accepts an edit that compiles', async () => {
    const overlay = new Map([edit('fs/sub/a.c', 'copy.bv_page = bv->bv_page;', 'copy.bv_page = page_of(bv);')]);
    expect(await messages(overlay, 'object')).toEqual([]);
  });

  it('shows an edited header to every file that reads it, by a path with .. too', async () => {
    expect(await messages(new Map([edit('fs/local.h', '!bv->bv_page', 'bv->bv_gone')]))).toEqual([
      "fs/local.h:1: error: 'struct bio_vec' has no member named 'bv_gone'",
    ]);
    expect(commandsReading(build, ['include/linux/bvec.h']).map((command) => command.source)).toEqual(['fs/sub/a.c']);
  });

  it('compiles a header that the tree does not have', async () => {
    const overlay = new Map([edit('fs/sub/a.c', '#include "../local.h"', '#include "../local.h"\n#include <linux/new.h>\nint n = NEW;')]);
    expect(await messages(new Map([...overlay, ['include/linux/new.h', '#define NEW 1\n']]), 'object')).toEqual([]);
  });

  it('reports a new warning', async () => {
    const overlay = new Map([edit('fs/sub/a.c', '\tcopy\n', '\tint unused;\n\tcopy\n')]);
    expect(await messages(overlay)).toEqual(["fs/sub/a.c:9: warning: unused variable 'unused' [-Wunused-variable]"]);
  });

  it('needs real objects to see what only the assembler rejects', async () => {
    const overlay = new Map([edit('fs/sub/a.c', '\tcopy\n', '\tasm("no such instruction");\n\tcopy\n')]);
    expect(await messages(overlay, 'syntax')).toEqual([]);
    expect((await messages(overlay, 'object')).join()).toContain('no such instruction');
  });

  it('excuses what the unmodified file draws as often, wherever it moved', () => {
    const at = (line: number) => ({ file: 'a.c', line, column: 1, severity: 'warning' as const, message: 'm', expandedAt: [] });
    expect(newlyAppearing([at(1)], [at(5)])).toEqual([]);
    expect(newlyAppearing([at(1)], [at(5), at(9)])).toEqual([at(9)]);
  });

  it('names a file that has no command', async () => {
    expect((await compileObjects(build, ['drivers/s390/b.c'], new Map(), { mode: 'syntax' })).withoutCommand).toEqual(['drivers/s390/b.c']);
  });
});
