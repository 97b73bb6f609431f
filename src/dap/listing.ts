/**
 * The schedule as a text to read beside the source, a line a step. It is the source of steps that have none: those of the kernel, whose functions it names,
 * and all steps of a replay whose file is not there.
 */
import { verdictText } from '../report/simulation/traceText.ts';
import { visible } from '../report/text.ts';
import { placeOf, type Schedule } from './schedule.ts';

export interface Listing {
  readonly text: string;
  /** By the index of the step, from 1 on. */
  readonly lines: readonly number[];
}

/** The kernel function that a step is taken from, `mm/vmscan.c shrink_folio_list()`; undefined for a line of the user. */
export function functionOf(step: Schedule['steps'][number] | undefined): { readonly file: string; readonly name: string } | undefined {
  const source = step?.source;
  if (source === null || source === undefined || source.line !== null) return undefined;
  return { file: source.file, name: source.symbol === null ? source.file : `${source.symbol}()` };
}

/** `R2 locks it, in shrink_folio_list()`. */
export function stepText(step: Schedule['steps'][number]): string {
  const from = functionOf(step);
  return visible(from === undefined ? step.action : `${step.action}, in ${from.name}`);
}

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function originOf(step: Schedule['steps'][number]): string {
  const place = placeOf(step);
  if (place !== undefined) return `${fileName(place.file)}:${place.line}`;
  const from = functionOf(step);
  return from === undefined ? '' : `${from.file} ${from.name === from.file ? '' : from.name}`.trim();
}

/** `title`: the first line. */
export function listingOf(schedule: Schedule, title: string): Listing {
  const { steps, result } = schedule;
  const rows = steps.map((step) => [String(step.step), step.actor, visible(step.action), visible(originOf(step))] as const);
  const width = (column: 0 | 1 | 2): number => Math.max(0, ...rows.map((row) => row[column].length));
  const out = [visible(title), `under ${result.policy}`, ''];
  const lines = rows.map(([number, actor, action, origin], i) => {
    const at = out.push(`${number.padStart(width(0))}  ${actor.padEnd(width(1))}  ${action.padEnd(width(2))}  ${origin}`.trimEnd());
    for (const remark of steps[i]?.remarks ?? []) out.push(`${' '.repeat(width(0) + width(1) + 4)}note: ${visible(remark)}`);
    return at;
  });
  out.push('', `${schedule.isViolated ? '=> ' : ''}${visible(verdictText(result))}`, '');
  return { text: out.join('\n'), lines };
}
