import type { Span } from '../base/span.ts';
import type { Outcome, SimulationVerdict } from './simulation.ts';
import type { Trace } from './trace.ts';

/** Plain data shared by the engine and its faces. Nothing here knows LSP, VS Code or SARIF. */
export type Level = 'error' | 'warning' | 'note';

/** A step of a path-based finding, in the order in which the path takes it. */
export interface PathStep {
  /** Relative to the source root, with `/`. */
  readonly file: string;
  readonly span: Span;
  readonly message: string;
  /** What the step does, for faces that mark steps apart. `exit` leaves the function; `use` touches the pages. */
  readonly kind?: 'acquire' | 'branch' | 'jump' | 'release' | 'use' | 'exit' | 'hand-over';
}

/** Edits of one file. `newText` uses the file's own line ending. */
export interface FileEdits {
  /** Relative to the source root, with `/`. */
  readonly file: string;
  readonly edits: readonly { readonly span: Span; readonly newText: string }[];
}

export interface Fix {
  /** Stable within a finding: names the idiom, e.g. `bvec_virt`. */
  readonly id: string;
  /** Imperative, for a light bulb: "Use bvec_virt()". */
  readonly title: string;
  /** `safe`: same meaning, applied by fix-all. `needs-review`: offered one by one only. */
  readonly safety: 'safe' | 'needs-review';
  /** True for the one fix that `fix` and fix-all take. At most one a finding. */
  readonly preferred: boolean;
  /** The file of the finding first; more where a header gains an accessor. */
  readonly changes: readonly FileEdits[];
  /** True if `changes` add a helper that the tree lacks: taken only with `--introduce-helpers`. */
  readonly introducesHelper: boolean;
  /** Fixes with the same key are one edit that settles several findings (a triple of assignments, the pair of a kmap and its unmap). */
  readonly group?: string;
}

/** What the simulation says of a finding: under mainline's policy of the tree's version, or why it says nothing. */
export type ReplayNote =
  | {
      readonly policy: string;
      readonly verdict: SimulationVerdict;
      readonly outcome: Outcome | null;
      /** Of the shortest schedule to what is broken; 0 if nothing is. */
      readonly steps: number;
      readonly statesExplored: number;
      /** The level that the finding would have without the replay, if it has another one because of it. */
      readonly loweredFrom?: Level;
      readonly sentence: string;
    }
  | { readonly sentence: string };

export interface Finding {
  /** A rule id of the contract, `bvec/direct-page-access`. */
  readonly rule: string;
  readonly level: Level;
  /** Which sort of this rule's findings: `read`, `write`, `address-of`, …. Stable, lower case. */
  readonly kind: string;
  /** One line as a maintainer would write it; no trailing full stop. */
  readonly message: string;
  /** Relative to the source root, with `/`. */
  readonly file: string;
  readonly span: Span;
  /** The enclosing function, else the macro or variable, else absent. */
  readonly enclosing?: string;
  /** Under which conditions of the preprocessor the text is compiled, if any: `defined(CONFIG_X) && !defined(CONFIG_Y)`. */
  readonly condition?: string;
  /** Empty for rules that look at one place. */
  readonly path: readonly PathStep[];
  /** What happens to the pages on `path`, for replay; absent for rules without paths. Its spans are offsets in `file`. */
  readonly trace?: Trace;
  /** Only where it was asked for. */
  readonly replay?: ReplayNote;
  /** Survives unrelated edits above it: rule, enclosing name, the line's code without blanks and comments, and the ordinal among equals. */
  readonly fingerprint: string;
  /**
   * Weaker marks, to find out which of several equal ones a finding of another run is: `line` is the fingerprint without the ordinal, `context` a hash of each
   * of the three lines of code above, nearest first, parted by colons.
   */
  readonly likeness: { readonly line: string; readonly context: string };
  readonly fixes: readonly Fix[];
  /** Why no fix is offered although one might expect it; one sentence, absent where a fix is there. */
  readonly noFixReason?: string;
}

/** A function of a file that is named in messages or counted. */
export interface FunctionNote {
  readonly name: string;
  readonly span: Span;
  readonly reason: string;
}

/** Pages that leave a function together with the duty to release them: told by `--stats`, never a finding. */
export interface HandedOver {
  readonly function: string;
  /** Where they leave it. */
  readonly span: Span;
  /** As written: `pages`, `obj->pages`. */
  readonly pages: string;
  /** The function that took them: `pin_user_pages_fast`. */
  readonly acquiredBy?: string;
  readonly to: 'structure' | 'caller' | 'callee' | 'bio' | 'scatterlist' | 'socket' | 'mapping' | 'pipe';
}

export interface FileStats {
  /** Of the file on disk or in the buffer. */
  readonly bytes: number;
  /** Functions whose text names a function, macro or field of the tracked families. */
  readonly trackedFunctions: number;
  /** Of those: some arm of the source, as shadowed, holds an ERROR or MISSING node. */
  readonly functionsWithSyntaxErrors: readonly FunctionNote[];
  /** Of those: the analysis gave up part of the way. */
  readonly incompleteFunctions: readonly FunctionNote[];
  /** Functions that take pages. */
  readonly acquiringFunctions: number;
  /** In order of position. */
  readonly handedOver: readonly HandedOver[];
}

/** A finding that a comment in the file allows. */
export interface AllowedFinding {
  readonly finding: Finding;
  /** As the comment gives it, on one line. */
  readonly reason: string;
  /** The comment. */
  readonly comment: Span;
}

export interface FileReport {
  /** Relative to the source root, with `/`. */
  readonly file: string;
  /** In order of position. */
  readonly findings: readonly Finding[];
  /** In order of position; counted nowhere. */
  readonly allowed: readonly AllowedFinding[];
  /** What stands in the engine's baseline, in order of position; counted nowhere. */
  readonly known: readonly Finding[];
  readonly stats: FileStats;
  readonly problems: readonly import('../base/problem.ts').Problem[];
}
