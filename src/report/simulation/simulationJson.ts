/** Simulations as json, one a line, so that a diff of two runs can be read. */
import type { SimulationResult } from '../../protocol/simulation.ts';

function record(r: SimulationResult, withOrdinary: boolean): object {
  return {
    scenario: r.scenario,
    policy: r.policy,
    variant: r.variant,
    verdict: r.verdict,
    outcome: r.outcome,
    invariant: r.broken?.name ?? null,
    sentence: r.broken?.sentence ?? null,
    stuck: r.stuck,
    bound: r.bound,
    statesExplored: r.statesExplored,
    transitions: r.transitions,
    elapsedMs: r.elapsedMs,
    costs: r.costs,
    sometimes: r.sometimes,
    shortest: r.verdict === 'violated' ? r.isShortest : null,
    initial: r.initial,
    trace: r.trace,
    ...(withOrdinary && r.ordinary.length > 0 ? { ordinary: r.ordinary } : {}),
  };
}

const linesOf = (results: readonly SimulationResult[], withOrdinary: boolean): string =>
  results.length === 0 ? '[]\n' : `[\n${results.map((r) => JSON.stringify(record(r, withOrdinary))).join(',\n')}\n]\n`;

export const simulationJson = (results: readonly SimulationResult[]): string => linesOf(results, false);

/** The same, and where nothing is broken a schedule all the same, for those that walk through it. */
export const replayJson = (results: readonly SimulationResult[]): string => linesOf(results, true);
