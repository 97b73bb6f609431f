/**
 * A run that is split into parts: which files each part reports on. A part may look at every file of the tree, and what it says of its own share is what the
 * whole run would have said; so the parts together are the whole.
 */
import { InvalidArgumentError } from 'commander';
import { stableHash } from '../base/hash.ts';

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** More parts than this would each have next to nothing to do. */
const MAX_SHARDS = 1000;

export function parseShard(value: string): Shard {
  const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(value) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (!(shard.index >= 1 && shard.index <= shard.count && shard.count <= MAX_SHARDS))
    throw new InvalidArgumentError(`Give a part and the number of parts, from 1/1 to ${MAX_SHARDS}/${MAX_SHARDS}, such as 2/4.`);
  return shard;
}

/** From 1. Hangs on nothing but the name, relative to the source root: a file keeps its part while others come, go and change. */
export function shardOf(file: string, count: number): number {
  // The finishing steps of MurmurHash3 spread what similar names have in common over all bits.
  let h = Number.parseInt(stableHash(file).slice(-8), 16);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h = (h ^ (h >>> 16)) >>> 0;
  return (h % count) + 1;
}

export const isInShard = (file: string, shard: Shard | undefined): boolean => shard === undefined || shardOf(file, shard.count) === shard.index;
