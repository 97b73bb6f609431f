/**
 * A run of a replay as what a timeline draws: the actors, and behind each step the state of every page with what the step changed of it. Pure: no page of a
 * browser, so that it is tested without one.
 */
import { type SimulationResult, type StateValue, type TraceStep, walkedSteps } from '../../src/protocol/simulation.ts';

/** Something that is either so or not: dirty, locked. */
export interface FlagState {
  readonly word: string;
  readonly isOn: boolean;
  readonly isChanged: boolean;
}

export interface CountState {
  readonly word: string;
  readonly value: StateValue;
  /** Before the step; absent if it left the count alone. */
  readonly before?: StateValue;
}

export interface PageState {
  readonly name: string;
  readonly isFreed: boolean;
  /** By this step. */
  readonly isFreedNow: boolean;
  /** The count that the kernel sees; absent where the page has none. */
  readonly references: CountState | undefined;
  /** By whom, as the ledger has it: `driver: 1 pin`. */
  readonly holders: readonly CountState[];
  readonly flags: readonly FlagState[];
  /** Versions of the contents; absent where nobody writes. */
  readonly memory: CountState | undefined;
  readonly disk: CountState | undefined;
  readonly counts: readonly CountState[];
  readonly isChanged: boolean;
}

export interface FrameOfRun {
  /** 0 is before the first step. */
  readonly number: number;
  readonly actor: string;
  readonly action: string;
  /** `engine.c:8`. */
  readonly place: string | undefined;
  /** 1-based line of the finding's file; undefined for steps of others. */
  readonly line: number | undefined;
  /** The kernel function of a step that is the kernel's. */
  readonly symbol: string | undefined;
  readonly isBreaking: boolean;
  /** Nothing changed, and nothing is said of it. */
  readonly isQuiet: boolean;
  readonly pages: readonly PageState[];
  /** Of what is no page: locks, the actor's own notes. */
  readonly others: readonly CountState[];
  readonly remarks: readonly string[];
  /** All of it in words, for whoever listens. */
  readonly sentence: string;
}

export interface RunFrames {
  readonly actors: readonly string[];
  readonly pages: readonly string[];
  /** The first is the state before everything. */
  readonly frames: readonly [FrameOfRun, ...FrameOfRun[]];
}

type State = ReadonlyMap<string, StateValue>;

/** Members of a page that are flags, in the order in which a card has them, with their words. */
const flagWords: Readonly<Record<string, string>> = {
  present: 'mapped',
  writable: 'writable',
  pteDirty: 'dirty in the page table',
  childPresent: 'mapped by the child',
  childWritable: 'writable by the child',
  cached: 'in the page cache',
  dirty: 'dirty',
  tag: 'tagged dirty',
  writeback: 'writeback',
  locked: 'locked',
  isolated: 'off the LRU',
  reserved: 'blocks reserved',
  bounced: 'written from a copy',
  shared: 'block shared',
  reassigned: 'block reassigned',
  faultsHeld: 'faults kept out',
  pastEnd: 'past the end of the file',
  orphanWritten: 'written as an orphan',
};
const wordsOfCounts: Readonly<Record<string, string>> = {
  pincount: 'pin count',
  last: 'last completed write',
  promised: 'promised by msync',
  notifying: 'notifications',
  mark: 'mark',
};
const kinds: Readonly<Record<string, string>> = { pins: 'pin', gets: 'reference', active: 'device may write' };
const own: ReadonlySet<string> = new Set(['ref', 'freed', 'data', 'disk', ...Object.keys(flagWords)]);

interface Cell {
  readonly key: string;
  /** Of `driver.page.pins`. */
  readonly holder: string | undefined;
  readonly owner: string;
  readonly member: string;
}

function cellOf(key: string): Cell | undefined {
  const parts = key.split('.');
  const member = parts.at(-1);
  const owner = parts.at(-2);
  if (member === undefined || owner === undefined) return undefined;
  return { key, holder: parts.length > 2 ? parts.slice(0, -2).join('.') : undefined, owner, member };
}

export function framesOf(result: SimulationResult): RunFrames {
  const { initial } = result;
  const trace = walkedSteps(result);
  const cells = Object.keys(initial).flatMap((key) => cellOf(key) ?? []);
  const pages = [...new Set(cells.filter(({ holder, member }) => holder === undefined && own.has(member)).map(({ owner }) => owner))];
  // What never changes says nothing, but for the counts, of which a reader wants to know where they began.
  const moving = new Set(trace.flatMap(({ changes }) => Object.keys(changes)));
  const told = cells.filter(({ key, member }) => moving.has(key) || member === 'ref' || member === 'data' || member === 'disk');
  const state = new Map<string, StateValue>(Object.entries(initial));
  const last = trace.length - 1;
  const draw = (step: TraceStep | undefined, index: number): FrameOfRun => {
    const changes = step?.changes ?? {};
    const seen: State = state;
    const of = (cell: Cell): CountState => countOf(cell, seen, changes);
    const drawn = pages.map((name): PageState => pageState(name, told, of));
    const others = told.filter(({ key, owner, holder }) => !pages.includes(owner) && key in changes && holder === undefined).map(of);
    const remarks = step?.remarks ?? [];
    const isBreaking = result.verdict === 'violated' && index === last;
    const source = step?.source ?? null;
    const frame = {
      number: index + 1,
      actor: step?.actor ?? '',
      action: step?.action ?? 'before the first step',
      place: source === null || source.line === null ? undefined : `${source.file.slice(source.file.lastIndexOf('/') + 1)}:${source.line}`,
      line: source?.line ?? undefined,
      symbol: source !== null && source.line === null ? (source.symbol ?? undefined) : undefined,
      isBreaking,
      isQuiet: step !== undefined && !isBreaking && Object.keys(changes).length === 0 && remarks.length === 0,
      pages: drawn,
      others,
      remarks,
    };
    return { ...frame, sentence: sentenceOf(frame, trace.length, isBreaking ? (result.broken?.sentence ?? '') : '') };
  };
  const first = draw(undefined, -1);
  const rest = trace.map((step, index) => {
    for (const [cell, { to }] of Object.entries(step.changes)) state.set(cell, to);
    return draw(step, index);
  });
  return { actors: [...new Set(trace.map(({ actor }) => actor))], pages, frames: [first, ...rest] };
}

function countOf({ key, holder, owner, member }: Cell, state: State, changes: TraceStep['changes']): CountState {
  const change = changes[key];
  const word =
    holder === undefined ? (wordsOfCounts[member] ?? (owner === '' ? member : `${owner} ${member}`)) : `${holder}: ${kinds[member] ?? member}`;
  return { word, value: state.get(key) ?? 0, ...(change === undefined ? {} : { before: change.from }) };
}

function pageState(name: string, cells: readonly Cell[], of: (cell: Cell) => CountState): PageState {
  const mine = cells.filter(({ owner }) => owner === name);
  const member = (wanted: string): CountState | undefined => {
    const cell = mine.find((one) => one.holder === undefined && one.member === wanted);
    return cell && of(cell);
  };
  const freed = member('freed');
  const references = member('ref');
  const memory = member('data');
  const disk = member('disk');
  const flags = Object.entries(flagWords).flatMap(([key, word]): FlagState[] => {
    const flag = member(key);
    return flag === undefined ? [] : [{ word, isOn: flag.value !== 0, isChanged: flag.before !== undefined }];
  });
  const holders = mine.filter(({ holder }) => holder !== undefined).map(of);
  const counts = mine
    .filter((cell) => cell.holder === undefined && !own.has(cell.member))
    .map((cell) => ({ ...of(cell), word: wordsOfCounts[cell.member] ?? cell.member }));
  const parts = [freed, references, memory, disk, ...holders, ...counts];
  return {
    name,
    isFreed: freed !== undefined && freed.value !== 0,
    isFreedNow: freed?.before === 0,
    references: references && { ...references, word: 'references' },
    holders,
    flags,
    memory: memory && { ...memory, word: 'memory' },
    disk: disk && { ...disk, word: 'disk' },
    counts,
    isChanged: parts.some((part) => part?.before !== undefined) || flags.some(({ isChanged }) => isChanged),
  };
}

/** `ref 1 → 1025`, one text for each thing of the page that the step changed. */
export function pageChanges(page: PageState): readonly string[] {
  const count = (part: CountState | undefined, word: string): string[] =>
    part?.before === undefined ? [] : [`${word} ${part.before} → ${part.value}`];
  return [
    ...(page.isFreedNow ? ['freed'] : []),
    ...count(page.references, 'ref'),
    ...page.holders.flatMap((holder) => count(holder, holder.word)),
    ...page.flags.filter(({ isChanged }) => isChanged).map(({ word, isOn }) => (isOn ? word : `not ${word}`)),
    ...count(page.memory, 'memory v'),
    ...count(page.disk, 'disk v'),
    ...page.counts.flatMap((part) => count(part, part.word)),
  ];
}

function sentenceOf(frame: Omit<FrameOfRun, 'sentence'>, steps: number, broken: string): string {
  if (frame.number === 0) return `Before the first of ${steps} steps. ${frame.pages.map(pageSentence).join(' ')}`.trim();
  const where = frame.place === undefined ? '' : ` at ${frame.place.replace(/:(\d+)$/, ', line $1')}`;
  const changed = frame.pages.flatMap((page) => {
    const changes = pageChanges(page);
    return changes.length === 0 ? [] : [`${page.name}: ${changes.map((text) => text.replace('→', 'to')).join(', ')}.`];
  });
  return [
    `Step ${frame.number} of ${steps}: ${frame.actor}, ${frame.action}${where}.`,
    ...changed,
    ...frame.remarks.map((remark) => `Note: ${remark}.`),
    ...(frame.isBreaking ? [`This breaks: ${broken}`] : []),
  ].join(' ');
}

const pageSentence = ({ name, references, isFreed }: PageState): string =>
  isFreed ? `${name} is freed.` : references === undefined ? '' : `${name} has ${references.value} references.`;

/** The first step on a line of the source; the shown one if it stands there. Undefined if none does. */
export function stepOnLine({ frames }: RunFrames, line: number, shown: number): number | undefined {
  return frames[shown]?.line === line ? shown : frames.find((frame) => frame.line === line)?.number;
}
