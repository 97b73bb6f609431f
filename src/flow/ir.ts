/**
 * The form in which a function's body is analysed: a control-flow graph of blocks, each with instructions that do one thing. Expressions are free of side
 * effects: a call, an assignment, `++` and the arms of `&&`, `||` and `?:` that hold one have become instructions and branches in the order of C. All
 * spans are original offsets of the file. Plain data; made by `lower/`, read by everybody else. No tree-sitter node survives in it.
 */
import type { Span } from '../base/span.ts';

/** Width and signedness of an integer, after typedefs: `u32` is `unsigned int`, `i64` is `long`, `ssize_t`. `bool` is `_Bool`. */
export type Scalar = 'bool' | 'i8' | 'u8' | 'i16' | 'u16' | 'i32' | 'u32' | 'i64' | 'u64';

/** As much of a type as the analysis asks for. */
export interface ValueType {
  /** Set if it is an integer (`indirections` 0) whose width is known. An enum is `u32`. */
  readonly scalar?: Scalar;
  /** Pointers around the base, arrays not counted. */
  readonly indirections: number;
  /** Dimensions of an array object, outermost first; `undefined` where the length is no constant. */
  readonly dimensions?: readonly (number | undefined)[];
  /** Tag or typedef name of the base, without `struct`/`union`/`enum`: `page`, `folio`, `iov_iter`, `size_t`. Absent for `int` and the like. */
  readonly name?: string;
  /** True if the base is a `struct` or `union`, as far as the text shows it. */
  readonly aggregate?: boolean;
  /** Of a member: the one of its union, with a pointer in the same place, by whose name all of them go. */
  readonly goesBy?: string;
}

/** A parameter or a local variable. Two variables of the same name in different blocks are different objects with different ids. */
export interface Variable {
  readonly id: number;
  readonly name: string;
  readonly kind: 'param' | 'local' | 'static';
  readonly type: ValueType;
  /** Position among the parameters, 0-based. */
  readonly index?: number;
  /** Of the declarator's name. */
  readonly span: Span;
  /** What runs on it when its scope ends: the argument of `__free(…)`, or the function of `__cleanup(…)`. */
  readonly cleanup?: string;
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '<<' | '>>' | '&' | '|' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||';

/** `type` is absent where it is not known. Places are `variable`, `name`, `field`, `index`, `deref`. */
export type Expr = { readonly span: Span; readonly type?: ValueType } & (
  | { readonly op: 'const'; readonly value: number }
  | { readonly op: 'string' }
  | { readonly op: 'variable'; readonly variable: Variable }
  /** What no declaration in the function shows: a global, an enumerator, an object-like macro, a function's name. */
  | { readonly op: 'name'; readonly name: string }
  /** The result of a call, or a value kept while the rest of its expression is evaluated. Set exactly once on each path to its use. */
  | { readonly op: 'temp'; readonly id: number }
  | { readonly op: 'field'; readonly base: Expr; readonly field: string; readonly arrow: boolean }
  | { readonly op: 'index'; readonly base: Expr; readonly index: Expr }
  | { readonly op: 'deref'; readonly base: Expr }
  | { readonly op: 'address'; readonly of: Expr }
  | { readonly op: 'unary'; readonly operator: '-' | '~' | '!'; readonly of: Expr }
  | { readonly op: 'binary'; readonly operator: BinaryOperator; readonly left: Expr; readonly right: Expr }
  | { readonly op: 'cast'; readonly to: ValueType; readonly of: Expr }
  /** `c ? a : b` without side effects. */
  | { readonly op: 'select'; readonly condition: Expr; readonly then: Expr; readonly else: Expr }
  /** Anything else: `sizeof`, compound literals, initialiser lists, `offsetof`. `parts` are the expressions inside. */
  | { readonly op: 'opaque'; readonly parts: readonly Expr[] }
);

export type Instruction = {
  readonly span: Span;
} /** A call or a function-like macro. `callee` is the name if it is called by name, else `target` is the expression. `span` is the whole call. */ & (
  | { readonly do: 'call'; readonly result: number; readonly callee?: string; readonly target?: Expr; readonly args: readonly Expr[] }
  /** `place = value`; compound assignment and `++` are spelt out. `declares` if it is an initialiser. `keeps` sets a temp instead. */
  | { readonly do: 'assign'; readonly place: Expr; readonly value: Expr; readonly declares?: boolean }
  | { readonly do: 'keep'; readonly temp: number; readonly value: Expr }
  /** A local variable comes into being without a value. */
  | { readonly do: 'declare'; readonly variable: Variable }
  /** Its scope ends here: `with` (a `__free` name or a cleanup function) runs on it. */
  | { readonly do: 'cleanup'; readonly variable: Variable; readonly with: string }
  /** The head of an iterator macro moves on: the places among `args` that it assigns have new values. At the start of the loop's body. */
  | { readonly do: 'iterate'; readonly macro: string; readonly args: readonly Expr[] }
  /** Inline assembly: what it may write. */
  | { readonly do: 'asm'; readonly outputs: readonly Expr[] }
);

export type BlockId = number;

export type Terminator = {
  readonly span: Span;
} /** `goto` carries the span of its statement and the label's name; `back` closes a loop; `fall` is everything without a keyword. */ & (
  | { readonly end: 'jump'; readonly to: BlockId; readonly how: 'fall' | 'goto' | 'break' | 'continue' | 'back'; readonly label?: string }
  /**
   * `condition` holds no `&&`, `||`, `!` at its top, nor a wrapper such as `unlikely()`: these have become branches. `span` is the condition's. A `switch`
   * is a chain of these with `==`; `role` says which keyword it came from (`assert` for macros that stop when their condition holds).
   */
  | {
      readonly end: 'branch';
      readonly condition: Expr;
      readonly then: BlockId;
      readonly else: BlockId;
      readonly role: 'if' | 'loop' | 'switch' | 'select' | 'assert';
    }
  /** The next element of an iterator macro, or none: into the body, or out. */
  | { readonly end: 'iterator'; readonly body: BlockId; readonly exit: BlockId }
  /** `span` is the return statement; at the end of a `void` function its closing brace. */
  | { readonly end: 'return'; readonly value?: Expr; readonly implicit?: boolean }
  /** A call that does not return. */
  | { readonly end: 'stop' }
);

export interface Block {
  readonly id: BlockId;
  readonly instructions: readonly Instruction[];
  readonly terminator: Terminator;
}

export interface Loop {
  readonly kind: 'for' | 'while' | 'do' | 'iterator' | 'goto';
  /** Where the condition is tested (`do`: where the body starts); the target of its back edges. */
  readonly header: BlockId;
  /** Every block inside, header included. */
  readonly blocks: ReadonlySet<BlockId>;
  /** The block after it; absent for `goto`. */
  readonly exit?: BlockId;
  /** Of an iterator macro. */
  readonly macro?: string;
  readonly args?: readonly Expr[];
  readonly span: Span;
}

/** One function in one consistent choice of the conditions inside it. */
export interface FunctionIr {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  readonly isStatic: boolean;
  readonly result: ValueType;
  readonly params: readonly Variable[];
  readonly variables: readonly Variable[];
  /** Index = id. Blocks that nothing reaches are left out of all edges but may stand here. */
  readonly blocks: readonly Block[];
  readonly entry: BlockId;
  readonly loops: readonly Loop[];
  /** Names called, each once. */
  readonly callees: readonly string[];
  /** As C; empty where the function holds no `#if`. */
  readonly condition: string;
  /** Set if part of the body could not be read; a sentence. */
  readonly unread?: string;
}
