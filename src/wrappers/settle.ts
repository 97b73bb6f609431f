/**
 * Goes round the tree until no function offers anything new: files with a tracked word first, then those that call what these offer, and again those that asked
 * for something that is answered otherwise now. Decides what is looked at, not who does it. Rounds are apart from each other, so that the outcome is the same
 * however many threads share them.
 */
import { lookup, roleOf } from '../knowledge/index.ts';
import { hashOfName } from '../scan/index.ts';
import { type CollectedNames, fileCount, treeOf } from './names.ts';
import type { Offer, Told } from './offers.ts';

/** What is known when a round begins; plain data. */
export interface Round {
  /** Offered by functions of each tree, in order of name and file. */
  readonly offers: readonly (readonly Offer[])[];
}

/** One file to look at; plain data. */
export interface Task {
  readonly file: number;
  /** Nothing is reported: only functions whose name has one of these hashes are looked at. */
  readonly names?: readonly number[];
}

/** Plain data. */
export interface Outcome<R> {
  readonly file: number;
  /** Absent for a look at single functions. */
  readonly report?: R;
  readonly offers: readonly Offer[];
  /** Hashes of the names that it hangs on. */
  readonly asked: Uint32Array;
  /** Functions that it asked about, as far as they were not told of before. */
  readonly told: readonly Told[];
  /** It is that of an earlier run. */
  readonly remembered: boolean;
}

export interface SettleOptions<R> {
  readonly names: CollectedNames;
  /** Files to report on. */
  readonly audited: Iterable<number>;
  /** Files with a tracked word, ascending: all of the audited, and those around that may hold what they call. */
  readonly hits: readonly number[];
  readonly trees: number;
  /** Names of functions of which something is known beforehand: files that call one are worth a look. */
  readonly known: readonly string[];
  /** In any order. Fewer than tasks, once `cancelled`. */
  readonly run: (round: Round, tasks: readonly Task[]) => Promise<readonly Outcome<R>[]>;
  readonly cancelled: () => boolean;
}

export interface Settled<R> {
  /** Of audited files that are worth a look; of each the last. */
  readonly reports: ReadonlyMap<number, R>;
  /** As `Round.offers`. */
  readonly offers: readonly (readonly Offer[])[];
  /** Functions that were given pages, of each tree; in the same order. */
  readonly told: readonly (readonly Told[])[];
  readonly rounds: number;
  /** Whole files that were looked into, over all rounds, and how many of these outcomes are those of an earlier run. */
  readonly looks: { readonly all: number; readonly remembered: number };
  /** Functions that still changed when the last round was over; empty if all came to rest. */
  readonly restless: readonly string[];
  /** Functions with so many callers that only files that were looked at anyway know them. */
  readonly common: readonly string[];
}

/** Calls among files are rarely deeper; functions that go on changing call each other in a circle. */
const ROUNDS = 8;
/** Functions between one of an audited file and one that takes or drops pages itself. */
const FRAMES = 1;
/** A function that more files call is part of the kernel's own vocabulary: it belongs into the knowledge base. */
const MANY_CALLERS = 200;

export async function settle<R>({ names, audited, hits, trees, known, run, cancelled }: SettleOptions<R>): Promise<Settled<R>> {
  const wanted = new Set(audited);
  const reports = new Map<number, R>();
  const offered = new Map<number, readonly Offer[]>();
  const asked = new Map<number, Uint32Array>();
  const common = new Set<string>();
  const told = Array.from({ length: trees }, () => new Map<string, Told>());
  const around = new Surroundings(names, hits, wanted);
  let fresh = new Set<string>();
  const first = new Set([...hits.filter((file) => wanted.has(file)), ...auditsAfter(new Set(known)).map(({ file }) => file)]);
  let tasks: readonly Task[] = [...[...first].sort((a, b) => a - b).map((file): Task => ({ file })), ...around.begin()];
  let rounds = 0;
  const looks = { all: 0, remembered: 0 };
  while (tasks.length > 0 && rounds < ROUNDS && !cancelled()) {
    const outcomes = await run({ offers: byTree(names, offered, trees) }, tasks);
    rounds++;
    fresh = new Set();
    for (const outcome of outcomes) {
      const { file, report } = outcome;
      for (const name of differences(offered.get(file) ?? [], outcome.offers)) fresh.add(name);
      offered.set(file, outcome.offers);
      asked.set(file, outcome.asked);
      for (const t of outcome.told) told[treeOf(names.files, file)]?.set(`${t.name}\n${t.file}`, t);
      if (report !== undefined) {
        reports.set(file, report);
        looks.all++;
        if (outcome.remembered) looks.remembered++;
      } else around.asks(outcome.asked);
    }
    tasks = [...auditsAfter(fresh), ...around.next(fresh, asked)];
  }

  function auditsAfter(changed: ReadonlySet<string>): Task[] {
    const again = new Set<number>();
    for (const [name, files] of names.callersOf([...changed].filter((name) => !isKnown(name)))) {
      if (files.length > MANY_CALLERS) common.add(name);
      else for (const file of files) if (wanted.has(file)) again.add(file);
    }
    const hashes = new Set([...changed].map(hashOfName));
    for (const [file, hung] of asked) if (reports.has(file) && hung.some((hash) => hashes.has(hash))) again.add(file);
    return [...again].sort((a, b) => a - b).map((file) => ({ file }));
  }

  return {
    reports,
    offers: byTree(names, offered, trees),
    told: told.map((list) => [...list.values()].sort(inOrder)),
    rounds,
    looks,
    restless: tasks.length > 0 ? [...fresh].sort() : [],
    common: [...common].sort(),
  };
}

/** The knowledge base speaks of it: nobody asks the tree. */
const isKnown = (name: string): boolean => lookup(name) !== undefined || roleOf(name) !== undefined;

/** Names whose offers differ. */
function differences(before: readonly Offer[], now: readonly Offer[]): Set<string> {
  const out = new Set<string>();
  const keys = new Map(before.map((o) => [o.name, o.key]));
  for (const { name, key } of now) {
    if (keys.get(name) !== key) out.add(name);
    keys.delete(name);
  }
  for (const name of keys.keys()) out.add(name);
  return out;
}

function byTree(names: CollectedNames, offered: ReadonlyMap<number, readonly Offer[]>, trees: number): Offer[][] {
  const out = Array.from({ length: trees }, (): Offer[] => []);
  for (const [file, offers] of offered) out[treeOf(names.files, file)]?.push(...offers);
  for (const list of out) list.sort(inOrder);
  return out;
}

const inOrder = (a: Offer, b: Offer): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.file < b.file ? -1 : a.file > b.file ? 1 : 0);

/** Files around the audited ones: of them only functions are looked at that the audited files call, and those that these call. */
class Surroundings {
  readonly #names: CollectedNames;
  /** Files that may offer something, ascending: those with a tracked word, and, as rounds go by, those that call what others offer. */
  #files: readonly number[];
  readonly #audited: ReadonlySet<number>;
  /** Hashes of names that somebody calls who is looked at. */
  readonly #called = new Set<number>();
  readonly #looked = new Map<number, readonly number[]>();
  #rounds = 0;

  constructor(names: CollectedNames, hits: readonly number[], audited: ReadonlySet<number>) {
    this.#names = names;
    this.#audited = audited;
    this.#files = hits.filter((file) => !audited.has(file));
  }

  begin(): Task[] {
    if (this.#files.length === 0) return [];
    for (const hash of this.#calledThrough()) this.#called.add(hash);
    return this.next(new Set(), new Map());
  }

  /** What the audited files call, and what those call that define it and are not looked at themselves: they wrap a function once more. */
  #calledThrough(): ReadonlySet<number> {
    const lookedAt = new Set(this.#files);
    const seen = new Set(this.#audited);
    let called = this.#names.calledBy(seen);
    for (let depth = 0; depth < FRAMES; depth++) {
      for (let file = 0; file < fileCount(this.#names.files); file++)
        if (!lookedAt.has(file) && !seen.has(file) && this.#names.definedIn(file).some((hash) => called.has(hash))) seen.add(file);
      called = this.#names.calledBy(seen);
    }
    return called;
  }

  /** A function that was looked at hangs on these. */
  asks(hashes: Uint32Array): void {
    for (const hash of hashes) this.#called.add(hash);
  }

  #withCallersOf(changed: ReadonlySet<string>): readonly number[] {
    const files = new Set(this.#files);
    for (const callers of this.#names.callersOf([...changed].filter((name) => !isKnown(name))).values())
      if (callers.length <= MANY_CALLERS) for (const file of callers) if (!this.#audited.has(file)) files.add(file);
    return files.size === this.#files.length ? this.#files : [...files].sort((a, b) => a - b);
  }

  /** Files of which more functions are called by now, and those that hung on what changed. */
  next(changed: ReadonlySet<string>, asked: ReadonlyMap<number, Uint32Array>): Task[] {
    if (this.#rounds++ > FRAMES) return [];
    const hashes = new Set([...changed].map(hashOfName));
    if (this.#called.size > 0) this.#files = this.#withCallersOf(changed);
    const out: Task[] = [];
    for (const file of this.#files) {
      const wanted = this.#names.definedIn(file).filter((hash) => this.#called.has(hash));
      const before = this.#looked.get(file) ?? [];
      const isNew = wanted.length > before.length;
      if (!isNew && !(before.length > 0 && asked.get(file)?.some((hash) => hashes.has(hash)) === true)) continue;
      this.#looked.set(file, wanted);
      out.push({ file, names: wanted });
    }
    return out;
  }
}
