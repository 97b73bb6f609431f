/** The room of the cache on disk. */
export { defaultFolder } from './folder.ts';
export { contentName, keepIndex, readIndex, readIndexSoon } from './indexFile.ts';
export { createPast } from './past.ts';
export { engineVersionIn, openStore, type StoreOptions, whyUnusable } from './store.ts';
