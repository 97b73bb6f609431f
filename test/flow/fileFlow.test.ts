/** What the analysis of a file keeps across edits: enough that little is walked again, never more than is still true. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cancel, Cancelled } from '../../src/base/cancel.ts';
import { createFileFlow, createFlowCache, type FlowCache } from '../../src/flow/fileFlow.ts';
import type { FlowResult } from '../../src/flow/index.ts';
import { createDialect, type Dialect, editSource, openSource, type SourceFile } from '../../src/syntax/index.ts';
import { parser } from '../support/parser.ts';

/** Functions of a file, each with the bodies that it may have. The two in the middle call each other. */
const choices: readonly { readonly head: string; readonly bodies: readonly string[] }[] = [
  {
    head: 'static int take(struct job *job, unsigned long at)',
    bodies: [
      'job->n = pin_user_pages_fast(at, 16, FOLL_WRITE, job->pages);\n\treturn job->n;',
      'int n = pin_user_pages_fast(at, 16, 0, job->pages);\n\n\tif (n < 0)\n\t\treturn n;\n\tjob->n = n;\n\treturn 0;',
      'return get_user_pages_fast(at, 1, 0, job->pages);',
      'return -EINVAL;',
    ],
  },
  {
    head: 'static void drop(struct job *job)',
    bodies: ['unpin_user_pages(job->pages, job->n);', 'PUT_ALL(job);', 'put_page(job->pages[0]);', 'job->n = 0;'],
  },
  {
    head: 'static int ping(struct job *job, int left)',
    bodies: ['if (!left)\n\t\tdrop(job);\n\treturn pong(job, left - 1);', 'return left;', 'drop(job);\n\treturn 0;'],
  },
  {
    head: 'static int pong(struct job *job, int left)',
    bodies: ['return ping(job, left);', 'drop(job);\n\treturn left ? ping(job, left) : 0;', 'return 0;'],
  },
  {
    head: 'int submit(struct job *job, unsigned long at)',
    bodies: [
      'int ret = take(job, at);\n\n\tif (ret < 0)\n\t\treturn ret;\n\tif (start(job))\n\t\treturn -EIO;\n\tdrop(job);\n\treturn 0;',
      'struct page *page;\n\tint ret = pin_user_pages_fast(at, 1, 0, &page);\n\n\tif (ret != 1)\n\t\treturn -EFAULT;\n\tif (at & 1)\n\t\treturn -EINVAL;\n\tunpin_user_page(page);\n\treturn pong(job, 3);',
      'take(job, at);\n\treturn ping(job, 2);',
    ],
  },
];
const top =
  'struct job { struct page **pages; int n; };\n#define PUT_ALL(j) unpin_user_pages((j)->pages, (j)->n)\nint pong(struct job *job, int left);\n';

const textOf = (picked: readonly number[]): string =>
  top + choices.map(({ head, bodies }, i) => `\n${head}\n{\n\t${bodies[picked[i] ?? 0] ?? ''}\n}\n`).join('');

interface Looked {
  readonly results: readonly (readonly [string, FlowResult | undefined])[];
  readonly walked: readonly string[];
}

async function look(file: SourceFile, dialect: Dialect, cache: FlowCache, cancel?: Cancel): Promise<Looked> {
  const walked: string[] = [];
  const flow = createFileFlow({
    file,
    path: 'drivers/own/job.c',
    version: { major: 6, minor: 12 },
    parser: await parser(),
    dialect,
    cache,
    onAnalyse: (name) => walked.push(name),
  });
  const results = file.items.flatMap((item) => (item.kind === 'function' ? [[item.name ?? '', flow.resultOf(item, cancel)] as const] : []));
  return { results, walked };
}

const fresh = (text: string): Promise<Looked> => {
  const file = openSource(text);
  return look(file, createDialect({ file }), createFlowCache());
};

/** The file with another body for one of its functions. */
function withBody(file: SourceFile, picked: readonly number[], at: number, body: number): SourceFile {
  const old = choices[at]?.bodies[picked[at] ?? 0] ?? '';
  const head = choices[at]?.head ?? '';
  const start = file.text.indexOf(old, file.text.indexOf(`${head}\n{`));
  return editSource(file, [{ span: { start, end: start + old.length }, newText: choices[at]?.bodies[body] ?? '' }]);
}

describe('the analysis of a file across edits', () => {
  it('walks each function once, and none again where nothing changed', async () => {
    const file = openSource(textOf([0, 0, 0, 0, 2]));
    const dialect = createDialect({ file });
    const cache = createFlowCache();
    const first = await look(file, dialect, cache);
    // Nobody asks for `pong`: `ping`, which calls it, stands before it and is called by it.
    expect([...first.walked].sort()).toEqual(['drop', 'ping', 'submit', 'take']);
    const again = await look(editSource(file, [{ span: { start: 0, end: 0 }, newText: '\n' }]), dialect, cache);
    expect(again.walked).toEqual([]);
    expect(again.results).toEqual((await fresh(`\n${file.text}`)).results);
  });

  it('walks the edited function again, and its callers only where what it does for them changed', async () => {
    const file = openSource(textOf([0, 0, 1, 2, 0]));
    const dialect = createDialect({ file });
    const cache = createFlowCache();
    await look(file, dialect, cache);
    const insideSubmit = editSource(file, [{ span: { start: file.text.indexOf('-EIO'), end: file.text.indexOf('-EIO') + 4 }, newText: '-EAGAIN' }]);
    expect((await look(insideSubmit, dialect, cache)).walked).toEqual(['submit']);
    const sameDrop = editSource(insideSubmit, [
      {
        span: { start: insideSubmit.text.indexOf('unpin_user_pages(job'), end: insideSubmit.text.indexOf('unpin_user_pages(job') },
        newText: 'log(job);\n\t',
      },
    ]);
    expect((await look(sameDrop, dialect, cache)).walked).toEqual(['drop']);
    const insideTake = withBody(insideSubmit, [0, 0, 1, 2, 0], 0, 2);
    expect([...(await look(insideTake, dialect, cache)).walked].sort()).toEqual(['submit', 'take']);
  });

  it('walks macros of the file no more often than functions', async () => {
    const file = openSource(textOf([0, 1, 1, 2, 0]));
    const dialect = createDialect({ file });
    const cache = createFlowCache();
    expect((await look(file, dialect, cache)).walked).toContain('PUT_ALL');
    const edited = withBody(file, [0, 1, 1, 2, 0], 0, 1);
    expect((await look(edited, dialect, cache)).walked).not.toContain('PUT_ALL');
  });

  it('forgets what it found where declarations in sight may have changed', async () => {
    const file = openSource(textOf([0, 0, 1, 2, 0]));
    const cache = createFlowCache();
    const { walked } = await look(file, createDialect({ file }), cache);
    expect((await look(file, createDialect({ file }), cache)).walked).toEqual(walked);
  });

  it('finds after any edits what a fresh look finds', async () => {
    const pick = fc.tuple(...choices.map((c) => fc.nat(c.bodies.length - 1)));
    const edits = fc.array(
      fc.nat(choices.length - 1).chain((at) => fc.tuple(fc.constant(at), fc.nat((choices[at]?.bodies.length ?? 1) - 1))),
      { minLength: 1, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(pick, edits, async (start, steps) => {
        const picked: number[] = [...start];
        let file: SourceFile = openSource(textOf(picked));
        const dialect = createDialect({ file });
        const cache = createFlowCache();
        await look(file, dialect, cache);
        for (const [at, body] of steps) {
          file = withBody(file, picked, at, body);
          picked[at] = body;
          expect(file.text).toBe(textOf(picked));
          expect((await look(file, dialect, cache)).results).toEqual((await fresh(file.text)).results);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('giving up', () => {
  it('keeps whole functions only, and finds the same when asked again', async () => {
    const text = textOf([1, 1, 0, 1, 0]);
    const whole = await fresh(text);
    const kept: number[] = [];
    for (let after = 0; after < whole.walked.length; after++) {
      const file = openSource(text);
      const dialect = createDialect({ file });
      const cache = createFlowCache();
      let polls = 0;
      const cancel: Cancel = {
        get cancelled() {
          return polls++ >= after;
        },
      };
      await expect(look(file, dialect, cache, cancel)).rejects.toThrow(Cancelled);
      const again = await look(file, dialect, cache);
      expect(again.results).toEqual(whole.results);
      kept.push(whole.walked.length - again.walked.length);
    }
    // A function that was given up with a callee is begun again; the callee is not.
    expect(kept[0]).toBe(0);
    expect(kept.at(-1)).toBeGreaterThan(1);
  });

  it('answers from the same look when it is asked again', async () => {
    const file = openSource(textOf([0, 0, 0, 0, 1]));
    const flow = createFileFlow({
      file,
      path: 'drivers/own/job.c',
      version: undefined,
      parser: await parser(),
      dialect: createDialect({ file }),
      cache: createFlowCache(),
    });
    const item = file.items.find((i) => i.name === 'submit');
    if (!item) throw new Error('no submit');
    expect(() => flow.resultOf(item, { cancelled: true })).toThrow(Cancelled);
    expect(flow.resultOf(item)?.defects.map((d) => d.defect)).toContain('leak');
  });
});
