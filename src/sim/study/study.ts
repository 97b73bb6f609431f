/** Runs the study: one tape, shown block by block to a world of every policy. */
import { type Cancel, throwIfCancelled } from '../../base/cancel.ts';
import { studyPolicies } from './policies.ts';
import type { StudyResult } from './results.ts';
import { createBlock, createTape } from './tape.ts';
import type { Workload } from './workload.ts';
import { createWorld } from './world.ts';

export interface StudyOptions {
  readonly workload: Workload;
  /** Events of the workload, the same for every policy: 0 to 2^53 - 1. */
  readonly events: number;
  /** 0 to 2^53 - 1. */
  readonly seed: number;
  readonly cancel: Cancel;
  /** Called between blocks; what it waits for holds the study up. */
  readonly onProgress: (events: number) => void | Promise<void>;
}

/** Costs about two microseconds an event for all policies together. Throws `Cancelled`. */
export async function runStudy({ workload, events, seed, cancel, onProgress }: StudyOptions): Promise<StudyResult> {
  const tape = createTape(workload, seed);
  const worlds = studyPolicies.map((policy) => createWorld(policy, workload));
  const block = createBlock();
  let elapsedUs = 0;
  for (let done = 0; done < events; done += block.length) {
    throwIfCancelled(cancel);
    tape.fill(block, events - done);
    elapsedUs = block.atUs[block.length - 1] ?? 0;
    for (const world of worlds) world.play(block);
    await onProgress(done + block.length);
  }
  return { workload, events, seed, elapsedUs, policies: worlds.map((world) => world.finish()) };
}
