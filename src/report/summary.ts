/** The lines that end a run: how many of what, and why the exit status is what it is. */
import { groupBy } from '../base/groupBy.ts';
import { type AuditReport, type AuditStats, compareText, type ExitStatus, type LevelCounts, type LocatedHandOver } from './model.ts';

export const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** `0 errors, 41 warnings, 148 notes; exit 0 because --fail-on error` */
export const summaryLine = (counts: LevelCounts, exit: ExitStatus): string =>
  `${plural(counts.error, 'error')}, ${plural(counts.warning, 'warning')}, ${plural(counts.note, 'note')}; exit ${exit.code} because ${exit.reason}`;

/**
 * `not counted: 2 findings that comments allow, 41 that stand in gupscope-baseline.sarif; 3 of that file are gone`. Undefined if there is nothing to tell.
 */
export function suppressedLine({ suppressed, baseline }: Pick<AuditReport, 'suppressed' | 'baseline'>): string | undefined {
  const allowed = suppressed.filter(({ suppression }) => suppression.by === 'comment').length;
  const known = suppressed.length - allowed;
  const counts = [
    ...(allowed === 0 ? [] : [`${plural(allowed, 'finding')} that ${allowed === 1 ? 'a comment allows' : 'comments allow'}`]),
    ...(known === 0 ? [] : [`${allowed === 0 ? plural(known, 'finding') : known} that ${known === 1 ? 'stands' : 'stand'} in ${baseline?.name}`]),
  ];
  const gone = baseline?.gone.length ?? 0;
  const sentences = [
    ...(counts.length === 0 ? [] : [`not counted: ${counts.join(', ')}`]),
    ...(gone === 0 ? [] : [`${plural(gone, 'finding')} of ${baseline?.name} ${gone === 1 ? 'is' : 'are'} gone`]),
  ];
  return sentences.length === 0 ? undefined : sentences.join('; ');
}

const megabytes = (bytes: number): string => (bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** What was found out about functions that other files call. */
export interface WrapperStats {
  /** In order of name. */
  readonly offers: readonly {
    readonly name: string;
    readonly file: string;
    /** `pins`, `references`. */
    readonly takes: readonly string[];
    readonly drops: readonly string[];
    readonly knowledge: 'new' | 'known' | 'otherwise';
  }[];
  /** Functions that some file gives pages to; of them those that do nothing to them. */
  readonly given: number;
  readonly givenInVain: number;
  readonly rounds: number;
  /** Files that were looked into, over all rounds; of them those of which an earlier run had kept the outcome. Absent with --no-timings: it hangs on the cache. */
  readonly looks?: { readonly all: number; readonly remembered: number };
  readonly restless: readonly string[];
  readonly common: readonly string[];
}

export interface StatsText {
  readonly stats: AuditStats;
  readonly wrappers: WrapperStats;
  /** Names that look like a tracked family's and that the knowledge base does not have. */
  readonly unknownNames: readonly string[];
  /** Absent with --no-timings. */
  readonly elapsedMs?: number;
}

const destinations: Readonly<Record<LocatedHandOver['to'], string>> = {
  structure: 'a structure',
  caller: 'the caller',
  callee: 'a function that it calls',
  bio: 'a bio',
  scatterlist: 'a scatterlist',
  socket: 'a socket buffer',
  mapping: 'a mapping',
  pipe: 'a pipe',
};

/** The most frequent first, then by name. */
export const byFrequency = <K extends string>(counts: readonly (readonly [K, number])[]): (readonly [K, number])[] =>
  [...counts].sort(([a, n], [b, m]) => m - n || compareText(a, b));

/** How many go where: the most frequent destination first. */
export const handOverCounts = (handOvers: readonly LocatedHandOver[]): (readonly [LocatedHandOver['to'], number])[] =>
  byFrequency([...groupBy(handOvers, (h) => h.to)].map(([to, list]) => [to, list.length] as const));

const handOverLine = ({ file, line, function: name, pages, acquiredBy, to }: LocatedHandOver): string =>
  `${file}:${line}: ${name} hands '${pages}'${acquiredBy === undefined ? '' : ` (${acquiredBy})`} on to ${destinations[to]}`;

function handOverText(handOvers: readonly LocatedHandOver[]): string[] {
  const counts = handOverCounts(handOvers).map(([to, n]) => `${n} to ${destinations[to]}`);
  return [
    `pages handed on: ${handOvers.length}${counts.length === 0 ? '' : ` (${counts.join(', ')})`}`,
    ...handOvers.map((h) => `  ${handOverLine(h)}`),
  ];
}

function wrapperText({ offers, given, givenInVain, rounds, looks, restless, common }: WrapperStats): string[] {
  const inferred = offers.filter((o) => o.knowledge === 'new');
  const otherwise = offers.filter((o) => o.knowledge === 'otherwise');
  const named = ({ name, file, takes, drops }: WrapperStats['offers'][number]): string => {
    const does = [...(takes.length > 0 ? [`takes ${takes.join(' or ')}`] : []), ...(drops.length > 0 ? [`drops ${drops.join(' or ')}`] : [])];
    return `  ${file}: ${name} ${does.join(', ')}`;
  };
  return [
    `functions that take or drop pages for other files: ${offers.length}, of which the knowledge base does not know ${inferred.length} (${plural(rounds, 'round')})`,
    ...inferred.map(named),
    ...(otherwise.length === 0
      ? []
      : [`  known otherwise to the knowledge base, which counts: ${otherwise.length}`, ...otherwise.map((o) => `  ${named(o)}`)]),
    ...(common.length === 0 ? [] : [`  called too often to be followed everywhere: ${common.join(', ')}`]),
    ...(restless.length === 0 ? [] : [`  not settled when the last round was over: ${restless.join(', ')}`]),
    ...(looks === undefined ? [] : [`files looked into: ${looks.all}, of which ${looks.remembered} are as an earlier run left them`]),
    `functions of other files that are given pages: ${given}, of which ${givenInVain} do nothing to them`,
    'calls through pointers are taken for calls of functions that may keep what they are given, and take and drop nothing',
  ];
}

/** What `--stats` prints, ending in a line feed. */
export function statsText({ stats, wrappers, unknownNames, elapsedMs }: StatsText): string {
  const out = [
    `files read: ${stats.files}`,
    `bytes read: ${stats.bytes} (${megabytes(stats.bytes)})`,
    `tracked functions: ${stats.trackedFunctions}`,
    `  with syntax errors: ${stats.functionsWithSyntaxErrors.length}`,
    ...stats.functionsWithSyntaxErrors.map((f) => `    ${f.file}:${f.line}: ${f.name}: ${f.reason}`),
    `  analysed in part: ${stats.incompleteFunctions.length}`,
    ...stats.incompleteFunctions.map((f) => `    ${f.file}:${f.line}: ${f.name}: ${f.reason}`),
    `functions that take pages: ${stats.acquiringFunctions}`,
    ...handOverText(stats.handedOver),
    ...wrapperText(wrappers),
    `names of tracked families that the knowledge base does not know: ${unknownNames.length}`,
    ...unknownNames.map((name) => `  ${name}`),
  ];
  if (elapsedMs !== undefined) {
    const perSecond = elapsedMs > 0 ? stats.bytes / (elapsedMs / 1000) : 0;
    out.push(`time: ${(elapsedMs / 1000).toFixed(2)} s (${megabytes(perSecond)}/s)`);
  }
  return `${out.join('\n')}\n`;
}
