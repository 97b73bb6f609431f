/** The engine's public face. */
export { createEngine, relativeTo } from './engine.ts';
export { fileFilter } from './fileFilter.ts';
export { EVERY_FILE } from './levels.ts';
export { defaultSettings, type Settings } from './settings.ts';
export { parseSettings } from './settingsText.ts';
export { joinPath, locateTree, openTree } from './tree.ts';
export type { Engine, OpenFile, TreeFacts } from './types.ts';
