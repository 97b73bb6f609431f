/** The shapes that the syntax room hands out. Offsets are UTF-16, absolute in the file's text, unless a name says otherwise. */
import type { Node } from 'web-tree-sitter';
import type { LineIndex } from '../base/lineIndex.ts';
import type { Span } from '../base/span.ts';

export type ItemKind =
  /** A function definition, or a macro call that defines one (`SYSCALL_DEFINE3(…) {`). */
  | 'function'
  /** A `#define`, continuation lines included; also one that stands inside a function, which then is an item of its own beside the function. */
  | 'macro'
  /** Anything else at file scope that ends in `;` or `}`: types, variables, prototypes, `DEFINE_…(…)`, `MODULE_…(…)`. */
  | 'declaration';

/** One of the arms of a `#if` group: which group (offset of its `#if`) and which arm (0 = the `#if` itself). */
export interface ArmRef {
  readonly group: number;
  readonly arm: number;
}

/** A top-level piece of a file. Items are ordered by start; only a macro inside a function overlaps another. */
export interface Item extends Span {
  readonly kind: ItemKind;
  /** Function, macro, variable or type tag; absent where there is none. */
  readonly name?: string;
  readonly nameSpan?: Span;
  /** Function: the braces included. Macro: the replacement text, may be empty. Variable with an initialiser: from after `=` to before `;`. */
  readonly body?: Span;
  /** False if the text ran out, or a new function started before the braces balanced. */
  readonly complete: boolean;
  /** Arms of `#if` groups that enclose the whole item, outermost first. */
  readonly arms: readonly ArmRef[];
  /** The same object for as long as the item's text and the conditions around it are unchanged, wherever edits elsewhere move it: a key for WeakMaps. */
  readonly identity: object;
}

export interface SourceFile {
  readonly text: string;
  readonly items: readonly Item[];
  readonly lines: LineIndex;
  /** Macros that the file itself defines, last definition of a name wins. */
  readonly macros: ReadonlyMap<string, MacroDefinition>;
  /** Text of `#include` operands with their brackets, in order. */
  readonly includes: readonly string[];
  /** The condition under which `offset` is compiled, as C, outermost first, joined with ` && `; empty if none. An include guard does not count. */
  conditionAt(offset: number): string;
  /** The innermost item that holds `offset`. */
  itemAt(offset: number): Item | undefined;
}

export interface MacroDefinition {
  readonly name: string;
  /** Undefined for an object-like macro. */
  readonly params?: readonly string[];
  /** Replacement text with continuations and comments replaced by blanks, trimmed. */
  readonly body: string;
}

/** What a macro does to the grammar around it. */
export type MacroKind =
  /** `list_for_each_entry(…) statement` */
  | 'iterator'
  /** `scoped_guard(…) statement`, `if_not_guard(…) statement`: governs a statement, is no loop. */
  | 'governor'
  /** An annotation that can be blanked: `__user`, `__must_hold(x)`. */
  | 'annotation'
  /** Defines a function whose body follows: `SYSCALL_DEFINE3`. */
  | 'function-definer'
  /** Declares something at file or block scope, `;` may be missing after it. */
  | 'declarer'
  /** A whole statement, `;` may be missing after it. */
  | 'statement'
  /** Stands for a type: usable where a type name is. */
  | 'type'
  /** An ordinary value or call. */
  | 'expression';

/** Answers what a name is as a macro. Built from the shipped table, the file's own `#define`s and, only when asked for a name that neither knows, its headers. */
export interface Dialect {
  kindOf(name: string): MacroKind | undefined;
  /** The same from the table and the file alone: opens no header. */
  nearKindOf(name: string): MacroKind | undefined;
  definitionOf(name: string): MacroDefinition | undefined;
}

/** An identifier token in live text (neither comment, string, character constant nor directive line other than a macro's body). */
export interface WordUse extends Span {
  readonly word: string;
}

/** A change that the shadow made to the text, of equal length, kept for whoever needs what was there (loops, cleanup attributes). */
export interface Rewrite extends Span {
  readonly kind: 'iterator' | 'governor' | 'annotation' | 'type-argument' | 'signature' | 'directive' | 'dead-arm' | 'other';
  /** Macro or keyword concerned. */
  readonly name?: string;
}

/** One consistent choice of the arms inside an item, parsed. */
export interface Variant {
  /** As C, e.g. `defined(CONFIG_X) && LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)`; empty where the item holds no `#if`. */
  readonly condition: string;
  readonly root: Node;
  /** Original offset = node offset + base. */
  readonly base: number;
  /** ERROR and MISSING nodes, original offsets. */
  readonly errors: readonly Span[];
  readonly rewrites: readonly Rewrite[];
  /** True if the text of `span` is part of this variant. */
  isLive(span: Span): boolean;
}

export interface ParsedItem {
  readonly item: Item;
  /** First the variant that takes the first arms that are consistent; then as many as it takes until every arm that holds a wanted span is live in one. */
  readonly variants: readonly Variant[];
  /** True if some wanted span is live in no variant (contradictory conditions, or the bound on variants was hit). */
  readonly partial: boolean;
  /** Frees the trees. */
  dispose(): void;
}
