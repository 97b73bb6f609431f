/** A tree in memory: files of a folder on disk under `/tree`, with files of the test laid over them. */
import fs from 'node:fs';
import path from 'node:path';
import type { FileReader } from '../../src/base/fileReader.ts';

export interface MemoryTree extends FileReader {
  set(file: string, text: string | Uint8Array): void;
  remove(file: string): void;
}

export function memoryTree(folder: string | undefined, files: Readonly<Record<string, string>> = {}): MemoryTree {
  const all = new Map<string, Uint8Array>();
  const load = (from: string, to: string): void => {
    for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
      if (entry.isDirectory()) load(path.join(from, entry.name), `${to}/${entry.name}`);
      else all.set(`${to}/${entry.name}`, fs.readFileSync(path.join(from, entry.name)));
    }
  };
  if (folder !== undefined) load(folder, '/tree');
  const set = (file: string, text: string | Uint8Array): void => void all.set(file, typeof text === 'string' ? new TextEncoder().encode(text) : text);
  for (const [file, text] of Object.entries(files)) set(file, text);
  return {
    set,
    remove: (file) => void all.delete(file),
    read: (file) => all.get(file),
    exists: (file) => all.has(file) || [...all.keys()].some((k) => k.startsWith(`${file}/`)),
    list: (file) => [...new Set([...all.keys()].filter((k) => k.startsWith(`${file}/`)).map((k) => k.slice(file.length + 1).split('/')[0] ?? ''))],
  };
}
