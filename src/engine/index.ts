/** The engine's public face. */
export { type AllowText, allowText } from './allow/write.ts';
export { type Baseline, type BaselineEntry, matchBaseline, parseBaseline } from './baseline.ts';
export { createEngine, relativeTo } from './engine.ts';
export { fileFilter } from './fileFilter.ts';
export { createHeaders, includesIn } from './headers.ts';
export { createLevels, EVERY_FILE, ruleMatcher } from './levels.ts';
export { defaultSettings, type Settings } from './settings.ts';
export { parseSettings } from './settingsText.ts';
export { joinPath, locateTree, openTree } from './tree.ts';
export type { Engine, OpenFile, TreeFacts } from './types.ts';
