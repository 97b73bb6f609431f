/**
 * What a simulation found, as plain data: for json, for the text of a terminal, for a picture of the schedule and for a debugger that walks it. Nobody who
 * reads this searches again.
 */

export type SimulationVerdict = 'holds' | 'violated' | 'incomplete';

/** `OK` and `DENIED` go with `holds`; the others say what is spoiled. */
export type Outcome = 'OK' | 'DENIED' | 'CORRUPT' | 'CSUM' | 'LOST' | 'LEAK' | 'UAF' | 'UNDERFLOW' | 'STALE-UNDETECTED' | 'DEADLOCK';

/** Where a step is taken from. */
export interface StepSource {
  readonly file: string;
  /** 1-based; null where only the function is known. */
  readonly line: number | null;
  readonly symbol: string | null;
  /** The version of the tree, such as `v6.12`. */
  readonly tag: string | null;
}

/** A number, or the name of a place in an actor's program. */
export type StateValue = number | string;

export interface TraceStep {
  /** From 1 on. */
  readonly step: number;
  readonly actor: string;
  /** What the actor does, in a few words. */
  readonly action: string;
  readonly source: StepSource | null;
  /** By the name of what changed, `F.ref`; other things stayed as they were. */
  readonly changes: Readonly<Record<string, { readonly from: StateValue; readonly to: StateValue }>>;
  /** Sentences about the step that are no break of anything. */
  readonly remarks: readonly string[];
}

/** The invariant that a trace breaks. */
export interface BrokenInvariant {
  /** `I5`. */
  readonly name: string;
  /** What must be true. */
  readonly sentence: string;
  /** Who says so. */
  readonly source: string | null;
}

export interface SimulationResult {
  readonly scenario: string;
  readonly policy: string;
  /** The scenario's parameters by name, all of them. */
  readonly variant: Readonly<Record<string, string>>;
  readonly verdict: SimulationVerdict;
  /** Null exactly if the verdict is `incomplete`. */
  readonly outcome: Outcome | null;
  /** Null if nothing is broken, and for a deadlock. */
  readonly broken: BrokenInvariant | null;
  /** Of a deadlock: who waits, and where; else null. */
  readonly stuck: Readonly<Record<string, string>> | null;
  /** Which bound was hit; null exactly if the verdict is another than `incomplete`. */
  readonly bound: 'states' | 'memory' | 'walks' | null;
  readonly statesExplored: number;
  readonly transitions: number;
  readonly elapsedMs: number;
  /** Along the trace if something is broken, else along a schedule in which the actors take turns and the dangerous state is passed. */
  readonly costs: Readonly<Record<string, number>>;
  /** Whether the dangerous state was reached, and in words what it is. */
  readonly sometimes: readonly { readonly sentence: string; readonly reached: boolean }[];
  /** Everything before the first step: fields with their values, actors with their places. */
  readonly initial: Readonly<Record<string, StateValue>>;
  /** A schedule to what is broken, the last step breaks it; empty if nothing is. */
  readonly trace: readonly TraceStep[];
  /** Of what holds: a schedule to the end in which the actors take turns; else empty, and where no schedule comes to the end. */
  readonly ordinary: readonly TraceStep[];
  /** Whether there is no shorter one. A random walk's is hardly ever. */
  readonly isShortest: boolean;
}
