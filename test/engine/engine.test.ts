/** The engine's promises: trees and shims decide which helpers there are, edits give what a fresh start gives, settings set levels. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/base/span.ts';
import { locateTree, openTree } from '../../src/engine/index.ts';
import { engineOver } from '../support/engine.ts';

const READ = '#include <linux/bvec.h>\nstatic void f(struct bio_vec *bv)\n{\n\tput_page(bv->bv_page);\n}\n';

describe('the tree', () => {
  it('is found from a file inside it, and its version read', async () => {
    const { reader } = await engineOver('modern');
    expect(locateTree(reader, '/tree/drivers/block/x.c')).toBe('/tree');
    expect(locateTree(reader, '/elsewhere/x.c')).toBeUndefined();
    expect(openTree(reader, '/tree', undefined)).toMatchObject({ version: { major: 6, minor: 12, sublevel: 1 }, versionFrom: 'tree', problems: [] });
  });

  it('without one, the newest known version is taken and said once', async () => {
    const { engine, open, report } = await engineOver(undefined);
    expect(engine.tree.problems).toHaveLength(1);
    expect(engine.tree.problems[0]?.message).toContain('the newest version known');
    const text = 'void f(struct bio_vec *v) { use(page_address(v->bv_page) + v->bv_offset); }\n';
    expect(report(open(text)).findings[0]).toMatchObject({ level: 'warning', fixes: [{ id: 'bvec_virt' }] });
  });

  it('without one, the version asked for decides which helpers are known', async () => {
    const old = await engineOver(undefined, {}, {}, '6.1');
    const text = 'void f(struct bio_vec *v) { use(page_to_phys(v->bv_page) + v->bv_offset); }\n';
    expect(old.report(old.open(text)).findings[0]).toMatchObject({ level: 'note' });
  });

  it('whose version is unknown says so, and still looks helpers up', async () => {
    const { reader } = await engineOver('bare', { '/tree/Makefile': 'VERSION = 7\nPATCHLEVEL = 3\n' });
    const facts = openTree(reader, '/tree', undefined);
    expect(facts.problems.map((p) => p.message).join()).toContain('7.3 is not in the knowledge base');
    expect(Object.keys(facts.helpers)).toEqual([]);
  });
});

describe('helpers', () => {
  it('of a shim in the file count, and its body is not reported', async () => {
    const { open, report } = await engineOver('bare');
    const text = `static inline void *bvec_virt(struct bio_vec *bv)\n{\n\treturn page_address(bv->bv_page) + bv->bv_offset;\n}\nvoid f(struct bio_vec *v) { use(page_address(v->bv_page) + v->bv_offset); }\n`;
    const { findings } = report(open(text));
    expect(findings.map((f) => [f.enclosing, f.level, f.fixes[0]?.id])).toEqual([['f', 'warning', 'bvec_virt']]);
  });

  it('that the tree lacks are introduced behind the structure, and then used', async () => {
    const { open, report, reader } = await engineOver('modern');
    const file = open(READ);
    const fix = report(file).findings[0]?.fixes[0];
    expect(fix).toMatchObject({ id: 'introduce-bvec_page', introducesHelper: true });
    const [own, header] = fix?.changes ?? [];
    expect(applyEdits(READ, own?.edits ?? [])).toContain('put_page(bvec_page(bv));');
    expect(header?.file).toBe('include/linux/bvec.h');
    const before = new TextDecoder().decode(reader.read('/tree/include/linux/bvec.h'));
    const after = applyEdits(before, header?.edits ?? []);
    expect(after).toMatch(/unsigned int\tbv_offset;\n};\n\n\/\*\*\n \* bvec_page - [\s\S]*\treturn bvec->bv_page;\n}\n\nstruct bvec_iter/);
    const again = await engineOver('modern', { '/tree/include/linux/bvec.h': after });
    expect(again.report(again.open(READ)).findings[0]).toMatchObject({ level: 'warning', fixes: [{ id: 'bvec_page', introducesHelper: false }] });
  });

  it('are not introduced under a name that the tree has already', async () => {
    const { open, report } = await engineOver('modern', { '/tree/taken': 'bvec_page' });
    expect(report(open(READ)).findings[0]).toMatchObject({ fixes: [], noFixReason: 'taken already has something named bvec_page' });
  });
});

describe('settings', () => {
  it('set levels by id and by glob, the last match winning', async () => {
    const quiet = await engineOver('modern', {}, { rules: { 'bvec/*': 'off' } });
    expect(quiet.report(quiet.open(READ)).findings).toEqual([]);
    const loud = await engineOver('modern', {}, { rules: { 'bvec/*': 'off', 'bvec/direct-page-access': 'error' } });
    expect(loud.report(loud.open(READ)).findings[0]?.level).toBe('error');
  });
  it('set levels for some files, which go before those for all', async () => {
    const overrides = [
      { files: ['drivers/**'], rules: { 'bvec/*': 'error' } },
      { files: ['drivers/old'], rules: { 'bvec/direct-page-access': 'off' } },
      { files: ['drivers/old/kept.c'], rules: { 'bvec/direct-page-access': 'on' } },
    ] as const;
    const { open, report } = await engineOver(
      'modern',
      {},
      { rules: { '**': 'off' }, overrides: overrides.map((o) => ({ ...o, files: [...o.files] })) },
    );
    const levelIn = (file: string): string | undefined => report(open(READ, `/tree/${file}`)).findings[0]?.level;
    expect(['fs/a.c', 'drivers/a.c', 'drivers/old/a.c', 'drivers/old/kept.c'].map(levelIn)).toEqual([undefined, 'error', undefined, 'note']);
  });
});

describe('fingerprints', () => {
  it('survive edits above and tell equal lines apart', async () => {
    const { open, report } = await engineOver('modern');
    const text = `${READ}\nstatic void g(struct bio_vec *bv)\n{\n\tput_page(bv->bv_page);\n\tput_page(bv->bv_page);\n}\n`;
    const before = report(open(text)).findings.map((f) => f.fingerprint);
    const after = report(open(`/* more */\nint x;\n${text}`)).findings.map((f) => f.fingerprint);
    expect(after).toEqual(before);
    expect(new Set(before).size).toBe(3);
  });
});

describe('an edited file', () => {
  const text = `${READ}\n#define PAGE_OF(v) ((v)->bv_page)\nstruct other { void *bv_page; };\nstatic void g(struct other *o, struct bio_vec v)\n{\n\tuse(o->bv_page, v.bv_page);\n#ifdef A\n\tv.bv_page = 0;\n#endif\n}\n`;
  const edit = fc.record({
    at: fc.nat({ max: text.length }),
    cut: fc.nat({ max: 12 }),
    insert: fc.constantFrom('', '/*', '*/', '{', '}', '"', '\n', 'x', 'v->bv_page;', 'struct bio_vec', '#if 0\n', '#endif\n', '->', 'other'),
  });

  it('reports what a fresh one does, after any edits', async () => {
    const { open, edit: change, report } = await engineOver('modern');
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let file = open(text);
        report(file);
        let now = text;
        for (const e of edits) {
          const start = Math.min(e.at, now.length);
          const change1 = { span: { start, end: Math.min(now.length, start + e.cut) }, newText: e.insert };
          now = applyEdits(now, [change1]);
          file = change(file, [change1]);
          expect(report(file).findings).toEqual(report(open(now)).findings);
        }
      }),
      { numRuns: 300 },
    );
  });
});
