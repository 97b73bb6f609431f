/**
 * Pages that one function of a file puts into a member and another releases from it: `obj->pages` pinned here, put there. Joined by the member's name, and only
 * where every acquisition of the file into that member is of one kind and nothing else fills it.
 */
import { canHoldTogether, type Item } from '../syntax/index.ts';
import type { Analysis, FieldUse } from './analyse.ts';
import type { Defect } from './defect.ts';
import { oneLine } from './story.ts';

interface Analysed {
  readonly item: Item;
  readonly analyses: readonly Analysis[];
  /** What to add to spans of the analyses. */
  readonly by: number;
  /** Under which it stands in the file, as C. */
  readonly around: string;
}

/** Pages that come into a member, and the conditions, as C, under which they do. */
interface Filling {
  readonly use: FieldUse;
  readonly by: number;
  readonly conditions: readonly string[];
}

export function fieldMismatches(functions: readonly Analysed[], text: string): Map<Item, Defect[]> {
  const acquired = new Map<string, Filling[]>();
  for (const f of functions)
    for (const a of f.analyses)
      for (const use of a.fields) {
        if (use.use !== 'acquire') continue;
        const filling = { use, by: f.by, conditions: [f.around, a.condition] };
        const known = acquired.get(use.field);
        if (known) known.push(filling);
        else acquired.set(use.field, [filling]);
      }
  const out = new Map<Item, Defect[]>();
  if (acquired.size === 0) return out;
  for (const f of functions) {
    const found: Defect[] = [];
    const seen = new Set<number>();
    for (const a of f.analyses)
      for (const use of a.fields) {
        if (use.use !== 'release' || !use.draftOf) continue;
        const sources = (acquired.get(use.field) ?? []).filter(
          (s) => mayBeSame(s.use, use) && s.conditions.every((c) => canHoldTogether(c, f.around) && canHoldTogether(c, a.condition)),
        );
        const [from] = sources;
        if (!from || sources.some((s) => s.use.kind !== from.use.kind) || from.use.kind === use.kind || from.use.kind === 'borrowed') continue;
        if (seen.has(use.draftOf.span.start) || filledOtherwise(text, use.field)) continue;
        seen.add(use.draftOf.span.start);
        const span = { start: use.draftOf.span.start + f.by, end: use.draftOf.span.end + f.by };
        const { site } = from.use.held;
        const at = { start: site.span.start + from.by, end: site.span.end + from.by };
        found.push({
          defect: 'mismatched-release',
          call: use.draftOf.call,
          releasedAs: use.kind,
          throughField: use.field,
          span,
          // Joined by the member's name alone.
          certain: false,
          pages: {
            kind: from.use.kind,
            acquiredBy: site.call,
            acquireSpan: at,
            array: site.array,
            single: false,
            ...(site.requested === undefined ? {} : { requested: site.requested }),
            releaseWith: site.releaseWith,
          },
          trace: [
            {
              event: 'acquire',
              pages: 0,
              call: site.call,
              kind: from.use.kind,
              into: site.array,
              outcome: 'some',
              write: site.write,
              longterm: site.longterm,
              span: at,
              text: oneLine(text.slice(at.start, at.end)),
            },
            { event: 'hand-over', pages: 0, to: 'structure', span: at, text: oneLine(text.slice(at.start, at.end)) },
            {
              event: 'release',
              pages: 0,
              kind: use.kind,
              call: use.draftOf.call,
              count: use.held.release?.count ?? 'all',
              dirties: false,
              span,
              text: oneLine(text.slice(span.start, span.end)),
            },
          ],
        });
      }
    if (found.length > 0) out.set(f.item, found);
  }
  return out;
}

/** `msg->rdma.pages` is not `msg->data.pages`; of which of them a callee speaks must be clear. */
function mayBeSame(taken: FieldUse, dropped: FieldUse): boolean {
  if (taken.inside === dropped.inside) return true;
  return dropped.held.through !== true && (taken.inside === undefined || dropped.inside === undefined);
}

/** Some statement of the file stores a page of another origin into an element of the member. */
function filledOtherwise(text: string, field: string): boolean {
  return new RegExp(
    `(?:->|\\.)${field}(?:\\[[^\\]]*\\])?\\s*=\\s*(?:alloc_|virt_to_page|vmalloc_to_page|find_|read_|grab_|pfn_to_page|ZERO_PAGE)`,
  ).test(text);
}
