/**
 * The calls of one function that take and release pages, told by the knowledge base, and which belong together: by the text of the array or page, with
 * local names followed through their only assignment.
 */
import type { Node } from 'web-tree-sitter';
import type { KernelVersion } from '../../src/base/kernelVersion.ts';
import type { Span } from '../../src/base/span.ts';
import { appliesIn, lookup } from '../../src/knowledge/index.ts';
import type { SourceFile, Variant } from '../../src/syntax/index.ts';
import { buildGraph, type Graph } from './control.ts';

export interface FunctionText {
  readonly name: string;
  readonly file: SourceFile;
  readonly variant: Variant;
  readonly definition: Node;
  readonly body: Node;
  readonly graph: Graph;
  /** By the id of every node inside the step's own text. */
  readonly stepOf: (node: Node) => number | undefined;
  readonly textOf: (node: Node) => string;
  readonly spanOf: (node: Node) => Span;
}

export interface Taking {
  readonly step: number;
  readonly call: Node;
  readonly callee: string;
  readonly group: string;
  readonly kind: 'get' | 'pin';
  readonly convention: string;
  /** The variable (or field) that the result is put into. */
  readonly result?: Node;
  /** The argument with the number of pages asked for. */
  readonly requested?: Node;
  readonly wrapper: boolean;
  /** The pages stay inside of the object that is named. */
  readonly object: boolean;
}

export interface Release {
  readonly step: number;
  readonly call: Node;
  readonly callee: string;
  readonly statement: Node;
  readonly argument: Node;
  readonly count?: Node;
  readonly group: string;
  readonly kind: 'get' | 'pin';
  readonly wrapper: boolean;
  readonly object: boolean;
  /** One of the kernel's own release functions, that gets the page or the array of pages itself. */
  readonly direct: boolean;
}

export interface PageCalls {
  readonly takings: readonly Taking[];
  readonly releases: readonly Release[];
  /** Groups and the other names that they go under. */
  readonly groupOf: (node: Node) => string;
  readonly namesOf: (group: string) => readonly string[];
}

const squeeze = (text: string): string => text.replace(/\/\*[^]*?\*\/|\s+/g, '');

/** A graph and texts of the function in `variant`, if its tree is whole. */
export function functionText(file: SourceFile, variant: Variant, name: string): FunctionText | undefined {
  const definition = variant.root.descendantsOfType('function_definition')[0];
  const body = definition?.childForFieldName('body');
  if (!definition || !body || variant.errors.length > 0) return undefined;
  const graph = buildGraph(body);
  const own = new Map<number, number>();
  graph.steps.forEach((step, i) => {
    if (step.node) own.set(step.node.id, i);
  });
  const spanOf = (n: Node): Span => ({ start: n.startIndex + variant.base, end: n.endIndex + variant.base });
  return {
    name,
    file,
    variant,
    definition,
    body,
    graph,
    stepOf(node) {
      for (let n: Node | null = node; n; n = n.parent) {
        const at = own.get(n.id);
        if (at !== undefined) return at;
      }
      return undefined;
    },
    textOf: (n) => file.text.slice(n.startIndex + variant.base, n.endIndex + variant.base),
    spanOf,
  };
}

/** Without parentheses, casts, `&`, `*`, indexes and offsets: what an argument is a part of. */
export function baseOf(node: Node): Node {
  const inner = (n: Node): Node | null => {
    switch (n.type) {
      case 'parenthesized_expression':
        return n.namedChild(0);
      case 'cast_expression':
        return n.childForFieldName('value');
      case 'pointer_expression':
      case 'subscript_expression':
        return n.childForFieldName('argument');
      case 'binary_expression':
        return n.childForFieldName('operator')?.text === '+' ? n.childForFieldName('left') : null;
      case 'call_expression': {
        const called = n.childForFieldName('function')?.text ?? '';
        return sameObject.has(called) ? (n.childForFieldName('arguments')?.namedChild(0) ?? null) : null;
      }
      default:
        return null;
    }
  };
  let at = node;
  for (let next = inner(at); next; next = inner(at)) at = next;
  return at;
}

/** These give another name to the page that they get. */
const sameObject = new Set(['page_folio', 'compound_head', 'folio_page', 'nth_page']);

export const argumentsOf = (call: Node): Node[] =>
  (call.childForFieldName('arguments')?.namedChildren ?? []).filter((n): n is Node => n !== null && n.type !== 'comment');

export const isNull = (node: Node): boolean => ['NULL', '0'].includes(squeeze(node.text));

/** `left = right`, plain, with declarations that have a value. */
export function assignmentsIn(body: Node): { left: Node; right: Node; node: Node }[] {
  return body.descendantsOfType(['assignment_expression', 'init_declarator']).flatMap((node) => {
    if (!node) return [];
    const declares = node.type === 'init_declarator';
    const right = node.childForFieldName(declares ? 'value' : 'right');
    let left = node.childForFieldName(declares ? 'declarator' : 'left');
    while (left && /^(pointer|parenthesized|array)_declarator$/.test(left.type)) left = left.childForFieldName('declarator') ?? left.namedChild(0);
    if (!left || !right || (!declares && node.childForFieldName('operator')?.text !== '=')) return [];
    return [{ left, right, node }];
  });
}

/** The variable that keeps the call's value. */
function resultOf(call: Node): Node | undefined {
  let value: Node = call;
  for (let up = call.parent; up; up = up.parent) {
    if (up.type === 'parenthesized_expression' || up.type === 'cast_expression') value = up;
    else if (up.type === 'assignment_expression' && up.childForFieldName('right')?.id === value.id) return up.childForFieldName('left') ?? undefined;
    else if (up.type === 'init_declarator' && up.childForFieldName('value')?.id === value.id) {
      let name = up.childForFieldName('declarator');
      while (name?.type === 'pointer_declarator') name = name.childForFieldName('declarator');
      return name ?? undefined;
    } else return undefined;
  }
  return undefined;
}

function statementAround(call: Node): Node | undefined {
  const up = call.parent;
  return up?.type === 'expression_statement' ? up : undefined;
}

/** `path` is relative to the kernel's root. */
export function pageCalls(fn: FunctionText, path: string, version: KernelVersion): PageCalls {
  const assignments = assignmentsIn(fn.body);
  const key = (node: Node): string => squeeze(fn.textOf(node));
  const parents = new Map<string, Set<string>>();
  for (const { left, right } of assignments) {
    if (isNull(right) || (left.type !== 'identifier' && left.type !== 'field_expression')) continue;
    const base = baseOf(right);
    const source = base.type === 'identifier' || base.type === 'field_expression' ? key(base) : `?${base.id}`;
    // A name that moves on through itself stays what it was.
    if (source !== key(left)) parents.set(key(left), (parents.get(key(left)) ?? new Set()).add(source));
  }
  /** A field that is given a local's value is another name of the local; a local with one source is a name of that. */
  const resolve = (name: string, depth = 0): string => {
    const from = parents.get(name);
    const [only] = from ?? [];
    return from?.size === 1 && only !== undefined && !only.startsWith('?') && depth < 4 ? resolve(only, depth + 1) : name;
  };
  const groupOf = (node: Node): string => resolve(key(baseOf(node)));

  const takings: Taking[] = [];
  const releases: Release[] = [];
  for (const call of fn.body.descendantsOfType('call_expression')) {
    const callee = call?.childForFieldName('function');
    if (!call || callee?.type !== 'identifier') continue;
    const facts = lookup(callee.text, version);
    const step = fn.stepOf(call);
    if (!facts || !appliesIn(facts, path) || step === undefined) continue;
    const args = argumentsOf(call);
    const wrapper = facts.family === 'wrapper';
    for (const effect of facts.effects) {
      // Of objects that hold pages, bios and those of wrappers are followed: they are given their pages and lose them by two calls each.
      const inside = effect.path.includes('->');
      if (effect.argument === undefined || (inside && !(effect.path === '->' && (facts.family === 'bio' || wrapper)))) continue;
      const object = inside && wrapper;
      const place = effect.argument < 0 ? resultOf(call) : args[effect.argument];
      if (!place) continue;
      const result = resultOf(call);
      const numbered = (name: string): Node | undefined => args[facts.parameters.findIndex((p) => p.name === name)];
      const { effect: what } = effect;
      if ((what === 'get' || what === 'pin') && takes.has(facts.family)) {
        if (isNull(place)) continue;
        const requested = ['nr_pages', 'npages', 'max_folios', 'num_pages', 'nr'].map(numbered).find((n) => n !== undefined);
        const convention = facts.returns?.convention ?? '';
        const group = groupOf(place);
        takings.push({
          step,
          call,
          callee: callee.text,
          group,
          kind: what,
          convention,
          wrapper,
          object,
          ...(result ? { result } : {}),
          ...(requested ? { requested } : {}),
        });
        break;
      }
      if (what !== 'release-get' && what !== 'release-pin') continue;
      const statement = statementAround(call);
      if (!statement) continue;
      const count = effect.count?.startsWith('param:') ? numbered(effect.count.slice(6)) : effect.count === 'each' ? args[1] : undefined;
      const kind = what === 'release-get' ? 'get' : 'pin';
      releases.push({
        step,
        call,
        callee: callee.text,
        statement,
        argument: place,
        group: groupOf(place),
        kind,
        wrapper,
        object,
        direct: facts.family === 'release' && (facts.parameters[effect.argument]?.type ?? '').startsWith('struct page *'),
        ...(count ? { count } : {}),
      });
      break;
    }
  }
  const namesOf = (group: string): string[] => [group, ...[...parents.keys()].filter((name) => name !== group && resolve(name) === group)];
  return { takings, releases, groupOf, namesOf };
}

/** Page-cache look-ups and the like take references, too, but not of user pages. */
const takes = new Set(['gup', 'memfd', 'iov-iter', 'bio', 'wrapper']);
