/** Where pages come from that nobody pinned, and what says of a bio how its pages are released. */
import { iteratorMacros } from './load.ts';
import data from './pageOrigins.json' with { type: 'json' };

/** What whoever is done with a page has to do: `own` pages are freed by dropping their one reference, of those that were lent nothing is dropped, and
 * an unpin of the `zero` page does nothing. */
export type Demand = 'unpin' | 'put' | 'own' | 'nothing' | 'zero';

const own = new Set(data.own);
const lent = new Set(data.lent);
const zero = new Set(data.zero);
const flags = new Map(Object.entries(data.flags.names)) as ReadonlyMap<string, string>;
const empties = new Map(Object.entries(data.empties));

/** By the function or macro that gives the page. */
export function demandOf(callee: string): 'own' | 'nothing' | 'zero' | undefined {
  if (own.has(callee)) return 'own';
  if (zero.has(callee)) return 'zero';
  return lent.has(callee) ? 'nothing' : undefined;
}

/** Positions of bio and flag, where the call sets a flag of a bio. */
export const setsBioFlag = (callee: string): { readonly bio: number; readonly flag: number } | undefined =>
  callee === data.flags.call ? data.flags : undefined;

/** What a flag says of the pages of its bio. */
export function demandOfFlag(name: string): Demand | undefined {
  const demand = flags.get(name);
  return demand === 'unpin' || demand === 'put' ? demand : undefined;
}

/** The argument that is a bio which holds no page afterwards. */
export const emptiesBio = (callee: string): number | undefined => empties.get(callee);

/** A loop that goes over all pages of a bio, as only whoever made it may. */
export const isOwnerLoop = (name: string): boolean => {
  ownerLoops ??= new Set(iteratorMacros.filter((m) => m.ownerOnly).map((m) => m.name));
  return ownerLoops.has(name);
};
/** The argument that is the vec at hand, of a loop that only looks at what others own. */
export function lenderLoop(name: string): number | undefined {
  lenders ??= new Map(iteratorMacros.filter((m) => m.isLoop && !m.ownerOnly && m.variableIs.startsWith('bvec')).map((m) => [m.name, m.variable]));
  return lenders.get(name);
}
/** Names of such loops. */
export const lenderLoops = (): readonly string[] =>
  iteratorMacros.filter((m) => m.isLoop && !m.ownerOnly && m.variableIs.startsWith('bvec')).map((m) => m.name);

let lenders: ReadonlyMap<string, number> | undefined;
let ownerLoops: ReadonlySet<string> | undefined;
