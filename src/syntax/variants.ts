/** Chooses arms: which of the `#if` groups inside an item take which arm, so that the whole holds together and every wanted span is live once. */
import { contains, type Span } from '../base/span.ts';
import { type Arm, armCondition, armText, type Group, type Place, placeAt, placesAround } from './arms.ts';
import { type Condition, satisfy } from './conditions.ts';
import type { OpenedFile } from './sourceFile.ts';
import type { Item } from './types.ts';

/** For each group of the item that is reached: the arm taken, `NO_ARM` where none is. */
export type Selection = ReadonlyMap<Group, number>;
export const NO_ARM = -1;

/** The groups that cut through an item, ordered by start, and what holds around all of it. */
interface ItemGroups {
  readonly groups: readonly Group[];
  readonly around: readonly Condition[];
}

export function itemGroups(file: OpenedFile, item: Item): ItemGroups {
  if (file.groups.length === 0) return { groups: [], around: [] };
  const enclosing = new Set(item.arms.map((a) => a.group));
  const crossing = placesAround(placeAt(file.groups, item.start))
    .map((p) => p.group)
    .filter((g) => !enclosing.has(g.start) && g.start < item.start);
  const inside = file.groups.filter((g) => g.start >= item.start && g.start < item.end);
  const around = placesAround(placeAt(file.groups, item.start))
    .filter((p) => enclosing.has(p.group.start) && !p.group.guard)
    .flatMap((p) => armCondition(file.text, p.group, p.arm));
  // Conditions around that contradict each other (or are 0) must not make everything inside them dead.
  return { groups: [...crossing, ...inside], around: satisfy(around) === undefined ? [] : around };
}

interface Target {
  readonly group: Group;
  readonly arm: number;
}

/** The arms of `groups` that a span stands in, outermost first. */
function armsOf(file: OpenedFile, groups: ReadonlySet<Group>, at: number): Target[] {
  return placesAround(placeAt(file.groups, at)).filter((p) => groups.has(p.group));
}

const freed = (c: Condition, name: string): Condition => {
  switch (c.op) {
    case 'const':
      return { op: 'atom', key: `literal ${name}` };
    case 'not':
      return { op: 'not', of: freed(c.of, name) };
    case 'and':
    case 'or':
      return { op: c.op, left: freed(c.left, name), right: freed(c.right, name) };
    case 'atom':
    case 'compare':
      return c;
  }
};

/** Arms of a group in the order in which they are tried; the way past all of them last, where there is no `#else`. */
function choices(group: Group, wanted: (arm: Arm) => boolean): number[] {
  const arms = group.arms.map((_, i) => i);
  const first = arms.filter((i) => {
    const arm = group.arms[i];
    return arm !== undefined && wanted(arm);
  });
  const hasElse = group.arms[group.arms.length - 1]?.directive.kind === 'else';
  return [...first, ...arms.filter((i) => !first.includes(i)), ...(hasElse ? [] : [NO_ARM])];
}

function conditionFor(file: OpenedFile, group: Group, arm: number): Condition[] {
  if (arm !== NO_ARM) return armCondition(file.text, group, arm);
  return group.arms.map((_, i) => armCondition(file.text, group, i)).map((c): Condition => ({ op: 'not', of: conjunction(c) }));
}

const conjunction = (conditions: readonly Condition[]): Condition =>
  conditions.reduce<Condition>((left, right) => ({ op: 'and', left, right }), { op: 'const', value: true });

/** True if `place`'s own arms, as far as they belong to the item, are all taken. */
function isReached(selection: Selection, place: Place): boolean {
  for (let p = place; p !== undefined; p = p.group.parent) {
    const arm = selection.get(p.group);
    if (arm !== undefined && arm !== p.arm) return false;
  }
  return true;
}

/** Completes `forced` to a selection of all groups that are reached: in each the first arm that agrees with everything taken so far. */
function complete(file: OpenedFile, { groups, around }: ItemGroups, forced: readonly Target[], wanted: (arm: Arm) => boolean): Selection {
  const own = forced.flatMap((t) => armCondition(file.text, t.group, t.arm));
  const free = forced.flatMap((t) => armCondition(file.text, t.group, t.arm).map((c) => freed(c, String(t.group.start))));
  // `#if 0` and arms that contradict what is around them are read all the same, as if their own conditions held.
  let held = [[...around, ...own], [...around, ...free], free].find((c) => satisfy(c) !== undefined) ?? [];
  const selection = new Map<Group, number>(forced.map((t) => [t.group, t.arm]));
  for (const group of groups) {
    if (selection.has(group) || !isReached(selection, group.parent)) continue;
    let taken = NO_ARM;
    for (const arm of choices(group, wanted)) {
      const more = [...held, ...conditionFor(file, group, arm)];
      if (satisfy(more) === undefined) continue;
      held = more;
      taken = arm;
      break;
    }
    selection.set(group, taken);
  }
  return selection;
}

export const MAX_VARIANTS = 32;

/** The selections that `parseItem` parses. `partial`: the bound kept some wanted span out of all of them. */
export function coverVariants(
  file: OpenedFile,
  item: Item,
  wanted: readonly Span[],
): { readonly selections: readonly Selection[]; readonly partial: boolean } {
  const own = itemGroups(file, item);
  if (own.groups.length === 0) return { selections: [new Map()], partial: false };
  const groupSet = new Set(own.groups);
  const selections = [complete(file, own, [], () => false)];
  const isLiveIn = (s: Selection, span: Span): boolean => isLive(file, s, span.start);
  let open = wanted.filter((span) => !selections.some((s) => isLiveIn(s, span)));
  while (open.length > 0 && selections.length < MAX_VARIANTS) {
    const next = open[0];
    if (next === undefined) break;
    const rest = open;
    const selection = complete(file, own, armsOf(file, groupSet, next.start), (arm) => rest.some((w) => contains(arm.content, w)));
    selections.push(selection);
    open = open.filter((span) => span !== next && !isLiveIn(selection, span));
  }
  return { selections, partial: open.length > 0 };
}

/** Up to `limit` consistent selections, no two alike, the one of the first arms first. `complete` is false if there are more. */
export function allVariants(file: OpenedFile, item: Item, limit: number): { readonly selections: readonly Selection[]; readonly complete: boolean } {
  const { groups, around } = itemGroups(file, item);
  const selections: Selection[] = [];
  let more = false;
  const walk = (index: number, selection: ReadonlyMap<Group, number>, held: readonly Condition[]): void => {
    if (selections.length >= limit) {
      more = true;
      return;
    }
    const group = groups[index];
    if (group === undefined) {
      selections.push(selection);
      return;
    }
    if (!isReached(selection, group.parent)) {
      walk(index + 1, selection, held);
      return;
    }
    for (const arm of choices(group, () => false)) {
      const conditions = [...held, ...conditionFor(file, group, arm)];
      if (satisfy(conditions) !== undefined) walk(index + 1, new Map([...selection, [group, arm]]), conditions);
    }
  };
  walk(0, new Map(), around);
  return { selections, complete: !more };
}

export function isLive(file: OpenedFile, selection: Selection, offset: number): boolean {
  return selection.size === 0 || isReached(selection, placeAt(file.groups, offset));
}

/** What a selection assumes, as C; each condition once. */
export function selectionText(file: OpenedFile, selection: Selection): string {
  if (selection.size === 0) return '';
  const parts = new Set<string>();
  for (const [group, arm] of selection) {
    if (arm !== NO_ARM) parts.add(armText(file.text, group, arm));
    else for (const part of noArmText(file, group)) parts.add(part);
  }
  return [...parts].filter((p) => p !== '').join(' && ');
}

function noArmText(file: OpenedFile, group: Group): string[] {
  return [armText(file.text, { ...group, arms: [...group.arms, elseArm(group)] }, group.arms.length)];
}

/** An `#else` that is not there: its condition is that no arm of the group is taken. */
function elseArm(group: Group): Arm {
  const at = { start: group.end, end: group.end };
  return { directive: { kind: 'else', operand: group.end, ...at }, content: at };
}
