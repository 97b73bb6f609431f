/** Searches one scenario under one policy in one variant, or walks through it at random, and says in plain data what was found. */
import type { Cancel } from '../../base/cancel.ts';
import type { BrokenInvariant, Outcome, SimulationResult, StateValue, TraceStep } from '../../protocol/simulation.ts';
import { type Machine, machineOf, searchMachine, walk } from '../explore/index.ts';
import type { Model } from '../form/index.ts';
import { compile } from '../scenario/index.ts';
import { describeState, type Frame, type Replay, replay } from '../trace/index.ts';
import type { Cell } from './cells.ts';
import { takeTurns } from './turns.ts';

export interface RunOptions {
  /** More states than this make the run incomplete. */
  readonly maxStates: number;
  /** The same for the memory of the search, in bytes. */
  readonly maxBytes: number;
  /** Instead of a search: so many random walks. */
  readonly walk: { readonly walks: number; readonly seed: number } | undefined;
  readonly cancel: Cancel;
  /** Called now and then with how many states were found since the last time. */
  readonly progress?: (newStates: number) => void;
}

/** The model of the scenario leaves its own ranges: a mistake in the scenario or in ours, not a finding about the kernel. */
export class ModelMistake extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ModelMistake';
  }
}

/** A walk that is longer goes round in circles; no scenario of the library needs a tenth of this. */
const WALK_STEPS = 10_000;

/**
 * @throws {ScenarioError} if the scenario names what it does not have.
 * @throws {ModelMistake}
 * @throws {Cancelled}
 */
export function runCell({ scenario, policy, variant }: Cell, options: RunOptions): SimulationResult {
  return { scenario: scenario.name, policy, variant, ...runModel(compile(scenario, policy, variant), options) };
}

/** The same for cells of one scenario: policies and variants that do not differ in it make one model, which is searched once. */
export function runCells(cells: readonly Cell[], options: RunOptions): readonly SimulationResult[] {
  const known = new Map<string, Findings>();
  return cells.map(({ scenario, policy, variant }) => {
    const model = compile(scenario, policy, variant);
    const text = JSON.stringify({ ...model, name: '' });
    const findings = known.get(text) ?? runModel(model, options);
    known.set(text, findings);
    return { scenario: scenario.name, policy, variant, ...findings };
  });
}

type Findings = Omit<SimulationResult, 'scenario' | 'policy' | 'variant'>;

function runModel(model: Model, options: RunOptions): Findings {
  const started = performance.now();
  const machine = machineOf(model);
  const found = options.walk === undefined ? searched(machine, options) : walked(machine, options, options.walk);
  const traced = replay(machine, found.trace);
  const calm = found.verdict === 'holds' ? (takeTurns(machine) ?? found.finished) : undefined;
  const ordinary = calm && replay(machine, calm);
  const told = ordinary ?? traced;
  return {
    verdict: found.verdict,
    outcome: outcomeOf(model, found),
    broken: brokenOf(model, found),
    stuck: found.verdict === 'violated' && found.invariant === null ? stuckIn(machine, traced) : null,
    bound: found.bound,
    statesExplored: found.states,
    transitions: found.transitions,
    elapsedMs: Math.round((performance.now() - started) * 1000) / 1000,
    costs: told.costs,
    sometimes: model.sometimes.map(({ name, sentence }) => ({ sentence, reached: found.reached[name] === true })),
    initial: describeState(machine, traced.first),
    trace: traced.frames.map(stepOf),
    ordinary: ordinary?.frames.map(stepOf) ?? [],
    isShortest: found.isShortest,
  };
}

interface Found {
  readonly verdict: SimulationResult['verdict'];
  readonly invariant: string | null;
  readonly bound: SimulationResult['bound'];
  readonly trace: readonly number[];
  readonly finished: readonly number[] | undefined;
  readonly isShortest: boolean;
  readonly states: number;
  readonly transitions: number;
  readonly reached: Readonly<Record<string, boolean>>;
}

/** So many states are visited sooner than it is worked out which of them could be left out. */
const FEW_STATES = 30_000;

function searched(machine: Machine, { maxStates, maxBytes, cancel, progress }: RunOptions): Found {
  let told = 0;
  const tell = ({ states }: { readonly states: number }): void => {
    progress?.(states - told);
    told = states;
  };
  const options = { maxBytes, cancel, progress: tell };
  const plain = searchMachine(machine, { ...options, reduce: false, maxStates: Math.min(maxStates, FEW_STATES) });
  const isEnough = plain.verdict !== 'incomplete' || maxStates <= FEW_STATES;
  const verdict = isEnough ? plain : searchMachine(machine, { ...options, reduce: true, maxStates });
  const { states, transitions, reached, finished } = verdict;
  const counts = { states, transitions, reached, finished, invariant: null, bound: null, trace: [], isShortest: true } as const;
  switch (verdict.verdict) {
    case 'holds':
      return { ...counts, verdict: 'holds' };
    case 'violated':
      return { ...counts, verdict: 'violated', invariant: verdict.invariant, trace: verdict.trace, isShortest: verdict.shortest };
    case 'incomplete':
      return { ...counts, verdict: 'incomplete', bound: verdict.bound };
    case 'model-error':
      throw mistake(machine, verdict.message, verdict.trace.length);
    default:
      return verdict satisfies never;
  }
}

function walked(machine: Machine, { cancel }: RunOptions, { walks, seed }: { readonly walks: number; readonly seed: number }): Found {
  const { outcome, steps, reached } = walk(machine, { walks, seed, maxSteps: WALK_STEPS, cancel });
  // A walk keeps no states; each step leads to one, new or not.
  const counts = { states: steps, transitions: steps, reached, finished: undefined, isShortest: false } as const;
  switch (outcome.verdict) {
    case 'violated':
      return { ...counts, verdict: 'violated', invariant: outcome.invariant, trace: outcome.trace, bound: null };
    case 'incomplete':
      return { ...counts, verdict: 'incomplete', invariant: null, trace: [], bound: 'walks' };
    case 'model-error':
      throw mistake(machine, outcome.message, outcome.trace.length);
    default:
      return outcome satisfies never;
  }
}

const mistake = ({ model }: Machine, message: string, steps: number): ModelMistake =>
  new ModelMistake(`the model of ${model.name} leaves its ranges after ${steps} steps: ${message.replace(/\.$/, '')}`);

function outcomeOf(model: Model, { verdict, invariant, reached }: Found): Outcome | null {
  if (verdict === 'incomplete') return null;
  if (verdict === 'holds') return reached['denied'] === true ? 'DENIED' : 'OK';
  if (invariant === null) return 'DEADLOCK';
  // The scenario room words all its invariants.
  return model.invariants.find(({ name }) => name === invariant)?.outcome as Outcome;
}

function brokenOf(model: Model, { invariant }: Found): BrokenInvariant | null {
  const found = model.invariants.find(({ name }) => name === invariant);
  return found === undefined ? null : { name: found.name, sentence: found.sentence, source: found.source ?? null };
}

/** Where those stand that cannot go on. */
function stuckIn(machine: Machine, { first, frames }: Replay): Readonly<Record<string, string>> {
  const state = describeState(machine, frames.at(-1)?.values ?? first);
  const waiting = machine.model.actors.filter(({ name, rest }) => !rest.includes(String(state[name])));
  return Object.fromEntries(waiting.map(({ name }) => [name, String(state[name])]));
}

function stepOf(frame: Frame, index: number): TraceStep {
  const changes: Record<string, { readonly from: StateValue; readonly to: StateValue }> = {};
  for (const { cell, before, after } of frame.changes) changes[cell] = { from: before, to: after };
  const { source } = frame;
  return {
    step: index + 1,
    actor: frame.actor,
    action: frame.step,
    source: source === null ? null : { file: source.file, line: source.line ?? null, symbol: source.symbol ?? null, tag: source.tag ?? null },
    changes,
    remarks: frame.remarks,
  };
}
