/** The engine's public face. */
export { createEngine, relativeTo } from './engine.ts';
export { levelOf } from './levels.ts';
export { defaultSettings, parseSettings, type Settings, settingsSchema } from './settings.ts';
export { joinPath, locateTree, normalise, openTree, parentOf } from './tree.ts';
export type { Engine, OpenFile, TreeFacts } from './types.ts';
