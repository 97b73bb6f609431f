/**
 * Draws the events of a workload, in order of time, block by block. The tape knows no policy: every policy is shown the same one, so that what differs
 * between two results comes from the policies alone.
 *
 * Device writes follow the tape's clock even where a policy made the device wait: the workload is open, as a network card is.
 */
import { createRandom, type Random, type RandomState, restoreRandom } from '../../base/random.ts';
import { createQueue } from './queue.ts';
import { filePages, type Workload } from './workload.ts';

/** What happens. A number, since a block keeps it in a typed array. */
export const event = { store: 0, pin: 1, deviceWrite: 2, release: 3, writeback: 4, sync: 5, fork: 6, reclaim: 7 } as const;
export type EventKind = (typeof event)[keyof typeof event];

/** Of a pin: the pages are held long. Of a release: they are not marked dirty. */
export const FLAG = 1;

export interface Block {
  /** Entries in use, from 0. */
  length: number;
  /** Microseconds since the start; never falls. */
  readonly atUs: Float64Array;
  readonly kind: Uint8Array;
  /** The page, or the first of a run; 0 where no page is meant. */
  readonly page: Uint32Array;
  /** Pages of a run, else 0. */
  readonly count: Uint32Array;
  /** Which call of a pin; numbers are used again after the release. */
  readonly call: Uint32Array;
  readonly flag: Uint8Array;
}

export const BLOCK_EVENTS = 4096;

export function createBlock(): Block {
  return {
    length: 0,
    atUs: new Float64Array(BLOCK_EVENTS),
    kind: new Uint8Array(BLOCK_EVENTS),
    page: new Uint32Array(BLOCK_EVENTS),
    count: new Uint32Array(BLOCK_EVENTS),
    call: new Uint32Array(BLOCK_EVENTS),
    flag: new Uint8Array(BLOCK_EVENTS),
  };
}

/** A call whose pages are held. */
interface Held {
  readonly page: number;
  readonly count: number;
  readonly isLong: boolean;
  readonly releaseUs: number;
  /** Of its next event, a device write or the release. */
  nextUs: number;
}

/** Everything that the rest of a tape depends on, beside the workload: plain data. */
export interface TapeState {
  readonly streams: Readonly<Record<StreamName, RandomState>>;
  readonly nextUs: Readonly<Record<SourceName, number>>;
  /** By number of the call; undefined where a number is free. */
  readonly held: readonly (Held | undefined)[];
  readonly free: readonly number[];
}

export interface Tape {
  /** Fills the block with the next events, at most `limit` and at most as many as fit. */
  fill(block: Block, limit: number): void;
  save(): TapeState;
}

const US = 1_000_000;
const US_PER_MS = 1000;

const sources = ['store', 'pin', 'writeback', 'sync', 'fork', 'reclaim'] as const;
type SourceName = (typeof sources)[number];
/** Of two events in one microsecond, the source that stands first comes first; calls that are held come last. */
const streamNames = ['store', 'pin', 'device', 'sync', 'fork', 'reclaim'] as const;
type StreamName = (typeof streamNames)[number];

const record = <K extends string, V>(keys: readonly K[], valueOf: (key: K, index: number) => V): Record<K, V> =>
  Object.fromEntries(keys.map((key, i) => [key, valueOf(key, i)])) as Record<K, V>; // exactly these keys

/** From the start, by a seed from 0 to 2^53 - 1. */
export function createTape(workload: Workload, seed: number): Tape {
  const streams = record(streamNames, (_, i) => createRandom(seed, i));
  const nextUs = record(sources, (name) => (name === 'writeback' ? workload['writeback-period'] * US_PER_MS : Number.POSITIVE_INFINITY));
  for (const [name, rate] of rates(workload)) nextUs[name] = gapUs(streams[name], rate);
  return play(workload, streams, nextUs, [], []);
}

/** Goes on where `save` was called, with the same events. */
export function restoreTape(workload: Workload, state: TapeState): Tape {
  const held = state.held.map((h) => (h === undefined ? undefined : { ...h }));
  const streams = record(streamNames, (name) => restoreRandom(state.streams[name]));
  return play(workload, streams, { ...state.nextUs }, held, [...state.free]);
}

const rates = (w: Workload): readonly (readonly [Exclude<SourceName, 'writeback'>, number])[] => [
  ['store', w.stores],
  ['pin', w.pins],
  ['sync', w.syncs],
  ['fork', w.forks],
  ['reclaim', w.reclaims],
];

/** Exponential, at least a microsecond. */
const exponentialUs = (random: Random, meanUs: number): number => Math.max(1, Math.round(-Math.log(1 - random.unit()) * meanUs));
const gapUs = (random: Random, perSecond: number): number => (perSecond === 0 ? Number.POSITIVE_INFINITY : exponentialUs(random, US / perSecond));
const isChosen = (random: Random, percent: number): boolean => random.unit() * 100 < percent;

/** Takes its arguments over. */
function play(
  w: Workload,
  streams: Readonly<Record<StreamName, Random>>,
  nextUs: Record<SourceName, number>,
  held: (Held | undefined)[],
  free: number[],
): Tape {
  const ofFile = filePages(w);
  const perSecond = new Map<SourceName, number>(rates(w));
  const live = createQueue((call) => held[call]?.nextUs ?? Number.POSITIVE_INFINITY);
  for (const [call, h] of held.entries()) if (h !== undefined) live.push(call);

  const planNext = (h: Held, nowUs: number): void => {
    const gap = gapUs(streams.device, h.isLong ? w['long-writes'] : w['short-writes']);
    h.nextUs = Math.min(nowUs + gap, h.releaseUs);
  };

  function takePages(nowUs: number): number {
    const random = streams.pin;
    const page = random.below(w.pages);
    const end = page < ofFile ? ofFile : w.pages;
    // Geometric with mean `run`: the number of tries until the run ends.
    const tries = w.run === 1 ? 1 : 1 + Math.floor(Math.log(1 - random.unit()) / Math.log(1 - 1 / w.run));
    const isLong = isChosen(random, w['long-share']);
    const holdUs = exponentialUs(random, (isLong ? w['long-hold'] : w['short-hold']) * US_PER_MS);
    const call = free.pop() ?? held.length;
    const h: Held = { page, count: Math.min(tries, end - page), isLong, releaseUs: nowUs + holdUs, nextUs: 0 };
    held[call] = h;
    planNext(h, nowUs);
    live.push(call);
    return call;
  }

  function put(block: Block, at: { us: number; kind: EventKind; page: number; count: number; call: number; flag: number }): void {
    const i = block.length++;
    block.atUs[i] = at.us;
    block.kind[i] = at.kind;
    block.page[i] = at.page;
    block.count[i] = at.count;
    block.call[i] = at.call;
    block.flag[i] = at.flag;
  }

  function fromHeld(block: Block, call: number, h: Held): void {
    const us = h.nextUs;
    if (us < h.releaseUs) {
      put(block, { us, kind: event.deviceWrite, page: h.page + streams.device.below(h.count), count: 0, call, flag: 0 });
      planNext(h, us);
      live.sink();
      return;
    }
    const forgets = isChosen(streams.device, w['forget-dirty']);
    put(block, { us, kind: event.release, page: h.page, count: h.count, call, flag: forgets ? FLAG : 0 });
    live.pop();
    held[call] = undefined;
    free.push(call);
  }

  function fromSource(block: Block, name: SourceName): void {
    const us = nextUs[name];
    const at = { us, kind: event[name], page: 0, count: 0, call: 0, flag: 0 };
    if (name === 'writeback') nextUs.writeback = us + w['writeback-period'] * US_PER_MS;
    else nextUs[name] = us + gapUs(streams[name], perSecond.get(name) ?? 0);
    if (name === 'store') at.page = streams.store.below(w.pages);
    if (name === 'reclaim') at.page = streams.reclaim.below(ofFile);
    if (name === 'pin') {
      at.call = takePages(us);
      const h = held[at.call];
      if (h) Object.assign(at, { page: h.page, count: h.count, flag: h.isLong ? FLAG : 0 });
    }
    put(block, at);
  }

  return {
    fill(block, limit) {
      block.length = 0;
      const most = Math.min(limit, BLOCK_EVENTS);
      while (block.length < most) {
        let first: SourceName = 'store';
        for (const name of sources) if (nextUs[name] < nextUs[first]) first = name;
        const call = live.first();
        const h = call === undefined ? undefined : held[call];
        if (call !== undefined && h !== undefined && h.nextUs < nextUs[first]) fromHeld(block, call, h);
        else fromSource(block, first);
      }
    },
    save: () => ({
      streams: record(streamNames, (name) => streams[name].save()),
      nextUs: { ...nextUs },
      held: held.map((h) => (h === undefined ? undefined : { ...h })),
      free: [...free],
    }),
  };
}
