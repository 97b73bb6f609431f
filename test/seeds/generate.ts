/** All seeds of one file: its functions are parsed, each generator has its turn, and every seed gets a number that stays. */
import { stableHash } from '../../src/base/hash.ts';
import type { KernelVersion } from '../../src/base/kernelVersion.ts';
import { entries, lookup, mappingWords } from '../../src/knowledge/index.ts';
import { type CParser, createDialect, type Item, type MacroDefinition, openSource, type SourceFile, wordUses } from '../../src/syntax/index.ts';
import { bioFaults, bioWords } from './bioFaults.ts';
import { shortUnnoticed, unchecked } from './checkFaults.ts';
import { type Group, groupsOf } from './checks.ts';
import { reachableFrom } from './control.ts';
import { wrongCount } from './countFaults.ts';
import { cleanRelease, getForPin, refusedFlag, shortTerm, unlockedDirty } from './dataFaults.ts';
import { harmlessPath } from './harmlessPath.ts';
import { harmlessRelease } from './harmlessRelease.ts';
import { mappingFaults } from './mappingFaults.ts';
import { type FunctionText, functionText, type PageCalls, pageCalls, type Release } from './pages.ts';
import { earlyReturn, gotoPast } from './pathFaults.ts';
import { doubleRelease, dropRelease, type ReleaseSite, swapRelease, touchAfter } from './releaseFaults.ts';
import type { Draft, Scope, Seed, SeedKind } from './types.ts';

export interface SeedFile {
  /** Relative to the kernel's root. */
  readonly path: string;
  readonly text: string;
  readonly version: KernelVersion;
  /** Macros of the headers. */
  readonly macro?: (name: string) => MacroDefinition | undefined;
}

/** At most so many seeds of a kind in one function, those with the lowest hash: no function shall outweigh the others. */
const most: Readonly<Record<SeedKind, number>> = {
  'drop-release': 6,
  'swap-release': 4,
  'double-release': 4,
  'wrong-count': 3,
  'short-unnoticed': 2,
  'early-return': 3,
  'goto-past': 2,
  'touch-after': 2,
  unchecked: 3,
  'clean-release': 2,
  'unlocked-dirty': 2,
  'get-for-pin': 1,
  'refused-flag': 1,
  'short-term': 1,
  'drop-unmap': 3,
  'swap-unmaps': 2,
  'hand-rolled': 2,
  'mixed-bio': 1,
  'walked-release': 1,
  harmless: 6,
};

/** Harmless edits that every release allows: they come after the others. */
const common: ReadonlySet<string> = new Set(['if-one', 'do-once', 'comment', 'debug']);

/** What takes or releases pages, by name. */
const actors: ReadonlySet<string> = new Set(
  [...entries.keys()].filter((name) => lookup(name)?.effects.some((e) => /^(get|pin|release-get|release-pin)$/.test(e.effect))),
);
/** Of those, what makes a function worth a look: user pages are taken or pins released. */
const tracked: ReadonlySet<string> = new Set([...actors].filter((name) => lookup(name)?.tracked));

/** A file without one of these has no seeds. */
export const seedWords = (): readonly string[] => [...new Set([...tracked, ...mappingWords, ...bioWords])];

const makesMappings: ReadonlySet<string> = new Set(mappingWords);
const fillsBios: ReadonlySet<string> = new Set(bioWords);

interface Read {
  readonly fn: FunctionText;
  readonly item: Item;
  readonly calls: PageCalls;
  readonly groups: readonly Group[];
}

/** Functions whose trees are whole, by the parser's variants. The trees live until `dispose`. */
function readFunctions(parser: CParser, file: SourceFile, source: SeedFile, dispose: (() => void)[]): Read[] {
  const dialect = createDialect({ file, lookup: source.macro ?? (() => undefined) });
  return file.items.flatMap((item) => {
    if (item.kind !== 'function' || item.name === undefined || wordUses(file, item, tracked).length === 0) return [];
    const parsed = parser.parseItem(file, item, dialect, wordUses(file, item, actors));
    dispose.push(() => parsed.dispose());
    return parsed.variants.flatMap((variant) => {
      const fn = functionText(file, variant, item.name ?? '');
      if (!fn) return [];
      const calls = pageCalls(fn, source.path, source.version);
      return [{ fn, item, calls, groups: groupsOf(fn, calls) }];
    });
  });
}

/** The seeds of a file, ordered by place. `all` gives those, too, that are too many for their function. */
export function generateSeeds(parser: CParser, source: SeedFile, all = false): Seed[] {
  const file = openSource(source.text);
  const dispose: (() => void)[] = [];
  try {
    const functions = readFunctions(parser, file, source, dispose);
    const takers = [...new Set(functions.filter((f) => f.groups.length > 0).map((f) => f.fn.name))];
    const seeds = functions.flatMap((read) => {
      const drafts = draftsOf(read, functions);
      const seeds = numbered(drafts, read, file, source.path, takers);
      return all ? seeds : selected(seeds);
    });
    const further = (words: ReadonlySet<string>, faults: (fn: FunctionText) => Iterable<Draft>): Seed[] =>
      seedsAround({ parser, file, source, all, dispose }, words, faults);
    return unique([...seeds, ...further(makesMappings, mappingFaults), ...further(fillsBios, (fn) => bioFaults(fn, source.path))]);
  } finally {
    for (const free of dispose) free();
  }
}

interface Sown {
  readonly parser: CParser;
  readonly file: SourceFile;
  readonly source: SeedFile;
  readonly all: boolean;
  readonly dispose: (() => void)[];
}

/** Of functions with such a word, whatever else they do with pages. */
function seedsAround(
  { parser, file, source, all, dispose }: Sown,
  words: ReadonlySet<string>,
  faults: (fn: FunctionText) => Iterable<Draft>,
): Seed[] {
  const dialect = createDialect({ file, lookup: source.macro ?? (() => undefined) });
  return file.items.flatMap((item) => {
    const uses = item.kind === 'function' && item.name !== undefined ? wordUses(file, item, words) : [];
    if (uses.length === 0) return [];
    const parsed = parser.parseItem(file, item, dialect, uses);
    dispose.push(() => parsed.dispose());
    const seeds = parsed.variants.flatMap((variant) => {
      const fn = functionText(file, variant, item.name ?? '');
      return fn ? numbered(faults(fn), { fn, item }, file, source.path, []) : [];
    });
    return all ? seeds : selected(seeds);
  });
}

/** Variants of one function that differ elsewhere give the same seed twice. */
function unique(seeds: readonly Seed[]): Seed[] {
  const byId = new Map(seeds.map((s) => [s.id, s]));
  return [...byId.values()].sort((a, b) => a.at - b.at || a.id - b.id);
}

const choose =
  (key: string) =>
  (n: number, at = 0) =>
    Number.parseInt(stableHash(`${key}\n${at}`).slice(-6), 16) % n;

function scopeOf(group: Group, calls: PageCalls): Scope {
  if (group.takings.some((t) => t.taking.object) || group.releases.some((r) => r.object)) return 'object';
  if (group.takings.some((t) => t.taking.wrapper) || group.releases.some((r) => r.wrapper)) return 'wrapper';
  return calls.namesOf(group.name).some(isField) ? 'field' : 'function';
}

function* draftsOf(read: Read, functions: readonly Read[]): Generator<Draft> {
  const { fn, groups, calls } = read;
  for (const group of groups) {
    if (group.releases.length === 0) continue;
    const scope = scopeOf(group, calls);
    for (const release of group.releases) {
      const others = new Set(group.releases.filter((r) => r !== release).map((r) => r.step));
      const takes = new Set(group.takings.map((t) => t.taking.step));
      const reached = reachableFrom(fn.graph, takes, { steps: others });
      if (!reached.has(release.step)) continue;
      const next = reachableFrom(fn.graph, [release.step], { steps: takes });
      const site: ReleaseSite = {
        fn,
        release,
        group,
        scope,
        dropIsFault: ![...others].some((o) => next.has(o)),
        swapIsFault: group.takings.every((t) => t.taking.kind === release.kind),
      };
      yield* dropRelease(site);
      yield* swapRelease(site);
      yield* doubleRelease(site);
      const pick = choose(`${fn.name}\n${fn.textOf(release.statement)}`);
      yield* touchAfter(site, (n) => pick(n));
      yield* wrongCount(fn, group, release, scope);
      yield* harmlessRelease(fn, release, group, scope);
    }
    const pick = choose(fn.name);
    yield* earlyReturn(fn, group, scope, (n, at) => pick(n, at - fn.spanOf(fn.definition).start));
    yield* gotoPast(fn, group, scope);
    yield* shortUnnoticed(fn, group, scope);
    yield* unchecked(fn, group, scope);
    const data = { fn, group, scope };
    yield* cleanRelease(data);
    yield* unlockedDirty(data);
    yield* getForPin(data);
    yield* refusedFlag(data);
    yield* shortTerm(data);
  }
  const [first] = groups;
  if (first) yield* harmlessPath(fn, groups, scopeOf(first, calls));
  yield* fileDrafts(read, functions, calls);
}

const lastName = (group: string): string => /(\w+)(?:\[[^\]]*\])*$/.exec(group)?.[1] ?? group;
const isField = (group: string): boolean => /->|\./.test(group);

/** Releases of what another function of the file takes, through the same field. */
function* fileDrafts({ fn, calls, groups }: Read, functions: readonly Read[], own: PageCalls): Generator<Draft> {
  const fields = new Map<string, Set<string>>();
  const key = (name: string, object: boolean): string => `${lastName(name)}${object ? '->' : ''}`;
  const keyOf = ({ group, object }: Release): string => key(group, object);
  for (const other of functions)
    for (const group of other.groups)
      for (const name of other.calls.namesOf(group.name).filter(isField))
        for (const { taking } of group.takings) {
          const field = key(name, taking.object);
          fields.set(field, (fields.get(field) ?? new Set()).add(taking.kind));
        }
  const sameField = (release: Release): boolean => isField(release.group) && fields.has(keyOf(release));
  const everywhere = functions.flatMap((f) => f.calls.releases).filter(sameField);
  for (const release of own.releases) {
    if (groups.some((g) => g.name === release.group) || !sameField(release)) continue;
    const kinds = fields.get(keyOf(release));
    const alone = everywhere.filter((r) => keyOf(r) === keyOf(release)).length === 1;
    const scope = release.object ? 'object' : 'file';
    const site: ReleaseSite = { fn, release, scope, dropIsFault: alone, swapIsFault: kinds?.size === 1 && kinds.has(release.kind) };
    if (calls.takings.length > 0 && !site.swapIsFault) continue;
    yield* dropRelease(site);
    yield* swapRelease(site);
    yield* doubleRelease(site);
    yield* harmlessRelease(fn, release, undefined, scope);
  }
}

/** Gives each draft its number. */
function numbered(
  drafts: Iterable<Draft>,
  { fn, item }: Pick<Read, 'fn' | 'item'>,
  file: SourceFile,
  path: string,
  takers: readonly string[],
): Seed[] {
  const ordinals = new Map<string, number>();
  return [...drafts].map((draft): Seed => {
    const line = file.lines.lineSpan(draft.at);
    const key = [path, fn.name, draft.kind, draft.variant, file.text.slice(line.start, line.end).replace(/\s+/g, '')].join('\n');
    const ordinal = ordinals.get(key) ?? 0;
    ordinals.set(key, ordinal + 1);
    return {
      ...draft,
      id: Number.parseInt(stableHash(`${key}\n${ordinal}`).slice(-8), 16),
      function: fn.name,
      functionSpan: { start: item.start, end: item.end },
      rightFunctions: draft.scope === 'file' || (draft.scope === 'object' && !takers.includes(fn.name)) ? [fn.name, ...takers] : [fn.name],
      line: file.lines.lineAt(draft.at) + 1,
    };
  });
}

/** As many as one function may have. */
function selected(seeds: readonly Seed[]): Seed[] {
  const rank = (s: Seed): string => `${common.has(s.variant) ? 1 : 0}${stableHash(`${s.id}`)}`;
  const kept: Seed[] = [];
  for (const kind of new Set(seeds.map((s) => s.kind)))
    for (const ofObjects of [false, true]) {
      const own = seeds.filter((s) => s.kind === kind && (s.scope === 'object') === ofObjects).sort((a, b) => rank(a).localeCompare(rank(b)));
      kept.push(...own.slice(0, most[kind]));
    }
  return kept;
}
