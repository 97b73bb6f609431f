/**
 * Replays over the language server protocol: the path of a finding as a schedule that breaks something, for a timeline and for editors that only run commands.
 * Ranges are the protocol's own, as in `requests.ts`.
 */
import type { Level } from './finding.ts';
import type { WirePosition, WireRange } from './requests.ts';
import type { SimulationResult } from './simulation.ts';

/** Request of the client: `ReplayParams`, answer `ReplayAnswer`. Fails with one sentence that a user can act on. */
export const replayMethod = 'gupscope/replay';
/** Request of the client: `OpenReplayParams`, answer `ReplayAnswer`: what `gupscope replay --format json` wrote. */
export const openReplayMethod = 'gupscope/openReplay';
/**
 * The same replay for editors that can only run commands (`workspace/executeCommand`). One argument, `ReplayParams`; the answer is the text that
 * `gupscope replay` prints. With `show` it is also sent as a message.
 */
export const replayCommand = 'gupscope.server.replay';

export interface ReplayParams {
  readonly uri: string;
  /** Of the document, as the client has it; another one is refused. Absent: as it is now. */
  readonly version?: number;
  /** The finding, by its fingerprint, or by a place: there, else the nearest of the function around it. */
  readonly fingerprint?: string;
  readonly position?: WirePosition;
  /** Only findings of this rule. */
  readonly rule?: string;
  /** `id` of an earlier answer: the same finding in a newer text, or its path where the finding is gone. */
  readonly follows?: string;
  /** `mainline` (the default) is the policy of the tree's version; `all` searches every policy, that one first. */
  readonly policy?: string;
  /** Search the path after the first quick fix, too. */
  readonly fixed?: boolean;
  /** Of the command only: show the text as a message. */
  readonly show?: boolean;
  readonly workDoneToken?: string | number;
}

export interface OpenReplayParams {
  /** For messages. */
  readonly name: string;
  /** The whole file. */
  readonly text: string;
}

/** `found`: as the audit has it. `mended`: the audit reports nothing there any more, and this is the path as it is now. `gone`: nor is the path there. */
export type ReplayState = 'found' | 'mended' | 'gone' | 'saved';

export interface ReplaySubject {
  readonly rule: string;
  readonly level: Level;
  readonly message: string;
  /** `drivers/x.c:14`, relative to the source root. */
  readonly place: string;
  readonly enclosing?: string;
  readonly range: WireRange;
  readonly fingerprint: string;
}

export interface ReplayRun {
  readonly result: SimulationResult;
  /** One sentence that says what comes of it. */
  readonly headline: string;
  /** As `gupscope replay` prints it, 75 columns. */
  readonly text: string;
  readonly svg: string;
  /** For each step of the trace where it stands in the document; null for steps of others. */
  readonly ranges: readonly (WireRange | null)[];
}

export interface ReplayAnswer {
  /** For `follows`; forgotten after a while. */
  readonly id: string;
  /** Of the document; empty for a saved replay. */
  readonly uri: string;
  /** Null for a file on disk. */
  readonly version: number | null;
  readonly state: ReplayState;
  /** Absent for a saved replay. */
  readonly subject?: ReplaySubject;
  /** Mainline of the tree's version; absent for a saved replay. */
  readonly mainline?: string;
  /** Of the tree, `6.12`. */
  readonly kernel?: string;
  /** Said beside it: a finding of another line, how the kernel itself notices such a mistake. */
  readonly remarks: readonly string[];
  /** Instead of runs: the sentence that says why there is nothing to show. */
  readonly why?: string;
  readonly runs: readonly ReplayRun[];
  /** The same path after a quick fix. Without a sentence nothing was searched. */
  readonly fixed?: { readonly title: string; readonly holds: boolean; readonly sentence: string };
  /** All runs, as `gupscope replay` opens them again. */
  readonly json: string;
}
