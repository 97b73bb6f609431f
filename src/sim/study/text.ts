/** The study as text: one table of what the argument was about, one of what else it costs. 100 columns at most. */
import { duration, grouped, mebibytes } from './figures.ts';
import type { PolicyResult, StudyResult } from './results.ts';
import { filePages, PAGE_BYTES, type Workload, workloadKeys, workloadParameters } from './workload.ts';

/** Columns under one title, which may be empty. */
interface Group {
  readonly title: string;
  readonly columns: Readonly<Record<string, (r: PolicyResult) => string>>;
}

const argument: readonly Group[] = [
  { title: 'calls', columns: { refused: (r) => grouped(r.pins.refusedCalls) } },
  { title: 'MiB', columns: { copied: (r) => mebibytes((r.copies.bounce + r.copies.fork) * PAGE_BYTES) } },
  { title: 'device', columns: { stops: (r) => grouped(r.deviceStops) } },
  {
    title: 'MiB not on disk, mean',
    columns: {
      seen: (r) => mebibytes(r.atRisk.seenBytes),
      held: (r) => mebibytes(r.atRisk.heldBackBytes),
      unseen: (r) => mebibytes(r.atRisk.unseenBytes),
    },
  },
  {
    title: 'from device write to disk',
    columns: {
      median: (r) => time(r, r.delay.device.medianUs),
      p99: (r) => time(r, r.delay.device.p99Us),
      longest: (r) => time(r, r.delay.device.maxUs),
    },
  },
];

const harm: readonly Group[] = [
  { title: 'msync()', columns: { broken: (r) => `${grouped(r.harm.brokenSyncs)} of ${grouped(r.harm.syncs)}` } },
  {
    title: 'device and user writes',
    columns: {
      lost: (r) => grouped(r.harm.lostWrites),
      astray: (r) => grouped(r.harm.misdirectedWrites),
      refused: (r) => grouped(r.refusedWrites),
    },
  },
  { title: 'blocks', columns: { torn: (r) => grouped(r.harm.tornBlocks) } },
  { title: 'pages dirtied', columns: { 'behind fs': (r) => grouped(r.harm.dirtiedBehind) } },
];

const costs: readonly Group[] = [
  { title: 'pages', columns: { allocated: (r) => grouped(r.allocs.bounce + r.allocs.fork), moved: (r) => grouped(r.migrations) } },
  { title: 'atomics', columns: { '': (r) => grouped(r.atomics) } },
  {
    title: 'locks',
    columns: { mmap: (r) => grouped(r.locks.mmap), lru: (r) => grouped(r.locks.lru), folio: (r) => grouped(r.locks.folio) },
  },
  { title: 'GUP-fast', columns: { lost: (r) => grouped(r.pins.gupFastLost) } },
  { title: 'device', columns: { refaults: (r) => grouped(r.refaults) } },
  { title: 'needless', columns: { writes: (r) => grouped(r.extraWritebacks) } },
];

/** A policy under which no device wrote has no delay. */
const time = (r: PolicyResult, us: number): string => (r.delay.device.count === 0 ? '-' : duration(us));

const widthOf = (cells: readonly string[]): number => Math.max(...cells.map((cell) => cell.length));
const GAP = '  ';

function table(groups: readonly Group[], results: readonly PolicyResult[]): string {
  const names = ['', 'policy', ...results.map((r) => r.policy)];
  const blocks = groups.map(({ title, columns }) => {
    const cells = Object.entries(columns).map(([head, cell]) => [head, ...results.map(cell)]);
    const rows = cells[0]?.map((_, row) => cells.map((column) => (column[row] ?? '').padStart(widthOf(column))).join(GAP)) ?? [];
    // One column stands below the end of its title, several from its start on.
    return cells.length === 1 ? [title, ...rows] : [title.padEnd(widthOf(rows)), ...rows];
  });
  return names
    .map((name, row) => [name.padEnd(widthOf(names)), ...blocks.map((block) => (block[row] ?? '').padStart(widthOf(block)))].join(GAP).trimEnd())
    .join('\n');
}

const legend = `held: the policy keeps the page from being written until it is released. unseen: the page is clean,
so that nobody knows that it must be written. msync() is broken if it returned 0 although a write
before it was not on disk. A write is lost when reclaim drops its page as clean, and astray when
copy-on-write has taken the page from the process. A block is torn if the device changed it while it
was written.`;

export function workloadText(w: Workload): string {
  const width = Math.max(...workloadKeys.map((key) => key.length));
  return workloadKeys
    .map((key) => `  ${key.padEnd(width)}  ${`${w[key]} ${workloadParameters[key].unit}`.trim().padEnd(10)}  ${workloadParameters[key].meaning}`)
    .join('\n');
}

/** Ends in a line feed. */
export function studyText(result: StudyResult): string {
  const { workload: w, policies } = result;
  const calls = policies[0]?.pins.calls ?? 0;
  const head = [
    `${grouped(result.events)} events of one workload under each policy, seed ${result.seed}: ${duration(result.elapsedUs)}, ${grouped(calls)} calls that pin`,
    `${grouped(filePages(w))} pages of a file and ${grouped(w.pages - filePages(w))} anonymous ones; writeback each ${duration(w['writeback-period'] * 1000)}`,
  ];
  return [head.join('\n'), table(argument, policies), table(harm, policies), legend, table(costs, policies)].join('\n\n').concat('\n');
}
