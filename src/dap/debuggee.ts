/** What a debugging session is about, and who gets it for the session: plain data and one interface, so that the session knows neither engine nor disk. */
import type { Cancel } from '../base/cancel.ts';
import type { Outcome, SimulationResult, SimulationVerdict } from '../protocol/simulation.ts';
import type { LaunchRequest } from './launch.ts';

export interface Debuggee {
  /** One line: the finding with its place, or the file that was saved. */
  readonly title: string;
  /** Of one policy. */
  readonly result: SimulationResult;
  /** The absolute path of a file that steps name; undefined where there is none. */
  readonly pathOf: (file: string) => string | undefined;
  /** Sentences for before the first step: a tree that was guessed, a finding of another line. */
  readonly remarks: readonly string[];
  /** Sentences for the end: what the fix does, what the replay does not show. */
  readonly closing: readonly string[];
  /** A sentence once the source is another one than the replay was made of. */
  readonly staleness: () => string | undefined;
}

/** What one policy makes of it. */
export interface PolicyVerdict {
  readonly policy: string;
  /** What the policy does, one clause. */
  readonly title: string;
  readonly verdict: SimulationVerdict;
  readonly outcome: Outcome | null;
}

/** How far a search is, and whether it is still wanted. */
export interface Watch extends Cancel {
  /** Resolves once it is not wanted any more. */
  readonly requested: Promise<void>;
  /** A few words: how far it is. */
  readonly tell: (note: string) => void;
}

export interface ReplaySource {
  /**
   * Finds and searches what a launch asks for. Rejects with an error named `Failure`, one sentence for the user, where there is nothing to step through, and
   * with `Cancelled` if it is not wanted any more.
   */
  readonly fetch: (request: LaunchRequest, watch: Watch) => Promise<Debuggee>;
  /** What each policy makes of it, those of a saved file or all that there are. Rejects as `fetch` does. */
  readonly verdicts: (request: LaunchRequest, watch: Watch) => Promise<readonly PolicyVerdict[]>;
}
