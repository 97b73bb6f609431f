import type { ScenarioDescription } from '../schema.ts';
import { seedA } from './seedA.ts';

export const library: readonly ScenarioDescription[] = [...seedA];
