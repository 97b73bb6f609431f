/** What the readers of one function share: its text, the graph that they build, the scopes, and what is to run when these end. */

import type { Span } from '../../base/span.ts';
import type { SourceFile } from '../../syntax/index.ts';
import type { BlockId, Expr, ValueType, Variable } from '../ir.ts';
import { Graph, type Role } from './graph.ts';
import type { Marks } from './marks.ts';
import type { Node } from './tree.ts';
import type { LowType } from './types.ts';

/** Calls that say something about control or value by their name. */
export interface LoweringWords {
  /** Wrappers that give back their argument's value or truth (`unlikely(x)`, `WARN_ON(x)`, `READ_ONCE(x)`): index of that argument. */
  identity(name: string): number | undefined;
  /** Calls that never return (`panic`, `BUG`). */
  noReturn(name: string): boolean;
  /** Macros that stop when their argument holds (`BUG_ON`): its index. */
  stopsIf(name: string): number | undefined;
}

export type Typedefs = (name: string) => ValueType | undefined;

/** What declarations outside of the function say; each answer may be unknown. */
export interface TypeResolver {
  /** What a function returns. */
  result?(callee: string): ValueType | undefined;
  /** The type of a member of the structure that `of` is, or points to. */
  field?(of: ValueType, name: string): ValueType | undefined;
  /** Of a variable at file scope. */
  global?(name: string): ValueType | undefined;
}

/** Each reader calls the others through these, as statements hold expressions and expressions hold statements. */
export interface Readers {
  value(c: Context, node: Node): Expr;
  effect(c: Context, node: Node): void;
  condition(c: Context, node: Node, then: BlockId, otherwise: BlockId, role: Role): void;
  statement(c: Context, node: Node): void;
  statements(c: Context, nodes: readonly Node[]): void;
}

export interface Source {
  readonly file: SourceFile;
  readonly base: number;
  /** The text that was parsed. */
  readonly shadow: () => string;
  /** Characters that stand before the item's own text in it. */
  readonly prefix: number;
  readonly marks: Marks;
  readonly words: LoweringWords;
  readonly typedefs: Typedefs | undefined;
  readonly types: TypeResolver | undefined;
}

interface Scope {
  readonly parent: Scope | undefined;
  readonly names: Map<string, Variable>;
  readonly cleanups: readonly Variable[];
}

/** Where `break` and `continue` lead. */
export interface Target {
  readonly breakTo: BlockId;
  /** Absent for a `switch`. */
  readonly continueTo?: BlockId;
  /** What is due for cleanup outside of it. */
  readonly cleanups: readonly Variable[];
  /** Set once something leads there. */
  used?: boolean;
}

export interface SwitchTarget {
  readonly cases: { readonly value: Node | undefined; readonly block: BlockId; readonly span: Span }[];
}

interface Label {
  readonly block: BlockId;
  /** What is due for cleanup at the label; absent until the label is met. */
  cleanups?: readonly Variable[];
}

interface Goto {
  readonly block: BlockId;
  readonly label: string;
  readonly cleanups: readonly Variable[];
  readonly span: Span;
}

const DEEPEST = 400;

export class Context {
  readonly graph = new Graph();
  readonly variables: Variable[] = [];
  readonly callees = new Set<string>();
  readonly targets: Target[] = [];
  readonly switches: SwitchTarget[] = [];
  readonly marks: Marks;
  readonly words: LoweringWords;
  readonly types: TypeResolver;
  readonly read: Readers;
  readonly #source: Source;
  readonly #labels = new Map<string, Label>();
  readonly #gotos: Goto[] = [];
  readonly #typedefs = new Map<string, ValueType>();
  #scope: Scope = { parent: undefined, names: new Map(), cleanups: [] };
  /** Variables whose scope has something to run at its end, outermost first. Replaced, never changed: jumps remember it. */
  #cleanups: readonly Variable[] = [];
  #temps = 0;
  #depth = 0;
  #unread: string | undefined;

  constructor(source: Source, read: Readers) {
    this.#source = source;
    this.marks = source.marks;
    this.words = source.words;
    this.types = source.types ?? {};
    this.read = read;
  }

  spanOf(node: Node): Span {
    return { start: node.startIndex + this.#source.base, end: node.endIndex + this.#source.base };
  }

  /** Of what the parser put before the item's text, the parser's word is taken. */
  textOf(node: Node): string {
    if (node.startIndex < this.#source.prefix) return this.#source.shadow().slice(node.startIndex, node.endIndex);
    return this.#source.file.text.slice(node.startIndex + this.#source.base, node.endIndex + this.#source.base);
  }

  text(span: Span): string {
    return this.#source.file.text.slice(span.start, span.end);
  }

  get unread(): string | undefined {
    return this.#unread;
  }

  /** Notes the first place that could not be read; `what` follows the line's number. */
  cannotRead(at: number, what: string): void {
    this.#unread ??= `Line ${this.#source.file.lines.lineAt(at) + 1}: ${what}.`;
  }

  /** Runs one reader inside another. Deeper than any code nests, the rest is left unread, so that no text can exhaust the stack. */
  nested<T>(node: Node, read: () => T, instead: () => T): T {
    if (this.#depth >= DEEPEST) {
      this.cannotRead(node.startIndex + this.#source.base, 'nests too deep to be read');
      return instead();
    }
    this.#depth++;
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }

  newTemp(): number {
    return this.#temps++;
  }

  /** Keeps a value that is used after something else was evaluated. */
  keep(value: Expr): Expr {
    if (value.op === 'const' || value.op === 'temp') return value;
    const id = this.newTemp();
    this.keepAs(id, value);
    return { op: 'temp', id, span: value.span, ...(value.type === undefined ? {} : { type: value.type }) };
  }

  keepAs(temp: number, value: Expr): void {
    this.graph.emit({ do: 'keep', temp, value, span: value.span });
  }

  declare(name: string, kind: Variable['kind'], type: LowType, span: Span, more: { index?: number; cleanup?: string } = {}): Variable {
    const variable: Variable = { id: this.variables.length, name, kind, type, span, ...more };
    this.variables.push(variable);
    this.#scope.names.set(name, variable);
    return variable;
  }

  lookup(name: string): Variable | undefined {
    for (let scope: Scope | undefined = this.#scope; scope; scope = scope.parent) {
      const found = scope.names.get(name);
      if (found) return found;
    }
    return undefined;
  }

  typedef(name: string): ValueType | undefined {
    return this.#typedefs.get(name) ?? this.#source.typedefs?.(name);
  }

  addTypedef(name: string, type: ValueType): void {
    this.#typedefs.set(name, type);
  }

  enterScope(): void {
    this.#scope = { parent: this.#scope, names: new Map(), cleanups: this.#cleanups };
  }

  /** Ends the innermost scope at `span`, running what is due if the text gets there. */
  leaveScope(span: Span): void {
    if (this.graph.isOpen) this.cleanUpTo(this.#scope.cleanups, span);
    this.#cleanups = this.#scope.cleanups;
    this.#scope = this.#scope.parent ?? this.#scope;
  }

  /** From here to the end of its scope, leaving runs the variable's cleanup. */
  addCleanup(variable: Variable): void {
    this.#cleanups = [...this.#cleanups, variable];
  }

  get cleanups(): readonly Variable[] {
    return this.#cleanups;
  }

  /** True if leaving the innermost scope runs something. */
  get scopeHasCleanups(): boolean {
    return this.#cleanups.length > this.#scope.cleanups.length;
  }

  /** Runs, last declared first, what is due here and not due any more where `outer` holds. */
  cleanUpTo(outer: readonly Variable[], span: Span): void {
    if (this.#cleanups.length > 0) this.#runCleanups(this.graph.here(), this.#cleanups, outer, span);
  }

  #runCleanups(block: BlockId, inner: readonly Variable[], outer: readonly Variable[], span: Span): void {
    let common = 0;
    while (common < outer.length && common < inner.length && inner[common] === outer[common]) common++;
    for (const variable of inner.slice(common).reverse()) {
      if (variable.cleanup !== undefined) this.graph.emitInto(block, { do: 'cleanup', variable, with: variable.cleanup, span });
    }
  }

  #label(name: string): Label {
    const known = this.#labels.get(name);
    if (known) return known;
    const made: Label = { block: this.graph.newBlock() };
    this.#labels.set(name, made);
    return made;
  }

  /** The block of a label, for jumps whose cleanups are of no interest (`asm goto`). */
  labelBlock(name: string): BlockId {
    return this.#label(name).block;
  }

  placeLabel(name: string, span: Span): void {
    const label = this.#label(name);
    if (label.cleanups) return;
    label.cleanups = this.#cleanups;
    this.graph.open(label.block, span);
  }

  jumpToLabel(name: string, span: Span): void {
    const block = this.graph.here();
    this.#gotos.push({ block, label: name, cleanups: this.#cleanups, span });
    this.graph.jump(this.#label(name).block, 'goto', span, name);
  }

  /** Once every label is known: what each `goto` runs on its way. */
  finishJumps(): void {
    for (const { block, label, cleanups, span } of this.#gotos) {
      const target = this.#labels.get(label)?.cleanups;
      if (target === undefined) this.cannotRead(span.start, `the label ${label} is not in the function`);
      else if (cleanups.length > 0) this.#runCleanups(block, cleanups, target, span);
    }
  }
}
