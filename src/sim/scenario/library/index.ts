/** The scenarios that the mailing lists argued about, by seed and number, and the golden traces. */
import type { ScenarioDescription } from '../schema.ts';
import { golden } from './golden.ts';
import { seedA } from './seedA.ts';
import { seedB } from './seedB.ts';
import { seedC } from './seedC.ts';
import { seedD } from './seedD.ts';
import { seedE } from './seedE.ts';

export const library: readonly ScenarioDescription[] = [...seedA, ...seedB, ...seedC, ...seedD, ...seedE, ...golden];
