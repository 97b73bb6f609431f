/** A replay that was fetched, ready to be walked through: the schedule, the sources of its steps, and the words for where it stops. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { verdictText } from '../report/simulation/traceText.ts';
import { visible } from '../report/text.ts';
import type { Stage } from './breakpoints.ts';
import type { Debuggee } from './debuggee.ts';
import { functionOf, type Listing, listingOf, stepText } from './listing.ts';
import { placeOf, type Schedule, scheduleOf, stepOf } from './schedule.ts';
import { momentAt, pageRow, pagesOf } from './stateView.ts';

export interface LoadedReplay extends Stage {
  readonly debuggee: Debuggee;
  readonly listing: Listing;
  /** Of the listing, another one for each replay: clients keep what they have read. */
  readonly reference: number;
}

export function load(debuggee: Debuggee, reference: number): LoadedReplay {
  const schedule = scheduleOf(debuggee.result);
  const listing = listingOf(schedule, debuggee.title);
  return { debuggee, schedule, listing, reference, pathOf: debuggee.pathOf, listingLines: listing.lines };
}

/** Why there is nothing to step through, in one sentence. */
export function emptiness({ schedule, debuggee }: LoadedReplay): string | undefined {
  const { verdict } = debuggee.result;
  if (verdict === 'incomplete') return `${plain(verdictText(debuggee.result))}; raise "maxStates" of the launch`;
  if (verdict === 'violated' || schedule.steps.length > 0) return undefined;
  return `nothing breaks under ${debuggee.result.policy}, and no schedule was kept; launch from the finding itself to step through one`;
}

const plain = (text: string): string => text.replace(/\.$/, '');
const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The text of the schedule as a source. `origin`: the kernel function that is meant. */
function listingSource({ reference, debuggee }: LoadedReplay, origin: string | undefined): DebugProtocol.Source {
  return { name: `schedule under ${debuggee.result.policy}`, sourceReference: reference, ...(origin === undefined ? {} : { origin }) };
}

export function sourcesOf(replay: LoadedReplay): readonly DebugProtocol.Source[] {
  const paths = replay.schedule.steps.flatMap((step) => {
    const place = placeOf(step);
    return place === undefined ? [] : (replay.pathOf(place.file) ?? []);
  });
  return [...[...new Set(paths)].map((path) => ({ name: fileName(path), path })), listingSource(replay, undefined)];
}

/** Where an actor stands, with lines from 1 on. */
export function frameOf(replay: LoadedReplay, actor: string, position: number): Omit<DebugProtocol.StackFrame, 'id'> {
  const { schedule, listing } = replay;
  const at = stepOf(schedule, actor, position);
  const step = schedule.steps[at?.index ?? -1];
  if (at === undefined || step === undefined) return { name: 'takes no step in this schedule', line: 0, column: 0, presentationHint: 'label' };
  // The step that breaks something is where one stands, not what is over.
  const isOver = at.isPast && !(schedule.isViolated && at.index === schedule.steps.length - 1);
  const words = { name: isOver ? `${stepText(step)} (its last step)` : stepText(step), ...(isOver ? { presentationHint: 'subtle' as const } : {}) };
  const place = placeOf(step);
  const path = place && replay.pathOf(place.file);
  if (place !== undefined && path !== undefined) return { ...words, line: place.line, column: 1, source: { name: fileName(path), path } };
  const from = functionOf(step);
  const origin = from === undefined ? undefined : `${from.file} ${from.name}`;
  return { ...words, line: listing.lines[at.index] ?? 1, column: 1, source: listingSource(replay, origin) };
}

/** What an exception is called and says. */
export interface Breakage {
  readonly id: string;
  readonly invariant: string | undefined;
  /** What must be true, or who waits. */
  readonly sentence: string;
  readonly text: string;
}

/** Each page as it is at the end. */
function pagesText(schedule: Schedule): readonly string[] {
  const end = momentAt(schedule, schedule.steps.length);
  return pagesOf(schedule).map((page) => `${page}: ${pageRow(end, page).value}`);
}

/** Of a schedule that breaks something. */
export function breakageOf({ schedule, debuggee }: LoadedReplay): Breakage {
  const { result } = debuggee;
  const last = schedule.steps.at(-1);
  const step = last === undefined ? '' : `Step ${last.step} is the one: ${last.actor}, ${stepText(last)}.`;
  const sentence = result.broken?.sentence ?? verdictText(result);
  return {
    id: result.outcome ?? 'violated',
    invariant: result.broken?.name,
    sentence,
    text: [visible(verdictText(result)), step, ...pagesText(schedule), debuggee.title].filter((part) => part !== '').join('\n'),
  };
}

/** Said before the first step. */
export function openingText({ schedule, debuggee }: LoadedReplay): string {
  const { result, title, remarks } = debuggee;
  const steps = `${schedule.steps.length} step${schedule.steps.length === 1 ? '' : 's'}`;
  const actors = [...new Set(schedule.steps.map(({ actor }) => actor))].join(', ');
  const found = schedule.isViolated
    ? `${result.outcome ?? 'broken'} under ${result.policy}: ${steps} of ${actors} lead there.`
    : `Nothing breaks under ${result.policy}: ${steps} of ${actors}, as they take turns.`;
  return [...remarks, title, found].map(visible).join('\n');
}

/** Said at the end. */
export const closingText = ({ debuggee }: LoadedReplay): string => [verdictText(debuggee.result), ...debuggee.closing].map(visible).join('\n');

/** For the head of a call stack: where in the schedule one is. */
export const progressText = ({ steps }: Schedule, position: number): string => `${position} of ${steps.length} steps taken`;
