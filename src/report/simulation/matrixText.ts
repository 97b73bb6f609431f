/** Scenarios against policies as one matrix of words, with what each run cost, and what the words mean. 100 columns at most. */

import { groupBy } from '../../base/groupBy.ts';
import type { Outcome, SimulationResult } from '../../protocol/simulation.ts';
import { hanging } from './columns.ts';

const MATRIX_WIDTH = 100;
const CELL = 9;

/** What a terminal can do; `picocolors.createColors()` has this shape. */
export interface MatrixPalette {
  bold(s: string): string;
  dim(s: string): string;
  red(s: string): string;
  yellow(s: string): string;
  green(s: string): string;
}

export const plainPalette: MatrixPalette = { bold: (s) => s, dim: (s) => s, red: (s) => s, yellow: (s) => s, green: (s) => s };

type Word = Outcome | 'INCOMPLETE';

const wordOf = (r: SimulationResult): Word => r.outcome ?? 'INCOMPLETE';

/** As they stand in a cell. */
const shortWords: Partial<Record<Word, string>> = { 'STALE-UNDETECTED': 'STALE', INCOMPLETE: '?' };
const short = (word: Word): string => shortWords[word] ?? word;

const meanings: Readonly<Record<Word, string>> = {
  OK: 'every reachable state was visited, nothing is wrong',
  DENIED: 'the pages are refused, so that nothing can go wrong',
  CORRUPT: 'data of another file or process is hit, or the filesystem is deceived',
  CSUM: 'what is on disk does not match its checksum, or changed while it was written',
  LOST: 'a completed write never reaches the disk, or not after a crash that msync() had promised to survive',
  LEAK: 'a reference, a pin or a mark stays for ever',
  UAF: 'memory is used after it was freed',
  UNDERFLOW: 'more is released than was taken',
  'STALE-UNDETECTED': 'a page of a device that went is used, and nothing notices',
  DEADLOCK: 'everybody waits, and nobody can go on',
  INCOMPLETE: 'a bound was hit before all states were visited; nothing wrong so far',
};
const wordOrder = Object.keys(meanings) as Word[]; // exactly these keys

interface Row {
  /** The scenario, or what is different in a variant. */
  readonly title: string;
  readonly isFirst: boolean;
  readonly cells: readonly (SimulationResult | undefined)[];
}

/** The values in which a variant differs from the scenario's first under the same policy. */
function difference(r: SimulationResult, first: SimulationResult): string {
  return Object.entries(r.variant)
    .filter(([key, value]) => first.variant[key] !== value)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}

/** One row for the defaults, then one for each other variant, in the order of the results. */
function rowsOf(scenario: string, results: readonly SimulationResult[], policies: readonly string[]): Row[] {
  const byTitle = new Map<string, (SimulationResult | undefined)[]>();
  const firsts = new Map<string, SimulationResult>();
  for (const r of results) {
    const first = firsts.get(r.policy) ?? r;
    firsts.set(r.policy, first);
    const title = difference(r, first);
    const cells = byTitle.get(title) ?? policies.map(() => undefined);
    cells[policies.indexOf(r.policy)] = r;
    byTitle.set(title, cells);
  }
  return [...byTitle].map(([title, cells]) => ({ title: title === '' ? scenario : `  ${title}`, isFirst: title === '', cells }));
}

/** Letters of the costs that a cell shows, the most telling first, with the counters that they sum up. */
const costLetters: readonly { readonly letter: string; readonly counters: readonly string[]; readonly meaning: string }[] = [
  { letter: 'c', counters: ['copies'], meaning: 'pages copied' },
  { letter: 'm', counters: ['allocs'], meaning: 'allocations' },
  { letter: 's', counters: ['deviceStops'], meaning: 'device stops' },
  { letter: 'f', counters: ['gupFastLost'], meaning: 'GUP-fast lost' },
  { letter: 'w', counters: ['extraWritebacks'], meaning: 'needless writes' },
  { letter: 'l', counters: ['mmapLocks', 'lruLocks', 'folioLocks'], meaning: 'locks' },
  { letter: 'a', counters: ['atomics'], meaning: 'atomics' },
];

/** Costs of runs that come to their end; a run that breaks something stops early, so its costs are no fair price. */
function costCell(r: SimulationResult | undefined): string {
  if (r === undefined || r.verdict !== 'holds') return '';
  let text = '';
  for (const { letter, counters } of costLetters) {
    const n = counters.reduce((sum, counter) => sum + (r.costs[counter] ?? 0), 0);
    const more = `${text === '' ? '' : ' '}${n}${letter}`;
    if (n > 0 && text.length + more.length <= CELL) text += more;
  }
  return text;
}

/** The policy's name in two lines. */
function heads(policy: string): readonly [string, string] {
  const dash = policy.indexOf('-') + 1;
  return dash === 0 ? ['', policy] : [policy.slice(0, dash), policy.slice(dash)];
}

function paint(word: Word, text: string, colours: MatrixPalette): string {
  if (word === 'OK') return colours.green(text);
  return word === 'DENIED' || word === 'INCOMPLETE' ? colours.yellow(text) : colours.red(text);
}

/** Ends in a line feed. `results` are grouped by scenario, each scenario's by policy or by variant, the default variant first. */
export function matrixText(results: readonly SimulationResult[], colours: MatrixPalette): string {
  const policies = [...new Set(results.map((r) => r.policy))];
  const blocks = [...groupBy(results, (r) => r.scenario)].map(([scenario, group]) => rowsOf(scenario, group, policies));
  const titleWidth = Math.min(Math.max(0, ...blocks.flat().map(({ title }) => title.length)), MATRIX_WIDTH - policies.length * (CELL + 1));
  const line = (title: string, cells: readonly string[]): string =>
    `${title.padEnd(titleWidth)}${cells.map((cell) => ` ${cell}`).join('')}`.trimEnd();
  const out = [0, 1].map((row) =>
    colours.bold(
      line(
        '',
        policies.map((policy) => (heads(policy)[row] ?? '').padEnd(CELL)),
      ),
    ),
  );
  for (const { title, isFirst, cells } of blocks.flat()) {
    const words = cells.map((r) => (r === undefined ? ' '.repeat(CELL) : paint(wordOf(r), short(wordOf(r)).padEnd(CELL), colours)));
    if (title.length > titleWidth) out.push(title);
    out.push(line(title.length > titleWidth ? '' : title, words));
    const costs = isFirst ? cells.map(costCell) : [];
    if (costs.some((cell) => cell !== '')) {
      const padded = costs.map((cell) => cell.padEnd(CELL));
      out.push(colours.dim(line('', padded)));
    }
  }
  if (blocks.length === 1) out.push('', ...hanging('', defaultsText(results), MATRIX_WIDTH));
  return `${[...out, '', ...legend(results), '', countsText(results)].join('\n')}\n`;
}

/** The variant of the first row; keys that only some policies know are among them. */
function defaultsText(results: readonly SimulationResult[]): string {
  const firsts = [...groupBy(results, (r) => r.policy).values()].map(([first]) => first?.variant ?? {});
  const values = Object.entries(Object.assign({}, ...firsts) as Record<string, string>).map(([key, value]) => `${key}=${value}`);
  return values.length === 0 ? 'It has no variants.' : `The first row has ${values.join(' ')}, where a policy knows the key.`;
}

function legend(results: readonly SimulationResult[]): string[] {
  const words = new Set(results.map(wordOf));
  const width = Math.max(...[...words].map((word) => short(word).length));
  const lines = wordOrder
    .filter((word) => words.has(word))
    .flatMap((word) => hanging(`${short(word).padEnd(width)}  `, `${word === short(word) ? '' : `${word}: `}${meanings[word]}`, MATRIX_WIDTH));
  const letters = costLetters.map(({ letter, meaning }) => `${letter} ${meaning}`).join(', ');
  return [...lines, ...hanging('', `Below a word, what a run in which the actors take turns cost: ${letters}.`, MATRIX_WIDTH)];
}

const grouped = (n: number): string => n.toLocaleString('en-US');

/** One line on all of them. */
export function countsText(results: readonly SimulationResult[]): string {
  const count = (verdict: SimulationResult['verdict']): string => grouped(results.filter((r) => r.verdict === verdict).length);
  const states = results.reduce((sum, r) => sum + r.statesExplored, 0);
  return `${grouped(results.length)} searched: ${count('holds')} hold, ${count('violated')} violated, ${count('incomplete')} incomplete; ${grouped(states)} states`;
}
