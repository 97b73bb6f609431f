/**
 * What the functions of a tree offer to callers in other files, and which of several of one name a caller gets. Knows no files and no trees: whoever asks says
 * what is in sight.
 */
import type { PortableSummary } from '../flow/index.ts';

/** One function that takes, drops or keeps pages for others; plain data. */
export interface Offer {
  readonly name: string;
  /** Where it stands, relative to the root of its tree. */
  readonly file: string;
  /** Equal for summaries that say the same. */
  readonly key: string;
  readonly summary: PortableSummary;
}

/** A function of which somebody asked who gives it pages; plain data. */
export interface Told extends Offer {
  /** It does nothing to them. */
  readonly trivial: boolean;
}

/** A file whose name ends so is read by those that include it, and by nobody else. */
export const isHeader = (file: string): boolean => file.endsWith('.h');

/**
 * The one that a caller gets: all say the same, or one stands nearer to the caller than all that say something else. Undefined where only a configuration could
 * tell: then nothing is known of the function.
 */
export function chosen<T extends Pick<Offer, 'file' | 'key'>>(offers: readonly T[], caller: string): T | undefined {
  const [first] = offers;
  if (first === undefined || offers.every((o) => o.key === first.key)) return first;
  const depths = offers.map((o) => commonFolders(o.file, caller));
  const deepest = Math.max(...depths);
  // The top of the tree is near to everything.
  if (deepest === 0) return undefined;
  const nearest = offers.filter((_, i) => depths[i] === deepest);
  return nearest.every((o) => o.key === nearest[0]?.key) ? nearest[0] : undefined;
}

/** Of several definitions of a name those that say something: stubs for configurations without the function do nothing. */
export function telling<T extends { readonly trivial: boolean }>(definitions: readonly T[]): readonly T[] {
  const some = definitions.filter((d) => !d.trivial);
  return some.length > 0 ? some : definitions;
}

function commonFolders(a: string, b: string): number {
  const [x, y] = [a.split('/').slice(0, -1), b.split('/').slice(0, -1)];
  let depth = 0;
  while (depth < x.length && x[depth] === y[depth]) depth++;
  return depth;
}
