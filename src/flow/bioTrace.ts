/** The path of a bio with pages that demand different releases, to the one release that all of them get. */
import type { Span } from '../base/span.ts';
import type { Demand } from '../knowledge/index.ts';
import type { PagesId, ReferenceKind, Trace, TraceEvent } from '../protocol/trace.ts';
import type { BioAdd, BioMix } from './bioOrigins.ts';
import { oneLine } from './story.ts';

/** What whoever reads a replay calls a page that has no variable in sight. */
const names: Readonly<Record<Demand, string>> = { unpin: 'pinned_page', put: 'taken_page', own: 'own_page', nothing: 'lent_page', zero: 'zero_page' };
const kinds: Readonly<Record<Demand, ReferenceKind>> = { unpin: 'pin', put: 'get', own: 'get', nothing: 'borrowed', zero: 'borrowed' };

/** What a trace of one acquisition does not tell: the other pages, that they go into the bio, and the release. `release`: of every page alike; `text`: where no call in sight does it. */
export function bioTrace(
  mix: BioMix,
  release: { readonly kind: 'pin' | 'get'; readonly call: string; readonly span: Span; readonly text?: string },
  source: string,
): Trace {
  const textAt = ({ start, end }: Span): string => oneLine(source.slice(start, end));
  // The trace ends with the second page, told as a use of the first ones.
  const events: TraceEvent[] = mix.trace.filter((e) => e.event !== 'access' || e.span.start !== mix.span.start);
  const pages = new Set<PagesId>();
  const acquired = (call: string): PagesId | undefined => {
    const found = events.find((e) => e.event === 'acquire' && e.call === call);
    return found?.event === 'acquire' ? found.pages : undefined;
  };
  const take = (add: BioAdd, text: string): PagesId => {
    const id = 1 + Math.max(-1, ...events.map((e) => ('pages' in e ? e.pages : -1)));
    events.push({
      event: 'acquire',
      pages: id,
      call: add.from,
      kind: kinds[add.demand],
      into: add.takes ? mix.bio : names[add.demand],
      ...(add.takes ? {} : { requested: '1' }),
      outcome: add.takes ? 'some' : 'all',
      write: 'maybe',
      longterm: 'no',
      ...(add.demand === 'own' ? { fresh: true } : {}),
      span: add.span,
      text,
    });
    return id;
  };
  for (const add of [mix.first, mix.second]) {
    const text = textAt(add.span);
    if (add.takes) pages.add(acquired(add.call) ?? take(add, text));
    // A mark on the bio is no page of it.
    else if (!add.marks) {
      const id = acquired(add.from) ?? take(add, `${add.from}()`);
      pages.add(id);
      events.push({ event: 'hand-over', pages: id, to: 'structure', call: add.call, span: add.span, text });
    }
  }
  events.sort((a, b) => a.span.start - b.span.start);
  for (const id of pages)
    events.push({
      event: 'release',
      pages: id,
      kind: release.kind,
      call: release.call,
      count: 'each',
      dirties: false,
      span: release.span,
      text: release.text ?? textAt(release.span),
    });
  return events;
}
