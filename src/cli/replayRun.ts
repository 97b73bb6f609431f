/** The second half of `replay`: searches the scenario of a finding, or opens what was saved, and prints. */
import type { SimulationResult } from '../protocol/simulation.ts';
import { apartText, fixedText, headOf, noHarmText, type ReplayHead, replayHeadText, replayLimitText } from '../report/simulation/replayText.ts';
import { replayJson } from '../report/simulation/simulationJson.ts';
import { traceSvg } from '../report/simulation/traceSvg.ts';
import type { PolicyName } from '../sim/policy/index.ts';
import { type Cell, cellsOf } from '../sim/run/index.ts';
import type { ScenarioDescription } from '../sim/scenario/index.ts';
import { Failure } from './failure.ts';
import { INTERRUPTED, watchInterrupt } from './interrupt.ts';
import { defaultJobs } from './options.ts';
import { say, writeStdout } from './output.ts';
import { createProgress } from './progress.ts';
import { readSavedReplay } from './replaySaved.ts';
import { choosePolicies } from './scenarioChoice.ts';
import { MAX_BYTES, searchStatus, simulationText } from './simulate.ts';
import { runAll } from './simulateRun.ts';

export type ReplayFormat = 'text' | 'json' | 'svg';

/** A finding on its way to the screen; plain data. */
export interface Replayed extends ReplayHead {
  /** Of the finding's file on disk. */
  readonly path: string;
  /** The policy of the tree's own version. */
  readonly mainline: PolicyName;
  /** Instead of a scenario: the sentence that says why there is none. */
  readonly why?: string;
  readonly scenario?: ScenarioDescription;
  readonly after?: { readonly title: string; readonly scenario?: ScenarioDescription };
  /** Said beside it: a tree that was guessed, a finding of another line. */
  readonly remarks: readonly string[];
  /** How the kernel sees this sort of mistake by itself. */
  readonly noticed?: string;
  /** What mainline itself breaks around such code, which was not asked. */
  readonly apart?: string;
}

export interface ReplayOptions {
  readonly policy?: string;
  readonly format: ReplayFormat;
  readonly maxStates: number;
}

export const replayHelp = (): string => `
The finding on that line, or the nearest one of its function. The path that the audit found becomes the driver; around it stand whoever can do harm:
reclaim, the process, the caller. Every interleaving is searched, and the shortest that breaks something is printed, each step of the driver with the
line that it stands on.

Exit status: 1 if anything is violated, else 3 if a bound was hit, else 0; 2 bad usage, an unreadable FILE, or no finding there.

Examples:
  gupscope replay drivers/misc/engine.c:118
  gupscope replay drivers/misc/engine.c:118 --policy all     # what each policy would have done
  gupscope replay drivers/misc/engine.c:118 --format json > race.json
  gupscope replay race.json
  gupscope replay race.json --format svg > race.svg`;

export async function showReplay(replayed: Replayed, options: ReplayOptions): Promise<number> {
  const policies = options.policy === undefined ? [replayed.mainline] : choosePolicies(options.policy);
  for (const remark of replayed.remarks) say(remark);
  const { scenario, after } = replayed;
  if (scenario === undefined) {
    const why = replayed.why ?? 'There is nothing to replay.';
    if (options.format !== 'text') {
      say(why.replace(/\.$/, ''));
      await writeStdout(options.format === 'json' ? replayJson([]) : traceSvg([], headOf(replayed)));
    } else await writeStdout(`${replayHeadText(replayed)}\n${why}\n`);
    return 0;
  }
  const cellsFor = (of: ScenarioDescription, under: readonly PolicyName[]): readonly Cell[] => cellsOf([of], under, { all: false, fixed: new Map() });
  const own = cellsFor(scenario, policies);
  const asked = policies.find((name) => name === replayed.mainline) ?? policies[0] ?? replayed.mainline;
  const fixed = after?.scenario === undefined || options.format !== 'text' ? [] : cellsFor(after.scenario, [asked]);
  const results = await search([...own, ...fixed], options.maxStates);
  if (results === undefined) {
    say('interrupted; nothing was written');
    return INTERRUPTED;
  }
  const found = results.slice(0, own.length);
  if (options.format === 'json') await writeStdout(replayJson(found));
  else if (options.format === 'svg') await writeStdout(traceSvg(found, headOf(replayed)));
  else {
    const parts = [replayHeadText(replayed), simulationText(found)];
    if (found.every(({ verdict }) => verdict === 'holds')) parts.push(noHarmText(asked, asked === replayed.mainline, replayed.noticed));
    if (after !== undefined) parts.push(fixedText({ title: after.title, result: results[own.length] }));
    if (replayed.apart !== undefined) parts.push(apartText(replayed.apart));
    await writeStdout([...parts, replayLimitText].join('\n'));
  }
  return searchStatus(found);
}

/** Undefined if it was interrupted. */
async function search(cells: readonly Cell[], maxStates: number): Promise<readonly SimulationResult[] | undefined> {
  const progress = createProgress(process.stderr, 'searches');
  const interrupt = watchInterrupt();
  try {
    const bounds = { maxStates, maxBytes: MAX_BYTES, walk: undefined };
    const results = await runAll({ cells, bounds, jobs: defaultJobs(), progress, interrupt });
    return interrupt.cancelled ? undefined : results;
  } finally {
    progress.clear();
    interrupt.release();
  }
}

export async function showSavedReplay(file: string, options: ReplayOptions): Promise<number> {
  const saved = readSavedReplay(file);
  const wanted = options.policy === undefined ? undefined : new Set<string>(choosePolicies(options.policy));
  const results = saved.filter(({ policy }) => wanted === undefined || wanted.has(policy));
  if (results.length === 0 && saved.length > 0) {
    throw new Failure(`${file} holds no run under ${options.policy}; it has ${saved.map(({ policy }) => policy).join(', ')}`);
  }
  await writeStdout(savedText(results, file, options.format));
  return searchStatus(results);
}

function savedText(results: readonly SimulationResult[], file: string, format: ReplayFormat): string {
  if (format === 'json') return replayJson(results);
  if (format === 'svg') return traceSvg(results, file);
  return results.length === 0 ? 'Nothing was searched.\n' : simulationText(results);
}
