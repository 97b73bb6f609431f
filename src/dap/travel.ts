/** From one position of a schedule to another, in both directions, and what stops on the way. */
import { actorAt, isStatement, type Schedule } from './schedule.ts';

export type Direction = 1 | -1;

/** Why a walk stops. `end` is behind the last step, `start` before the first one. */
export type StopReason = 'step' | 'breakpoint' | 'data breakpoint' | 'end' | 'start';

export interface Stop {
  readonly position: number;
  readonly reason: StopReason;
  /** Of the breakpoints that were hit. */
  readonly hit: readonly number[];
}

export interface Hit {
  readonly reason: 'breakpoint' | 'data breakpoint';
  readonly ids: readonly number[];
}

/** What breakpoints say of a position that was come to. */
export type Hits = (position: number, direction: Direction) => Hit | undefined;

/** Walks to `target`, or to the first breakpoint before it. `target` is inside the schedule. */
export function travel(schedule: Schedule, from: number, target: number, hits: Hits): Stop {
  const direction: Direction = target < from ? -1 : 1;
  for (let position = from + direction; (target - position) * direction >= 0; position += direction) {
    const hit = hits(position, direction);
    if (hit !== undefined && !isEnd(schedule, position)) return { position, reason: hit.reason, hit: hit.ids };
  }
  return { position: target, reason: reasonAt(schedule, target), hit: [] };
}

const isEnd = ({ steps }: Schedule, position: number): boolean => position >= steps.length;

const reasonAt = (schedule: Schedule, position: number): StopReason => (isEnd(schedule, position) ? 'end' : position === 0 ? 'start' : 'step');

/** The next position in that direction where a statement begins. Both ends count. */
export function nextStatement(schedule: Schedule, from: number, direction: Direction): number {
  const last = schedule.steps.length;
  let position = from + direction;
  while (position > 0 && position < last && !isStatement(schedule, position)) position += direction;
  return Math.min(Math.max(position, 0), last);
}

export const nextStep = ({ steps }: Schedule, from: number, direction: Direction): number => Math.min(Math.max(from + direction, 0), steps.length);

/** Where another actor takes over. */
export function endOfTurn(schedule: Schedule, from: number): number {
  const own = actorAt(schedule, from);
  const at = schedule.steps.findIndex((step, i) => i > from && step.actor !== own);
  return at < 0 ? schedule.steps.length : at;
}
