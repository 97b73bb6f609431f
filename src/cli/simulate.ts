/** The `simulate` command, from its arguments to its exit status. */
import { isatty } from 'node:tty';
import picocolors from 'picocolors';
import type { SimulationResult } from '../protocol/simulation.ts';
import { matrixText } from '../report/simulation/matrixText.ts';
import { scenarioListJson, scenarioListText } from '../report/simulation/scenarioList.ts';
import { simulationJson } from '../report/simulation/simulationJson.ts';
import { traceText, violationsText } from '../report/simulation/traceText.ts';
import { machineOf } from '../sim/explore/index.ts';
import { dotOf, promelaOf } from '../sim/export/index.ts';
import { policies, policyNames } from '../sim/policy/index.ts';
import type { Cell } from '../sim/run/index.ts';
import { compile } from '../sim/scenario/index.ts';
import { Failure } from './failure.ts';
import { INTERRUPTED, watchInterrupt } from './interrupt.ts';
import { say, writeStdout } from './output.ts';
import { createProgress } from './progress.ts';
import { chooseCells, choosePolicies, chooseScenarios, chooseVariants } from './scenarioChoice.ts';
import { describeScenarios } from './scenarioFacts.ts';
import { runAll } from './simulateRun.ts';

export interface SimulateCommand {
  readonly policy: string;
  readonly variant?: readonly string[];
  readonly format: 'text' | 'json';
  readonly list?: boolean;
  readonly maxStates: number;
  readonly walk?: number;
  readonly seed?: number;
  readonly export?: 'promela' | 'dot';
  readonly jobs: number;
}

/** All memory of one search, whatever the machine, so that a verdict does not depend on where it was found. */
export const MAX_BYTES = 1 << 30;

export const simulateHelp = (): string => `
Policies:
${policyNames.map((name) => `  ${name.padEnd(14)} ${policies[name].title}`).join('\n')}

Exit status: 1 if anything is violated, else 3 if a bound was hit, else 0; 2 bad usage or a scenario file with a mistake.

Examples:
  gupscope simulate a1 --policy foll-pin            # one schedule, as a commit message shows it
  gupscope simulate --policy all                    # the matrix: every scenario, every policy
  gupscope simulate a5 --policy all --variant all   # every variant of one
  gupscope simulate my-race.json --walk 10000 --seed 7
  gupscope simulate a1 --policy base2018 --export promela > a1.pml`;

export async function simulate(given: readonly string[], options: SimulateCommand): Promise<number> {
  if (options.seed !== undefined && options.walk === undefined) throw new Failure('--seed is of random walks; say how many with --walk N');
  const scenarios = chooseScenarios(given);
  if (options.list === true) {
    const facts = describeScenarios(scenarios);
    await writeStdout(options.format === 'json' ? scenarioListJson(facts) : scenarioListText(facts));
    return 0;
  }
  if (options.export !== undefined && options.walk !== undefined) throw new Failure('--export writes a model and walks nowhere; leave out --walk');
  const cells = chooseCells(scenarios, choosePolicies(options.policy), chooseVariants(options.variant ?? [], scenarios));
  if (options.export !== undefined) {
    const [only, second] = cells;
    if (only === undefined || second !== undefined) {
      throw new Failure(`--export needs one scenario, one policy and one variant, and this asks for ${cells.length} runs; name them`);
    }
    await writeStdout(exported(only, options.export, options.maxStates));
    return 0;
  }
  const progress = createProgress(process.stderr, 'searches');
  const interrupt = watchInterrupt();
  let results: readonly SimulationResult[];
  try {
    const walk = options.walk === undefined ? undefined : { walks: options.walk, seed: options.seed ?? 1 };
    results = await runAll({ cells, bounds: { maxStates: options.maxStates, maxBytes: MAX_BYTES, walk }, jobs: options.jobs, progress, interrupt });
  } finally {
    progress.clear();
    interrupt.release();
  }
  if (interrupt.cancelled) {
    say('interrupted; nothing was written');
    return INTERRUPTED;
  }
  await writeStdout(options.format === 'json' ? simulationJson(results) : simulationText(results));
  return searchStatus(results);
}

/** A graph with more states than this is no picture any more. */
const DRAWN_STATES = 10_000;

function exported({ scenario, policy, variant }: Cell, format: 'promela' | 'dot', maxStates: number): string {
  const model = compile(scenario, policy, variant);
  return format === 'promela' ? promelaOf(model) : dotOf(machineOf(model), Math.min(maxStates, DRAWN_STATES));
}

/** One run in full; one scenario as a matrix with the schedules that break something; several as a matrix. */
export function simulationText(results: readonly SimulationResult[]): string {
  const [only, second] = results;
  if (only !== undefined && second === undefined) return traceText(only);
  const matrix = matrixText(results, picocolors.createColors(picocolors.isColorSupported && isatty(1)));
  const isOneScenario = results.every(({ scenario }) => scenario === only?.scenario);
  if (!isOneScenario) return matrix;
  const violations = violationsText(results);
  return violations === '' ? matrix : `${matrix}\n${violations}`;
}

/** Something broken comes first, then something that was not searched to its end. */
export const searchStatus = (results: readonly SimulationResult[]): number =>
  results.some(({ verdict }) => verdict === 'violated') ? 1 : results.some(({ verdict }) => verdict === 'incomplete') ? 3 : 0;
