/** Summaries that leave their file: what is written is read back as it was, says no more outside than at home, and does for callers what it did in the file. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileFlow, createFlowCache, type FileFlow } from '../../src/flow/fileFlow.ts';
import type { Elsewhere } from '../../src/flow/others.ts';
import { type PortableSummary, portableSummary, readSummary } from '../../src/flow/portable.ts';
import type { Summary } from '../../src/flow/summary.ts';
import { createDialect, openSource } from '../../src/syntax/index.ts';
import { parser } from '../support/parser.ts';
import { readCase } from '../support/ruleCase.ts';

const rulesFolder = path.join(import.meta.dirname, '../../src/rules/gup');

async function flowOf(text: string, name = 'drivers/own/file.c', elsewhere?: Elsewhere): Promise<FileFlow & { defects: () => readonly string[] }> {
  const file = openSource(text);
  const flow = createFileFlow({
    file,
    path: name,
    version: { major: 6, minor: 12 },
    parser: await parser(),
    dialect: createDialect({ file }),
    cache: createFlowCache(),
    ...(elsewhere ? { elsewhere } : {}),
  });
  return {
    resultOf: (item, cancel) => flow.resultOf(item, cancel),
    pathsOf: (item, cancel) => flow.pathsOf(item, cancel),
    offered: (cancel) => flow.offered(cancel),
    summaryOf: (n, takesOrDrops, cancel) => flow.summaryOf(n, takesOrDrops, cancel),
    defects: () =>
      file.items.flatMap((item) => (flow.resultOf(item)?.defects ?? []).map((d) => `${d.defect} ${file.text.slice(d.span.start, d.span.end)}`)),
  };
}

/** Answers with what one other file has. */
async function fileAside(text: string, name = 'drivers/own/aside.c'): Promise<Elsewhere & { asked: string[] }> {
  const flow = await flowOf(text, name);
  const answers = new Map<string, Summary | undefined>();
  const asked: string[] = [];
  return {
    asked,
    summaryOf(callee, given) {
      asked.push(`${callee}${given ? '!' : ''}`);
      const key = `${callee}${given ? '!' : ''}`;
      if (!answers.has(key)) {
        const found = flow.summaryOf(callee, false);
        answers.set(key, found && (given || found.offered) ? readSummary(copied(found.summary), name) : undefined);
      }
      return answers.get(key);
    },
  };
}

/** As it comes out of another thread or the cache. */
const copied = (summary: PortableSummary): PortableSummary => JSON.parse(JSON.stringify(summary)) as PortableSummary;

const inHome = { scope: 'x', isLocal: () => false };

describe('a summary written down', () => {
  const files = fs.readdirSync(rulesFolder).flatMap((rule) => {
    const cases = path.join(rulesFolder, rule, 'cases');
    return fs.existsSync(cases) ? fs.readdirSync(cases).map((f) => path.join(cases, f)) : [];
  });

  it('is the same after it was read, for every function of the rules’ cases', async () => {
    let compared = 0;
    for (const file of files) {
      const { text } = readCase(fs.readFileSync(file, 'utf8'));
      const flow = await flowOf(text.replace(/^static /gm, ''));
      for (const item of openSource(text).items) {
        const found = item.kind === 'function' && item.name !== undefined ? flow.summaryOf(item.name, false) : undefined;
        if (!found) continue;
        const again = portableSummary(readSummary(copied(found.summary), 'x'), inHome);
        expect(again, `${file}: ${item.name}`).toEqual(copied(found.summary));
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(200);
  });

  it('tells names of its own file from the same names elsewhere', async () => {
    const flow = await flowOf(
      'static struct page **table;\n#define SLOTS 4\nint fill(unsigned long at)\n{\n\treturn pin_user_pages_fast(at, SLOTS, 0, table);\n}\n',
    );
    const written = JSON.stringify(flow.summaryOf('fill', false)?.summary);
    expect(written).toContain('table of drivers/own/file.c');
    expect(written).not.toContain('"name":"table"');
  });
});

describe('a function of another file', () => {
  const take =
    'struct buf { struct page **pages; int n; };\nint buf_take(struct buf *b, unsigned long at)\n{\n\tint n = pin_user_pages_fast(at, 16, 0, b->pages);\n\n\tif (n != 16) {\n\t\tif (n > 0)\n\t\t\tunpin_user_pages(b->pages, n);\n\t\treturn -EFAULT;\n\t}\n\treturn 0;\n}\nvoid buf_put(struct buf *b)\n{\n\tunpin_user_pages(b->pages, 16);\n}\nint buf_look(struct page *page)\n{\n\treturn page->flags & 1;\n}\nint buf_keep(struct own *own, struct page *page)\n{\n\tif (own->full)\n\t\treturn -EBUSY;\n\town->page = page;\n\treturn 0;\n}\n';

  it('gives pages to its caller, who may lose them', async () => {
    const text =
      'int map(unsigned long at)\n{\n\tstruct page *page = one_take(at);\n\n\tif (!page)\n\t\treturn -EFAULT;\n\tif (start_it())\n\t\treturn -EIO;\n\tone_put(page);\n\treturn 0;\n}\n';
    const one =
      'struct page *one_take(unsigned long at)\n{\n\tstruct page *page;\n\n\treturn get_user_pages_fast(at, 1, 0, &page) == 1 ? page : NULL;\n}\nvoid one_put(struct page *page)\n{\n\tput_page(page);\n}\n';
    expect((await flowOf(text)).defects()).toEqual([]);
    const aside = await fileAside(one);
    expect((await flowOf(text, 'drivers/own/file.c', aside)).defects()).toEqual(['leak return -EIO']);
    expect((await flowOf(one + text)).defects()).toEqual(['leak return -EIO']);
  });

  it('that only looks at a page does not keep it', async () => {
    const text =
      'int peek(unsigned long at, struct own *own)\n{\n\tstruct page *page;\n\tint ret;\n\n\tif (get_user_pages_fast(at, 1, 0, &page) != 1)\n\t\treturn -EFAULT;\n\tif (buf_look(page))\n\t\treturn -EIO;\n\tput_page(page);\n\treturn 0;\n}\n';
    const aside = await fileAside(take);
    expect((await flowOf(text, 'drivers/own/file.c', aside)).defects()).toEqual(['leak return -EIO']);
    expect(aside.asked).toContain('buf_look!');
  });

  it('that keeps a page where it succeeds leaves it to its caller where it fails', async () => {
    const text = (release: string): string =>
      `int add(unsigned long at, struct own *own)\n{\n\tstruct page *page;\n\tint ret;\n\n\tif (get_user_pages_fast(at, 1, 0, &page) != 1)\n\t\treturn -EFAULT;\n\tret = buf_keep(own, page);\n\tif (ret)\n\t\t${release};\n\treturn ret;\n}\n`;
    const aside = await fileAside(take);
    expect((await flowOf(text('return ret'), 'drivers/own/file.c', aside)).defects()).toEqual(['leak return ret']);
    expect((await flowOf(text('put_page(page)'), 'drivers/own/file.c', aside)).defects()).toEqual([]);
  });

  it('is asked only where the knowledge base and the file say nothing', async () => {
    const aside = await fileAside(`${take}void put_page(struct page *page)\n{\n}\nint mine(struct page *page)\n{\n\treturn 0;\n}\n`);
    const text =
      'static int mine(struct page *page)\n{\n\treturn page->flags;\n}\nint peek(unsigned long at)\n{\n\tstruct page *page;\n\n\tif (get_user_pages_fast(at, 1, 0, &page) != 1)\n\t\treturn -EFAULT;\n\tmine(page);\n\tput_page(page);\n\treturn 0;\n}\n';
    expect((await flowOf(text, 'drivers/own/file.c', aside)).defects()).toEqual([]);
    // Of the words with a parenthesis behind them some are the language's own.
    expect(aside.asked.filter((n) => n !== 'if')).toEqual([]);
  });

  it('is not offered if it is static, says two things, or does nothing to pages of others', async () => {
    const flow = await flowOf(
      'static int hidden(struct page **p)\n{\n\treturn pin_user_pages_fast(0, 4, 0, p);\n}\n#ifdef A\nint twofold(struct page **p)\n{\n\treturn pin_user_pages_fast(0, 4, 0, p);\n}\n#else\nint twofold(struct page **p)\n{\n\treturn get_user_pages_fast(0, 4, 0, p);\n}\n#endif\nint open(struct page **p)\n{\n\treturn hidden(p);\n}\nint count(struct page **p)\n{\n\tint n = hidden(p);\n\n\tif (n > 0)\n\t\tunpin_user_pages(p, n);\n\treturn n;\n}\n',
    );
    expect(flow.offered().map((o) => o.name)).toEqual(['open']);
    expect(flow.summaryOf('hidden', false)).toBeUndefined();
    expect(flow.summaryOf('twofold', false)).toBeUndefined();
    expect(flow.summaryOf('count', false)).toMatchObject({ offered: false });
    expect(flow.summaryOf('nowhere', false)).toBeUndefined();
  });

  it('is offered by a header, where static functions and macros are for everybody', async () => {
    const flow = await flowOf(
      'static inline int all(struct page **p)\n{\n\treturn pin_user_pages_fast(0, 4, 0, p);\n}\n#define DROP(p) unpin_user_page(p)\n#define SIZE 4\n',
      'include/own/all.h',
    );
    expect(flow.offered().map((o) => o.name)).toEqual(['all', 'DROP']);
  });

  it('makes an edited caller look again only if it does something else', async () => {
    const file = openSource('int map(struct buf *b, unsigned long at)\n{\n\tif (buf_take(b, at))\n\t\treturn -EIO;\n\treturn start_it();\n}\n');
    const dialect = createDialect({ file });
    const cache = createFlowCache();
    const look = async (elsewhere: Elsewhere): Promise<readonly string[]> => {
      const walked: string[] = [];
      const flow = createFileFlow({
        file,
        path: 'a.c',
        version: undefined,
        parser: await parser(),
        dialect,
        cache,
        elsewhere,
        onAnalyse: (n) => walked.push(n),
      });
      for (const item of file.items) flow.resultOf(item);
      return walked;
    };
    const aside = await fileAside(take);
    expect(await look(aside)).toEqual(['map']);
    expect(await look(aside)).toEqual([]);
    expect(await look(await fileAside(take.replace('!= 16', '!= 8')))).toEqual(['map']);
  });
});
