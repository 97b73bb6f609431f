/** Every schedule of the library as a debugger shows it: states that follow from each other, moves that undo each other, and a word for every field. */
import { beforeAll, describe, expect, it } from 'vitest';
import { never } from '../../src/base/cancel.ts';
import { evaluate } from '../../src/dap/expressions.ts';
import { actorFields, blockFields, deviceFields, ledgerFields, otherFields, pageCounts, pageFlags, tableFields } from '../../src/dap/fields.ts';
import { listingOf } from '../../src/dap/listing.ts';
import { isStatement, type Schedule, scheduleOf } from '../../src/dap/schedule.ts';
import { groupsAt, momentAt, pagesOf, type Shown } from '../../src/dap/stateView.ts';
import { endOfTurn, nextStatement, nextStep, travel } from '../../src/dap/travel.ts';
import { policyNames } from '../../src/sim/policy/index.ts';
import { cellsOf, runCells } from '../../src/sim/run/index.ts';
import { library } from '../../src/sim/scenario/index.ts';

/** Enough for most of the library. */
const FEW_STATES = 10_000;

let schedules: readonly Schedule[] = [];
beforeAll(() => {
  const options = { maxStates: FEW_STATES, maxBytes: 1e9, walk: undefined, cancel: never };
  const results = library.flatMap((scenario) => runCells(cellsOf([scenario], policyNames, { all: false, fixed: new Map() }), options));
  schedules = results.map(scheduleOf).filter(({ steps }) => steps.length > 0);
});

const positions = ({ steps }: Schedule): readonly number[] => Array.from({ length: steps.length + 1 }, (_, i) => i);
const none = (): undefined => undefined;

describe('schedules of the library', () => {
  it('are there, of what breaks and of what holds', () => {
    expect(schedules.filter(({ isViolated }) => isViolated).length).toBeGreaterThan(50);
    expect(schedules.filter(({ isViolated }) => !isViolated).length).toBeGreaterThan(50);
  });

  it('have states that follow from each other', () => {
    for (const { steps, states, result } of schedules) {
      for (const [i, { changes }] of steps.entries()) {
        const expected = { ...states[i], ...Object.fromEntries(Object.entries(changes).map(([field, { to }]) => [field, to])) };
        expect(states[i + 1], `${result.scenario} step ${i + 1}`).toEqual(expected);
        for (const [field, { from }] of Object.entries(changes)) expect(states[i]?.[field], `${result.scenario} ${field}`).toBe(from);
      }
    }
  });

  it('are walked statement by statement over the same places both ways', () => {
    for (const schedule of schedules) {
      const last = schedule.steps.length;
      const there: number[] = [0];
      for (let at = 0; at < last; ) there.push((at = nextStatement(schedule, at, 1)));
      const back: number[] = [last];
      for (let at = last; at > 0; ) back.push((at = nextStatement(schedule, at, -1)));
      expect(back.reverse()).toEqual(there);
      expect(there.every((at) => isStatement(schedule, at))).toBe(true);
      for (const at of positions(schedule)) {
        expect(nextStep(schedule, nextStep(schedule, at, 1), -1)).toBe(Math.min(at, last - 1));
        const turn = endOfTurn(schedule, at);
        expect(turn === last || schedule.steps[turn]?.actor !== (schedule.steps[at] ?? schedule.steps[at - 1])?.actor).toBe(true);
        expect(travel(schedule, at, last, none)).toMatchObject({ position: last, reason: 'end' });
        expect(travel(schedule, at, 0, none)).toMatchObject({ position: 0, reason: last === 0 ? 'end' : 'start' });
      }
    }
  });

  it('have a line for every step in their text', () => {
    for (const schedule of schedules) {
      const { text, lines } = listingOf(schedule, 'x.c:1: error: something');
      const shown = text.split('\n');
      expect(lines).toHaveLength(schedule.steps.length);
      for (const [i, step] of schedule.steps.entries()) expect(shown[(lines[i] ?? 0) - 1]).toMatch(new RegExp(`^ *${i + 1} +${step.actor} `));
    }
  });
});

describe('states of the library', () => {
  const tables = { ...pageCounts, ...pageFlags, ...tableFields, ...blockFields, ...deviceFields, ...ledgerFields, ...actorFields };
  const flat = (rows: readonly Shown[]): readonly Shown[] => rows.flatMap((row) => [row, ...flat(row.children)]);

  it('have a word for every field but labels and vecs', () => {
    const unknown = new Set<string>();
    for (const { states } of schedules) {
      for (const field of Object.keys(states[0] ?? {})) {
        const member = field.slice(field.lastIndexOf('.') + 1);
        const isKnown = field in otherFields || member in tables || field.startsWith('taken.') || /^(vec|len|tag)\d+$/.test(member);
        if (!isKnown) unknown.add(field);
      }
    }
    expect([...unknown].sort()).toEqual([]);
  });

  it('show every field, and mark what the last step changed', () => {
    for (const schedule of schedules) {
      for (const position of positions(schedule)) {
        const moment = momentAt(schedule, position);
        const rows = groupsAt(moment).flatMap(({ rows }) => flat(rows));
        const fields = new Set(rows.flatMap(({ field }) => field ?? []));
        const hidden = Object.keys(moment.state).filter((field) => !fields.has(field) && !field.startsWith('taken.'));
        expect(hidden, schedule.result.scenario).toEqual([]);
        for (const field of Object.keys(schedule.steps[position - 1]?.changes ?? {})) {
          if (field.startsWith('taken.')) continue;
          const marked = rows.filter((row) => row.field === field && row.value.includes('(was '));
          expect(marked.length, `${schedule.result.scenario} ${field}`).toBeGreaterThan(0);
        }
      }
    }
  });

  it('answer to the names of their pages and fields', () => {
    for (const schedule of schedules) {
      const moment = momentAt(schedule, schedule.steps.length);
      for (const name of [...pagesOf(schedule), ...Object.keys(moment.state)]) expect(evaluate(moment, name), name).toHaveProperty('row');
      for (const [field, value] of Object.entries(moment.state)) expect(evaluate(moment, `${field} == ${value}`)).toMatchObject({ number: 1 });
    }
  });
});
