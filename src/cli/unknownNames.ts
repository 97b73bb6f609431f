/** For `--stats`: which functions and macros of a tree's headers look like a tracked family's but are not in the knowledge base. */
import type { FileReader } from '../base/fileReader.ts';
import { joinPath, type TreeFacts } from '../engine/index.ts';
import { unknownTrackedNames } from '../knowledge/index.ts';
import { walk } from './walk.ts';

const COMMENTS = /\/\*[^]*?\*\/|\/\/[^\n]*/g;
/** What is called or declared with parentheses, and every macro. */
const NAMES = /\b([A-Za-z_]\w*)\s*\(|#\s*define\s+([A-Za-z_]\w*)/g;

/** Sorted, each once. Reads every header under `include` of each tree. */
export function namesUnknownIn(trees: readonly TreeFacts[], reader: FileReader): readonly string[] {
  const names = new Set<string>();
  for (const root of new Set(trees.map((tree) => tree.root))) {
    if (root === undefined) continue;
    for (const { files } of walk(joinPath(root, 'include'), { endings: ['.h'], batch: 64, shown: (path) => path })) {
      for (const header of files) {
        const bytes = reader.read(header);
        if (bytes === undefined) continue;
        // Names are ASCII; the rest need not be understood.
        const text = Buffer.from(bytes).toString('latin1').replaceAll(COMMENTS, ' ');
        for (const [, called, defined] of text.matchAll(NAMES)) names.add(called ?? defined ?? '');
      }
    }
  }
  return unknownTrackedNames(names);
}
