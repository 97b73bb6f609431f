/**
 * Answers of one thread to the question what a function of another file does: from what the tree's functions offer, else by a look at its definition, through a
 * bounded number of files. An answer hangs on nothing but texts, settings and offers, so every thread gives the same, and what was answered in an earlier run
 * holds for as long as these are the same.
 */
import { decodeSource } from '../base/encoding.ts';
import { stableHash } from '../base/hash.ts';
import { type Engine, joinPath, type OpenFile, relativeTo } from '../engine/index.ts';
import { type Elsewhere, type PortableSummary, readSummary, type Summary } from '../flow/index.ts';
import { countsItsOwn } from '../knowledge/index.ts';
import { type DefinerTable, definersOf, type FileTable, pathOf, treeOf } from './names.ts';
import { chosen, isHeader, type Offer, type Told, telling } from './offers.ts';
import type { Asked, Grounds, Past, Trace } from './past.ts';
import type { IndexedTree } from './treeIndex.ts';

/** Files between a function and the last one that is looked at for it. */
const HOPS = 2;
/** A name that more files define is a pattern of the tree, not a function. */
const MAX_DEFINERS = 8;
/** Files that stay open for the next question. */
const OPEN_FILES = 6;

export interface AnswersOptions {
  readonly engine: Engine;
  /** Number of the engine's tree; files of others are not looked at. */
  readonly tree: number;
  /** Files of offers are relative to it. */
  readonly root: string;
  readonly files: FileTable;
  readonly definers: DefinerTable;
  /** The file as it is now; undefined if it cannot be read. */
  readonly read: (path: string) => Uint8Array | undefined;
  readonly past: Past;
  /** What is known of files that are not among `files`. */
  readonly index?: IndexedTree;
}

/** What a definition does for callers in other files: one that they can be told of. */
interface Definition {
  readonly file: string;
  readonly key: string;
  readonly summary: PortableSummary;
  readonly trivial: boolean;
  readonly offered: boolean;
}

interface Looked {
  readonly definition: Definition | undefined;
  /** Names that the answer hangs on. */
  readonly asked: ReadonlySet<string>;
}

/** As it is kept for later runs: null where the file has nothing to tell. */
type Kept = Pick<Definition, 'summary' | 'trivial' | 'offered'> | null;

export class Answers {
  readonly #o: AnswersOptions;
  #offers = new Map<string, readonly Offer[]>();
  /** By name, file and hops. */
  readonly #looked = new Map<string, Looked>();
  /** By path and hops, least recently used first. */
  readonly #open = new Map<string, { readonly file: OpenFile; readonly asker: Asker }>();
  readonly #told = new Map<string, Told>();
  /** By key: callers compare answers by identity. */
  readonly #summaries = new Map<string, Summary>();

  constructor(options: AnswersOptions) {
    this.#o = options;
  }

  /** From now on these are offered, and nothing else. */
  begin(offers: readonly Offer[]): void {
    this.#offers = grouped(offers);
    this.#looked.clear();
    this.#open.clear();
  }

  /** Functions that whole files asked about since this was last called. */
  takeTold(): readonly Told[] {
    const told = Array.from(this.#told.values(), ({ name, file, key, summary, trivial }) => ({ name, file, key, summary, trivial }));
    this.#told.clear();
    return told;
  }

  /** For the whole of a file. */
  asker(path: string): Asker {
    return new Asker(this, path, HOPS);
  }

  /** The function as an offer, if it is one. */
  offerOf(name: string, file: number): { readonly offer: Offer | undefined; readonly asked: ReadonlySet<string> } {
    const { definition, asked } = this.#lookAt(name, file, HOPS);
    if (!definition?.offered) return { offer: undefined, asked };
    const { file: place, key, summary } = definition;
    return { offer: { name, file: place, key, summary }, asked };
  }

  /** Opens the file of an asker, so that what it asks is answered and remembered. */
  open(asker: Asker, bytes: Uint8Array): OpenFile {
    const file = this.#o.engine.open(asker.path, decodeSource(bytes), bytes.length, asker);
    asker.opened(() => this.#o.engine.headersInReach(file));
    return file;
  }

  answer(name: string, given: boolean, asker: Asker): { readonly key: string; readonly summary: () => Summary } | undefined {
    const found = this.#find(name, given, asker);
    if (!found) return undefined;
    const { key, file } = found;
    const summary = (): Summary => {
      let known = this.#summaries.get(key);
      if (!known) {
        known = readSummary(found.summary, file);
        this.#summaries.set(key, known);
      }
      return known;
    };
    return { key, summary };
  }

  /** The outcome of an earlier run, if all that it hung on is as it was; else that of `compute`, which is kept for later ones, with what its asker asked. */
  traced<T>(
    what: string,
    asker: Asker,
    bytes: Uint8Array,
    compute: () => { readonly value: T; readonly asker: Asker },
  ): { value: T; asker: Asker; remembered: boolean } {
    const { past, engine, root } = this.#o;
    const file = relativeTo(root, asker.path);
    const content = past.contentOf(bytes);
    const recalled = past.recall(what, file, content, (trace) => this.#holds(trace, asker));
    // What was kept under the same name by the same version of the program is what that kept.
    if (recalled) return { value: recalled.value as T, asker, remembered: true };
    const computed = compute();
    past.keep(what, file, {
      content,
      grounds: past.groundsNow(engine.grounds(asker.path), root),
      asked: computed.asker.asked(),
      value: computed.value,
    });
    return { ...computed, remembered: false };
  }

  #find(name: string, given: boolean, asker: Asker): Definition | Offer | undefined {
    const { root, files, definers, tree, index } = this.#o;
    const own = relativeTo(root, asker.path);
    const isInSight = ({ file }: Offer): boolean => file !== own && (!isHeader(file) || asker.reaches(joinPath(root, file)));
    const offers = [...(this.#offers.get(name) ?? []), ...(index?.offersOf(name) ?? [])].filter(isInSight);
    const offer = chosen(offers, own);
    if (offer || !given || asker.hops === 0) return offer;
    const candidates = definersOf(definers, name).filter((file) => treeOf(files, file) === tree);
    if (candidates.length > MAX_DEFINERS) return undefined;
    const found: (Definition | Told)[] = [...(index?.toldOf(name) ?? [])].filter(isInSight);
    for (const file of candidates) {
      const path = pathOf(files, file);
      if (path === asker.path || (isHeader(path) && !asker.reaches(path))) continue;
      const { definition, asked } = this.#lookAt(name, file, asker.hops - 1);
      for (const n of asked) asker.alsoAsked.add(n);
      if (definition) found.push(definition);
    }
    if (asker.hops === HOPS) for (const d of found) this.#told.set(`${name}\n${d.file}`, { name, ...d });
    return chosen(telling(found), own);
  }

  #lookAt(name: string, file: number, hops: number): Looked {
    const id = `${name} ${file} ${hops}`;
    let looked = this.#looked.get(id);
    if (!looked) {
      looked = this.#lookInto(name, pathOf(this.#o.files, file), hops);
      this.#looked.set(id, looked);
    }
    return looked;
  }

  #lookInto(name: string, path: string, hops: number): Looked {
    const place = relativeTo(this.#o.root, path);
    const bytes = countsItsOwn(place) ? undefined : this.#o.read(path);
    if (!bytes) return { definition: undefined, asked: new Set() };
    const { value: kept, asker } = this.traced<Kept>(`${name}@${hops}`, new Asker(this, path, hops), bytes, () => {
      const open = this.#opened(path, hops, bytes);
      // As an offer it is of interest only if it takes or drops pages.
      const found = this.#o.engine.summaryOf(open.file, name, hops === HOPS);
      return { value: found ?? null, asker: open.asker };
    });
    const definition = kept === null ? undefined : { ...kept, file: place, key: keyOf(place, kept.summary) };
    return { definition, asked: asker.askedNames() };
  }

  /** One asker for all functions of an open file: what one of them asked may be known to the next. */
  #opened(path: string, hops: number, bytes: Uint8Array): { readonly file: OpenFile; readonly asker: Asker } {
    const id = `${path} ${hops}`;
    let open = this.#open.get(id);
    if (!open) {
      const asker = new Asker(this, path, hops);
      open = { file: this.open(asker, bytes), asker };
    }
    this.#open.delete(id);
    this.#open.set(id, open);
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= OPEN_FILES) break;
      this.#open.delete(oldest);
    }
    return open;
  }

  #holds(trace: Trace, asker: Asker): boolean {
    const { past, engine, root } = this.#o;
    if (!past.groundsHold(trace.grounds, root, (question) => engine.groundOf(question))) return false;
    asker.opened(() => headersAmong(trace.grounds, root));
    for (const [name, given, key] of trace.asked) if ((this.answer(name, given, asker)?.key ?? null) !== key) return false;
    asker.remember(trace.asked);
    return true;
  }
}

/** Equal for summaries of one file that say the same. */
export const keyOf = (file: string, summary: PortableSummary): string => stableHash(`${file}\n${JSON.stringify(summary)}`);

const headersAmong = (grounds: Grounds, root: string): ReadonlySet<string> =>
  new Set(grounds.flatMap(([, answer, content]) => (answer === null || content === null ? [] : [joinPath(root, answer)])));

function grouped(offers: readonly Offer[]): Map<string, readonly Offer[]> {
  const byName = new Map<string, Offer[]>();
  for (const offer of offers) {
    const list = byName.get(offer.name);
    if (list) list.push(offer);
    else byName.set(offer.name, [offer]);
  }
  return byName;
}

/** Who asks: a file, and how far an answer may go for it. Remembers what was asked. */
export class Asker implements Elsewhere {
  readonly path: string;
  /** Files that may be looked into, one for the other, on the way to an answer. */
  readonly hops: number;
  /** Names that were asked on behalf of this one. */
  readonly alsoAsked = new Set<string>();
  readonly #answers: Answers;
  readonly #asked = new Map<string, string | null>();
  readonly #given = new Map<string, string | null>();
  #reach: () => ReadonlySet<string> = () => new Set();
  #reached: ReadonlySet<string> | undefined;

  constructor(answers: Answers, path: string, hops: number) {
    this.#answers = answers;
    this.path = path;
    this.hops = hops;
  }

  summaryOf(name: string, given: boolean): Summary | undefined {
    const found = this.#answers.answer(name, given, this);
    (given ? this.#given : this.#asked).set(name, found?.key ?? null);
    return found?.summary();
  }

  opened(headersInReach: () => ReadonlySet<string>): void {
    this.#reach = headersInReach;
    this.#reached = undefined;
  }
  reaches(header: string): boolean {
    this.#reached ??= this.#reach();
    return this.#reached.has(header);
  }

  asked(): Asked {
    const list = (keys: ReadonlyMap<string, string | null>, given: boolean): Asked[number][] => [...keys].map(([name, key]) => [name, given, key]);
    return [...list(this.#asked, false), ...list(this.#given, true)];
  }
  /** As if it had been asked now. */
  remember(asked: Asked): void {
    for (const [name, given, key] of asked) (given ? this.#given : this.#asked).set(name, key);
  }
  askedNames(): ReadonlySet<string> {
    return new Set([...this.#asked.keys(), ...this.#given.keys(), ...this.alsoAsked]);
  }
}
