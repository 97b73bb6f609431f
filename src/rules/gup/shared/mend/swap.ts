/** Fixes of a release by the wrong family: the counterpart, and one call for a loop over all pages. */
import type { Node } from 'web-tree-sitter';
import type { Span, TextEdit } from '../../../../base/span.ts';
import type { PagesFacts } from '../../../../flow/defect.ts';
import { lookup } from '../../../../knowledge/index.ts';
import { callStatement, indentAt, newlineOf, oneLine, replace, wholeLine } from '../../../c/editing.ts';
import { typeOf } from '../../../c/typeOf.ts';
import { hasSideEffects, isWhole } from '../../../c/view.ts';
import type { RuleFix } from '../../../rule.ts';
import { shapeOf } from '../phrases.ts';
import { all, argumentsOf, type Bench, callAt, calleeOf, identifiersIn } from './bench.ts';
import { callTitle } from './release.ts';

interface WrongRelease {
  readonly span: Span;
  readonly call: string;
  readonly pages: PagesFacts;
  readonly certain: boolean;
}

const marksDirty = (name: string): boolean => lookup(name)?.effects.some((e) => e.effect === 'dirty') ?? false;

export function mendSwap(wrong: WrongRelease, bench: Bench): readonly RuleFix[] {
  const call = callAt(bench, wrong.span, wrong.call);
  const shape = shapeOf(wrong.call);
  if (!call || !shape) return [];
  const safety = wrong.certain ? 'safe' : 'needs-review';
  const offer = (id: string, title: string, edits: readonly TextEdit[] | undefined): RuleFix[] =>
    edits === undefined ? [] : [{ id, title, safety, preferred: true, edits }];
  const loop = loopAround(call, bench);
  const whole = loop === undefined ? [] : offer(...wholeLoop(loop, wrong, bench));
  const twins = wrong.pages.releaseWith.filter((n) => {
    const other = shapeOf(n);
    return other?.form === shape.form && other.parameters === shape.parameters;
  });
  const callee = call.childForFieldName('function');
  const [argument] = argumentsOf(call);
  if (!callee || !argument) return whole;
  const renamed = twins.flatMap((n) => {
    const converted = argumentFor(n, wrong.call, argument, bench);
    return converted === undefined ? [] : offer(`use-${n}`, `Use ${n}()`, [replace(bench.view.spanOf(callee), n), ...converted]);
  });
  return [...whole, ...renamed];
}

/** `struct page *`, without blanks that mean nothing; a union of arrays of either takes whatever the other takes. */
const firstType = (name: string): string => (lookup(name)?.parameters[0]?.type ?? '').replace(/\s+/g, ' ').trim();

/** What else must change so that the argument of one release suits another: nothing, or the page of a folio. Undefined if C has no short way. */
function argumentFor(name: string, old: string, argument: Node, bench: Bench): readonly TextEdit[] | undefined {
  const [wants, takes] = [firstType(name), firstType(old)];
  const given = typeOf(argument, bench.view);
  const tag = given?.base.kind === 'tag' ? `struct ${given.base.name} ${'*'.repeat(given.indirections)}` : undefined;
  if (tag !== undefined ? tag === wants : wants === takes || /\barg\b|_arg$/.test(`${wants}${takes}`)) return [];
  if (tag !== undefined && !wants.startsWith('struct ')) return [];
  if (argument.type !== 'identifier' || wants !== 'struct page *' || (tag ?? takes) !== 'struct folio *') return undefined;
  return [replace(bench.view.spanOf(argument), `&${bench.view.textOf(argument)}->page`)];
}

/** `for (i = 0; i < n; i++) { [if (write)] [dirty(pages[i]);] release(pages[i]); }`. */
interface PageLoop {
  readonly loop: Node;
  readonly index: string;
  readonly count: string;
  readonly array: string;
  /** As C: whether each page is marked dirty; undefined if none is. */
  readonly dirty: string | undefined;
}

function loopAround(call: Node, bench: Bench): PageLoop | undefined {
  const statement = call.parent;
  const holder = statement?.parent;
  const loop = holder?.type === 'compound_statement' ? holder.parent : holder;
  if (statement?.type !== 'expression_statement' || loop?.type !== 'for_statement') return undefined;
  const text = (n: Node | null): string => (n ? oneLine(bench.view.textOf(n)) : '');
  const start = /^(\w+) = 0;?$/.exec(text(loop.childForFieldName('initializer')));
  const end = /^(\w+) < (.+)$/.exec(text(loop.childForFieldName('condition')));
  const step = text(loop.childForFieldName('update'));
  const [index, count] = [start?.[1], end?.[2]];
  if (index === undefined || count === undefined || end?.[1] !== index || ![`${index}++`, `++${index}`].includes(step)) return undefined;
  const [argument] = argumentsOf(call);
  const element = argument?.type === 'subscript_expression' ? argument : undefined;
  const array = text(element?.childForFieldName('argument') ?? null);
  if (argumentsOf(call).length !== 1 || array === '' || text(element?.childForFieldName('index') ?? null) !== index) return undefined;
  if (new RegExp(`\\b${index}\\b`).test(array) || new RegExp(`\\b${index}\\b`).test(count)) return undefined;
  const others = holder?.type === 'compound_statement' ? holder.namedChildren.filter((n) => n && n.id !== statement.id) : [];
  if (others.length > 1) return undefined;
  const dirty = others[0] ? dirtyOf(others[0], `${array}[${index}]`, index, bench) : undefined;
  if (others[0] && (dirty === undefined || others[0].startIndex > statement.startIndex)) return undefined;
  return { loop, index, count, array, dirty };
}

/** When a statement marks `page` dirty, and does nothing else; undefined if it does anything else. */
function dirtyOf(statement: Node, page: string, index: string, bench: Bench): string | undefined {
  if (statement.type === 'if_statement') {
    const condition = statement.childForFieldName('condition')?.namedChild(0);
    const then = statement.childForFieldName('consequence');
    const inner = then?.type === 'compound_statement' && then.namedChildCount === 1 ? then.namedChild(0) : then;
    if (!condition || !inner || statement.childForFieldName('alternative')) return undefined;
    if (identifiersIn(condition, bench).has(index) || hasSideEffects(condition, bench.view, [])) return undefined;
    return dirtyOf(inner, page, index, bench) === 'true' ? oneLine(bench.view.textOf(condition)) : undefined;
  }
  const call = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
  if (call?.type !== 'call_expression') return undefined;
  const name = calleeOf(call, bench);
  const [argument] = argumentsOf(call);
  const isOfPage = argument !== undefined && oneLine(bench.view.textOf(argument)) === page;
  return name !== undefined && isOfPage && marksDirty(name) && shapeOf(name) === undefined ? 'true' : undefined;
}

function wholeLoop(found: PageLoop, { pages }: WrongRelease, bench: Bench): [string, string, readonly TextEdit[] | undefined] {
  const { loop, index, count, array, dirty } = found;
  const many = pages.releaseWith.filter((n) => shapeOf(n)?.form === 'many');
  const name = many.find((n) => marksDirty(n) === (dirty !== undefined) && shapeOf(n)?.parameters === (dirty === undefined ? 2 : 3));
  const span = bench.view.spanOf(loop);
  if (name === undefined || !isWhole(span, bench.view)) return ['', '', undefined];
  const args = [array, count, ...(dirty === undefined ? [] : [dirty])];
  const unused = withoutIndex(index, loop, bench);
  const text = callStatement(name, args, indentAt(span.start, bench.view), newlineOf(bench.view));
  return [`use-${name}`, `Use ${callTitle(name, args)} for the loop`, unused && [...unused, replace(span, text)]];
}

/**
 * Once the loop is gone its index is set no more. Edits that take its declaration away where nothing else uses it; none where it is set anew before it is
 * read; undefined where its last value may be asked for.
 */
function withoutIndex(index: string, loop: Node, bench: Bench): readonly TextEdit[] | undefined {
  const uses = all(bench, 'identifier').filter((n) => bench.view.textOf(n) === index);
  const outside = uses.filter((n) => n.startIndex < loop.startIndex || n.endIndex > loop.endIndex);
  const declared = outside.find((n) => declarationOf(n) !== undefined);
  const others = outside.filter((n) => n !== declared);
  const next = others.find((n) => n.startIndex > loop.startIndex);
  if (next && !isSet(next)) return undefined;
  if (others.length > 0 || !declared) return [];
  const declaration = declarationOf(declared);
  if (!declaration) return [];
  const declarators = declaration.childrenForFieldName('declarator').filter((n): n is Node => n !== null);
  const own = declarators.findIndex((d) => d.startIndex <= declared.startIndex && declared.endIndex <= d.endIndex);
  if (own < 0) return [];
  if (declarators.length === 1) return [replace(wholeLine(declaration, bench.view), '')];
  const [before, self, after] = [declarators[own - 1], declarators[own], declarators[own + 1]];
  if (!self) return [];
  const at = bench.view.spanOf(self);
  if (before) return [replace({ start: bench.view.spanOf(before).end, end: at.end }, '')];
  return after ? [replace({ start: at.start, end: bench.view.spanOf(after).start }, '')] : [];
}

function declarationOf(name: Node): Node | undefined {
  let n = name.parent;
  if (n?.type === 'init_declarator' && n.childForFieldName('declarator')?.id === name.id) n = n.parent;
  return n?.type === 'declaration' ? n : undefined;
}

const isSet = (n: Node): boolean =>
  n.parent?.type === 'assignment_expression' &&
  n.parent.childForFieldName('left')?.id === n.id &&
  n.parent.childForFieldName('operator')?.type === '=';
