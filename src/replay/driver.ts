/**
 * The events of a trace as the program of one actor, an event a step, each with the line that it stands on. Counts that nobody knows become the smallest that
 * show the point: an array has two pages, and where fewer came than were asked for, one of them.
 */
import type { TraceEvent } from '../protocol/trace.ts';
import type { ScenarioDescription } from '../sim/scenario/index.ts';

type Without<E> = E extends unknown ? Omit<E, 'span'> : never;

/** An event with the line that it stands on, from 1 on. */
export type PlacedEvent = Without<TraceEvent> & { readonly line: number };
type EventOf<K extends TraceEvent['event']> = Extract<PlacedEvent, { readonly event: K }>;

export type Step = ScenarioDescription['actors'][number]['program'][number];

/** One page of an acquisition. */
export interface Slot {
  readonly name: string;
  /** Nobody filled it. */
  readonly isWild: boolean;
  /** Who has it while the driver looks at it: an owner who drops it in the end, or others who never do. */
  readonly lender: 'owner' | 'others' | undefined;
  /** What the driver holds before its first step. */
  readonly before: 'get' | 'pin' | undefined;
  /** The kernel's own memory. */
  readonly isFresh: boolean;
  /** Who has it at the end: the driver, nobody, or what it was handed to. */
  readonly owner: string | undefined;
  readonly acquisition: number;
}

export interface Driver {
  readonly program: readonly Step[];
  readonly slots: readonly Slot[];
  /** Who the pages were handed to, and how they drop them. */
  readonly holders: readonly { readonly name: string; readonly pages: readonly string[]; readonly primitive: 'put' | 'unpin' }[];
  /** A written pin for ever is among the acquisitions. */
  readonly lasts: boolean;
  /** Memory of a device is kept for later when the path is over. */
  readonly keepsDeviceMemory: boolean;
  /** The path ends with a way out that tells the caller of no failure. */
  readonly succeeds: boolean;
}

/** Arrays are as long as it takes to be short of one. */
const MANY = 2;
/** Characters of a step's words. */
const TEXT = 72;
const NO_PAGE = ': no page there';
export const DRIVER = 'driver';
/** The step behind which somebody knows of memory of a device. */
export const LOOKED_UP = 'looked-up';

interface MutableSlot {
  readonly key: string;
  readonly isWild: boolean;
  /** References that the driver has of it. */
  holds: number;
  owner: string | undefined;
}

interface Acquisition {
  readonly id: number;
  readonly into: string;
  kind: 'get' | 'pin';
  readonly isBorrowed: boolean;
  readonly isFresh?: true;
  /** Taken before the path began. */
  readonly before: 'driver' | 'others' | undefined;
  /** One page at a time: more of them is the same page again. */
  readonly isSingle: boolean;
  readonly rounds: MutableSlot[][];
  /** What went last. */
  gone: MutableSlot[];
}

const primitives = { get: 'put', pin: 'unpin' } as const;
const holderNames: Readonly<Record<EventOf<'hand-over'>['to'], string>> = {
  structure: 'object',
  caller: 'caller',
  callee: 'callee',
  bio: 'bio',
  scatterlist: 'table',
  socket: 'socket',
  mapping: 'mapping',
  pipe: 'pipe',
};

/**
 * What is asked decides how much is told of transfers. `from-trace`: a device has pages only if the path says so. `device`: whatever is mapped for a device is
 * read or written by it, until it is unmapped or let go. `all`: so is what the processor maps.
 */
export type Transfers = 'from-trace' | 'device' | 'all';

export function driverOf(trace: readonly PlacedEvent[], file: string, transfers: Transfers): Driver {
  return new Lowering(trace, file, transfers).run();
}

class Lowering {
  readonly #trace: readonly PlacedEvent[];
  readonly #file: string;
  readonly #program: Step[] = [];
  readonly #acquisitions = new Map<number, Acquisition>();
  readonly #holders = new Map<string, { readonly name: string; readonly slots: MutableSlot[]; readonly primitive: 'put' | 'unpin' }>();
  readonly #transfers: Transfers;
  readonly #mapped = new Set<string>();
  /** Those of the pages that are mapped and that the path lets go without an unmapping: by whom, since when. */
  readonly #open = new Map<string, { readonly event: EventOf<'map'> | EventOf<'access'>; isTouched: boolean }>();
  #lasts = false;

  constructor(trace: readonly PlacedEvent[], file: string, transfers: Transfers) {
    this.#trace = trace;
    this.#file = file;
    this.#transfers = transfers;
  }

  run(): Driver {
    for (const [i, event] of this.#trace.entries()) this.#lower(event, this.#trace.slice(i + 1));
    const last = this.#trace.at(-1);
    const name = this.#names();
    return {
      program: this.#program.map((step) => renamed(step, name)),
      slots: [...this.#acquisitions.values()].flatMap((a) =>
        a.rounds.flat().map((slot) => ({
          name: name(slot.key),
          isWild: slot.isWild,
          lender: a.isBorrowed ? ('owner' as const) : a.before === 'others' ? ('others' as const) : undefined,
          before: a.before === 'driver' ? a.kind : undefined,
          isFresh: a.isFresh === true,
          owner: slot.owner ?? (slot.holds > 0 ? DRIVER : undefined),
          acquisition: a.id,
        })),
      ),
      holders: [...this.#holders.values()].map(({ slots, ...holder }) => ({ ...holder, pages: slots.map(({ key }) => name(key)) })),
      lasts: this.#lasts,
      keepsDeviceMemory: this.#trace.some((e) => e.event === 'device-memory' && e.does === 'kept'),
      succeeds: last?.event === 'return' && (last.outcome === 'success' || (last.outcome === 'unknown' && last.value !== undefined)),
    };
  }

  #lower(event: PlacedEvent, rest: readonly PlacedEvent[]): void {
    switch (event.event) {
      case 'acquire':
        return this.#acquire(event);
      case 'check':
        return this.#pass(event, event.taken ? ': true' : ': false');
      case 'jump':
      case 'free-array':
      case 'return':
        return this.#pass(event);
      case 'reference':
        for (const slot of this.#touched(event.pages, rest)) {
          slot.holds++;
          this.#put(event, { do: 'acquire', pages: [slot.key], kind: 'get', way: 'kernel' });
        }
        return;
      case 'map':
      case 'unmap':
        return this.#window(event, rest);
      case 'access':
        return this.#access(event, rest);
      case 'dirty':
        for (const slot of this.#touched(event.pages, rest)) this.#put(event, { do: 'dirty', page: slot.key, lock: event.locked });
        return;
      case 'hand-over':
        return this.#handOver(event, rest);
      case 'release':
        return this.#release(event, rest);
      case 'device-memory':
        return this.#deviceMemory(event);
      default:
        return event satisfies never;
    }
  }

  /** `outcome`: what comes of it on this path, behind the text of the source. */
  #put(event: PlacedEvent, step: Step, outcome = ''): void {
    const room = TEXT - outcome.length;
    const text = event.text.length <= room ? event.text : `${event.text.slice(0, room - 3)}...`;
    this.#program.push({ ...step, text: `${text}${outcome}`, source: { file: this.#file, line: event.line } });
  }

  #pass(event: PlacedEvent, outcome = ''): void {
    this.#put(event, { do: 'pass' }, outcome);
  }

  #deviceMemory(event: EventOf<'device-memory'>): void {
    switch (event.does) {
      case 'given':
        return this.#put(event, { do: 'pmem-lookup', lock: true, label: LOOKED_UP });
      case 'ended':
        return this.#put(event, { do: 'pmem-release' });
      case 'used':
        return this.#put(event, { do: 'pmem-use', by: 'cpu' });
      case 'kept':
        return this.#pass(event, ': kept');
      default:
        return event.does satisfies never;
    }
  }

  #acquire(event: EventOf<'acquire'>): void {
    if (event.fresh) return this.#allocate(event);
    const isSingle = event.requested?.trim() === '1' || (event.requested === undefined && event.outcome !== 'fewer');
    const known = this.#acquisitions.get(event.pages);
    const acquisition: Acquisition = known ?? {
      id: event.pages,
      into: event.into,
      kind: event.kind === 'pin' ? 'pin' : 'get',
      isBorrowed: event.kind === 'borrowed',
      before: undefined,
      isSingle,
      rounds: [],
      gone: [],
    };
    this.#acquisitions.set(event.pages, acquisition);
    const asked = isSingle ? 1 : MANY;
    const got = event.outcome === 'none' ? 0 : event.outcome === 'fewer' ? asked - 1 : asked;
    const from = acquisition.rounds.flat().length;
    const slots = Array.from(
      { length: asked },
      (_, i): MutableSlot => ({
        key: `${event.pages}.${from + i}`,
        isWild: i >= got,
        holds: i < got ? 1 : 0,
        owner: undefined,
      }),
    );
    acquisition.rounds.push(slots);
    const write = event.write !== 'no';
    const longterm = event.longterm === 'yes';
    if (longterm && write) this.#lasts = true;
    const comes = got === 0 ? ': fails' : got < asked ? `: only ${got} of ${asked}` : '';
    this.#put(
      event,
      {
        do: 'acquire',
        pages: slots.map(({ key }) => key),
        kind: event.kind === 'borrowed' ? 'none' : event.kind,
        write,
        ...(longterm ? { longterm } : {}),
        ...(got < asked ? { got } : {}),
      },
      comes,
    );
  }

  /** The driver has it from the beginning: that an allocation gives memory is nothing to search. */
  #allocate(event: EventOf<'acquire'>): void {
    this.#acquisitions.set(event.pages, {
      id: event.pages,
      into: event.into,
      kind: 'get',
      isBorrowed: false,
      isFresh: true,
      before: 'driver',
      isSingle: true,
      rounds: [[{ key: `${event.pages}.0`, isWild: false, holds: 1, owner: undefined }]],
      gone: [],
    });
    this.#pass(event);
  }

  /** Pages that the path meets without taking them: the driver has them from before if it drops them, else somebody else does. */
  #acquisitionOf(id: number, rest: readonly PlacedEvent[], now?: EventOf<'release'>): Acquisition {
    const known = this.#acquisitions.get(id);
    if (known) return known;
    const drop = now ?? rest.find((e) => e.event === 'release' && e.pages === id);
    const acquisition: Acquisition = {
      id,
      into: drop?.event === 'release' ? insideOf(drop.text) : 'page',
      kind: drop?.event === 'release' && drop.kind === 'pin' ? 'pin' : 'get',
      isBorrowed: false,
      before: drop === undefined ? 'others' : 'driver',
      isSingle: true,
      rounds: [[{ key: `${id}.0`, isWild: false, holds: drop === undefined ? 0 : 1, owner: undefined }]],
      gone: [],
    };
    this.#acquisitions.set(id, acquisition);
    return acquisition;
  }

  /** What is held of the pages, newest round last; if nothing is, what went last; if nothing ever was, the first slot that should have been filled. */
  #touched(id: number, rest: readonly PlacedEvent[]): readonly MutableSlot[] {
    const acquisition = this.#acquisitionOf(id, rest);
    const all = acquisition.rounds.flat();
    const held = all.filter((slot) => slot.holds > 0);
    if (held.length > 0) return held;
    if (acquisition.gone.length > 0) return acquisition.gone;
    return (acquisition.rounds.at(-1) ?? all).slice(0, 1);
  }

  #access(event: EventOf<'access'>, rest: readonly PlacedEvent[]): void {
    const { kind } = this.#acquisitionOf(event.pages, rest);
    const round = this.#acquisitions.get(event.pages)?.rounds.at(-1) ?? [];
    if (event.covers === 'negative') {
      // -EFAULT, the usual one.
      this.#put(event, { do: 'release', pages: round.map(({ key }) => key), with: primitives[kind], count: -14 });
      return;
    }
    const op = event.write ? 'write' : 'read';
    if (this.#transfers === 'all') {
      for (const { key } of this.#touched(event.pages, rest)) {
        const open = this.#open.get(key);
        if (open) open.isTouched = true;
        this.#put(event, event.by === 'device' ? { do: 'dma', page: key, op } : { do: 'cpu', page: key, op });
        // The process must find it where it was put.
        if (!open) this.#put(event, { do: 'unmap', page: key }, ': done');
      }
      return;
    }
    for (const { key, isWild } of event.covers === 'asked' ? round : this.#touched(event.pages, rest)) {
      const step: Step = event.by === 'device' && !isWild ? { do: 'dma', page: key, op } : { do: 'cpu', page: key, op };
      this.#put(event, step, isWild ? NO_PAGE : '');
    }
  }

  /** A device has the page from its mapping on only if the path says so further on: an unmapping, an access. A mapping that failed is one without either. */
  #window(event: EventOf<'map'> | EventOf<'unmap'>, rest: readonly PlacedEvent[]): void {
    const isOfDevice = (e: PlacedEvent): boolean =>
      (e.event === 'unmap' && e.how === 'device' && e.pages === event.pages) ||
      (e.event === 'access' && e.by === 'device' && e.pages === event.pages);
    const slots = this.#touched(event.pages, rest);
    if (this.#transfers === 'all' || (this.#transfers === 'device' && event.how === 'device')) {
      for (const { key } of slots) {
        if (event.event === 'map') this.#begin(event, key);
        else if (this.#open.has(key)) this.#end(key, event);
        else this.#pass(event);
      }
      return;
    }
    if (event.how === 'cpu') {
      if (event.event === 'unmap') this.#pass(event);
      else for (const { key } of slots) this.#put(event, { do: 'cpu', page: key, op: 'read' });
      return;
    }
    if (event.event === 'map' && rest.some(isOfDevice)) {
      for (const { key } of slots) {
        this.#mapped.add(key);
        this.#put(event, { do: 'map', page: key });
      }
      return;
    }
    const open = event.event === 'unmap' ? slots.filter(({ key }) => this.#mapped.delete(key)) : [];
    if (open.length === 0) this.#pass(event);
    for (const { key } of open) this.#put(event, { do: 'unmap', page: key });
  }

  #begin(event: EventOf<'map'>, key: string): void {
    if (event.how === 'device') this.#put(event, { do: 'map', page: key });
    else this.#pass(event);
    this.#open.set(key, { event, isTouched: false });
    if (event.how === 'device') this.#transfer(key);
  }

  #transfer(key: string): void {
    const open = this.#open.get(key);
    if (open === undefined || open.isTouched) return;
    open.isTouched = true;
    const { event } = open;
    const isRead = this.#trace.some((e) => e.event === 'acquire' && e.pages === event.pages && e.write === 'no');
    const op = isRead ? 'read' : 'write';
    const isOfDevice = event.event === 'map' && event.how === 'device';
    this.#put(event, isOfDevice ? { do: 'dma', page: key, op } : { do: 'cpu', page: key, op }, isOfDevice ? `: the device ${op}s` : '');
  }

  /** `by`: the unmapping, if there is one. */
  #end(key: string, by?: EventOf<'unmap'>): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    this.#transfer(key);
    this.#open.delete(key);
    this.#put(by ?? open.event, { do: 'unmap', page: key }, by === undefined ? ': done' : '');
  }

  #handOver(event: EventOf<'hand-over'>, rest: readonly PlacedEvent[]): void {
    const acquisition = this.#acquisitionOf(event.pages, rest);
    const isTakenBack = rest.some((e) => e.event === 'release' && e.pages === event.pages);
    const slots = acquisition.rounds.flat().filter(({ holds }) => holds > 0);
    // What an object keeps is still the driver's if the driver drops it later.
    for (const { key } of slots) this.#end(key);
    // What is lent stays its owner's, wherever it is put.
    if (slots.length === 0 || acquisition.isBorrowed || (isTakenBack && (event.to === 'structure' || event.to === 'caller'))) {
      this.#pass(event);
      return;
    }
    const name = holderNames[event.to];
    const primitive = primitives[acquisition.kind];
    const holder = this.#holders.get(`${name} ${primitive}`) ?? { name: this.#holders.has(`${name} put`) ? `${name}-2` : name, slots: [], primitive };
    this.#holders.set(`${name} ${primitive}`, holder);
    for (const slot of slots) {
      slot.holds = 0;
      slot.owner = holder.name;
      holder.slots.push(slot);
    }
    acquisition.gone = slots;
    this.#put(event, { do: 'transfer', pages: slots.map(({ key }) => key), to: holder.name });
  }

  #release(event: EventOf<'release'>, rest: readonly PlacedEvent[]): void {
    const acquisition = this.#acquisitionOf(event.pages, rest, event);
    const primitive = event.kind === 'borrowed' ? primitives[acquisition.kind] : primitives[event.kind];
    const slots = this.#dropped(acquisition, event);
    const keys = slots.map(({ key }) => key);
    for (const key of keys) this.#end(key);
    const isTwice = event.covers === 'more' && acquisition.isSingle;
    const isBeyond = (event.covers === 'more' && !isTwice) || slots.some(({ isWild }) => isWild);
    if (event.covers === 'more' && !isTwice) keys.push(this.#beyond(acquisition).key);
    if (event.dirties) for (const key of keys) this.#put(event, { do: 'dirty', page: key, lock: true });
    if (keys.length === 0) this.#pass(event);
    else this.#put(event, { do: 'release', pages: keys, with: primitive, ...(isTwice ? { times: 2 } : {}) }, isBeyond ? NO_PAGE : '');
    for (const slot of slots) slot.holds = Math.max(0, slot.holds - 1);
    acquisition.gone = slots;
  }

  /** Those that are held: of a single page those of the newest round. If none is, those that went last, again. */
  #dropped({ rounds, gone, isSingle }: Acquisition, { count, covers }: EventOf<'release'>): MutableSlot[] {
    const heldIn = (slots: readonly MutableSlot[]): MutableSlot[] => slots.filter(({ holds }) => holds > 0);
    const newest = rounds.map(heldIn).findLast((held) => held.length > 0) ?? [];
    const held = count === '1' || (isSingle && count !== 'each') ? newest : heldIn(rounds.flat());
    if (held.length === 0) return gone.length > 0 ? gone : (rounds.at(-1) ?? []).slice(0, 1);
    return covers === 'fewer' ? held.slice(0, -1) : held;
  }

  /** The entry behind the last page that was taken. */
  #beyond(acquisition: Acquisition): MutableSlot {
    const round = acquisition.rounds.at(-1) ?? [];
    const unfilled = round.find(({ isWild }) => isWild);
    if (unfilled) return unfilled;
    const slot: MutableSlot = { key: `${acquisition.id}.${acquisition.rounds.flat().length}`, isWild: true, holds: 0, owner: undefined };
    round.push(slot);
    return slot;
  }

  /** Pages are called after the variable that holds them, with a number where there are several. */
  #names(): (key: string) => string {
    const names = new Map<string, string>();
    const actors = new Set<string>([
      DRIVER,
      ...Object.values(holderNames),
      'reclaim',
      'writeback',
      'truncate',
      'parent',
      'child',
      'user',
      'owner',
      'unbind',
      'keeper',
    ]);
    const used = new Set<string>();
    for (const { into, rounds } of this.#acquisitions.values()) {
      const variable = variableOf(into);
      // An actor may have that name: these are its pages.
      const plain = actors.has(variable) ? `${variable}_page` : variable;
      let base = plain;
      for (let n = 2; used.has(base); n++) base = `${plain}${n}`;
      used.add(base);
      const slots = rounds.flat();
      for (const [i, { key }] of slots.entries()) names.set(key, slots.length === 1 ? base : `${base}-${i}`);
    }
    return (key) => names.get(key) ?? key;
  }
}

function renamed(step: Step, name: (key: string) => string): Step {
  if ('pages' in step) return { ...step, pages: step.pages.map(name) };
  return 'page' in step ? { ...step, page: name(step.page) } : step;
}

/** `pages` of `&obj->pages[i]` and of `obj->pages + i`. */
function variableOf(place: string): string {
  const plain = place.replace(/\[.*$/, '').replace(/[+-](?!>).*$/, '');
  return /([A-Za-z]\w*)\W*$/.exec(plain)?.[1] ?? 'page';
}

/** What stands first between the parentheses. */
const insideOf = (call: string): string => /\(([^,()]*)/.exec(call)?.[1] ?? 'page';
