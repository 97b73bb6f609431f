/** Tables of vecs as fields of the form: of a bio, or outside of one. A vec covers one page, or two that lie side by side. */
import { flag, type Place, range } from '../form/index.ts';
import type { Fields } from './scene.ts';

export interface Vec {
  /** Number of the first page in `Bio.pages`, from 1; 0 for no vec. */
  readonly first: Place;
  /** Pages that it covers, from the first on. */
  readonly length: Place;
  /** Its page was pinned, so the design says. */
  readonly tag: Place;
}

export interface Bio {
  readonly name: string;
  /** Pages that may be in some bio, in the order in which they lie in memory: the same list for all, so that a vec keeps its numbers when it moves. */
  readonly pages: readonly string[];
  readonly vecs: readonly Vec[];
  /** A table that no bio describes. */
  readonly isOutside: boolean;
  /** Its pages are somebody else's to release, and it says so. */
  readonly isBorrowed: boolean;
}

export interface BioShape {
  readonly name: string;
  /** Of all bios. */
  readonly pages: readonly string[];
  /** Vecs that it can hold. */
  readonly capacity: number;
  readonly isOutside: boolean;
  readonly isBorrowed: boolean;
}

const LONGEST_VEC = 2;

export function createBio({ name, pages, capacity, isOutside, isBorrowed }: BioShape, scene: Fields): Bio {
  const vecs = Array.from(
    { length: capacity },
    (_, i): Vec => ({
      get first() {
        return scene.field(`${name}.vec${i}`, range(0, pages.length, 0));
      },
      get length() {
        return scene.field(`${name}.len${i}`, range(0, LONGEST_VEC, 0));
      },
      get tag() {
        return scene.field(`${name}.tag${i}`, flag());
      },
    }),
  );
  return { name, pages, vecs, isOutside, isBorrowed };
}
