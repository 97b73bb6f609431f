/** What is said around the schedule of a finding: which finding it is, and what the search says of it and of its fix. */
import type { SimulationResult } from '../../protocol/simulation.ts';
import { visible } from '../text.ts';
import { hanging } from './columns.ts';
import { incompleteText, TRACE_WIDTH } from './traceText.ts';

/** A finding as the head of its replay names it. */
export interface ReplayHead {
  /** `drivers/x.c:14`. */
  readonly place: string;
  readonly level: string;
  readonly message: string;
  readonly rule: string;
}

export interface FixedReplay {
  /** As a light bulb has it. */
  readonly title: string;
  /** Undefined if the fix leaves no such path. */
  readonly result: SimulationResult | undefined;
}

const paragraph = (text: string): string => `${hanging('', text, TRACE_WIDTH).join('\n')}\n`;

export const headOf = ({ place, level, message, rule }: ReplayHead): string => visible(`${place}: ${level}: ${message} [${rule}]`);

export const replayHeadText = (head: ReplayHead): string => paragraph(headOf(head));

/** `policy`: of which the verdict is. `noticed`: why nothing breaks, where that is known. */
export function noHarmText(policy: string, isMainline: boolean, noticed: string | undefined): string {
  return paragraph(`No harm found under ${policy}${isMainline ? ', which is mainline' : ''}.${noticed === undefined ? '' : ` ${noticed}`}`);
}

export function fixedText({ title, result }: FixedReplay): string {
  const after = `After the fix "${title}"`;
  if (result === undefined) return paragraph(`${after} the function has no such path any more.`);
  const states = result.statesExplored.toLocaleString('en-US');
  switch (result.verdict) {
    case 'holds':
      return result.outcome === 'DENIED'
        ? paragraph(`${after} the pages are refused, so that nothing can break: all ${states} reachable states were visited.`)
        : paragraph(`${after} the same path holds under ${result.policy}: all ${states} reachable states were visited.`);
    case 'violated':
      return paragraph(
        `${after} the same path still ends in ${result.outcome} under ${result.policy}: ${result.broken?.sentence ?? 'everybody waits, and nobody can go on'}`,
      );
    case 'incomplete':
      return paragraph(`${after}: ${incompleteText(result)}`);
    default:
      return result.verdict satisfies never;
  }
}

export const apartText = (sentence: string): string => paragraph(sentence);

/** What a schedule does not say. */
export const replayLimitText: string = paragraph(
  'The audit found this path; the schedule shows what follows from it, and is no proof that the path can be taken.',
);
