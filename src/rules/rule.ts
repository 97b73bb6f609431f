/** What a rule is: metadata, a pure check of one parsed item, and the fixes of what it found. A rule never reads files and never knows an editor. */
import type { Span, TextEdit } from '../base/span.ts';
import type { FlowResult } from '../flow/defect.ts';
import type { Fix, Level, PathStep } from '../protocol/finding.ts';
import type { Trace } from '../protocol/trace.ts';
import type { MacroDefinition, ParsedItem, SourceFile, WordUse } from '../syntax/types.ts';
import type { TypeWorld } from './c/cType.ts';

/** Metadata of a rule, plain data: what `rules`, SARIF, hover and the documentation page show. */
export interface RuleInfo {
  readonly id: string;
  /** One line, a noun phrase, no full stop. */
  readonly title: string;
  /** The highest level that the rule reports by default. */
  readonly level: Level;
  /** Markdown, the whole page. */
  readonly documentation: string;
  /** Address of the page for a reader of a report; absent for rules about our own comments. */
  readonly url?: string;
}

/** What a check finds, in offsets of the file; the engine adds names, fingerprints and paths. */
export interface RuleFinding {
  readonly kind: string;
  readonly level: Level;
  readonly message: string;
  readonly span: Span;
  /** `file` is left empty: a rule knows no paths, and the engine puts the finding's own there. */
  readonly path: readonly PathStep[];
  /** The events behind the path, for those who replay it. */
  readonly trace?: Trace;
  readonly fixes: readonly RuleFix[];
  readonly noFixReason?: string;
  /** As C: the choice of the preprocessor's conditions inside the function in which it happens, where that is not every one. */
  readonly condition?: string;
}

/** A fix whose edits are those of the audited file; `header` is what it adds elsewhere. */
export interface RuleFix extends Omit<Fix, 'changes' | 'introducesHelper'> {
  readonly edits: readonly TextEdit[];
  readonly header?: HelperIntroduction;
}

/** An edit of a header of the tree that adds a helper. */
export interface HelperIntroduction {
  /** Relative to the tree's root. */
  readonly header: string;
  readonly edits: readonly TextEdit[];
}

/** The tree's own helpers, as the headers (or the audited file itself, or a header beside it) define them. */
export interface HelperView {
  /** Parameter names in order; undefined if this tree has no such helper. */
  parametersOf(name: string): readonly string[] | undefined;
  /** How the tree would gain the accessor; a sentence if it cannot. */
  introduceAccessor(): HelperIntroduction | { readonly refused: string };
}

export interface RuleContext {
  readonly file: SourceFile;
  readonly parsed: ParsedItem;
  /** The words of the rule that the item holds, in live text, ordered. */
  readonly uses: readonly WordUse[];
  readonly world: TypeWorld;
  readonly helpers: HelperView;
  /** A macro as the file or its headers define it; undefined if it is none. */
  readonly macro: (name: string) => MacroDefinition | undefined;
  /** False if nobody will look at the fixes: what only they need may be left out. */
  readonly fixes: boolean;
}

/** A rule that looks at parsed items. */
export interface ItemRule {
  readonly info: RuleInfo;
  /** An item is worth a check if it holds one of these. */
  readonly words: readonly string[];
  readonly flow?: undefined;
  readonly allow?: undefined;
  /** Files that are the rule's own machinery, by their path relative to the kernel's root. */
  readonly isExempt?: (path: string) => boolean;
  check(context: RuleContext): readonly RuleFinding[];
}

/** A rule that words what the flow analysis finds in a function. Spans are those of the result; steps of paths name no file. */
export interface FlowRule {
  readonly info: RuleInfo;
  /** A file is worth opening if it holds one of these. */
  readonly words: readonly string[];
  readonly flow: true;
  readonly allow?: undefined;
  check(result: FlowResult): readonly RuleFinding[];
  /**
   * Proposals for one of the findings of `check`, likeliest first. They need not be right: whoever asked follows the mended text anew, and keeps those after which
   * the finding is gone and no other is there.
   */
  mend?(result: FlowResult, finding: RuleFinding, context: MendContext): readonly RuleFix[];
}

/** The function of a finding, for proposals of edits. */
export interface MendContext {
  readonly file: SourceFile;
  readonly parsed: ParsedItem;
  readonly world: TypeWorld;
}

/** A name in a comment that allows something, as written: a rule, a group or a glob. */
export interface AllowEntry extends Span {
  readonly pattern: string;
}

/** What is wrong with a whole comment, so that it allows nothing. */
export type AllowMistake =
  /** `word` stands where `allow` is expected. */
  | { readonly mistake: 'no-verb'; readonly word: Span | undefined }
  | { readonly mistake: 'no-rule' }
  | { readonly mistake: 'no-reason'; readonly rules: readonly string[] };

/** `gupscope: allow RULE -- reason` in a comment, once all findings of its file are known. */
export interface JudgedAllow {
  /** From `gupscope:` to the end of the reason. */
  readonly span: Span;
  /** The whole comment, delimiters included; others may stand in it. */
  readonly comment: Span;
  readonly entries: readonly JudgedEntry[];
  readonly mistake?: AllowMistake;
}

export interface JudgedEntry extends AllowEntry {
  /** `unknown`: no rule has that name. `unsure`: nothing was found, but not everything was looked for. */
  readonly state: 'used' | 'unused' | 'unsure' | 'unknown';
}

export interface AllowContext {
  readonly text: string;
  /** In order of position. */
  readonly allows: readonly JudgedAllow[];
  /** Of all rules, in order. */
  readonly ruleIds: readonly string[];
}

/** A rule about the comments that allow findings. */
export interface AllowRule {
  readonly info: RuleInfo;
  /** A file is worth opening if it holds one of these, in a comment. */
  readonly words: readonly string[];
  readonly flow?: undefined;
  readonly allow: true;
  check(context: AllowContext): readonly RuleFinding[];
}

export type Rule = ItemRule | FlowRule | AllowRule;
