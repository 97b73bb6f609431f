/** Faults at what undoes a mapping of a page: left out, or two of them in the order in which the mappings were made. */
import type { Node } from 'web-tree-sitter';
import { type MappingFamily, mappingCall } from '../../src/knowledge/index.ts';
import { reachableFrom } from './control.ts';
import { isPure, isWhole, remove, replace } from './editing.ts';
import { argumentsOf, assignmentsIn, baseOf, type FunctionText } from './pages.ts';
import { type Draft, rules } from './types.ts';

interface MappingSite {
  readonly step: number;
  readonly call: Node;
  readonly does: 'map' | 'unmap';
  readonly family: MappingFamily;
  /** The variable with the address; the page, where mappings are undone by it. */
  readonly name: string;
  readonly statement: Node | undefined;
}

/** The calls of the function that map and undo under a plain name. */
function sitesOf(fn: FunctionText): MappingSite[] {
  const kept = assignmentsIn(fn.body);
  return fn.body.descendantsOfType('call_expression').flatMap((call): MappingSite[] => {
    const callee = call?.childForFieldName('function');
    const found = callee?.type === 'identifier' ? mappingCall(fn.textOf(callee)) : undefined;
    const step = call ? fn.stepOf(call) : undefined;
    if (!call || !found || step === undefined) return [];
    const { does, family } = found;
    const argument = argumentsOf(call)[found.argument];
    const holder = does === 'map' && family.by === 'address' ? kept.find((a) => a.right.id === call.id || isInside(call, a.right))?.left : argument;
    const name = holder && fn.textOf(baseOf(holder));
    const statement = call.parent?.type === 'expression_statement' ? call.parent : undefined;
    return name !== undefined && /^\w+$/.test(name) ? [{ step, call, does, family, name, statement }] : [];
  });
}

function isInside(node: Node, outer: Node): boolean {
  for (let n: Node | null = node; n; n = n.parent) if (n.id === outer.id) return true;
  return false;
}

/** Others get the address: a structure, an array, the caller. */
function isGivenAway(fn: FunctionText, name: string): boolean {
  const isName = (node: Node): boolean => fn.textOf(baseOf(node)) === name;
  const stored = assignmentsIn(fn.body).some(({ left, right }) => left.type !== 'identifier' && isName(right));
  const returned = fn.body
    .descendantsOfType('return_statement')
    .some((r) => r?.descendantsOfType('identifier').some((i) => i?.text === name) ?? false);
  return stored || returned;
}

export function* mappingFaults(fn: FunctionText): Generator<Draft> {
  const sites = sitesOf(fn);
  for (const site of sites) {
    const { statement } = site;
    if (site.does !== 'unmap' || !statement || !isWhole(fn, statement) || !isPure(site.call) || isGivenAway(fn, site.name)) continue;
    const like = (does: MappingSite['does']): MappingSite[] =>
      sites.filter((s) => s !== site && s.does === does && s.name === site.name && s.family.by === site.family.by);
    const maps = new Set(like('map').map((s) => s.step));
    const others = new Set(like('unmap').map((s) => s.step));
    // Whoever has the page may undo a mapping that no path of the function undoes.
    if (maps.size === 0 || (site.family.by === 'page' && others.size === 0)) continue;
    const isReached = reachableFrom(fn.graph, maps, { steps: others }).has(site.step);
    const after = reachableFrom(fn.graph, [site.step], { steps: maps });
    if (!isReached || [...others].some((o) => after.has(o))) continue;
    const at = fn.spanOf(site.call).start;
    yield { kind: 'drop-unmap', variant: site.family.name, scope: 'function', at, edits: remove(fn, statement), accepted: [rules.mapping] };
  }
  yield* swapped(fn, sites);
}

/** Two that stand one behind the other and undo in the right order. */
function* swapped(fn: FunctionText, sites: readonly MappingSite[]): Generator<Draft> {
  for (const first of sites) {
    const next = first.statement?.nextNamedSibling;
    const second = next && sites.find((s) => s.statement?.id === next.id);
    if (!first.statement || !second?.statement || first.does !== 'unmap' || second.does !== 'unmap') continue;
    if (first.name === second.name || !first.family.nests || !second.family.nests || isGivenAway(fn, first.name) || isGivenAway(fn, second.name))
      continue;
    const [inner, ...more] = sites.filter((s) => s.does === 'map' && s.name === first.name);
    const [outer, ...rest] = sites.filter((s) => s.does === 'map' && s.name === second.name);
    if (!inner || !outer || more.length > 0 || rest.length > 0 || outer.call.startIndex > inner.call.startIndex) continue;
    const edits = [replace(fn, first.statement, fn.textOf(second.statement)), replace(fn, second.statement, fn.textOf(first.statement))];
    yield { kind: 'swap-unmaps', variant: first.family.name, scope: 'function', at: fn.spanOf(first.call).start, edits, accepted: [rules.mapping] };
  }
}
