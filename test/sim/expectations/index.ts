import type { Cell } from './cell.ts';
import { seedA } from './seedA.ts';
import { seedB } from './seedB.ts';
import { seedC } from './seedC.ts';
import { seedD } from './seedD.ts';
import { seedE } from './seedE.ts';
import { seedG } from './seedG.ts';

export const cells: readonly Cell[] = [...seedA, ...seedB, ...seedC, ...seedD, ...seedE, ...seedG];
