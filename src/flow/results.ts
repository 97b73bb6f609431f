/** What was found of a function in each choice of its conditions, as one result; and results moved to where the function stands now. */
import type { Span } from '../base/span.ts';
import type { Analysis } from './analyse.ts';
import type { Defect, FlowResult } from './defect.ts';
import type { FunctionMappings } from './mappings/fileMappings.ts';

interface Walked {
  readonly analyses: readonly Analysis[];
  /** Not every choice of its conditions was walked. */
  readonly partial: boolean;
}

/** One list for all choices of conditions: what was found in one of them is found. */
export function combined(entry: Walked, extra: readonly Defect[], by: number): FlowResult {
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
  for (const d of extra) defects.push(shift(d, -by));
  const incomplete = entry.analyses.find((a) => a.incomplete !== undefined)?.incomplete;
  const partial = entry.partial ? 'not every choice of its #if groups was walked' : undefined;
  const reason = incomplete ?? partial;
  const acquires = entry.analyses.some((a) => a.acquires > 0);
  return {
    defects: defects.sort((a, b) => a.span.start - b.span.start),
    handOvers,
    acquires,
    ...(reason === undefined ? {} : { incomplete: reason }),
  };
}

const move = (s: Span, by: number): Span => ({ start: s.start + by, end: s.end + by });

function shift(d: Defect, by: number): Defect {
  if (by === 0) return d;
  const pages = d.pages.acquireSpan ? { ...d.pages, acquireSpan: move(d.pages.acquireSpan, by) } : d.pages;
  const base = { span: move(d.span, by), pages, trace: d.trace.map((e) => ({ ...e, span: move(e.span, by) })) };
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

export function moved(r: FlowResult, by: number): FlowResult {
  if (by === 0) return r;
  return {
    ...r,
    defects: r.defects.map((d) => shift(d, by)),
    handOvers: r.handOvers.map((h) => ({
      ...h,
      span: move(h.span, by),
      pages: h.pages.acquireSpan ? { ...h.pages, acquireSpan: move(h.pages.acquireSpan, by) } : h.pages,
    })),
  };
}

/** What is wrong with references and what is wrong with mappings, of one function. */
export function withMappings(references: FlowResult | undefined, mappings: FunctionMappings): FlowResult {
  const incomplete = references?.incomplete ?? mappings.incomplete;
  return {
    ...(references ?? { defects: [], handOvers: [], acquires: false }),
    mappings: mappings.defects,
    ...(incomplete === undefined ? {} : { incomplete }),
  };
}
