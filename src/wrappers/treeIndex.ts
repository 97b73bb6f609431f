/** The outcome of a whole tree, kept for those that look at one file of it at a time: answers at once, and none where the tree has changed since. */

import type { SourceText } from '../base/encoding.ts';
import { stableHash } from '../base/hash.ts';
import { type Engine, joinPath, type OpenFile, relativeTo, type TreeFacts } from '../engine/index.ts';
import { type Elsewhere, readSummary, type Summary } from '../flow/index.ts';
import { chosen, isHeader, type Offer, type Told, telling } from './offers.ts';

/** Plain data. Files are relative to the root of the tree. */
export interface TreeIndex {
  readonly offers: readonly Offer[];
  readonly told: readonly Told[];
  /** Of each file that a function of the index stands in, as `Past.contentOf` names it. */
  readonly contents: Readonly<Record<string, string>>;
}

/** Names what outcomes hang on beside texts and settings; where the tree stands is not part of it. */
export const treeScope = ({ version, helpers }: TreeFacts): string => stableHash(JSON.stringify([version, helpers]));

export class IndexedTree {
  readonly #offers = new Map<string, readonly Offer[]>();
  readonly #told = new Map<string, readonly Told[]>();
  /** By key: callers compare answers by identity. */
  readonly #summaries = new Map<string, Summary>();
  readonly #isCurrent: (file: string) => boolean;
  readonly #current = new Map<string, boolean>();
  readonly #speaksOf: ReadonlySet<string>;
  /** Of files that are not as they were. */
  readonly #now = new Map<string, readonly Offer[]>();

  /** `isCurrent`: whether a file is as it was when it was looked at, asked once a file; what others offer does not count. */
  constructor(index: TreeIndex, isCurrent: (file: string) => boolean) {
    this.#isCurrent = isCurrent;
    gather(index.offers, this.#offers);
    gather(index.told, this.#told);
    this.#speaksOf = new Set(index.offers.map((o) => o.file));
  }

  #counts(file: string): boolean {
    let answer = this.#current.get(file);
    if (answer === undefined) {
      answer = this.#isCurrent(file);
      this.#current.set(file, answer);
    }
    return answer;
  }

  /** Whether anything is known under the name. */
  knows(name: string): boolean {
    return this.#offers.has(name) || this.#told.has(name) || this.#now.size > 0;
  }

  /** Whether functions of the file are known to take or drop pages for others. */
  speaksOf(file: string): boolean {
    return this.#speaksOf.has(file);
  }

  /** The text of a file changed: whether it is as it was is asked anew. */
  forget(file: string): void {
    this.#current.delete(file);
    this.#now.delete(file);
  }

  /** The text of a file may have changed, and what it offers now takes the place of what it offered before. True if others get other answers. */
  update(file: string, offers: () => readonly Offer[]): boolean {
    const before = this.#keysOf(file);
    this.forget(file);
    if (!this.#counts(file)) this.#now.set(file, offers());
    return this.#keysOf(file) !== before;
  }

  #keysOf(file: string): string {
    const own = this.#now.get(file) ?? (this.#counts(file) ? [...this.#offers.values()].flat().filter((o) => o.file === file) : []);
    return own
      .map((o) => o.key)
      .sort()
      .join();
  }

  /** All that is offered under the name, by whatever file. */
  offersOf(name: string): readonly Offer[] {
    const known = this.#offers.get(name)?.filter((o) => this.#counts(o.file)) ?? [];
    if (this.#now.size === 0) return known;
    return [...known, ...[...this.#now.values()].flatMap((offers) => offers.filter((o) => o.name === name))];
  }
  /** All that was found out of functions of that name that are given pages. */
  toldOf(name: string): readonly Told[] {
    return this.#told.get(name)?.filter((o) => this.#counts(o.file)) ?? [];
  }

  /** For one file. `reaches`: whether it includes a header, directly or not. */
  elsewhere(file: string, reaches: (header: string) => boolean): Elsewhere {
    const inSight = <T extends Offer>(known: readonly T[]): readonly T[] =>
      known.filter((o) => o.file !== file && (!isHeader(o.file) || reaches(o.file)));
    return {
      summaryOf: (name, given) => {
        const offered = chosen(inSight(this.offersOf(name)), file);
        const found = offered ?? (given ? chosen(telling(inSight(this.toldOf(name))), file) : undefined);
        return found && this.#summary(found);
      },
    };
  }

  #summary({ key, summary: data, file }: Offer): Summary {
    let summary = this.#summaries.get(key);
    if (!summary) {
      summary = readSummary(data, file);
      this.#summaries.set(key, summary);
    }
    return summary;
  }
}

/** Opens a file that knows what the index says. `root`: of the tree. */
export function openIndexed(
  {
    engine,
    index,
    root,
  }: { readonly engine: Pick<Engine, 'open' | 'headersInReach'>; readonly index: IndexedTree | undefined; readonly root: string },
  path: string,
  source: SourceText,
  bytes: number,
): OpenFile {
  let reach: ReadonlySet<string> | undefined;
  const reaches = (header: string): boolean => (reach ??= engine.headersInReach(file)).has(joinPath(root, header));
  const file: OpenFile = engine.open(path, source, bytes, index?.elsewhere(relativeTo(root, path), reaches));
  return file;
}

function gather<T extends Offer>(offers: readonly T[], into: Map<string, readonly T[]>): void {
  for (const offer of offers) into.set(offer.name, [...(into.get(offer.name) ?? []), offer]);
}
