/** From what a walk saw of page data to one record an acquisition, for the rules. */
import { lookup } from '../knowledge/index.ts';
import type { Trace } from '../protocol/trace.ts';
import type { HandOver } from './defect.ts';
import type { Held } from './held.ts';
import type { CleanRelease, Holding } from './holding.ts';
import { isPageOf } from './ledger.ts';
import type { Observer } from './observe.ts';
import { firstArgument, oneLine, pagesFacts, type Told, traceOf } from './story.ts';
import type { Exit } from './walk.ts';

export interface HoldingsInput extends Told {
  readonly exits: readonly Exit[];
  readonly observer: Observer;
  readonly handOvers: readonly HandOver[];
}

type State3 = Holding['write'];
const common = (a: State3, b: State3): State3 => (a === b ? a : 'maybe');

interface Group {
  held: Held;
  write: State3;
  longterm: State3;
  readonly clean: Map<number, CleanRelease>;
  /** Releases that some path comes to with the pages marked dirty. */
  readonly dirtied: Set<number>;
  covered: Holding['covered'];
}

export function holdingsOf(input: HoldingsInput): readonly Holding[] {
  const { exits, observer, text, handOvers } = input;
  const groups = new Map<number, Group>();
  const foreign = new Map<number, Holding>();
  for (const exit of exits)
    for (const h of exit.state.held.values()) {
      if (h.foreign) {
        const found = foreignUnlocked(input, h);
        const [first] = found?.unlocked ?? [];
        if (found && first && !foreign.has(first.span.start)) foreign.set(first.span.start, found);
        continue;
      }
      if (h.outcome === 'none' || h.kind === 'borrowed' || h.id !== h.site.id) continue;
      let group = groups.get(h.id);
      if (!group) {
        group = { held: h, write: h.site.write, longterm: h.site.longterm, clean: new Map(), dirtied: new Set(), covered: undefined };
        groups.set(h.id, group);
      }
      group.write = common(group.write, h.site.write);
      group.longterm = common(group.longterm, h.site.longterm);
      group.covered ??= coverOf(observer, h);
      if (h.dirtied && h.release) group.dirtied.add(h.release.span.start);
      const clean = cleanRelease(input, exit, h);
      if (clean && !group.clean.has(clean.wrote.span.start)) group.clean.set(clean.wrote.span.start, clean);
    }
  const own = [...groups.values()].map(({ held, write, longterm, clean, dirtied, covered }): Holding => {
    const seen = observer.seenOf(held.site.id);
    const { site } = held;
    const leaves = handOvers.find((o) => o.pages.acquireSpan?.start === site.span.start);
    const acquire = { event: 'acquire', span: site.span, pages: held.id, call: site.call, kind: held.kind, into: site.array } as const;
    return {
      function: input.fn.name,
      pages: pagesFacts(input, held),
      write,
      longterm,
      touches: [...(seen?.touches.values() ?? [])]
        .sort((a, b) => a.span.start - b.span.start)
        .map((touch) => ({ ...touch, text: oneLine(text.slice(touch.span.start, touch.span.end)) })),
      unlocked: [...(seen?.unlocked.values() ?? [])].map((u) => ({
        span: u.span,
        call: u.call,
        trace: traceOf(text, u.path, u.held, u.span, { use: 'dirty', unlocked: true, call: u.call }),
      })),
      // A condition around the marking may say the same as one around the writing, in words of its own.
      clean: [...clean.values()].filter((c) => !dirtied.has(c.span.start)),
      ...(leaves ? { leaves: { to: leaves.to, span: leaves.span } } : {}),
      unshared: site.unshared ?? false,
      through: site.through !== undefined,
      ...(covered ? { covered } : {}),
      trace: [
        {
          ...acquire,
          pages: 0,
          ...(site.requested === undefined ? {} : { requested: site.requested }),
          outcome: held.outcome,
          write,
          longterm,
          text: text.slice(site.span.start, site.span.end).replace(/\s+/g, ' '),
        },
      ],
    };
  });
  return [...own, ...foreign.values()];
}

/** A path that wrote to the pages and dropped them without a word of it. A failure may come before the device ran. */
function cleanRelease(input: HoldingsInput, exit: Exit, h: Held): CleanRelease | undefined {
  const { release, wrote, site } = h;
  if (h.status !== 'released' || !release || !wrote || h.dirtied || h.extra > 0 || site.write === 'no') return undefined;
  if (input.observer.seenOf(site.id)?.dirtiedInLoop) return undefined;
  if (wrote.by === 'device' && (exit.outcome === 'error' || site.write !== 'yes' || hasFailed(h, exit))) return undefined;
  const { span, call, count } = release;
  const path = traceOf(input.text, exit.state.path, h, exit.terminator.span, { exit });
  return { span, call, count, wrote, trace: withWrite(path, wrote, input.text) };
}

/** A store through an address is no event of a path: it goes where it stands in the text, before what drops the pages. */
function withWrite(path: Trace, wrote: NonNullable<Held['wrote']>, source: string): Trace {
  const { span, by, call } = wrote;
  if (path.some((e) => (e.event === 'access' || e.event === 'map') && e.span.start <= span.start && span.end <= e.span.end)) return path;
  const behind = path.findIndex((e, i) => i > 0 && (e.event === 'release' || e.event === 'return' || e.span.start > span.start));
  const at = behind < 0 ? path.length : behind;
  const text = oneLine(source.slice(span.start, span.end));
  return [
    ...path.slice(0, at),
    { event: 'access', span, text, pages: 0, by, write: true, ...(call === undefined ? {} : { call }) },
    ...path.slice(at),
  ];
}

/** The mapping for the device was refused: an errno, or 0 from a function that counts what it mapped. */
function hasFailed({ mappedBy, wrote }: Held, { state }: Exit): boolean {
  if (!mappedBy || wrote?.call === undefined) return false;
  const b = state.facts.boundsOf(mappedBy);
  return lookup(wrote.call)?.returns?.convention === 'zero-or-errno' ? b.lo > 0 || b.hi < 0 || b.not === 0 : b.lo === 0 && b.hi === 0;
}

/** Pages that were taken elsewhere and are unpinned here: they are a user's, whoever took them. */
function foreignUnlocked(input: HoldingsInput, h: Held): Holding | undefined {
  const { observer, text, table } = input;
  if (h.kind !== 'pin') return undefined;
  const found = [...observer.foreignUnlocked].find(([key, { page }]) => !observer.foreignLocked.has(key) && isPageOf(h, page, table))?.[1];
  if (!found) return undefined;
  return {
    function: input.fn.name,
    pages: { ...pagesFacts(input, h), array: firstArgument(text, found.span), single: true },
    write: 'maybe',
    longterm: 'maybe',
    touches: [],
    unlocked: [
      { span: found.span, call: found.call, trace: traceOf(text, found.path, h, found.span, { use: 'dirty', unlocked: true, call: found.call }) },
    ],
    clean: [],
    unshared: false,
    through: h.through ?? false,
    trace: [],
  };
}

function coverOf(observer: Observer, h: Held): Holding['covered'] {
  if (observer.covers.length === 0) return undefined;
  const roots = observer.rootsOf(h);
  const found = observer.covers.find((c) => c.root !== undefined && roots.has(c.root));
  return found && { span: found.span, call: found.call };
}
