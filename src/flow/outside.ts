/**
 * What callers in other files are told of a function: never more than those of its own file, and less where the summary leaves something open that a reader of
 * the file can judge by the rest of it.
 */
import type { Bounds } from './facts.ts';
import { type Linear, type SymbolTable } from './linear.ts';
import { effectsKey, type Outcome, type Summary, type SummaryEffect } from './summary.ts';

const DEPTH = 8;

export function seenFromOutside(summary: Summary): readonly Outcome[] {
  const told = summary.outcomes.map((o) => ({ ...o, effects: [...o.effects, ...handedThrough(o, summary)] }));
  const ways = inOne(told);
  const granted = factsOfAll(ways, summary.table);
  return ways.map((o) => ({
    ...o,
    facts: o.facts.filter((f) => !granted.has(nameOf(f))).map(({ form, bounds }) => ({ form, bounds: plain(bounds) })),
  }));
}

type Fact = Outcome['facts'][number];
const nameOf = ({ form, bounds }: Fact): string => `${form.full} ${bounds.lo} ${bounds.hi} ${bounds.not ?? ''}`;
const plain = ({ lo, hi, not }: Bounds): Bounds => (not === undefined ? { lo, hi } : { lo, hi, not });

/**
 * Ways that callers would have to follow each on its own, and gain nothing by it, are one: those that do nothing to pages, and those that keep some where the
 * result does not tell.
 */
function inOne(outcomes: readonly Outcome[]): readonly Outcome[] {
  const out: Outcome[] = [];
  for (const o of outcomes) {
    const at = isLoud(o) ? -1 : out.findIndex((x) => !isLoud(x) && ((isQuiet(x) && isQuiet(o)) || overlap(x.bounds, o.bounds)));
    const other = out[at];
    if (other) out[at] = joined(other, o);
    else out.push(o);
  }
  return out.length < outcomes.length ? inOne(out) : out;
}

const isQuiet = ({ effects }: Outcome): boolean => effects.every((e) => e.does === 'write' || e.does === 'pass' || e.does === 'store');
const isLoud = ({ effects }: Outcome): boolean =>
  effects.some((e) => e.does !== 'write' && e.does !== 'pass' && e.does !== 'store' && e.does !== 'keep');
const overlap = (a: Bounds, b: Bounds): boolean => {
  const [lo, hi] = [Math.max(a.lo, b.lo), Math.min(a.hi, b.hi)];
  return lo < hi || (lo === hi && a.not !== lo && b.not !== lo);
};

function joined(a: Outcome, b: Outcome): Outcome {
  const same = a.result && b.result && a.result.full === b.result.full;
  return { result: same ? a.result : undefined, bounds: hull(a.bounds, b.bounds), effects: joinedEffects(a.effects, b.effects), facts: [] };
}

function hull(a: Bounds, b: Bounds): Bounds {
  const without = (x: Bounds): boolean => x.lo > 0 || x.hi < 0 || x.not === 0;
  const out = { lo: Math.min(a.lo, b.lo), hi: Math.max(a.hi, b.hi) };
  return out.lo < 0 && out.hi > 0 && without(a) && without(b) ? { ...out, not: 0 } : out;
}

/** Memory that both set alike is set, what one of them sets otherwise is unknown. */
function joinedEffects(a: readonly SummaryEffect[], b: readonly SummaryEffect[]): SummaryEffect[] {
  const out = new Map<string, SummaryEffect>();
  for (const [mine, theirs] of [
    [a, b],
    [b, a],
  ] as const)
    for (const e of mine) {
      if (e.does !== 'write') {
        const sure = e.does !== 'keep' || theirs.some((x) => x.does === 'keep' && x.place.full === e.place.full);
        const told: SummaryEffect = sure ? e : { does: 'pass', place: e.place };
        out.set(effectsKey([told]), told);
        continue;
      }
      const other = theirs.find((x) => x.does === 'write' && x.at.full === e.at.full);
      const known = other?.does === 'write' && other.value && e.value && other.value.full === e.value.full;
      out.set(`w${e.at.full}`, { does: 'write', at: e.at, value: known ? e.value : undefined });
    }
  return [...out.values()];
}

/** What holds on every way out and speaks of nothing but the values on entry is what the callee takes for granted: it tells no way from another. */
function factsOfAll(outcomes: readonly Outcome[], table: SymbolTable): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const o of outcomes) for (const f of o.facts) if (isOfEntry(f.form, table, DEPTH)) counts.set(nameOf(f), (counts.get(nameOf(f)) ?? 0) + 1);
  return new Set([...counts].filter(([, n]) => n === outcomes.length).map(([name]) => name));
}

function isOfEntry({ terms }: Linear, table: SymbolTable, depth: number): boolean {
  if (depth === 0) return false;
  for (let i = 0; i < terms.length; i += 2) {
    const origin = table.originOf(terms[i] ?? 0);
    const is =
      origin.from === 'param' ||
      origin.from === 'name' ||
      (origin.from === 'member' && isOfEntry(origin.of, table, depth - 1)) ||
      (origin.from === 'memory' && isOfEntry(origin.at, table, depth - 1));
    if (!is) return false;
  }
  return true;
}

/** A value that comes back, or that the callee wrote where others see it, and that some stranger made of a parameter may lead to what the parameter led to. */
function handedThrough({ result, effects }: Outcome, { params, table }: Summary): SummaryEffect[] {
  const found = new Set<number>();
  const look = (form: Linear | undefined): void => {
    if (form) paramsBehindCalls(form, table, false, found, DEPTH);
  };
  look(result);
  for (const e of effects) if (e.does === 'write') look(e.value);
  return [...found]
    .filter((i) => (params[i]?.indirections ?? 1) > 0)
    .sort((a, b) => a - b)
    .map((i) => ({ does: 'pass', place: table.param(i) }));
}

function paramsBehindCalls({ terms }: Linear, table: SymbolTable, behind: boolean, found: Set<number>, depth: number): void {
  if (depth === 0) return;
  for (let i = 0; i < terms.length; i += 2) {
    const origin = table.originOf(terms[i] ?? 0);
    switch (origin.from) {
      case 'param':
        if (behind) found.add(origin.index);
        break;
      case 'call':
        for (const a of origin.args) paramsBehindCalls(a, table, true, found, depth - 1);
        break;
      case 'member':
        paramsBehindCalls(origin.of, table, behind, found, depth - 1);
        break;
      case 'memory':
        paramsBehindCalls(origin.at, table, behind, found, depth - 1);
        break;
      case 'operation':
        for (const o of origin.operands) paramsBehindCalls(o, table, behind, found, depth - 1);
        break;
      case 'name':
      case 'variable':
      case 'allocation':
      case 'merge':
      case 'unknown':
        break;
    }
  }
}
