/** Kernel C to the control-flow form. */
export type { LoweringWords, TypeResolver } from './context.ts';
export { lowerFunction } from './function.ts';
export { lowerMacro } from './macro.ts';
export { fileTypes } from './structTypes.ts';
