/** The corpus of historical bugs is whole: each has both files, markers in the one and none in the other, and both parse to the end. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineOver } from '../../support/engine.ts';
import { readCase } from '../../support/ruleCase.ts';
import { historyNames, judge } from './history.ts';

const folder = path.dirname(new URL(import.meta.url).pathname);

describe('historical bugs', () => {
  it('are several dozen', () => expect(historyNames().length).toBeGreaterThan(40));

  it.each(historyNames())('%s has a marker before, none after, and reads without an error', async (name) => {
    const { accepted } = await judge(name);
    expect(accepted.length).toBeGreaterThan(0);
    for (const file of [`${name}.before.c`, `${name}.after.c`]) {
      const { text, expected } = readCase(fs.readFileSync(path.join(folder, file), 'utf8'));
      expect(expected.length > 0).toBe(file.endsWith('.before.c'));
      const { open, report } = await engineOver('modern');
      const { stats } = report(open(text));
      expect(stats.functionsWithSyntaxErrors).toEqual([]);
    }
  });
});
