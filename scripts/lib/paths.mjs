/** Where things stand in this clone. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const inRoot = (...parts) => path.join(root, ...parts);
/** Left-overs of runs: counts, staged packages, bundled tests. Git-ignored, safe to delete at any time. */
export const scratch = (...parts) => inRoot('.cache', ...parts);
