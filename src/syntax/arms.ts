/** The `#if` groups of a file: which arm an offset stands in, and under which condition that arm is compiled. */
import type { Span } from '../base/span.ts';
import { type Condition, conditionOf, negate } from './conditions.ts';
import { type Directive, isConditional, opensGroup, operandText, operandWord } from './directives.ts';

export interface Arm {
  readonly directive: Directive;
  /** The text between this arm's directive and the next one of its group. */
  readonly content: Span;
}

export interface Group {
  /** Offset of the `#if`: the group's name. */
  readonly start: number;
  /** After the `#endif`, or the end of the text. */
  readonly end: number;
  readonly arms: readonly Arm[];
  readonly parent: { readonly group: Group; readonly arm: number } | undefined;
  /** True for the `#ifndef` around a whole header. */
  readonly guard: boolean;
}

/** A place among the arms, innermost; undefined outside all groups. */
export type Place = { readonly group: Group; readonly arm: number } | undefined;

interface Building {
  group: { start: number; end: number; arms: { directive: Directive; content: { start: number; end: number } }[]; parent: Place; guard: boolean };
}

/** All groups, ordered by start; unclosed ones end with the text, a stray `#else` or `#endif` is none. */
export function readGroups(text: string, directives: readonly Directive[]): Group[] {
  const groups: Group[] = [];
  const stack: Building[] = [];
  for (const d of directives) {
    if (!isConditional(d.kind)) continue;
    const top = stack[stack.length - 1];
    if (opensGroup(d.kind)) {
      const parent: Place = top === undefined ? undefined : { group: top.group, arm: top.group.arms.length - 1 };
      const group = { start: d.start, end: text.length, arms: [{ directive: d, content: { start: d.end, end: text.length } }], parent, guard: false };
      groups.push(group);
      stack.push({ group });
    } else if (top !== undefined) {
      const open = top.group.arms[top.group.arms.length - 1];
      if (open !== undefined) open.content.end = d.start;
      if (d.kind === 'endif') {
        top.group.end = d.end;
        stack.pop();
      } else top.group.arms.push({ directive: d, content: { start: d.end, end: text.length } });
    }
  }
  const first = groups[0] as Building['group'] | undefined;
  if (first !== undefined) first.guard = isGuard(text, directives, first);
  return groups;
}

function isGuard(text: string, directives: readonly Directive[], group: Group): boolean {
  const [open, define] = directives;
  const arm = group.arms[0];
  if (open?.kind !== 'ifndef' || define?.kind !== 'define' || open.start !== group.start || group.arms.length !== 1 || arm === undefined)
    return false;
  if (operandWord(text, open) !== operandWord(text, define)) return false;
  const bare = (s: string): boolean => s.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, '').trim() === '';
  return bare(text.slice(0, open.start)) && bare(text.slice(group.end));
}

/** The innermost arm that holds `offset`; a directive line of a group belongs to the place around the group. */
export function placeAt(groups: readonly Group[], offset: number): Place {
  let low = 0;
  let high = groups.length - 1;
  while (low <= high) {
    const mid = (low + high) >> 1;
    if ((groups[mid]?.start ?? 0) <= offset) low = mid + 1;
    else high = mid - 1;
  }
  // The last group that starts at or before the offset, or one of those around it, holds it.
  let group = groups[high];
  while (group !== undefined) {
    if (offset < group.end) {
      const arm = group.arms.findIndex((a) => offset >= a.content.start && offset < a.content.end);
      if (arm >= 0) return { group, arm };
    }
    group = group.parent?.group;
  }
  return undefined;
}

/** The arms around a place, outermost first, the place itself last. */
export function placesAround(place: Place): NonNullable<Place>[] {
  const out: NonNullable<Place>[] = [];
  for (let p = place; p !== undefined; p = p.group.parent) out.unshift(p);
  return out;
}

/** What must hold for an arm to be taken, given that its group is reached. */
export function armCondition(text: string, group: Group, arm: number): Condition[] {
  const out: Condition[] = [];
  for (let i = 0; i < arm; i++) {
    const d = group.arms[i]?.directive;
    if (d !== undefined) out.push(negate(conditionOf(text, d)));
  }
  const own = group.arms[arm]?.directive;
  if (own !== undefined && own.kind !== 'else') out.push(conditionOf(text, own));
  return out;
}

/** The same as C. */
export function armText(text: string, group: Group, arm: number): string {
  const parts: string[] = [];
  for (let i = 0; i < arm; i++) {
    const d = group.arms[i]?.directive;
    if (d !== undefined) parts.push(negatedText(directiveText(text, d)));
  }
  const own = group.arms[arm]?.directive;
  if (own !== undefined && own.kind !== 'else') parts.push(parenthesized(directiveText(text, own)));
  return parts.filter((p) => p !== '').join(' && ');
}

function directiveText(text: string, d: Directive): string {
  switch (d.kind) {
    case 'ifdef':
    case 'elifdef':
      return `defined(${operandWord(text, d)})`;
    case 'ifndef':
    case 'elifndef':
      return `!defined(${operandWord(text, d)})`;
    case 'if':
    case 'elif':
      return operandText(text, d);
    case 'else':
    case 'endif':
    case 'define':
    case 'undef':
    case 'include':
    case 'other':
      return '';
  }
}

const primary = /^!?[A-Za-z_]\w*(?:\s*\([^()]*\))?$/;
const parenthesized = (c: string): string => (primary.test(c) || !/\|\||\?/.test(c) ? c : `(${c})`);

function negatedText(c: string): string {
  if (c === '') return '';
  if (primary.test(c)) return c.startsWith('!') ? c.slice(1) : `!${c}`;
  return `!(${c})`;
}
