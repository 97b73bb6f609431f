/** The simulation core is a bundle of its own, loaded when a command asks for it: `audit` starts without it. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { bundledPath } from './bundled.ts';
import { Failure } from './failure.ts';
import type * as Simulation from './simulationMain.ts';

export function loadSimulation(): typeof Simulation {
  const file = bundledPath('simulation.cjs');
  if (!existsSync(file)) throw new Failure(`${file} is missing, a part of gupscope; build or install it again`);
  return createRequire(file)(file) as typeof Simulation; // the build makes it from that module
}
