/** The replay follows the text: a statement that goes, comes twice or changes places is a step that goes, comes twice or changes places. */
import { describe, expect, it } from 'vitest';
import type { TextEdit } from '../../src/base/span.ts';
import { applyEdits } from '../../src/base/span.ts';
import { beginOf, type Trace } from '../../src/protocol/trace.ts';
import { pathAfter } from '../../src/replay/index.ts';
import { type CaseFinding, caseFindings, isShown, pathsIn, scenarioFor } from './cases.ts';

const cases = [...(await caseFindings('gup')), ...(await caseFindings('bio'))].filter(isShown);

interface Statement {
  readonly text: string;
  readonly start: number;
  /** With its line feed. */
  readonly end: number;
}

/** Statements that are a line of their own in a block, so that the lines around them stay what they are when they go. */
function statementsOf({ text }: CaseFinding, path: Trace): readonly Statement[] {
  return path.flatMap((event) => {
    // Without where it begins there is no path.
    if (event === beginOf(path)) return [];
    if (!['release', 'access', 'dirty', 'map', 'unmap', 'reference'].includes(event.event)) return [];
    const start = text.lastIndexOf('\n', event.span.start) + 1;
    const end = text.indexOf('\n', event.span.start) + 1;
    const above = text.slice(0, start).trimEnd();
    const isWhole = text.slice(start, end).trim() === `${event.text};`;
    return isWhole && /[;{}:]$/.test(above) ? [{ text: event.text, start, end }] : [];
  });
}

/** The path of the finding to its way out. */
const wholePath = (one: CaseFinding): Trace | undefined => {
  const path = one.finding.trace && pathAfter(one.finding.trace, [], (offset) => pathsIn(one, one.text, offset));
  // What another function drops is a path of that one.
  return path?.some(({ event }) => event === 'hand-over') ? undefined : path;
};

/** The words of the driver's steps, in order. */
function stepsOf(one: CaseFinding, path: Trace, text: string): readonly string[] {
  return scenarioFor(one, { path, text }).actors[0]?.program.map((step) => step.text ?? '') ?? [];
}

/** Steps of this statement; one statement may be a step a page. */
const countOf = (steps: readonly string[], text: string): number => steps.filter((step) => step === text || step.startsWith(`${text}: `)).length;

interface Subject {
  readonly one: CaseFinding;
  readonly path: Trace;
  readonly statement: Statement;
}

const subjects = cases.flatMap((one): Subject[] => {
  const path = wholePath(one);
  return path === undefined ? [] : statementsOf(one, path).map((statement) => ({ one, path, statement }));
});

function after({ one, path }: Subject, edits: readonly TextEdit[]): readonly string[] {
  const text = applyEdits(one.text, edits);
  const edited = pathAfter(path, edits, (offset) => pathsIn(one, text, offset));
  if (edited === undefined) throw new Error(`${one.name}: the path is gone`);
  return stepsOf(one, edited, text);
}

describe('the driver', () => {
  it('loses a step when its statement goes', () => {
    expect(subjects.length).toBeGreaterThan(30);
    for (const subject of subjects) {
      const { one, path, statement } = subject;
      const steps = after(subject, [{ span: { start: statement.start, end: statement.end }, newText: '' }]);
      const before = stepsOf(one, path, one.text);
      expect(countOf(steps, statement.text), `${one.name}: ${statement.text}`).toBeLessThan(countOf(before, statement.text));
    }
  });

  it('takes a step twice when its statement comes twice', () => {
    for (const subject of subjects) {
      const { one, path, statement } = subject;
      const line = one.text.slice(statement.start, statement.end);
      const steps = after(subject, [{ span: { start: statement.end, end: statement.end }, newText: line }]);
      const before = stepsOf(one, path, one.text);
      expect(countOf(steps, statement.text), `${one.name}: ${statement.text}`).toBeGreaterThan(countOf(before, statement.text));
    }
  });

  it('takes two steps the other way round when their statements change places', () => {
    const pairs = subjects.flatMap((first) => {
      const second = subjects.find(({ one, statement }) => one === first.one && statement.start === first.statement.end);
      return second === undefined || second.statement.text === first.statement.text ? [] : [{ first, second }];
    });
    expect(pairs.length).toBeGreaterThan(2);
    for (const { first, second } of pairs) {
      const { one, statement } = first;
      const swapped = one.text.slice(second.statement.start, second.statement.end) + one.text.slice(statement.start, statement.end);
      const before = stepsOf(one, first.path, one.text);
      const steps = after(first, [{ span: { start: statement.start, end: second.statement.end }, newText: swapped }]);
      expect(before.indexOf(statement.text), one.name).toBeLessThan(before.indexOf(second.statement.text));
      expect(steps.indexOf(second.statement.text), one.name).toBeGreaterThan(-1);
      expect(steps.indexOf(second.statement.text), one.name).toBeLessThan(steps.indexOf(statement.text));
    }
  });
});

it('gives findings of one rule that take different paths different programs', () => {
  const programs = new Map<string, string>();
  for (const one of cases) {
    const { finding, text } = one;
    const program = JSON.stringify([finding.rule, scenarioFor(one).actors[0]?.program.map((step) => ({ ...step, source: undefined }))]);
    const path = JSON.stringify([finding.rule, finding.trace?.map((event) => ({ ...event, span: undefined }))]);
    expect(programs.get(program) ?? path, `${one.name} ${text.length}`).toBe(path);
    programs.set(program, path);
  }
  expect(programs.size).toBeGreaterThan(60);
});
