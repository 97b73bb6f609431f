/** What was found of a function in each choice of its conditions, as one result; and results moved to where the function stands now. */
import type { Span } from '../base/span.ts';
import type { Trace } from '../protocol/trace.ts';
import type { Analysis } from './analyse.ts';
import type { Defect, FlowResult, PagesFacts } from './defect.ts';
import type { Holding } from './holding.ts';
import type { FunctionMappings } from './mappings/fileMappings.ts';
import type { FunctionProtections } from './protections/fileProtections.ts';

interface Walked {
  readonly analyses: readonly Analysis[];
  /** Not every choice of its conditions was walked. */
  readonly partial: boolean;
}

/** One list for all choices of conditions: what was found in one of them is found. */
export function combined(entry: Walked, extra: readonly Defect[], by: number): Omit<FlowResult, 'callers'> {
  const seen = new Set<string>();
  const defects: Defect[] = [];
  const handOvers: FlowResult['handOvers'][number][] = [];
  const only = entry.analyses.length > 1;
  for (const a of entry.analyses) {
    for (const d of a.defects) {
      const key = `${d.defect}:${d.span.start}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const everywhere = !only || entry.analyses.every((b) => b.defects.some((x) => x.defect === d.defect && x.span.start === d.span.start));
      defects.push(everywhere || a.condition === '' ? d : { ...d, condition: a.condition });
    }
    for (const h of a.handOvers) {
      const key = `h:${h.span.start}:${h.to}`;
      if (seen.has(key)) continue;
      seen.add(key);
      handOvers.push(h);
    }
  }
  const holdings = inAny(
    entry.analyses,
    (a) => a.holdings,
    (h) => h.trace[0]?.span.start ?? h.unlocked[0]?.span.start ?? 0,
  );
  const flagUses = inAny(
    entry.analyses,
    (a) => a.flagUses,
    (f) => f.span.start,
  );
  const mixes = inAny(
    entry.analyses,
    (a) => a.mixes,
    (m) => m.span.start,
  );
  for (const d of extra) defects.push(shift(d, -by));
  const incomplete = entry.analyses.find((a) => a.incomplete !== undefined)?.incomplete;
  const partial = entry.partial ? 'not every choice of its #if groups was walked' : undefined;
  const reason = incomplete ?? partial;
  const acquires = entry.analyses.some((a) => a.acquires > 0);
  return {
    defects: defects.sort((a, b) => a.span.start - b.span.start),
    handOvers,
    holdings,
    flagUses,
    ...(mixes.length === 0 ? {} : { mixes }),
    acquires,
    ...(reason === undefined ? {} : { incomplete: reason }),
  };
}

/** What is seen in one choice of conditions counts; the first choice that shows it speaks. */
function inAny<T extends { readonly condition?: string }>(
  analyses: readonly Analysis[],
  of: (a: Analysis) => readonly T[],
  at: (t: T) => number,
): T[] {
  const found = new Map<number, T>();
  for (const a of analyses)
    for (const t of of(a)) {
      if (found.has(at(t))) continue;
      const everywhere = analyses.every((b) => of(b).some((x) => at(x) === at(t)));
      found.set(at(t), everywhere || a.condition === '' ? t : { ...t, condition: a.condition });
    }
  return [...found.values()];
}

const move = (s: Span, by: number): Span => ({ start: s.start + by, end: s.end + by });

const movedPages = (p: PagesFacts, by: number): PagesFacts => (p.acquireSpan ? { ...p, acquireSpan: move(p.acquireSpan, by) } : p);
const movedTrace = (t: Trace, by: number): Trace => t.map((e) => ({ ...e, span: move(e.span, by) }));
const moveOne = <T extends { readonly span: Span }>(x: T, by: number): T => ({ ...x, span: move(x.span, by) });

function movedHolding(h: Holding, by: number): Holding {
  return {
    ...h,
    pages: movedPages(h.pages, by),
    touches: h.touches.map((t) => moveOne(t, by)),
    unlocked: h.unlocked.map((u) => ({ ...moveOne(u, by), trace: movedTrace(u.trace, by) })),
    clean: h.clean.map((c) => ({ ...moveOne(c, by), wrote: moveOne(c.wrote, by), trace: movedTrace(c.trace, by) })),
    ...(h.leaves ? { leaves: moveOne(h.leaves, by) } : {}),
    ...(h.covered ? { covered: moveOne(h.covered, by) } : {}),
    trace: movedTrace(h.trace, by),
  };
}

function shift(d: Defect, by: number): Defect {
  if (by === 0) return d;
  const base = { span: move(d.span, by), pages: movedPages(d.pages, by), trace: movedTrace(d.trace, by) };
  switch (d.defect) {
    case 'double-release':
      return { ...d, ...base, first: move(d.first, by) };
    case 'use-after-release':
      return { ...d, ...base, released: move(d.released, by) };
    case 'unchecked':
      return { ...d, ...base, ...(d.check ? { check: move(d.check, by) } : {}) };
    case 'leak':
    case 'mismatched-release':
    case 'partial':
      return { ...d, ...base };
  }
}

export function moved<R extends Omit<FlowResult, 'callers'>>(r: R, by: number): R {
  if (by === 0) return r;
  return {
    ...r,
    defects: r.defects.map((d) => shift(d, by)),
    handOvers: r.handOvers.map((h) => ({
      ...h,
      span: move(h.span, by),
      pages: movedPages(h.pages, by),
    })),
    holdings: r.holdings.map((h) => movedHolding(h, by)),
    flagUses: r.flagUses.map((f) => moveOne(f, by)),
    ...(r.mixes
      ? {
          mixes: r.mixes.map((m) => ({
            ...moveOne(m, by),
            first: moveOne(m.first, by),
            second: moveOne(m.second, by),
            trace: movedTrace(m.trace, by),
          })),
        }
      : {}),
  };
}

/** What is wrong with references, with mappings and with what was protected, of one function. */
export function together(
  references: FlowResult | undefined,
  mappings: FunctionMappings | undefined,
  protections: FunctionProtections | undefined,
): FlowResult {
  const incomplete = references?.incomplete ?? mappings?.incomplete;
  return {
    ...(references ?? { defects: [], handOvers: [], holdings: [], flagUses: [], callers: [], acquires: false }),
    ...(mappings ? { mappings: mappings.defects } : {}),
    ...protections,
    ...(incomplete === undefined ? {} : { incomplete }),
  };
}
