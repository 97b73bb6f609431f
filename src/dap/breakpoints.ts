/** Breakpoints on lines and on data: which positions of a schedule they stop at. Positions are judged alone, so that both directions give the same answers. */
import { conditionProblem, holds } from './expressions.ts';
import { isStatement, placeOf, type Schedule } from './schedule.ts';
import { momentAt } from './stateView.ts';
import type { Direction, Hit } from './travel.ts';

export interface LineBreakpoint {
  readonly id: number;
  /** The absolute path of the source, or the listing of the schedule. */
  readonly source: { readonly path: string } | 'listing';
  /** From 1 on. */
  readonly line: number;
  readonly condition: string | undefined;
  readonly hitCondition: string | undefined;
}

export interface DataBreakpoint {
  readonly id: number;
  readonly field: string;
  readonly condition: string | undefined;
  readonly hitCondition: string | undefined;
}

/** What a schedule has on its lines. */
export interface Stage {
  readonly schedule: Schedule;
  readonly pathOf: (file: string) => string | undefined;
  /** Of the listing, by the index of the step. */
  readonly listingLines: readonly number[];
}

/** Steps that begin on the line of the breakpoint. */
export function positionsOn({ schedule, pathOf, listingLines }: Stage, { source, line }: Pick<LineBreakpoint, 'source' | 'line'>): readonly number[] {
  return schedule.steps.flatMap((step, i) => {
    if (source === 'listing') return listingLines[i] === line ? [i] : [];
    const place = placeOf(step);
    return place !== undefined && place.line === line && pathOf(place.file) === source.path && isStatement(schedule, i) ? [i] : [];
  });
}

/** Lines of a source that have steps, in order. */
export function linesWithSteps({ schedule, pathOf, listingLines }: Stage, source: LineBreakpoint['source']): readonly number[] {
  if (source === 'listing') return listingLines;
  const lines = schedule.steps.flatMap((step) => {
    const place = placeOf(step);
    return place !== undefined && pathOf(place.file) === source.path ? [place.line] : [];
  });
  return [...new Set(lines)].sort((a, b) => a - b);
}

/** Why a breakpoint can never stop; undefined for a good one. */
export function lineProblem(stage: Stage, breakpoint: LineBreakpoint): string | undefined {
  if (positionsOn(stage, breakpoint).length === 0) return 'No step of this replay is on that line.';
  return conditionsProblem(stage.schedule, breakpoint);
}

export function dataProblem({ schedule }: Stage, breakpoint: DataBreakpoint): string | undefined {
  if (!(breakpoint.field in (schedule.states[0] ?? {}))) return `This replay has no ${breakpoint.field}.`;
  return conditionsProblem(schedule, breakpoint);
}

type Conditions = Pick<LineBreakpoint, 'condition' | 'hitCondition'>;

function conditionsProblem(schedule: Schedule, { condition, hitCondition }: Conditions): string | undefined {
  if (hitCondition !== undefined && readCount(hitCondition) === undefined)
    return `The hit count ${hitCondition} cannot be read; write 3, >= 3 or % 3.`;
  const problem = condition === undefined ? undefined : conditionProblem(momentAt(schedule, 0), condition);
  return problem === undefined ? undefined : `The condition cannot be read: ${problem}.`;
}

function readCount(text: string): ((n: number) => boolean) | undefined {
  const [, operator = '', digits] = /^\s*(>=|<=|==|=|>|<|%)?\s*(\d{1,6})\s*$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const count = Number(digits);
  switch (operator) {
    case '>=':
      return (n) => n >= count;
    case '<=':
      return (n) => n <= count;
    case '>':
      return (n) => n > count;
    case '<':
      return (n) => n < count;
    case '%':
      return (n) => count > 0 && n % count === 0;
    default:
      return (n) => n === count;
  }
}

/** Of these positions, in order, those that the conditions let through. Hits are counted from the first step on, whichever way one walks. */
function passing(schedule: Schedule, positions: readonly number[], { condition, hitCondition }: Conditions): readonly number[] {
  const met = condition === undefined ? positions : positions.filter((position) => holds(momentAt(schedule, position), condition));
  const counts = hitCondition === undefined ? undefined : readCount(hitCondition);
  return counts === undefined ? met : met.filter((_, i) => counts(i + 1));
}

/** Going forwards, data stops behind the step that changed it; going backwards, in front of it. */
const changesOf = ({ steps }: Schedule, field: string, direction: Direction): readonly number[] =>
  steps.flatMap((step, i) => (field in step.changes ? [direction === 1 ? i + 1 : i] : []));

/** What all breakpoints together say of a position. */
export function hitsAt(
  stage: Stage,
  lines: readonly LineBreakpoint[],
  data: readonly DataBreakpoint[],
): (position: number, direction: Direction) => Hit | undefined {
  const onLines = lines.map((one) => ({ id: one.id, positions: new Set(passing(stage.schedule, positionsOn(stage, one), one)) }));
  const onData = data.map((one) => ({
    id: one.id,
    at: {
      [1]: new Set(passing(stage.schedule, changesOf(stage.schedule, one.field, 1), one)),
      [-1]: new Set(passing(stage.schedule, changesOf(stage.schedule, one.field, -1), one)),
    },
  }));
  return (position, direction) => {
    const changed = onData.filter(({ at }) => at[direction].has(position)).map(({ id }) => id);
    if (changed.length > 0) return { reason: 'data breakpoint', ids: changed };
    const reached = onLines.filter(({ positions }) => positions.has(position)).map(({ id }) => id);
    return reached.length > 0 ? { reason: 'breakpoint', ids: reached } : undefined;
  };
}
