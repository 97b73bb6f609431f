/** Every rule: its case files report what they say and nothing else, its fixes do what the `.fixed.c` file says, and fixing twice is fixing once. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyEdits, type TextEdit } from '../../src/base/span.ts';
import { createEngine, defaultSettings, type Engine, openTree } from '../../src/engine/index.ts';
import type { Finding } from '../../src/protocol/finding.ts';
import { rules } from '../../src/rules/index.ts';
import { memoryTree } from '../support/memoryTree.ts';
import { parser } from '../support/parser.ts';
import { type RuleCase, readCase } from '../support/ruleCase.ts';

const here = path.dirname(new URL(import.meta.url).pathname);
const rulesFolder = path.join(here, '../../src/rules');
const FILE = '/tree/drivers/case.c';

async function engineFor(c: RuleCase): Promise<Engine> {
  const beside = Object.fromEntries(Object.entries(c.beside).map(([name, text]) => [`/tree/drivers/${name}`, text]));
  const reader = memoryTree(path.join(here, 'trees', c.tree), beside);
  return createEngine({ reader, parser: await parser(), tree: openTree(reader, '/tree', undefined), sourceRoot: '/tree', settings: defaultSettings });
}

const findingsOf = (engine: Engine, text: string): readonly Finding[] =>
  engine.report(engine.open(FILE, { text, bom: false, escapedBytes: false }), { stats: true, fixes: true }).findings;

/** What `fix` does: preferred safe fixes, those that introduce a helper aside, until none is left. */
function fixAll(engine: Engine, text: string): string {
  let current = text;
  for (let pass = 0; pass < 10; pass++) {
    const edits: TextEdit[] = [];
    for (const f of findingsOf(engine, current)) {
      const fix = f.fixes.find((x) => x.preferred && x.safety === 'safe' && !x.introducesHelper);
      const own = fix?.changes[0]?.edits ?? [];
      if (own.every((e) => edits.every((d) => d.span.end < e.span.start || e.span.end < d.span.start))) edits.push(...own);
    }
    if (edits.length === 0) return current;
    current = applyEdits(current, edits);
  }
  throw new Error('fixes do not come to rest');
}

for (const rule of rules) {
  const folder = path.join(rulesFolder, rule.info.id);
  const files = fs.readdirSync(path.join(folder, 'cases')).filter((f) => f.endsWith('.c') && !f.endsWith('.fixed.c'));

  describe(rule.info.id, () => {
    it('has cases', () => expect(files.length).toBeGreaterThan(0));

    for (const file of files) {
      const c = readCase(fs.readFileSync(path.join(folder, 'cases', file), 'utf8'));
      it(`reports what ${file} says and nothing else`, async () => {
        const engine = await engineFor(c);
        const lines = c.text.split('\n');
        const starts: number[] = [];
        for (let at = 0, i = 0; i < lines.length; at += (lines[i]?.length ?? 0) + 1, i++) starts.push(at);
        const place = (f: Finding): string => {
          const line = starts.findLastIndex((s) => s <= f.span.start);
          return `${line + 1}:${f.span.start - (starts[line] ?? 0)}-${f.span.end - (starts[line] ?? 0)} ${f.level}[${f.rule}] ${f.kind}`;
        };
        const found = findingsOf(engine, c.text);
        expect(found.map(place)).toEqual(c.expected.map((e) => `${e.line + 1}:${e.from}-${e.to} ${e.level}[${e.rule}] ${e.kind}`));
        c.expected.forEach((e, i) => {
          if (e.message !== undefined) expect(found[i]?.message).toContain(e.message);
        });
      });

      const fixed = path.join(folder, 'cases', file.replace(/\.c$/, '.fixed.c'));
      if (!fs.existsSync(fixed)) continue;
      it(`fixes ${file} as ${path.basename(fixed)} says, and then finds nothing more to fix`, async () => {
        const engine = await engineFor(c);
        const once = fixAll(engine, c.text);
        expect(once).toBe(fs.readFileSync(fixed, 'utf8'));
        expect(fixAll(engine, once)).toBe(once);
      });
    }

    it('documents itself in the order of the house, and its examples behave', async () => {
      const page = rule.info.documentation;
      const headings = [...page.matchAll(/^## (.+)$/gm)].map((m) => m[1]);
      expect(page.startsWith(`# ${rule.info.id}\n`)).toBe(true);
      expect(headings).toEqual(['What it finds', 'Why it is bad', 'Levels', 'Example', 'When it stays silent', 'What the fixes do', 'Known limits']);
      const blocks = [...page.matchAll(/```c\n([\s\S]*?)```/g)].map((m) => m[1] ?? '');
      expect(blocks.length).toBeGreaterThanOrEqual(2);
      for (const block of blocks) {
        const c = readCase(block);
        const marked = [...block.matchAll(/\/\/ (\w+)\[([\w/-]+)\]/g)].map((m) => `${m[1]}[${m[2]}]`);
        const engine = await engineFor({ ...c, tree: 'modern' });
        expect(findingsOf(engine, block).map((f) => `${f.level}[${f.rule}]`)).toEqual(marked);
      }
    });
  });
}
