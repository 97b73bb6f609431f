/**
 * Schedules as a picture, an SVG that needs nothing else: a lane an actor, time downwards, what each step changed beside it, the step that breaks something
 * marked, and the sentence that it breaks below.
 */
import type { SimulationResult, TraceStep } from '../../protocol/simulation.ts';
import { escapeHtml } from '../html.ts';
import { visible } from '../text.ts';
import { wrapped } from './columns.ts';
import { actionText, actorsOf, changesText, verdictText } from './traceText.ts';

const MARGIN = 24;
const LINE = 18;
/** Of a character of the fixed font, and of a lane and of the changes in characters. */
const CHARACTER = 7.9;
const LANE = 34;
const STATE = 40;
const GAP = 20;
const PAD = 6;
/** Narrower pictures would cut the sentences below. */
const NARROWEST = 640;

const style = `
text { font: 13px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: #1f2328; white-space: pre; }
.title { font-weight: 600; font-size: 15px; }
.head { font-weight: 600; }
.soft { fill: #59636e; }
.paper { fill: #ffffff; }
.lane { stroke: #d1d9e0; stroke-width: 2; }
.step { fill: #f6f8fa; stroke: #afb8c1; }
.breaks { fill: #ffebe9; stroke: #cf222e; stroke-width: 2; }
.wrong { fill: #b31d28; font-weight: 600; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.soft { fill: #9da7b3; }
.paper { fill: #0d1117; }
.lane { stroke: #30363d; }
.step { fill: #161b22; stroke: #59626d; }
.breaks { fill: #3c1418; stroke: #f85149; }
.wrong { fill: #ff8182; }
}`;

const fixed = (n: number): string => String(Math.round(n * 10) / 10);
const line = (x: number, y: number, kind: string, content: string): string =>
  `<text x="${fixed(x)}" y="${fixed(y)}" class="${kind}">${escapeHtml(visible(content))}</text>`;
const widthOf = (characters: number): number => characters * CHARACTER;

interface Drawn {
  readonly parts: readonly string[];
  readonly width: number;
  /** Where the next one may begin. */
  readonly end: number;
}

/** One schedule from `top` on. */
function drawn(result: SimulationResult, top: number): Drawn {
  const { trace, verdict } = result;
  const actors = actorsOf(trace);
  const lane = widthOf(LANE) + 2 * PAD;
  const left = (actor: string): number => MARGIN + actors.indexOf(actor) * (lane + GAP);
  const state = MARGIN + actors.length * (lane + GAP);
  const width = Math.max(NARROWEST, state + widthOf(STATE) + MARGIN);
  const parts: string[] = [line(MARGIN, top + LINE, 'title', `${result.scenario} under ${result.policy}: ${result.outcome ?? 'INCOMPLETE'}`)];
  const first = top + 2 * LINE + PAD;
  for (const actor of actors) parts.push(line(left(actor), first, 'head', actor));
  if (actors.length > 0) parts.push(line(state, first, 'head', 'changes'));
  const boxes: string[] = [];
  let y = first + LINE;
  for (const [i, step] of trace.entries()) {
    const isLast = verdict === 'violated' && i === trace.length - 1;
    const words = wrapped(`${step.step}  ${actionText(step)}`, LANE);
    const beside = sideLines(step);
    const height = Math.max(words.length, beside.length) * LINE + PAD;
    boxes.push(
      `<rect x="${fixed(left(step.actor) - PAD)}" y="${fixed(y)}" width="${fixed(lane)}" height="${fixed(height)}" rx="4" class="${isLast ? 'breaks' : 'step'}"/>`,
    );
    for (const [n, text] of words.entries()) boxes.push(line(left(step.actor), y + (n + 1) * LINE - PAD / 2, '', text));
    for (const [n, text] of beside.entries()) boxes.push(line(state, y + (n + 1) * LINE - PAD / 2, 'soft', text));
    y += height + PAD;
  }
  for (const actor of actors) {
    const x = fixed(left(actor) + lane / 2 - PAD);
    parts.push(`<line x1="${x}" y1="${fixed(first + PAD)}" x2="${x}" y2="${fixed(y)}" class="lane"/>`);
  }
  parts.push(...boxes);
  const sentence = wrapped(verdictText(result), Math.floor((width - 2 * MARGIN) / CHARACTER));
  for (const text of sentence) {
    y += LINE;
    parts.push(line(MARGIN, y, verdict === 'violated' ? 'wrong' : '', text));
  }
  return { parts, width, end: y + 2 * LINE };
}

const sideLines = (step: TraceStep): readonly string[] =>
  [...changesText(step), ...step.remarks.map((remark) => `note: ${remark}`)].flatMap((text) => wrapped(text, STATE));

/** One below the other, in their order. `title` says what they are of. Ends in a line feed. */
export function traceSvg(results: readonly SimulationResult[], title: string): string {
  const all: Drawn[] = [];
  for (const result of results) all.push(drawn(result, all.at(-1)?.end ?? MARGIN + 2 * LINE));
  const width = Math.ceil(Math.max(NARROWEST, ...all.map((one) => one.width)));
  const heading = wrapped(title, Math.floor((width - 2 * MARGIN) / CHARACTER));
  const shift = heading.length * LINE;
  const height = Math.ceil((all.at(-1)?.end ?? MARGIN + 2 * LINE) + shift);
  const told = results.map((r) => `${r.policy}: ${verdictText(r)}`).join(' ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="race-title race-desc">`,
    `<title id="race-title">${escapeHtml(visible(title))}</title>`,
    `<desc id="race-desc">${escapeHtml(visible(told))}</desc>`,
    `<style>${style}</style>`,
    `<rect x="0" y="0" width="${width}" height="${height}" class="paper"/>`,
    ...heading.map((text, i) => line(MARGIN, MARGIN + (i + 1) * LINE, 'soft', text)),
    `<g transform="translate(0 ${shift})">`,
    ...all.flatMap(({ parts }) => parts),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}
