/** The `replay` command up to its scenario: which finding is meant, its path, and the same path after its fix. */
import { extname } from 'node:path';
import { decodeSource } from '../base/encoding.ts';
import { LineIndex } from '../base/lineIndex.ts';
import { createEngine, type Engine, type OpenFile } from '../engine/index.ts';
import type { Finding } from '../protocol/finding.ts';
import { replayAfterFix, replayOf } from '../replay/index.ts';
import { rules } from '../rules/index.ts';
import { openIndexed } from '../wrappers/index.ts';
import { loadParser } from './auditJob.ts';
import { cacheOf } from './cache.ts';
import { createDiskReader } from './diskReader.ts';
import { Failure } from './failure.ts';
import { lookAround } from './lookAround.ts';
import { lookAtPaths, resolveTree, selectRules } from './options.ts';
import { noProgress } from './progress.ts';
import { isBinary, MAX_BYTES } from './readSource.ts';
import type { Replayed, ReplayFormat } from './replayRun.ts';
import { loadSettings, onlyRules } from './settingsFile.ts';
import { loadSimulation } from './simulation.ts';
import { absoluteOf, createPathShower, openTrees, type Placement, placeTargets } from './sourceRoot.ts';

export interface ReplayCommand {
  readonly rule?: readonly string[];
  /** Absent: mainline of the tree's version. */
  readonly policy?: string;
  readonly format: ReplayFormat;
  readonly tree?: string;
  readonly kernelVersion?: string;
  readonly maxStates: number;
}

export async function replay(given: string, options: ReplayCommand): Promise<number> {
  const place = /^(.+?):(\d+)(?::\d+)?$/.exec(given);
  const [, file, line] = place ?? [];
  if (file === undefined || line === undefined) {
    if (extname(given) !== '.json')
      throw new Failure(`${given} names no line; give FILE:LINE of a finding, or a file that replay --format json wrote`);
    if (options.rule !== undefined) throw new Failure('a saved replay is of one finding; leave out --rule');
    return loadSimulation().showSavedReplay(given, options);
  }
  return loadSimulation().showReplay(await replayedAt(file, Number(line), options), options);
}

/**
 * The finding on a line, or the nearest one of its function, with its scenario.
 *
 * @throws {Failure} one sentence: the file cannot be read, or there is no finding.
 */
export async function replayedAt(file: string, line: number, options: Pick<ReplayCommand, 'rule' | 'tree' | 'kernelVersion'>): Promise<Replayed> {
  const opened = await openFile(file, options);
  const { finding, remarks } = findingAt(opened, line);
  return { ...replayed(opened, finding), remarks: [...opened.engine.tree.problems.map((p) => p.message), ...remarks] };
}

interface Opened {
  readonly engine: Engine;
  readonly source: OpenFile;
  readonly text: string;
  readonly lines: LineIndex;
  readonly findings: readonly Finding[];
  readonly placement: Placement;
  /** As it was typed. */
  readonly given: string;
  /** What `--rule` asks for, as words. */
  readonly sought: string;
}

async function openFile(given: string, options: Pick<ReplayCommand, 'rule' | 'tree' | 'kernelVersion'>): Promise<Opened> {
  const reader = createDiskReader();
  const allRules = rules.map((rule) => rule.info.id);
  const selected = selectRules(options.rule ?? [], allRules);
  const { good, bad } = lookAtPaths([given]);
  const [target] = good;
  if (target === undefined) throw new Failure(bad[0] ?? `cannot read ${given}`);
  if (target.isFolder) throw new Failure(`${given} is a folder; give FILE:LINE of a finding`);
  const bytes = reader.read(target.path);
  if (bytes === undefined) throw new Failure(`cannot read ${given}; it must be a readable file of at most ${MAX_BYTES / (1024 * 1024)} MB`);
  if (isBinary(bytes)) throw new Failure(`${given} is a binary file; give FILE:LINE of a finding`);
  const placement = placeTargets(good, { reader, tree: options.tree === undefined ? undefined : resolveTree(options.tree) });
  const settings = onlyRules(loadSettings(reader, placement.sourceRoot), selected, allRules);
  const [tree] = openTrees(placement, reader, options.kernelVersion ?? settings.kernelVersion);
  if (tree === undefined) throw new Failure(`no tree was looked for around ${given}; please report it`);
  const parser = loadParser();
  const engine = createEngine({ reader, parser: await parser, tree, sourceRoot: placement.sourceRoot, settings });
  const text = decodeSource(bytes);
  // One file: there is nothing to share, and nothing to wait for.
  const alone = {
    parser,
    jobs: 1,
    threads: undefined,
    progress: noProgress,
    cancel: { cancelled: false, requested: new Promise<void>(() => undefined) },
  };
  const { indexes } = await lookAround({ placement, trees: [tree], settings, selected, cache: cacheOf(undefined), run: alone });
  const source = openIndexed({ engine, index: indexes[0], root: tree.root ?? placement.sourceRoot }, target.path, text, bytes.length);
  // What a comment allows can be looked at all the same.
  const report = engine.report(source, { stats: false, fixes: true });
  const findings = [...report.findings, ...report.allowed.map(({ finding }) => finding)];
  return {
    engine,
    source,
    text: text.text,
    lines: new LineIndex(text.text),
    findings,
    placement,
    given,
    sought: options.rule === undefined ? 'nothing' : `nothing of ${options.rule.join(', ')}`,
  };
}

/** On the line; else the nearest one of its function, with a remark that says so. */
function findingAt(
  { source, lines, findings, given, sought }: Opened,
  line: number,
): { readonly finding: Finding; readonly remarks: readonly string[] } {
  if (line < 1 || line > lines.lineCount) throw new Failure(`${given} has lines 1 to ${lines.lineCount}, and no line ${line}`);
  const lineOf = (finding: Finding): number => lines.lineAt(finding.span.start) + 1;
  // A path says more than a place.
  const best = (some: readonly Finding[]): Finding | undefined => some.find(({ trace }) => trace !== undefined) ?? some[0];
  const here = best(findings.filter((finding) => lineOf(finding) === line));
  if (here) return { finding: here, remarks: [] };
  const start = lines.lineStart(line - 1);
  const item = [source.source.itemAt(start), source.source.itemAt(source.source.lines.lineSpan(start).end)].find((i) => i?.kind === 'function');
  const inside = item === undefined ? [] : findings.filter(({ span }) => item.start <= span.start && span.end <= item.end);
  const distance = (finding: Finding): number => Math.abs(lineOf(finding) - line);
  const nearest = Math.min(...inside.map(distance));
  const near = best(inside.filter((finding) => distance(finding) === nearest));
  if (near === undefined) {
    const where = item?.name === undefined ? '' : ` in ${item.name}()`;
    throw new Failure(`${sought} was found at ${given}:${line}${where}; gupscope audit ${given} lists what there is`);
  }
  const remark = `${sought} was found on line ${line}; this is the nearest finding of ${item?.name ?? 'the function'}(), on line ${lineOf(near)}`;
  return { finding: near, remarks: [remark] };
}

function replayed({ engine, source, text, lines, placement }: Opened, finding: Finding): Omit<Replayed, 'remarks'> {
  const { version } = engine.tree;
  const shown = createPathShower(placement, process.cwd());
  const of = {
    version,
    text,
    lines,
    pathsAt: (offset: number) => engine.pathsAt(source, offset),
    pathsIn: (edited: string) => {
      const file = engine.open(source.path, { text: edited, bom: false, escapedBytes: false }, undefined, source.elsewhere);
      return (offset: number) => engine.pathsAt(file, offset);
    },
  };
  const { trace: _, ...lowered } = replayOf(finding, of);
  const after = replayAfterFix(finding, of);
  return {
    path: source.path,
    place: `${shown(absoluteOf(placement.sourceRoot, finding.file))}:${lines.lineAt(finding.span.start) + 1}`,
    level: finding.level,
    message: finding.message,
    rule: finding.rule,
    ...lowered,
    ...(after === undefined ? {} : { after }),
  };
}
