/** Whether the pages of a bio are all released in one way: in the function that fills it, in those that call it, or where the bio ends. By the text of the file. */
import type { KernelVersion } from '../base/kernelVersion.ts';
import type { Span } from '../base/span.ts';
import { BIO } from '../knowledge/bvecIdioms.ts';
import { entries, isOwnerLoop, lookup } from '../knowledge/index.ts';
import type { Item } from '../syntax/index.ts';
import type { BioMix } from './bioOrigins.ts';
import { bioTrace } from './bioTrace.ts';
import type { CallGraph } from './callGraph.ts';
import type { JudgedMix } from './defect.ts';

/** More callers say no more. */
const CALLERS = 12;

interface BioReleases {
  judged(mix: BioMix, item: Item): JudgedMix;
}

export function createBioReleases(graph: CallGraph, text: string, version: KernelVersion | undefined): BioReleases {
  /** Functions that any bio of the file ends with. */
  const ends = new Set<string>();
  for (const m of text.matchAll(new RegExp(`\\b${BIO.end}\\s*=\\s*&?\\s*([A-Za-z_]\\w*)`, 'g'))) ends.add(m[1] ?? '');

  const around = (item: Item): Item[] => {
    const found = new Set<Item>([item]);
    for (const f of found)
      if (f.name !== undefined && found.size < CALLERS) for (const caller of graph.callersOf(f.name)) if (found.size < CALLERS) found.add(caller);
    for (const f of found) for (const name of graph.mentions(f).names) if (ends.has(name)) for (const end of graph.definitions(name)) found.add(end);
    return [...found];
  };

  return {
    judged(mix, item) {
      const marked = mix.first.marks || mix.second.marks;
      for (const f of around(item)) {
        const found = releaserIn(graph.mentions(f).called, marked, version);
        if (found === undefined) continue;
        const { name: releasedBy, kind } = found;
        const span = callIn(text, releasedBy, f === item ? mix.span.end : f.start, f.end) ?? mix.span;
        return { ...mix, releasedBy, trace: bioTrace(mix, { kind: markedKind(mix) ?? kind, call: releasedBy, span }, text) };
      }
      const kind = markedKind(mix);
      return kind === undefined
        ? mix
        : { ...mix, trace: bioTrace(mix, { kind, call: mix.second.call, span: mix.span, text: `${mix.bio} completes` }, text) };
    },
  };
}

/** What a mark on the bio says of all its pages. */
function markedKind({ first, second }: BioMix): 'pin' | 'get' | undefined {
  const mark = [first, second].find(({ marks }) => marks);
  return mark && (mark.demand === 'unpin' ? 'pin' : 'get');
}

const withoutComments = (text: string): string => text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, (comment) => ' '.repeat(comment.length));

function callIn(text: string, name: string, from: number, to: number): Span | undefined {
  const at = new RegExp(`\\b${name}\\s*\\([^;]*`).exec(withoutComments(text.slice(from, to)));
  return at ? { start: from + at.index, end: from + at.index + at[0].length } : undefined;
}

/** A call that releases every page of a bio; `marked`: the bio says that its pages are pinned. */
function releaserIn(
  called: ReadonlySet<string>,
  marked: boolean,
  version: KernelVersion | undefined,
): { readonly name: string; readonly kind: 'pin' | 'get' } | undefined {
  let loop = false;
  let page: { readonly name: string; readonly kind: 'pin' | 'get' } | undefined;
  for (const name of called) {
    if (!entries.has(name) && !isOwnerLoop(name)) continue;
    loop ||= isOwnerLoop(name);
    for (const e of lookup(name, version)?.effects ?? []) {
      if (!e.effect.startsWith('release-')) continue;
      const kind = e.effect === 'release-pin' ? 'pin' : 'get';
      if (e.path === '') page = { name, kind };
      if (!e.path.startsWith('->') || lookup(name, version)?.family !== 'bio') continue;
      if (marked || e.when?.every((w) => !('bioFlag' in w) || w.is === 'clear') !== false) return { name, kind };
    }
  }
  return loop ? page : undefined;
}
