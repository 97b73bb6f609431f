/** The index of a whole tree in the store: written by whoever looked at all of it, read by an editor. */
import { createHash } from 'node:crypto';
import type { FileReader } from '../base/fileReader.ts';
import { joinPath, type TreeFacts } from '../engine/index.ts';
import { type Offer, type Told, type TreeIndex, treeScope } from '../wrappers/index.ts';
import type { Store } from './store.ts';

/** Names a text. */
export const contentName = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64url').slice(0, 22);

const nameOf = (tree: TreeFacts): string => `index\n${tree.root ?? ''}\n${treeScope(tree)}`;

/** False if it could not be kept. */
export function keepIndex(
  store: Store,
  tree: TreeFacts,
  reader: FileReader,
  found: { readonly offers: readonly Offer[]; readonly told: readonly Told[] },
): boolean {
  const contents: Record<string, string> = {};
  for (const { file } of [...found.offers, ...found.told]) {
    if (file in contents) continue;
    const bytes = reader.read(joinPath(tree.root ?? '/', file));
    if (bytes) contents[file] = contentName(bytes);
  }
  return store.put(nameOf(tree), { offers: found.offers, told: found.told, contents } satisfies TreeIndex);
}

export function readIndex(store: Store, tree: TreeFacts): TreeIndex | undefined {
  const found = store.get(nameOf(tree));
  return isIndex(found) ? found : undefined;
}

/** As `readIndex`, with other work done meanwhile. */
export async function readIndexSoon(store: Store, tree: TreeFacts): Promise<TreeIndex | undefined> {
  const found = await store.getSoon(nameOf(tree));
  return isIndex(found) ? found : undefined;
}

/** The same version of the program wrote it, with a checksum: that it is one at all is enough to know. */
const isIndex = (value: unknown): value is TreeIndex =>
  typeof value === 'object' && value !== null && 'offers' in value && 'told' in value && 'contents' in value;
