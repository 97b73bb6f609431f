/** The replay of each case breaks what its rule promises; after the fix the same path, and every other one, holds in the same environment. */
import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../src/protocol/trace.ts';
import { environmentOf, isListed } from '../../src/replay/index.ts';
import { rules } from '../../src/rules/index.ts';
import { caseFindings, isShown, mended, policyFor, scenarioFor, searched } from './cases.ts';

const all = [...(await caseFindings('gup')), ...(await caseFindings('bio')), ...(await caseFindings('pfn'))];
const cases = all.filter(isShown);

const isNoticed = (rule: string, kind: string): boolean => {
  const environment = environmentOf(rule);
  return 'promises' in environment && environment.noticed?.[kind] !== undefined;
};

/** A share as a person reads it. */
const share = (part: number, all: number): string => `${part} of ${all}`;

it('has an environment, or a sentence why not, for every rule', () => {
  expect(rules.map(({ info }) => info.id).filter((id) => !isListed(id))).toEqual([]);
});

it('has a path of every finding of a rule with an environment', () => {
  const without = all.filter(({ finding }) => 'promises' in environmentOf(finding.rule) && (finding.trace ?? []).length === 0);
  expect(without.map(({ name, finding }) => `${name} ${finding.kind}`)).toEqual([]);
});

describe('the replay of a finding', () => {
  it('breaks an invariant that its rule promises', () => {
    const open: string[] = [];
    const shown = cases.filter(({ finding }) => !isNoticed(finding.rule, finding.kind));
    for (const one of shown) {
      const environment = environmentOf(one.finding.rule);
      const { verdict, outcome, broken, stuck } = searched(scenarioFor(one), policyFor(one));
      const isPromised =
        'promises' in environment && environment.promises.some((name) => (name === 'stuck' ? stuck !== null : name === broken?.name));
      if (!isPromised) open.push(`${one.name}: ${verdict} ${outcome} ${broken?.name}`);
    }
    process.stdout.write(`replays that break what their rule promises: ${share(shown.length - open.length, shown.length)}\n`);
    expect(open).toEqual([]);
    expect(shown.length).toBeGreaterThan(90);
  });

  it('holds, and is remarked on, where the kernel notices by itself', () => {
    const noticed = cases.filter(({ finding }) => isNoticed(finding.rule, finding.kind));
    expect(noticed.length).toBeGreaterThan(0);
    for (const one of noticed) expect(searched(scenarioFor(one), policyFor(one)).verdict, one.name).toBe('holds');
  });

  it('sets every step of the driver on a line of the file', () => {
    for (const one of cases) {
      const lines = one.text.split('\n').length;
      for (const step of searched(scenarioFor(one), policyFor(one)).trace.filter(({ actor }) => actor === 'driver')) {
        expect(step.source?.file, one.name).toBe('drivers/case.c');
        expect(step.source?.line, one.name).toBeGreaterThan(0);
        expect(step.source?.line, one.name).toBeLessThanOrEqual(lines);
      }
    }
  });
});

describe('after the fix', () => {
  const fixed = cases.flatMap((one) => {
    const after = mended(one);
    return after === undefined ? [] : [{ one, after }];
  });

  it('the same path holds in the same environment', () => {
    const open: string[] = [];
    for (const { one, after } of fixed) {
      const { path, text } = after;
      const result = path && searched(scenarioFor(one, { path, text }), policyFor(one));
      if (result?.verdict !== 'holds' || (result.outcome !== 'DENIED' && !result.sometimes.every(({ reached }) => reached)))
        open.push(`${one.name}: ${result === undefined ? 'the path is gone' : `${result.outcome} ${result.broken?.name}`}`);
    }
    process.stdout.write(`paths that hold after the fix: ${share(fixed.length - open.length, fixed.length)}\n`);
    expect(open).toEqual([]);
    expect(fixed.length).toBeGreaterThan(65);
  });

  it('so does every other path of a function of which nothing else was found', () => {
    const open: string[] = [];
    let count = 0;
    for (const { one, after } of fixed) {
      if (!after.isClean) continue;
      for (const path of after.paths) {
        count++;
        const { verdict, outcome } = searched(scenarioFor(one, { path, text: after.text }), policyFor(one));
        if (verdict !== 'holds') open.push(`${one.name}: ${outcome}`);
      }
    }
    process.stdout.write(`paths of mended functions that hold: ${share(count - open.length, count)}\n`);
    expect(open).toEqual([]);
  });
});

describe('what is right is shown to be', () => {
  it('where memory of a device is used before its protection ends', () => {
    const used = cases.filter(({ finding }) => finding.rule === 'pfn/outlives-device' && finding.kind === 'used');
    expect(used.length).toBeGreaterThan(2);
    for (const one of used) {
      const [given, ended, use] = one.finding.trace ?? [];
      if (!given || !ended || !use) throw new Error(one.name);
      const { verdict, sometimes } = searched(scenarioFor(one, { path: [given, use, ended], text: one.text }), policyFor(one));
      expect([verdict, sometimes.every(({ reached }) => reached)], one.name).toEqual(['holds', true]);
    }
  });

  it('where each page of a bio gets its own release', () => {
    const mixed = cases.filter(({ finding }) => finding.rule === 'bio/mixed-origin');
    expect(mixed.length).toBeGreaterThan(3);
    for (const one of mixed) {
      const trace = one.finding.trace ?? [];
      const kindOf = (pages: number): string | undefined => trace.flatMap((e) => (e.event === 'acquire' && e.pages === pages ? [e.kind] : []))[0];
      const path = trace.flatMap((e): readonly TraceEvent[] => {
        if (e.event !== 'release') return [e];
        const kind = kindOf(e.pages);
        return kind === 'pin' || kind === 'get' ? [{ ...e, kind }] : [];
      });
      expect(searched(scenarioFor(one, { path, text: one.text }), policyFor(one)).verdict, one.name).toBe('holds');
    }
  });
});
