/** The counters of the cost table. They are counted along a trace and are absolute numbers, never times. */
import { type Int, type Statement, spend as spendAny } from '../form/index.ts';

export const costNames = [
  /** Bounce pages, bios, side structures, temporary struct pages. */
  'allocs',
  'bounceAllocs',
  /** Growth of structures: bytes of vecs, struct pages. */
  'bytes',
  /** Bounce copies and copies by fork. */
  'copies',
  'atomics',
  'mmapLocks',
  'lruLocks',
  'folioLocks',
  /** Acquires that could not go lock-free. */
  'gupFastLost',
  /** A notifier stopped a device. */
  'deviceStops',
  'refaults',
  /** A page that was written stays dirty and will be written again. */
  'extraWritebacks',
  /** Steps after which memory is newer than the disk and writeback would not find it. */
  'dirtyWindow',
  'migrations',
  /** Pins in memory that must stay movable. */
  'migrationsBlocked',
  'bios',
  'chains',
  /** Uses that no longer compile. */
  'compileDetected',
] as const;
export type CostName = (typeof costNames)[number];

export const spend = (cost: CostName, amount: Int): Statement => spendAny(cost, amount);
