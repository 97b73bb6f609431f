/** Copies of the bundled sample tree, to open, edit and break. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const samples = fileURLToPath(new URL('../../samples', import.meta.url));

export interface SampleTree {
  /** Absolute, no slash at the end. */
  readonly root: string;
  readonly uri: string;
  path(file: string): string;
  uriOf(file: string): string;
  text(file: string): string;
  write(file: string, content: string | Uint8Array): void;
  remove(): void;
}

/** A fresh copy in a folder of its own. */
export function sampleTree(): SampleTree {
  const tree = emptyTree();
  cpSync(samples, tree.root, { recursive: true });
  return tree;
}

/** A folder that is no kernel tree. */
export function emptyTree(): SampleTree {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'gupscope-tree-')));
  const path = (file: string): string => join(root, file);
  return {
    root,
    uri: pathToFileURL(root).href,
    path,
    uriOf: (file) => pathToFileURL(path(file)).href,
    text: (file) => readFileSync(path(file), 'utf8'),
    write(file, content) {
      mkdirSync(dirname(path(file)), { recursive: true });
      writeFileSync(path(file), content);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
