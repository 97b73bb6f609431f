/**
 * The study as a picture, an SVG that needs nothing else: a row a policy, a column a price. Copies and bytes at risk are bars; the delay of a device's
 * write is a line from the median to the longest, on a logarithmic scale, with a mark at the 99th percentile; what went wrong is said in words.
 */
import { duration, grouped, mebibytes } from './figures.ts';
import { studyPolicies } from './policies.ts';
import type { PolicyResult, StudyResult } from './results.ts';
import { PAGE_BYTES } from './workload.ts';

const WIDTH = 1300;
const MARGIN = 24;
const TOP = 116;
const ROW = 66;
const BAR = 16;
/** Left edge and width of each column. */
const columns = {
  name: { x: MARGIN, width: 290 },
  copied: { x: 322, width: 100 },
  risk: { x: 456, width: 190 },
  delay: { x: 682, width: 190 },
  price: { x: 908, width: 170 },
  harm: { x: 1090, width: 166 },
} as const;

/** Classes, not variables: viewers that know no style sheets of dark screens still draw the light one. */
const style = `
text { font: 13px system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; fill: #1f2328; }
.title { font-size: 19px; font-weight: 600; }
.head { font-weight: 600; }
.policy { font-weight: 600; font-family: ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; }
.soft { fill: #59636e; font-size: 12px; }
.paper { fill: #ffffff; }
.rule { stroke: #d1d9e0; }
.seen { fill: #afb8c1; }
.held { fill: #bf6a02; }
.unseen { fill: #cf222e; }
.copied { fill: #0969da; }
.span { stroke: #57606a; stroke-width: 3; stroke-linecap: round; }
.dot { fill: #57606a; }
.longest { fill: #ffffff; stroke: #57606a; stroke-width: 2; }
.wrong { fill: #b31d28; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.soft { fill: #9da7b3; }
.paper { fill: #0d1117; }
.rule { stroke: #30363d; }
.seen { fill: #59626d; }
.held { fill: #e3932b; }
.unseen { fill: #f85149; }
.copied { fill: #4493f8; }
.span { stroke: #9da7b3; }
.dot { fill: #9da7b3; }
.longest { fill: #0d1117; stroke: #9da7b3; }
.wrong { fill: #ff8182; }
}`;

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const fixed = (n: number): string => String(Math.round(n * 10) / 10);

const text = (x: number, y: number, kind: string, content: string, anchor: 'start' | 'middle' | 'end' = 'start'): string =>
  `<text x="${fixed(x)}" y="${fixed(y)}" class="${kind}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}>${escape(content)}</text>`;
const bar = (x: number, y: number, width: number, kind: string): string =>
  width <= 0 ? '' : `<rect x="${fixed(x)}" y="${fixed(y)}" width="${fixed(Math.max(1, width))}" height="${BAR}" class="${kind}"/>`;
const line = (x1: number, y1: number, x2: number, y2: number, kind: string): string =>
  `<line x1="${fixed(x1)}" y1="${fixed(y1)}" x2="${fixed(x2)}" y2="${fixed(y2)}" class="${kind}"/>`;

const copiedBytes = (r: PolicyResult): number => (r.copies.bounce + r.copies.fork) * PAGE_BYTES;
const riskBytes = (r: PolicyResult): number => r.atRisk.seenBytes + r.atRisk.heldBackBytes + r.atRisk.unseenBytes;

/** Where a time lies between the ends of a logarithmic scale, from 0 to 1. */
type Scale = (us: number) => number;

/** The powers of ten that hold all times, in microseconds. */
function decades(results: readonly PolicyResult[]): readonly number[] {
  const times = results.flatMap(({ delay: { device } }) => (device.count === 0 ? [] : [device.medianUs, device.maxUs])).map((us) => Math.max(1, us));
  if (times.length === 0) return [1, 10];
  const first = Math.floor(Math.log10(Math.min(...times)));
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...times))));
  return Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
}

/** What users of the policy notice though no data is harmed. */
const prices = (r: PolicyResult): readonly string[] =>
  said([
    [r.pins.refusedCalls, `${grouped(r.pins.refusedCalls)} calls refused`],
    [r.refusedWrites, `${grouped(r.refusedWrites)} writes with them`],
    [r.deviceStops, `device stopped ${grouped(r.deviceStops)}×`],
    [r.pins.gupFastLost, `GUP-fast lost ${grouped(r.pins.gupFastLost)}×`],
  ]);

/** Data that is wrong, late or lost. */
const harms = ({ harm }: PolicyResult): readonly string[] =>
  said([
    [harm.lostWrites, `${grouped(harm.lostWrites)} writes lost`],
    [harm.misdirectedWrites, `${grouped(harm.misdirectedWrites)} writes astray after fork`],
    [harm.brokenSyncs, `msync() broken ${grouped(harm.brokenSyncs)} of ${grouped(harm.syncs)}×`],
    [harm.tornBlocks, `${grouped(harm.tornBlocks)} torn blocks`],
  ]);

/** Those of which there are any. */
const said = (items: readonly (readonly [number, string])[]): readonly string[] => items.filter(([n]) => n > 0).map(([, words]) => words);

const LINE = 14;
const lines = (x: number, middle: number, kind: string, all: readonly string[]): string[] =>
  all.map((words, i) => text(x, middle + 4 + (i - (all.length - 1) / 2) * LINE, kind, words));

function delayRow(r: PolicyResult, middle: number, scale: Scale): string[] {
  const { device } = r.delay;
  const { x, width } = columns.delay;
  if (device.count === 0) return [text(x, middle + 17, 'soft', 'no device write to the file')];
  const at = (us: number): number => x + width * scale(us);
  return [
    line(at(device.medianUs), middle - 6, at(device.maxUs), middle - 6, 'span'),
    `<circle cx="${fixed(at(device.medianUs))}" cy="${fixed(middle - 6)}" r="5" class="dot"/>`,
    line(at(device.p99Us), middle - 12, at(device.p99Us), middle, 'span'),
    `<circle cx="${fixed(at(device.maxUs))}" cy="${fixed(middle - 6)}" r="4.5" class="longest"/>`,
    text(x, middle + 17, 'soft', `${duration(device.medianUs)} … ${duration(device.p99Us)} … ${duration(device.maxUs)}`),
  ];
}

function row(r: PolicyResult, index: number, most: { readonly copied: number; readonly risk: number }, scale: Scale): string {
  const top = TOP + index * ROW;
  const middle = top + ROW / 2;
  const copied = most.copied === 0 ? 0 : (columns.copied.width * copiedBytes(r)) / most.copied;
  const idea = studyPolicies.find(({ name }) => name === r.policy)?.idea ?? '';
  const parts = [
    line(columns.name.x, top, WIDTH - MARGIN, top, 'rule'),
    text(columns.name.x, middle - 3, 'policy', r.policy),
    text(columns.name.x, middle + 14, 'soft', idea),
    bar(columns.copied.x, middle - 14, copied, 'copied'),
    text(columns.copied.x, middle + 17, 'soft', `${mebibytes(copiedBytes(r))} MiB`),
  ];
  let x: number = columns.risk.x;
  for (const [bytes, kind] of [
    [r.atRisk.seenBytes, 'seen'],
    [r.atRisk.heldBackBytes, 'held'],
    [r.atRisk.unseenBytes, 'unseen'],
  ] as const) {
    const width = most.risk === 0 ? 0 : (columns.risk.width * bytes) / most.risk;
    parts.push(bar(x, middle - 14, width, kind));
    x += width;
  }
  const labels = [
    `${mebibytes(r.atRisk.seenBytes)} MiB seen`,
    r.atRisk.heldBackBytes > 0 ? `${mebibytes(r.atRisk.heldBackBytes)} held back` : '',
    r.atRisk.unseenBytes > 0 ? `${mebibytes(r.atRisk.unseenBytes)} unseen` : '',
  ];
  parts.push(text(columns.risk.x, middle + 17, 'soft', labels.filter((l) => l !== '').join(', ')));
  parts.push(...delayRow(r, middle, scale));
  parts.push(...lines(columns.price.x, middle, 'soft', prices(r)), ...lines(columns.harm.x, middle, 'soft wrong', harms(r)));
  return parts.join('');
}

/** Whole units: 10 us, 1 s, 1000 s. */
const tickLabel = (us: number): string => (us < 1e3 ? `${us} us` : us < 1e6 ? `${us / 1e3} ms` : `${grouped(us / 1e6)} s`);

/** Labels below, and in each row a line behind the marks, but not behind their figures. */
function axis(ticks: readonly number[], scale: Scale, rows: number): string {
  const bottom = TOP + rows * ROW;
  return ticks
    .map((us, i) => {
      const x = columns.delay.x + columns.delay.width * scale(us);
      // Labels of many decades would touch each other.
      const isLabelled = ticks.length < 6 || (ticks.length - 1 - i) % 2 === 0;
      const behind = Array.from({ length: rows }, (_, at) => line(x, TOP + at * ROW + 8, x, TOP + at * ROW + ROW / 2 + 3, 'rule'));
      return behind.join('') + (isLabelled ? text(x, bottom + 16, 'soft', tickLabel(us), 'middle') : '');
    })
    .join('');
}

function legend(y: number): string {
  const box = (x: number, kind: string, words: string): string =>
    `<rect x="${x}" y="${y - 10}" width="12" height="12" class="${kind}"/>${text(x + 18, y, 'soft', words)}`;
  return [
    box(MARGIN, 'seen', 'seen: dirty, the next pass writes it'),
    box(290, 'held', 'held back: not written until it is released'),
    box(590, 'unseen', 'unseen: clean, nobody knows that it must be written'),
    `<circle cx="950" cy="${y - 4}" r="5" class="dot"/>${text(960, y, 'soft', 'median')}`,
    line(1022, y - 10, 1022, y + 2, 'span') + text(1030, y, 'soft', '99 of 100'),
    `<circle cx="1108" cy="${y - 4}" r="4.5" class="longest"/>${text(1118, y, 'soft', 'longest')}`,
  ].join('');
}

/** One sentence a policy, for those who do not see the picture. */
const spoken = (r: PolicyResult): string =>
  `${r.policy}: ${mebibytes(copiedBytes(r))} MiB copied; on average ${mebibytes(r.atRisk.seenBytes)} MiB dirty, ${mebibytes(r.atRisk.heldBackBytes)} MiB held back and ${mebibytes(r.atRisk.unseenBytes)} MiB unseen; ${
    r.delay.device.count === 0
      ? 'no device write'
      : `a device write is on disk after ${duration(r.delay.device.medianUs)} (median), ${duration(r.delay.device.maxUs)} (longest)`
  }${[...prices(r), ...harms(r)].map((words) => `; ${words}`).join('')}.`;

export function studySvg(result: StudyResult): string {
  const { policies, workload } = result;
  const bottom = TOP + policies.length * ROW;
  const height = bottom + 62;
  const ticks = decades(policies);
  const [first = 1, last = 10] = [ticks[0], ticks.at(-1)];
  const scale: Scale = (us) => Math.log(Math.max(us, first) / first) / Math.log(last / first);
  const most = { copied: Math.max(...policies.map(copiedBytes)), risk: Math.max(...policies.map(riskBytes)) };
  const calls = policies[0]?.pins.calls ?? 0;
  const title = 'Bounce pages, off-LRU or counted pins: what writeback of pages that a device writes to costs';
  const under = `${grouped(result.events)} events of one workload under each policy, seed ${result.seed}: ${duration(result.elapsedUs)}, ${grouped(calls)} calls that pin, ${grouped(workload['long-share'])} % of them for long, writeback each ${duration(workload['writeback-period'] * 1000)}`;
  const heads = [
    text(columns.copied.x, 84, 'head', 'Copied'),
    text(columns.copied.x, 101, 'soft', 'by writeback or fork'),
    text(columns.risk.x, 84, 'head', 'At risk'),
    text(columns.risk.x, 101, 'soft', 'in memory, not on disk; mean'),
    text(columns.delay.x, 84, 'head', 'Delay'),
    text(columns.delay.x, 101, 'soft', 'from a device’s write to the disk'),
    text(columns.price.x, 84, 'head', 'Price'),
    text(columns.price.x, 101, 'soft', 'users notice'),
    text(columns.harm.x, 84, 'head', 'Harm'),
    text(columns.harm.x, 101, 'soft', 'data late, wrong or gone'),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="study-title study-desc">`,
    `<title id="study-title">${escape(title)}</title>`,
    `<desc id="study-desc">${escape(`${under}. ${policies.map(spoken).join(' ')}`)}</desc>`,
    `<style>${style}</style>`,
    `<rect width="${WIDTH}" height="${height}" class="paper"/>`,
    text(columns.name.x, 34, 'title', title),
    text(columns.name.x, 56, 'soft', under),
    ...heads,
    axis(ticks, scale, policies.length),
    ...policies.map((r, i) => row(r, i, most, scale)),
    line(columns.name.x, bottom, WIDTH - MARGIN, bottom, 'rule'),
    legend(height - 18),
    '</svg>',
    '',
  ].join('\n');
}
