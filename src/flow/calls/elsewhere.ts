/** What a function of the file may have done to pages though the outcome at hand does not say so: because of its name, or because it does so on another way out. */
import { nameSuggests } from '../../knowledge/index.ts';
import type { Held } from '../held.ts';
import { containersOf, rootObject } from '../lifetime.ts';
import { baseOf, isConstant, type Linear, type SymbolTable, symbolsOf } from '../linear.ts';
import type { State } from '../state.ts';
import type { Outcome, Summary } from '../summary.ts';
import { isParam, type Returned, siteOf } from './returned.ts';
import type { CallTools } from './tools.ts';

/** What is said after the effects of the outcome. */
export function dealtElsewhere(tools: CallTools, r: Returned, state: State): void {
  if (state.held.size === 0) return;
  drops(tools, r, state);
  mayKnow(tools, r, state);
  mayDropTables(tools, r, state);
  leaveDoubt(tools, r, state);
  mayLeaveSome(tools, r, state);
}

/** Does an outcome do something to what that parameter leads to? */
type Test = (o: Outcome, parameter: number, summary: Summary) => boolean;

/** By test, then parameter and outcome: a function is called often. */
const answers = new WeakMap<Summary, Map<Test, boolean[]>>();

/** The callee does it on another way out, not on this one. */
function onlyElsewhere({ summary, outcome, index }: Returned, test: Test, parameter: number): boolean {
  let known = answers.get(summary);
  if (!known) answers.set(summary, (known = new Map()));
  let list = known.get(test);
  if (!list) known.set(test, (list = []));
  const does = (o: Outcome): boolean => test(o, parameter, summary);
  return (list[parameter * summary.outcomes.length + index] ??= !does(outcome) && summary.outcomes.some(does));
}

const dealsWithTable: Test = (o, parameter, { table }) =>
  o.effects.some(
    (e) =>
      (e.does === 'release' || e.does === 'keep') &&
      containersOf(e.place, table).some((s) => {
        const origin = table.originOf(s);
        return origin.from === 'param' && origin.index === parameter;
      }),
  );
const dropsTables: Test = (o, parameter, { table }) => o.effects.some((e) => e.does === 'release' && isReachedFrom(e.place, parameter, table));
const movesArray: Test = (o, parameter, summary) =>
  o.effects.some(
    (e) => (e.does === 'store' || e.does === 'keep' || (e.does === 'release' && e.target !== 'page')) && isParam(summary, e.place, parameter),
  );
const takesSome: Test = (o, parameter, summary) =>
  o.effects.some((e) => (e.does === 'release' || e.does === 'keep') && e.place.terms.length === 2 && isParam(summary, e.place, parameter));

/** It drops pages in a way that does not show, or drops some of an object and knows better than we which of them. */
function drops(tools: CallTools, r: Returned, state: State): void {
  const { ledger, table } = tools;
  const { args, summary, outcome } = r;
  const releases = (o: Outcome): boolean => o.effects.some((e) => e.does === 'release');
  const byName = nameSuggests(summary.name) === 'releases';
  if (byName && !summary.outcomes.some(releases))
    for (const value of args) ledger.handOver(state, tools.reachable(state, value), 'callee', siteOf(r), true);
  // Of a function of another file the name alone says no more than that of a stranger.
  if (!releases(outcome) && (!byName || summary.file !== undefined)) return;
  const roots = new Set(args.filter((a) => !isConstant(a)).map((a) => rootObject(a, table)));
  const unclear = [...state.held.values()].filter((h) => {
    if (h.status !== 'held' || h.outcome === 'none' || (h.site.through === undefined && h.mode !== 'object')) return false;
    const root = rootObject(h.place, table);
    const inside =
      h.base !== undefined && (h.mode === 'object' || table.originOf(h.base).from !== 'allocation') && root !== undefined && roots.has(root);
    return inside || h.containers.some((c) => roots.has(c));
  });
  ledger.handOver(state, unclear, 'callee', siteOf(r));
}

/** It sometimes drops or keeps what a table points to: it knows when. */
function mayKnow(tools: CallTools, r: Returned, state: State): void {
  for (const [i, value] of r.args.entries()) {
    const root = isConstant(value) ? undefined : rootObject(value, tools.table);
    if (root === undefined) continue;
    if (!onlyElsewhere(r, dealsWithTable, i)) continue;
    const inTable = [...state.held.values()].filter((h) => h.status === 'held' && h.outcome !== 'none' && h.containers.includes(root));
    tools.ledger.handOver(state, inTable, 'callee', siteOf(r));
  }
}

/** It sometimes drops the pages of tables that the object leads to: they may be those that a round of ours put there. */
function mayDropTables(tools: CallTools, r: Returned, state: State): void {
  for (const [i, value] of r.args.entries()) {
    if (isConstant(value)) continue;
    if (!onlyElsewhere(r, dropsTables, i)) continue;
    for (const h of state.records()) if (mayBeOneOfMany(tools, h)) state.hold({ ...h, doubtful: true });
  }
}

/** Is the place read out of memory that the parameter leads to, over any number of pointers? */
function isReachedFrom(place: Linear, parameter: number, table: SymbolTable, depth = 8): boolean {
  if (depth === 0) return false;
  for (const s of symbolsOf(place)) {
    const origin = table.originOf(s);
    if (origin.from === 'param' && origin.index === parameter) return true;
    const inner = origin.from === 'memory' ? origin.at : origin.from === 'member' ? origin.of : undefined;
    if (inner && isReachedFrom(inner, parameter, table, depth - 1)) return true;
  }
  return false;
}

/** An array that a round allocated: which table leads to it, nobody can tell once the rounds are one. */
function mayBeOneOfMany({ table }: CallTools, h: Held): boolean {
  if (h.status !== 'held' || h.outcome === 'none' || h.mode !== 'array' || !h.site.repeated || h.base === undefined) return false;
  const { from } = table.originOf(h.base);
  return from === 'allocation' || from === 'merge';
}

/** The callee puts the array's pages somewhere, or drops them, but not on this way out: as for a loop that made no round. */
function leaveDoubt(tools: CallTools, r: Returned, state: State): void {
  for (const [i, value] of r.args.entries()) {
    const base = isConstant(value) ? undefined : baseOf(value, tools.table);
    if (base === undefined) continue;
    if (!onlyElsewhere(r, movesArray, i)) continue;
    for (const h of state.records())
      if (h.base === base && h.mode === 'array' && h.status === 'held' && h.outcome !== 'none' && !h.foreign) state.hold({ ...h, doubtful: true });
  }
}

/** It sometimes drops or keeps one page of the array: nobody can say how many are left. */
function mayLeaveSome(tools: CallTools, r: Returned, state: State): void {
  for (const [i, value] of r.args.entries()) {
    if (isConstant(value)) continue;
    if (!onlyElsewhere(r, takesSome, i)) continue;
    for (const h of tools.ledger.find(state, { what: 'page', page: value }))
      if (h.mode === 'array' && h.status === 'held' && h.outcome !== 'none' && !(isConstant(h.count) && h.count.k === 1))
        state.hold({ ...h, count: tools.table.unknown(`left${h.id}`, 'pages that a callee may have dealt with') });
  }
}
