/**
 * A state as a debugger shows it: pages with their counts, flags, contents and holders; page tables, blocks, bios, devices. What the last step changed says
 * what it was before. Pure; the names of fields say what belongs together.
 */
import type { StateValue } from '../protocol/simulation.ts';
import { actorFields, blockFields, deviceFields, type FieldMeaning, ledgerFields, otherFields, pageFields, tableFields } from './fields.ts';
import type { Schedule, State } from './schedule.ts';

/** A row of a variables view. */
export interface Shown {
  readonly name: string;
  readonly value: string;
  /** What it means, one clause. */
  readonly meaning?: string;
  /** The field behind it, which a data breakpoint can watch. */
  readonly field?: string;
  /** What evaluates to it. */
  readonly expression?: string;
  readonly children: readonly Shown[];
}

export interface Group {
  readonly name: string;
  readonly rows: readonly Shown[];
}

/** The state at a position, and the one before its last step. */
export interface Moment {
  readonly schedule: Schedule;
  readonly position: number;
  readonly state: State;
  readonly before: State;
}

export function momentAt(schedule: Schedule, position: number): Moment {
  const state = schedule.states[position] ?? {};
  return { schedule, position, state, before: schedule.states[position - 1] ?? state };
}

/** Fields of a page that say what state it is in, worth a word in its summary. */
const SUMMARY_FLAGS = ['freed', 'dirty', 'writeback', 'locked', 'isolated'] as const;
const summaryWords: Readonly<Record<(typeof SUMMARY_FLAGS)[number], string>> = {
  freed: 'freed',
  dirty: 'dirty',
  writeback: 'under writeback',
  locked: 'locked',
  isolated: 'off the LRU',
};

const plural = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`;

function worded(value: StateValue | undefined, kind: FieldMeaning['kind']): string {
  if (value === undefined) return 'none';
  if (kind === 'flag') return value === 0 ? 'no' : 'yes';
  return kind === 'version' ? `version ${value}` : String(value);
}

/** With what it was, if the last step changed it. */
function valueOf({ state, before }: Moment, field: string, kind: FieldMeaning['kind']): string {
  const now = worded(state[field], kind);
  return state[field] === before[field] ? now : `${now} (was ${worded(before[field], kind)})`;
}

function rowOf(moment: Moment, field: string, known: FieldMeaning | undefined): Shown {
  return {
    name: field.slice(field.lastIndexOf('.') + 1),
    value: valueOf(moment, field, known?.kind ?? 'count'),
    ...(known === undefined ? {} : { meaning: known.meaning }),
    field,
    expression: field,
    children: [],
  };
}

/** The fields of `entity` that the state has, in the order of the table. */
const rowsOf = (moment: Moment, entity: string, table: Readonly<Record<string, FieldMeaning>>): readonly Shown[] =>
  Object.entries(table).flatMap(([member, known]) => (`${entity}.${member}` in moment.state ? [rowOf(moment, `${entity}.${member}`, known)] : []));

const partsOf = (field: string): readonly string[] => field.split('.');

const namesOf = (state: State, isOne: (parts: readonly string[]) => boolean): readonly string[] => [
  ...new Set(
    Object.keys(state)
      .map(partsOf)
      .filter(isOne)
      .map(([first = '']) => first),
  ),
];

const isVec = (member: string): boolean => /^(vec|len|tag)\d+$/.test(member);

/** Pages, and copies of a page that have a count of their own. */
export const pagesOf = ({ actors, states: [first = {}] }: Schedule): readonly string[] =>
  namesOf(first, ([name = '', member = '', ...more]) => {
    const isOfPage = member in pageFields || member in tableFields || member in blockFields;
    return more.length === 0 && isOfPage && !actors.includes(name) && !(`${name}.${member}` in otherFields);
  });

const biosOf = ({ states: [first = {}] }: Schedule): readonly string[] =>
  namesOf(first, ([, member = '', ...more]) => more.length === 0 && isVec(member));

const ownersOf = (state: State, page: string): readonly string[] => namesOf(state, ([, of, member = '']) => of === page && member in ledgerFields);

function heldText(state: State, owner: string, page: string): string {
  const [pins = 0, gets = 0] = [state[`${owner}.${page}.pins`], state[`${owner}.${page}.gets`]];
  const held = [...(pins === 0 ? [] : [plural(Number(pins), 'pin')]), ...(gets === 0 ? [] : [plural(Number(gets), 'reference')])];
  return held.length === 0 ? 'nothing' : held.join(', ');
}

/** Who holds the page, and as what. */
function holders(moment: Moment, page: string): Shown | undefined {
  const { state, before } = moment;
  const owners = ownersOf(state, page);
  if (owners.length === 0) return undefined;
  const rows = owners.map((owner): Shown => {
    const [now, was] = [heldText(state, owner, page), heldText(before, owner, page)];
    return {
      name: owner,
      value: now === was ? now : `${now} (was ${was})`,
      expression: `${owner}.${page}`,
      children: rowsOf(moment, `${owner}.${page}`, ledgerFields),
    };
  });
  const holding = owners.filter((owner) => heldText(state, owner, page) !== 'nothing');
  const value = holding.length === 0 ? 'nobody' : holding.map((owner) => `${owner}: ${heldText(state, owner, page)}`).join('; ');
  return { name: 'held by', value, meaning: 'what the ledger of holders says, whatever the counts say', children: rows };
}

function summaryOf(moment: Moment, page: string, held: Shown | undefined): string {
  const { state } = moment;
  const ref = `${page}.ref` in state ? [`ref ${valueOf(moment, `${page}.ref`, 'count')}`] : [];
  const flags = SUMMARY_FLAGS.filter((name) => state[`${page}.${name}`] === 1).map((name) => summaryWords[name]);
  const holding = held === undefined ? [] : [held.value === 'nobody' ? 'held by nobody' : `held by ${held.value}`];
  return [...ref, ...holding, ...flags].join(', ') || 'nothing is known of it';
}

/** One page with all that is known of it. */
export function pageRow(moment: Moment, page: string): Shown {
  const held = holders(moment, page);
  return {
    name: page,
    value: summaryOf(moment, page, held),
    expression: page,
    children: [
      ...rowsOf(moment, page, pageFields),
      ...(held === undefined ? [] : [held]),
      ...rowsOf(moment, page, tableFields),
      ...rowsOf(moment, page, blockFields),
    ],
  };
}

/** A row that only gathers others; left out without any. */
function gathered(name: string, children: readonly Shown[], value = children.map((row) => `${row.name} ${row.value}`).join(', ')): readonly Shown[] {
  return children.length === 0 ? [] : [{ name, value, children }];
}

const only = (moment: Moment, page: string, table: Readonly<Record<string, FieldMeaning>>): readonly Shown[] =>
  gathered(page, rowsOf(moment, page, table));

function bioRow(moment: Moment, bio: string): readonly Shown[] {
  const numbers = Object.keys(moment.state).flatMap(
    (field) => /^vec(\d+)$/.exec(partsOf(field)[0] === bio ? (partsOf(field)[1] ?? '') : '')?.[1] ?? [],
  );
  const vecs = numbers.flatMap((n): readonly Shown[] => {
    const [first = 0, length = 1] = [moment.state[`${bio}.vec${n}`], moment.state[`${bio}.len${n}`]];
    const rows = [`vec${n}`, `len${n}`, `tag${n}`].flatMap((member) =>
      `${bio}.${member}` in moment.state ? [rowOf(moment, `${bio}.${member}`, vecMeaning(member))] : [],
    );
    const tag = moment.state[`${bio}.tag${n}`];
    const tagged = tag === undefined ? '' : tag === 1 ? ', tagged as pinned' : ', not tagged';
    return gathered(`vec ${n}`, rows, first === 0 ? 'empty' : `${plural(Number(length), 'page')} from page ${first} on${tagged}`);
  });
  return gathered(bio, vecs, plural(vecs.filter(({ value }) => value !== 'empty').length, 'vec'));
}

function vecMeaning(member: string): FieldMeaning {
  if (member.startsWith('vec')) return { kind: 'count', meaning: 'number of its first page, from 1 on; 0 for none' };
  if (member.startsWith('len')) return { kind: 'count', meaning: 'pages that it covers' };
  return { kind: 'flag', meaning: 'the design says that its page was pinned' };
}

function deviceRows(moment: Moment): readonly Shown[] {
  return moment.schedule.actors.flatMap((actor) =>
    pagesOf(moment.schedule).flatMap((page) => gathered(`${actor} to ${page}`, rowsOf(moment, `${actor}.${page}`, deviceFields))),
  );
}

function otherRows(moment: Moment): readonly Shown[] {
  const known = Object.entries(otherFields).flatMap(([field, meaning]) =>
    field in moment.state ? [{ ...rowOf(moment, field, meaning), name: field }] : [],
  );
  const ofActors = moment.schedule.actors.flatMap((actor) => gathered(actor, rowsOf(moment, actor, actorFields)));
  return [...known, ...ofActors];
}

/** What the step before this position did. */
function lastStepRows(moment: Moment): readonly Shown[] {
  const step = moment.schedule.steps[moment.position - 1];
  if (step === undefined) return [{ name: 'before the first step', value: 'nothing has happened', children: [] }];
  const changes = Object.keys(step.changes).map((field): Shown => {
    const known = meaningOf(field);
    const row = rowOf(moment, field, known);
    return {
      ...row,
      name: field,
      value: `${worded(moment.before[field], known?.kind ?? 'count')} \u2192 ${worded(moment.state[field], known?.kind ?? 'count')}`,
    };
  });
  return [
    { name: `step ${step.step}`, value: `${step.actor}: ${step.action}`, children: [] },
    ...(changes.length === 0 ? [{ name: 'changes', value: 'nothing', children: [] }] : changes),
    ...step.remarks.map((remark): Shown => ({ name: 'note', value: remark, children: [] })),
  ];
}

function meaningOf(field: string): FieldMeaning | undefined {
  const member = field.slice(field.lastIndexOf('.') + 1);
  const tables = partsOf(field).length > 2 ? [ledgerFields, deviceFields] : [pageFields, tableFields, blockFields, actorFields];
  return otherFields[field] ?? tables.map((table) => table[member]).find((known) => known !== undefined);
}

/** Everything there is to see at a position. Groups without a row are left out. */
export function groupsAt(moment: Moment): readonly Group[] {
  const pages = pagesOf(moment.schedule);
  const groups: readonly Group[] = [
    { name: 'Pages', rows: pages.map((page) => pageRow(moment, page)) },
    { name: 'Last step', rows: lastStepRows(moment) },
    { name: 'Page tables', rows: pages.flatMap((page) => only(moment, page, tableFields)) },
    { name: 'Blocks', rows: pages.flatMap((page) => only(moment, page, blockFields)) },
    { name: 'Bios', rows: biosOf(moment.schedule).flatMap((bio) => bioRow(moment, bio)) },
    { name: 'Devices', rows: deviceRows(moment) },
    { name: 'Process and others', rows: otherRows(moment) },
  ];
  return groups.filter(({ rows }) => rows.length > 0);
}

/** The row of one field. */
export const fieldRow = (moment: Moment, field: string): Shown => ({ ...rowOf(moment, field, meaningOf(field)), name: field });
