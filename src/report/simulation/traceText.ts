/**
 * A trace as commit messages of the kernel show a race: a column for each actor, time going down, what changed beside it, and the sentence that is broken
 * at its end. At most 75 columns, plain ASCII, so that it can be pasted into one.
 */

import { groupBy } from '../../base/groupBy.ts';
import type { SimulationResult, StateValue, TraceStep } from '../../protocol/simulation.ts';
import { visible } from '../text.ts';
import { beside, HARD_SPACE, hanging, wrapped } from './columns.ts';

export const TRACE_WIDTH = 75;
const GAP = '  ';
/** Narrower columns break nearly every word; then actors stand in front of their steps instead. */
const NARROWEST = 14;
/** Of the column with what changed. */
const STATE = { narrow: 20, wide: 27 } as const;

interface Column {
  readonly title: string;
  readonly width: number;
}

export const variantText = (variant: Readonly<Record<string, string>>): string =>
  Object.entries(variant)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');

/** `F: ref 2->3, dirty 0->1`, one text for each thing that has such a part. */
export function changesText({ changes }: TraceStep): readonly string[] {
  const texts = Object.entries(changes).map(([cell, { from, to }]) => ({
    cell,
    text: typeof to === 'string' ? `${from} -> ${to}` : `${from}->${to}`,
  }));
  return byOwner(texts);
}

function byOwner(cells: readonly { readonly cell: string; readonly text: string }[]): readonly string[] {
  const owners = groupBy(cells, ({ cell }) => cell.slice(0, Math.max(0, cell.lastIndexOf('.'))));
  return [...owners].map(([owner, parts]) => {
    const said = parts
      .map(({ cell, text }) => `${owner === '' ? cell : cell.slice(owner.length + 1)} ${text}`.replaceAll(' ', HARD_SPACE))
      .join(', ');
    return owner === '' ? said : `${owner}: ${said}`;
  });
}

/** With the place of a finding, or of a user's own scenario; where only a function is known, json has it. */
export function actionText({ action: words, source }: TraceStep): string {
  const action = visible(words);
  return source === null || source.line === null ? action : `${action} (${source.file.slice(source.file.lastIndexOf('/') + 1)}:${source.line})`;
}

/** In the order in which they first do something. */
export const actorsOf = (trace: readonly TraceStep[]): readonly string[] => [...new Set(trace.map(({ actor }) => actor))];

/** The fields that the trace changes, as they are before it. */
function startText(initial: Readonly<Record<string, StateValue>>, trace: readonly TraceStep[]): string {
  const changed = new Set(trace.flatMap(({ changes }) => Object.keys(changes)));
  const cells = Object.entries(initial).filter(([cell]) => changed.has(cell));
  return byOwner(cells.map(([cell, value]) => ({ cell, text: String(value) }))).join('; ');
}

function rule(columns: readonly Column[]): string[] {
  return beside(
    columns.flatMap(({ title, width }) => [{ lines: [title, '-'.repeat(title === '' ? 0 : width)], width }]),
    GAP,
  );
}

/** Number, a column an actor, what changed; or, with too many actors, number, actor, step, what changed. */
function layOut(
  actors: readonly string[],
  digits: number,
): { readonly columns: readonly Column[]; readonly stateWidth: number; readonly isStacked: boolean } {
  const left = TRACE_WIDTH - digits;
  for (const stateWidth of [STATE.wide, STATE.narrow]) {
    const width = Math.floor((left - GAP.length - stateWidth) / actors.length) - GAP.length;
    if (width >= NARROWEST + (stateWidth === STATE.wide ? 6 : 0))
      return { columns: actors.map((title) => ({ title, width })), stateWidth, isStacked: false };
  }
  const width = Math.max(...actors.map((name) => Math.min(name.length, NARROWEST)));
  const rest = left - width - 3 * GAP.length;
  const columns = [
    { title: 'actor', width },
    { title: 'step', width: rest - STATE.wide },
  ];
  return { columns, stateWidth: STATE.wide, isStacked: true };
}

/** The rows of the trace alone, with heads; each line at most `TRACE_WIDTH` long. */
export function scheduleLines(result: SimulationResult): string[] {
  const { trace } = result;
  if (trace.length === 0) return [];
  const actors = actorsOf(trace);
  const digits = String(trace.length).length;
  const { columns, stateWidth, isStacked } = layOut(actors, digits);
  const number = { title: '', width: digits };
  const state = { title: 'changes', width: stateWidth };
  const lines = rule([number, ...columns, state]);
  for (const step of trace) {
    const texts = isStacked ? [step.actor, actionText(step)] : actors.map((name) => (name === step.actor ? actionText(step) : ''));
    const cells = [
      { lines: [String(step.step).padStart(digits)], width: digits },
      ...columns.map(({ width }, i) => ({ lines: wrapped(texts[i] ?? '', width), width })),
      { lines: changesText(step).flatMap((change) => wrapped(change, stateWidth)), width: stateWidth },
    ];
    lines.push(...beside(cells, GAP));
    for (const remark of step.remarks) lines.push(...hanging(`${' '.repeat(digits)}${GAP}note: `, remark, TRACE_WIDTH));
  }
  return lines;
}

const waitingText = (stuck: Readonly<Record<string, string>>): string =>
  `Waiting: ${Object.entries(stuck)
    .map(([actor, place]) => `${actor} at "${place}"`)
    .join(', ')}.`;

/** What is broken at the end, or what was found instead. */
export function verdictText(result: SimulationResult): string {
  const { broken, trace, outcome } = result;
  if (result.verdict === 'violated') {
    const at = trace.length === 0 ? 'the first state' : `step ${trace.length}`;
    if (broken === null) return `DEADLOCK: after ${at} nobody can go on. ${waitingText(result.stuck ?? {})}`;
    const source = broken.source === null ? '' : ` (${broken.source})`;
    return `${outcome}: ${at} breaks ${broken.name}: ${broken.sentence}${source}`;
  }
  if (result.verdict === 'incomplete') return incompleteText(result);
  const all = `all ${result.statesExplored.toLocaleString('en-US')} reachable states were visited, nothing that is asked is broken.`;
  return outcome === 'DENIED' ? `The acquire is refused; ${all}` : `${all[0]?.toUpperCase()}${all.slice(1)}`;
}

const verdictLines = (result: SimulationResult): string[] =>
  hanging(result.verdict === 'violated' ? ' => ' : '   ', verdictText(result), TRACE_WIDTH);

/** One sentence that names the bound. */
export function incompleteText({ bound, statesExplored }: SimulationResult): string {
  const states = statesExplored.toLocaleString('en-US');
  switch (bound) {
    case 'walks':
      return `Nothing was broken on these random walks, of ${states} steps in all; that is no proof.`;
    case 'memory':
      return `Stopped at the bound on memory after ${states} states: nothing broken so far, but not all were visited.`;
    case 'states':
    case null:
      return `Stopped at --max-states after ${states} states: nothing broken so far, but not all were visited.`;
    default:
      return bound satisfies never;
  }
}

const costsText = (costs: Readonly<Record<string, number>>): string => {
  const spent = Object.entries(costs).filter(([, n]) => n !== 0);
  return spent.length === 0 ? 'nothing that is counted' : spent.map(([name, n]) => `${name} ${n.toLocaleString('en-US')}`).join(', ');
};

/** One cell of the matrix in full, ending in a line feed. */
export function traceText(result: SimulationResult): string {
  const word = result.outcome ?? 'INCOMPLETE';
  const variant = variantText(result.variant);
  const lines = [...hanging('', `${result.scenario} under ${result.policy}: ${word}`, TRACE_WIDTH)];
  if (variant !== '') lines.push(...hanging('   ', variant, TRACE_WIDTH));
  lines.push('');
  const start = startText(result.initial, result.trace);
  if (start !== '') lines.push(...hanging('   before: ', start, TRACE_WIDTH), '');
  const schedule = scheduleLines(result);
  if (schedule.length > 0) lines.push(...schedule, '');
  lines.push(...verdictLines(result));
  if (result.verdict === 'violated' && result.trace.length > 0 && result.isShortest) {
    lines.push(...hanging('   ', 'No schedule with fewer steps breaks anything that is asked.', TRACE_WIDTH));
  }
  for (const { sentence, reached } of result.sometimes) {
    // Where the pages are refused, nothing is meant to be reached.
    if (!reached && result.outcome === 'OK') lines.push(...hanging('   ', `Never reached: ${sentence}`, TRACE_WIDTH));
  }
  lines.push(...hanging('   costs: ', costsText(result.costs), TRACE_WIDTH));
  return `${lines.join('\n')}\n`;
}

/** The violated among them, each schedule once, with the names of the others that it is the schedule of. Ends in a line feed. */
export function violationsText(results: readonly SimulationResult[]): string {
  const broken = results.filter(({ verdict }) => verdict === 'violated');
  const schedules = groupBy(broken, (r) => JSON.stringify([r.broken?.name, r.trace.map(({ actor, action }) => [actor, action])]));
  return [...schedules.values()]
    .map(([first, ...others]) => {
      const same = others.map((r) => `${r.policy} ${variantText(r.variant)}`.trim()).join('; ');
      return `${first === undefined ? '' : traceText(first)}${same === '' ? '' : `${hanging('   the same under: ', same, TRACE_WIDTH).join('\n')}\n`}`;
    })
    .join('\n');
}
