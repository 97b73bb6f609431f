/** Opens a saved replay from disk. */
import { readFileSync } from 'node:fs';
import { decodeSource } from '../base/encoding.ts';
import type { SimulationResult } from '../protocol/simulation.ts';
import { parseSavedReplay } from '../report/simulation/savedReplay.ts';
import { Failure, reasonOf } from './failure.ts';

/** @throws {Failure} one sentence with the place of the first thing that is wrong. */
export function readSavedReplay(file: string): readonly SimulationResult[] {
  let text: string;
  try {
    text = decodeSource(readFileSync(file)).text;
  } catch (error) {
    throw new Failure(`cannot read ${file} (${reasonOf(error)})`);
  }
  const saved = parseSavedReplay(text, file);
  if (!saved.ok) throw new Failure(saved.error);
  return saved.value;
}
