/**
 * The requests that gupscope adds to the language server protocol, as plain data: the server answers them, the client and tests send them.
 * Ranges here are the protocol's own: 0-based lines, UTF-16 characters, end exclusive.
 */
import type { Level, PathStep } from './finding.ts';

export interface WirePosition {
  readonly line: number;
  readonly character: number;
}

export interface WireRange {
  readonly start: WirePosition;
  readonly end: WirePosition;
}

/** Request of the client: audit whole folders. Parameters `AuditWorkspaceParams`, answer `AuditWorkspaceResult`; findings come on the way as `workspaceFindingsMethod`. */
export const auditWorkspaceMethod = 'gupscope/auditWorkspace';
/** Notification of the server: `WorkspaceFindings`. */
export const workspaceFindingsMethod = 'gupscope/workspaceFindings';
/** The same audit for editors that can only run commands (`workspace/executeCommand`); one argument at most, `AuditWorkspaceParams`. */
export const auditWorkspaceCommand = 'gupscope.server.auditWorkspace';

export interface AuditWorkspaceParams {
  /** URIs of the folders to audit; absent: every workspace folder. */
  readonly roots?: readonly string[];
  /** Work-done progress goes here. Without it the server asks the client for a token, if the client can show progress. */
  readonly workDoneToken?: string | number;
}

export interface AuditWorkspaceResult {
  /** Numbers the audits of this server from 1; batches carry it. */
  readonly audit: number;
  /** `.c` and `.h` files that were looked at. */
  readonly files: number;
  readonly filesWithFindings: number;
  readonly findings: Readonly<Record<Level, number>>;
  /** True if the user stopped it: what was found until then stands. */
  readonly cancelled: boolean;
  readonly elapsedMs: number;
  /** One sentence each: files that could not be read, guesses about the tree. */
  readonly problems: readonly string[];
}

/**
 * Request of the client: find out what the functions of the kernel trees around the workspace folders do for callers in other files, and keep it in the user's
 * cache. Parameters `AuditWorkspaceParams`, answer `IndexWorkspaceResult`; diagnostics that hang on it are sent, or asked for, anew.
 */
export const indexWorkspaceMethod = 'gupscope/indexWorkspace';
/** The same for editors that can only run commands. */
export const indexWorkspaceCommand = 'gupscope.server.indexWorkspace';

export interface IndexWorkspaceResult {
  /** `.c` and `.h` files that were searched. */
  readonly files: number;
  /** Functions that take pages for callers in other files, or drop those of theirs. */
  readonly functions: number;
  /** True if the user stopped it: the trees that were done by then count. */
  readonly cancelled: boolean;
  readonly elapsedMs: number;
  /** One sentence each: folders without a kernel tree around them. */
  readonly problems: readonly string[];
}

export interface WorkspaceFindings {
  /** The audit that these belong to: drop all of an older audit when a newer number comes. */
  readonly audit: number;
  /** Each entry replaces what was known of that file; an empty list means that it is clean, or gone. Never empty, files in path order. */
  readonly files: readonly FileFindings[];
}

export interface FileFindings {
  readonly uri: string;
  /** Relative to the source root, with `/`: `drivers/md/raid5.c`. */
  readonly file: string;
  readonly subsystem: string;
  /** In order of position. */
  readonly findings: readonly ListedFinding[];
  /** How many findings are not among them, since a comment allows them or a baseline knows them; absent if there is none. */
  readonly notShown?: { readonly allowed: number; readonly known: number };
}

/** A step of a finding's path, in a document that it names itself. */
export interface ListedStep {
  readonly uri: string;
  readonly range: WireRange;
  readonly message: string;
  readonly kind?: NonNullable<PathStep['kind']>;
}

export interface ListedFinding {
  readonly rule: string;
  readonly level: Level;
  readonly message: string;
  readonly range: WireRange;
  /** Function, macro or variable around it. */
  readonly enclosing?: string;
  /** A quick fix exists. */
  readonly fixable: boolean;
  /** In the order in which the path takes them; absent for a finding of one place. */
  readonly path?: readonly ListedStep[];
  readonly fingerprint: string;
}

/**
 * Notification of the server: `FileStatus`, after an open document was analysed and something in it differs from the last one sent; also with empty lists
 * when the document closes. Only for clients that set `fileStatus: true` in their `InitializationOptions`.
 */
export const fileStatusMethod = 'gupscope/fileStatus';
/** Request of the client: analyse one file now, open or on disk. Parameters `AuditFileParams`, answer `FileStatus`. */
export const auditFileMethod = 'gupscope/auditFile';
/** Request of the client: what a rule means. Parameters `RuleTextParams`, answer `RuleText` or null for an unknown rule. */
export const ruleTextMethod = 'gupscope/ruleText';

export interface InitializationOptions {
  readonly fileStatus?: boolean;
  /** The client adds the diagnostics to its hovers by itself, as VS Code does: ours say only what those do not. */
  readonly diagnosticsInHover?: boolean;
  /** The client has the command `gupscope.replay`, which shows a timeline; others are given one of ours, which shows text. */
  readonly timeline?: boolean;
  /** Settings for clients that cannot answer `workspace/configuration`: the members of `gupscope.*`. */
  readonly settings?: unknown;
}

export interface AuditFileParams {
  readonly uri: string;
}

/** One analysed file. */
export interface FileStatus extends FileFindings {
  /** Of the document; null for a file on disk. */
  readonly version: number | null;
  /** Functions that were analysed in part, in order of position. */
  readonly partial: readonly PartialFunction[];
}

export interface PartialFunction {
  readonly name: string;
  readonly range: WireRange;
  /** One sentence. */
  readonly reason: string;
}

export interface RuleTextParams {
  readonly rule: string;
}

export interface RuleText {
  readonly rule: string;
  readonly title: string;
  /** Markdown, the whole page. */
  readonly text: string;
  /** Of a page to read on; null where this is all. */
  readonly url: string | null;
}

/** Request of the client, no parameters: `readonly RuleTitle[]`, every rule in order of id, for a list to choose from. */
export const rulesMethod = 'gupscope/rules';

export interface RuleTitle {
  readonly rule: string;
  readonly title: string;
}
