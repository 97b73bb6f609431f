/** Where the pages that a call takes come to stand. */
import { lookup } from '../../knowledge/index.ts';
import type { AcquireSite } from '../held.ts';
import type { Expr } from '../ir.ts';
import { rootObject } from '../lifetime.ts';
import { constant, fullKey, isConstant, type Linear, onlySymbol, type SymbolId } from '../linear.ts';
import type { State } from '../state.ts';
import { VALID } from './context.ts';
import { type FactsCall, modeOf, type PlacedEffect } from './factsCall.ts';
import { recordAcquisition, type Taken } from './record.ts';
import type { CallTools } from './tools.ts';

export function takePages(
  tools: CallTools,
  k: FactsCall,
  state: State,
  e: PlacedEffect,
  site: AcquireSite,
  taken: Pick<Taken, 'kind' | 'outcome' | 'count' | 'asked' | 'result' | 'user'>,
): void {
  const { call, args } = k;
  recordAcquisition(tools, state, call, site, {
    ...placeOf(tools, k, state, e, taken),
    ...taken,
    maybeNull: e.count === 'each',
    ...(args[0] ? { owner: args[0] } : {}),
    ...byRange(tools, k),
  });
}

type Place = Pick<Taken, 'mode' | 'place'>;

/** Where the pages are afterwards: in the result, behind a pointer that was passed, or in memory that the callee allocated. */
function placeOf(
  tools: CallTools,
  { call, args }: FactsCall,
  state: State,
  e: PlacedEffect,
  { outcome, result }: Pick<Taken, 'outcome' | 'result'>,
): Place {
  const { evaluator, table } = tools;
  const argument = e.argument ?? -1;
  if (argument < 0) return { place: result, mode: e.path === '[]' ? 'array' : e.path.startsWith('->') ? 'object' : 'value' };
  const pointer = args[argument] ?? constant(0);
  const site = tools.context.siteOf(call);
  /** Memory that the callee made, and that the variable points to if it did. */
  const made = (place: Linear, key: string): Linear => {
    tools.renew(state, place, key);
    if (outcome !== 'none') {
      state.facts.assume(place, VALID);
      state.write(pointer, place);
    }
    return place;
  };
  if (e.path === '*[]') {
    // The array that the variable points to; allocated here where it pointed to nothing.
    const now = evaluator.load(state, pointer);
    const b = state.facts.boundsOf(now);
    const root = rootObject(pointer, table);
    const unset =
      (b.lo === 0 && b.hi === 0) ||
      (onlySymbol(now) !== undefined &&
        fullKey(now) === fullKey(evaluator.initial(pointer)) &&
        root !== undefined &&
        table.originOf(root).from === 'variable');
    return { place: unset ? made(table.allocation(site), `alloc${site}`) : now, mode: 'array' };
  }
  if (e.path.startsWith('*->')) return { place: made(table.call(site, ':object', call.callee, []), `${site}:object`), mode: 'object' };
  if (e.path === '*') return { place: pointer, mode: 'slot' };
  if (e.path.startsWith('->')) return { place: pointer, mode: 'object' };
  return { place: pointer, mode: isArrayMember(call.args[argument]) ? 'array' : modeOf(pointer, evaluator) };
}

/** `batch.pages`, an array inside of a structure. */
const isArrayMember = (e: Expr | undefined): boolean =>
  e?.op === 'cast' ? isArrayMember(e.of) : e?.op === 'field' && (e.type?.dimensions?.length ?? 0) > 0;

/** Pages that are released by range stand in the books of the object that they were asked of. */
function byRange(tools: CallTools, { args, facts }: FactsCall): { containers?: readonly SymbolId[] } {
  const takesPages = (name: string): boolean => {
    const twin = lookup(name, tools.context.version);
    return (
      twin === undefined ||
      twin.effects.some((e) => e.effect.startsWith('release-') && (e.path !== '' || (twin.parameters[e.argument ?? 0]?.type ?? '*').includes('*')))
    );
  };
  if (facts.releaseWith.length === 0 || facts.releaseWith.some(takesPages)) return {};
  const root = args[0] && !isConstant(args[0]) ? rootObject(args[0], tools.table) : undefined;
  return root === undefined ? {} : { containers: [root] };
}
