/** The engine's faces: what the command line and the server ask, and get. */
import type { Cancel } from '../base/cancel.ts';
import type { SourceText } from '../base/encoding.ts';
import type { FileReader } from '../base/fileReader.ts';
import type { KernelVersion } from '../base/kernelVersion.ts';
import type { Problem } from '../base/problem.ts';
import type { Span, TextEdit } from '../base/span.ts';
import type { Elsewhere, Offered, PortableSummary } from '../flow/index.ts';
import type { FileReport, Finding } from '../protocol/finding.ts';
import type { Trace } from '../protocol/trace.ts';
import type { RuleInfo } from '../rules/rule.ts';
import type { CParser, SourceFile } from '../syntax/index.ts';
import type { Baseline } from './baseline.ts';
import type { PlainReference } from './plainReferences.ts';
import type { Settings } from './settings.ts';

/** What is known of the tree around the audited files. Plain data: it is sent to worker threads. */
export interface TreeFacts {
  /** Absolute, `/`, no trailing slash; undefined without a tree. */
  readonly root: string | undefined;
  readonly version: KernelVersion;
  readonly versionFrom: 'tree' | 'option' | 'newest-known';
  /** Which helpers of the knowledge base the tree's headers define: name to header, relative to the root. */
  readonly helpers: Readonly<Record<string, { readonly header: string; readonly parameters: readonly string[] }>>;
  /** Said once to the user: an unknown version, a guess. */
  readonly problems: readonly Problem[];
}

export interface EngineOptions {
  readonly reader: FileReader;
  readonly parser: CParser;
  readonly tree: TreeFacts;
  /** Files in reports are named relative to this folder: absolute, `/`, no trailing slash. */
  readonly sourceRoot: string;
  readonly settings: Settings;
  /** Findings that are not to be said again. */
  readonly baseline?: Baseline;
  /** The file of the tree that already uses a name as its own, so that a fix may not introduce it. Asked only for fixes that introduce a helper. */
  readonly nameTaken?: (name: string) => string | undefined;
  /** Remember what is looked up in the tree for each file (`grounds`). */
  readonly recordsGrounds?: boolean;
}

/** A file as the engine holds it; immutable, made by `open` and `edit`. */
export interface OpenFile {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  readonly source: SourceFile;
  /** Knows functions of other files. */
  readonly elsewhere?: Elsewhere;
}

export interface ReportOptions {
  /** Count tracked functions and those with syntax errors: needs a parse of each. Off: `stats` holds the size only. */
  readonly stats: boolean;
  /** Compute fixes with the findings. Off: `fixes` is empty; ask `fixesOf` for one finding. */
  readonly fixes: boolean;
  readonly cancel?: Cancel;
}

export interface HoverText {
  readonly span: Span;
  /** Markdown. */
  readonly text: string;
}

export interface Engine {
  readonly tree: TreeFacts;
  readonly rules: readonly RuleInfo[];
  /** Any of these in a file makes it worth opening. */
  readonly words: readonly string[];
  /** `bytes`: the size on disk, where the caller knows it. `elsewhere` is asked about functions of other files. */
  open(path: string, source: SourceText, bytes?: number, elsewhere?: Elsewhere): OpenFile;
  /** Keeps the work done on items that the edits did not touch. */
  edit(file: OpenFile, edits: readonly TextEdit[]): OpenFile;
  /** The same text, when functions of other files may do something else now. Keeps the work done where they do not. */
  followAnew(file: OpenFile): OpenFile;
  report(file: OpenFile, options: ReportOptions): FileReport;
  /** Functions of the file that take pages for callers in other files, or drop those of theirs. Nothing where no rule asks for it. */
  offered(file: OpenFile, cancel?: Cancel): readonly Offered[];
  /** What one of its functions does for callers in other files; undefined if they have none of that name. `takesOrDrops`: only if it does that to pages. */
  summaryOf(
    file: OpenFile,
    name: string,
    takesOrDrops: boolean,
  ): { readonly summary: PortableSummary; readonly trivial: boolean; readonly offered: boolean } | undefined;
  /** Absolute paths of the headers that the file includes, directly or not, as far as they are looked at. */
  headersInReach(file: OpenFile): ReadonlySet<string>;
  /**
   * What was looked up in the tree for the file at `path` since it was last asked, by question: an include, answered by the header's path, or whether the tree can
   * gain a helper. Empty unless the engine was told to remember it.
   */
  grounds(path: string): ReadonlyMap<string, string | undefined>;
  /** The answer to such a question now. */
  groundOf(question: string): string | undefined;
  fixesOf(file: OpenFile, finding: Finding): Finding['fixes'];
  /**
   * What happens to pages on each way out of the function that stands there, whether anything was found or not: from where they are taken on, or from where
   * they are dropped if they were not taken there. Spans are offsets in the file.
   */
  pathsAt(file: OpenFile, offset: number, cancel?: Cancel): readonly Trace[];
  /** Calls in the function that stands there which take one more reference on a page that they are given. */
  referencesAt(file: OpenFile, offset: number): readonly PlainReference[];
  /** `findings`: name the findings there too, for an editor that does not show them beside the text. */
  hover(file: OpenFile, offset: number, options: { readonly findings: boolean }): HoverText | undefined;
  /** A file changed on disk: what was learned from it is forgotten. */
  forget(path: string): void;
}
