/** What a thread does in a round: looks at whole files, or at single functions of them. */
import { decodeSource } from '../base/encoding.ts';
import type { Engine, OpenFile } from '../engine/index.ts';
import { relativeTo } from '../engine/index.ts';
import type { FileReport } from '../protocol/finding.ts';
import { hashOfName } from '../scan/index.ts';
import { type Answers, keyOf } from './answers.ts';
import type { Offer } from './offers.ts';
import type { Outcome, Task } from './settle.ts';

export interface AuditOptions {
  readonly stats: boolean;
  readonly fixes: boolean;
  /** Names such options, and the settings behind them, among outcomes that are kept. */
  readonly sort: string;
}

interface Audited {
  readonly report: FileReport;
  readonly offers: readonly Offer[];
}

export interface Workplace {
  readonly engine: Engine;
  readonly answers: Answers;
  /** Files of offers are relative to it. */
  readonly root: string;
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** `place`: relative to the root of the tree. */
export const offersOfFile = (engine: Pick<Engine, 'offered'>, file: OpenFile, place: string): Offer[] =>
  engine.offered(file).map(({ name, summary }) => ({ name, file: place, key: keyOf(place, summary), summary }));

/** The whole of a file. */
export function auditFile(
  { engine, answers, root, path, bytes }: Workplace,
  options: AuditOptions,
): Audited & Pick<Outcome<never>, 'asked' | 'told' | 'remembered'> {
  const { value, asker, remembered } = answers.traced<Audited>(`audit ${options.sort}`, answers.asker(path), bytes, () => {
    const asker = answers.asker(path);
    const file = answers.open(asker, bytes);
    const report = engine.report(file, options);
    const place = relativeTo(root, path);
    const offers = offersOfFile(engine, file, place);
    return { value: { report, offers }, asker };
  });
  return { ...value, asked: hashes(asker.askedNames()), told: answers.takeTold(), remembered };
}

/** The functions that the task names, as far as they are offered. */
export function lookUp({ answers, bytes }: Pick<Workplace, 'answers' | 'bytes'>, { file, names }: Task): Outcome<never> {
  const offers: Offer[] = [];
  const asked = new Set<string>();
  for (const name of namesIn(bytes, new Set(names))) {
    const found = answers.offerOf(name, file);
    if (found.offer) offers.push(found.offer);
    for (const n of found.asked) asked.add(n);
  }
  // Files around the audited ones tell of nothing.
  return { file, offers, asked: hashes(asked), told: [], remembered: false };
}

/** What stands before a parenthesis and has one of the hashes. */
function namesIn(bytes: Uint8Array, wanted: ReadonlySet<number>): ReadonlySet<string> {
  const out = new Set<string>();
  const { text } = decodeSource(bytes);
  for (const [, name] of text.matchAll(/\b([A-Za-z_]\w*) ?\(/g))
    if (name !== undefined && !out.has(name) && wanted.has(hashOfName(name))) out.add(name);
  return out;
}

const hashes = (names: ReadonlySet<string>): Uint32Array => Uint32Array.from(new Set([...names].map(hashOfName)));
