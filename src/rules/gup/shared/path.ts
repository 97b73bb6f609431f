/**
 * The steps that a person follows, one for each event of a trace. Steps carry no number: whoever shows them counts. `file` stays empty, because a rule
 * knows no paths; the engine puts the finding's own file there.
 */
import { lookup } from '../../../knowledge/index.ts';
import type { PathStep } from '../../../protocol/finding.ts';
import type { PagesId, ReferenceKind, Trace, TraceEvent } from '../../../protocol/trace.ts';
import { conditionClause, pagesName, quote } from './phrases.ts';

const stepKinds: Readonly<Record<TraceEvent['event'], NonNullable<PathStep['kind']>>> = {
  acquire: 'acquire',
  check: 'branch',
  jump: 'jump',
  reference: 'use',
  map: 'use',
  unmap: 'use',
  access: 'use',
  dirty: 'use',
  'hand-over': 'hand-over',
  release: 'release',
  'free-array': 'release',
  'device-memory': 'use',
  return: 'exit',
};

export const pathOf = (trace: Trace): readonly PathStep[] =>
  trace.map((event, at) => ({ file: '', span: event.span, message: describe(event, trace.slice(0, at)), kind: stepKinds[event.event] }));

type Acquire = Extract<TraceEvent, { event: 'acquire' }>;
type HandOver = Extract<TraceEvent, { event: 'hand-over' }>;

const acquisition = (pages: PagesId, before: Trace): Acquire | undefined =>
  before.findLast((e): e is Acquire => e.event === 'acquire' && e.pages === pages);

/** The pages by the name of the place that took them. */
const named = (pages: PagesId, before: Trace): string => {
  const acquire = acquisition(pages, before);
  return acquire ? pagesName(acquire.into) : 'the pages';
};

const takes: Record<ReferenceKind, string> = { pin: 'pins', get: 'takes', borrowed: 'hands out' };

function describeAcquire(e: Acquire): string {
  const origin = e.iterator === undefined ? '' : `, the iterator being over ${e.iterator} memory`;
  if (e.outcome === 'none') return `${e.call}() fails`;
  const asked = e.requested === undefined ? undefined : quote(e.requested);
  const manner = e.kind === 'borrowed' ? ' without a reference' : '';
  if (e.requested === '1') return `${e.call}() ${takes[e.kind]} one page into ${pagesName(e.into)}${manner}${origin}`;
  const amounts: Record<'all' | 'fewer' | 'some', string> = {
    all: asked === undefined ? 'pages' : `all ${asked} pages`,
    fewer: asked === undefined ? 'fewer pages than asked for' : `fewer than ${asked} pages`,
    some: 'at least one page',
  };
  return `${e.call}() ${takes[e.kind]} ${amounts[e.outcome]} into ${pagesName(e.into)}${manner}${origin}`;
}

function describeHandOver(e: HandOver, before: Trace): string {
  const what = named(e.pages, before);
  const single = acquisition(e.pages, before)?.requested === '1';
  const by = e.call === undefined ? '' : ` by ${e.call}()`;
  if (e.to === 'callee') return `${what} ${single ? 'is' : 'are'} kept${by}`;
  const places: Record<Exclude<HandOver['to'], 'callee'>, string> = {
    structure: 'into a structure that outlives the function',
    caller: 'back to the caller',
    bio: 'into a bio',
    scatterlist: 'into a scatterlist',
    socket: 'into a socket buffer',
    mapping: 'into a mapping',
    pipe: 'into a pipe',
  };
  return `${what} ${single ? 'goes' : 'go'} ${places[e.to]}${by}`;
}

/** Pages that nobody has released or handed over up to here, by name and kind. */
function stillHeld(before: Trace): string {
  const open = new Map<PagesId, Acquire>();
  for (const e of before) {
    if (e.event === 'acquire' && e.outcome !== 'none' && e.kind !== 'borrowed') open.set(e.pages, e);
    else if (e.event === 'release' || e.event === 'hand-over') open.delete(e.pages);
  }
  const parts = [...open.values()].map((a) => `${pagesName(a.into)} still ${a.kind === 'pin' ? 'pinned' : 'held'}`);
  return parts.length === 0 ? '' : ` with ${parts.join(' and ')}`;
}

const marksDirty = (name: string): boolean => lookup(name)?.effects.some(({ effect }) => effect === 'dirty' || effect === 'dirty-lock') ?? false;

const oneOf: Readonly<Record<Extract<TraceEvent, { event: 'device-memory' }>['does'], (who: string) => string>> = {
  given: (who) => `${who} gives memory of a device`,
  ended: (who) => `${who} ends its protection`,
  used: (who) => `${who} uses it`,
  kept: () => 'it is kept',
};

function describe(e: TraceEvent, before: Trace): string {
  switch (e.event) {
    case 'acquire':
      return describeAcquire(e);
    case 'check': {
      const clause = conditionClause(e.text, e.taken);
      if (e.role === 'loop') return e.taken ? `the loop goes on, as ${clause}` : `the loop ends, as ${clause}`;
      return `here ${clause}`;
    }
    case 'jump':
      return e.label === undefined ? e.how : `${e.how} ${quote(e.label)}`;
    case 'reference':
      return `${e.call}() takes another reference to ${named(e.pages, before)}`;
    case 'map':
      return `${e.call}() maps ${named(e.pages, before)} for the ${e.how === 'cpu' ? 'CPU' : 'device'}`;
    case 'unmap':
      return `${e.call}() undoes the mapping of ${named(e.pages, before)}`;
    case 'access': {
      // Where a path ends because pages are marked too late, that comes as a plain write.
      if (e.write && e.call !== undefined && marksDirty(e.call)) return `${e.call}() marks ${named(e.pages, before)} dirty`;
      const who = e.call === undefined ? `the ${e.by === 'cpu' ? 'CPU' : 'device'}` : `${e.call}()`;
      return `${who} ${e.write ? 'writes' : 'uses'} ${named(e.pages, before)}`;
    }
    case 'dirty':
      return `${e.call}() marks ${named(e.pages, before)} dirty${e.locked ? '' : ' without the page lock'}`;
    case 'hand-over':
      return describeHandOver(e, before);
    case 'release': {
      const verb = e.kind === 'pin' ? 'unpins' : 'puts';
      const what = named(e.pages, before);
      const amounts: Readonly<Record<string, string>> = {
        '1': what,
        each: `each page of ${what}`,
        all: what === 'the pages' ? what : `all of ${what}`,
      };
      const amount = amounts[e.count] ?? `${quote(e.count)} pages of ${what}`;
      return `${e.call}() ${verb} ${amount}${e.dirties ? ' and marks them dirty' : ''}`;
    }
    case 'free-array':
      return `${e.call}() frees the array ${named(e.pages, before)}`;
    case 'device-memory':
      return oneOf[e.does](e.call === undefined ? 'the CPU' : `${e.call}()`);
    case 'return':
      return `returns${e.value === undefined ? '' : ` ${e.value}`}${stillHeld(before)}`;
  }
}
