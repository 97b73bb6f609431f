/** The engine's public face. */
export { createEngine, relativeTo } from './engine.ts';
export { fileFilter } from './fileFilter.ts';
export { defaultSettings, parseSettings, type Settings } from './settings.ts';
export { joinPath, locateTree, openTree } from './tree.ts';
export type { Engine, OpenFile, TreeFacts } from './types.ts';
