/**
 * The workload of the cost study: what programs and devices do, whatever the policy. Numbers only; `tape.ts` draws the events.
 *
 * Gaps between events of one sort are exponential, so that each sort is a Poisson process, as are the times for which pages are held. Pages are drawn
 * evenly. The defaults are a small server whose database file is also a target of RDMA.
 */

export const PAGE_BYTES = 4096;

interface Parameter {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Whether only whole numbers make sense. */
  readonly whole: boolean;
  readonly unit: '' | '%' | '/s' | 'ms' | 'us';
  readonly meaning: string;
}

/** A mean gap is at least a microsecond, the tick of the clock. */
const MOST_A_SECOND = 1_000_000;
const HOUR_MS = 3_600_000;
const percent = { min: 0, max: 100, whole: false, unit: '%' } as const;
const rate = { min: 0, max: MOST_A_SECOND, whole: false, unit: '/s' } as const;
const hold = { min: 0.001, max: 1000 * HOUR_MS, whole: false, unit: 'ms' } as const;

/** By the name on the command line, in the order of the help. */
export const workloadParameters = {
  pages: { value: 4096, min: 2, max: 1 << 16, whole: true, unit: '', meaning: 'pages of 4 KiB' },
  anonymous: { value: 25, ...percent, meaning: 'of the pages are private anonymous memory, the rest one file, mapped shared and writable' },
  movable: { value: 10, ...percent, meaning: 'of the anonymous pages must be moved before a long pin (CMA, ZONE_MOVABLE)' },
  stores: { value: 100, ...rate, meaning: 'stores of user threads to one page' },
  pins: { value: 20, ...rate, meaning: 'calls that pin pages for a device to write to' },
  run: { value: 4, min: 1, max: 1024, whole: false, unit: '', meaning: 'pages of a call, mean of a geometric distribution' },
  'long-share': { value: 2, ...percent, meaning: 'of the calls hold their pages long, as RDMA does' },
  'short-hold': { value: 20, ...hold, meaning: 'for which the pages of a short call are held, mean' },
  'long-hold': { value: 120_000, ...hold, meaning: 'for which the pages of a long call are held, mean' },
  'short-writes': { value: 200, ...rate, meaning: 'device writes to one page of a short call while it is held' },
  'long-writes': { value: 5, ...rate, meaning: 'device writes to one page of a long call while it is held' },
  'forget-dirty': { value: 5, ...percent, meaning: 'of the calls do not mark their pages dirty when they let go' },
  'writeback-period': { value: 5000, min: 1, max: HOUR_MS, whole: true, unit: 'ms', meaning: 'between two passes of writeback over the file' },
  syncs: { value: 0.2, ...rate, meaning: 'calls of msync() for the whole file' },
  forks: { value: 0.02, ...rate, meaning: 'calls of fork() whose child lives on' },
  reclaims: { value: 100, ...rate, meaning: 'pages that reclaim looks at' },
  'disk-busy': { value: 100, min: 1, max: MOST_A_SECOND, whole: true, unit: 'us', meaning: 'between the starts of two writes of a page' },
  'disk-latency': { value: 1000, min: 1, max: 10 * MOST_A_SECOND, whole: true, unit: 'us', meaning: 'from the start of a write until it is on disk' },
} as const satisfies Readonly<Record<string, Parameter>>;

export type WorkloadKey = keyof typeof workloadParameters;
/** In the units of `workloadParameters`. */
export type Workload = Readonly<Record<WorkloadKey, number>>;

export const isWorkloadKey = (key: string): key is WorkloadKey => Object.hasOwn(workloadParameters, key);
export const workloadKeys: readonly WorkloadKey[] = Object.keys(workloadParameters).filter(isWorkloadKey);

/** The defaults, but for `values`. */
export function workloadWith(values: Partial<Workload>): Workload {
  const defaults = Object.fromEntries(workloadKeys.map((key) => [key, workloadParameters[key].value]));
  return { ...defaults, ...values } as Workload; // every key has a default
}

/** The number that `text` is, or what is wrong with it as the value of `key`, as the end of a sentence. */
export function parseWorkloadValue(key: WorkloadKey, text: string): number | string {
  const { min, max, whole, unit } = workloadParameters[key];
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  return `must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}${unit === '' ? '' : ` ${unit}`}`;
}

/** How many pages are of the file: the first ones; the others are anonymous. At least one. */
export const filePages = (w: Workload): number => Math.max(1, w.pages - Math.round((w.pages * w.anonymous) / 100));
