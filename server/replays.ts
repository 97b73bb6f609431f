/**
 * Replays for the editor: which finding is meant, in the text as it is now; its path as a scenario; what the search says of it. An answer carries all that a
 * follow-up needs but the text that it is about, which is kept here for a while; without it a follow-up is a new question.
 */
import { randomUUID } from 'node:crypto';
import { type CancellationToken, type Command, ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { displayText } from '../src/base/encoding.ts';
import { formatKernelVersion } from '../src/base/kernelVersion.ts';
import type { OpenFile } from '../src/engine/index.ts';
import type { FileReport, Finding } from '../src/protocol/finding.ts';
import {
  type OpenReplayParams,
  type ReplayAnswer,
  type ReplayParams,
  type ReplayRun,
  type ReplayState,
  replayCommand,
  timelineCommand,
} from '../src/protocol/replay.ts';
import { type SimulationResult, walkedSteps } from '../src/protocol/simulation.ts';
import type { Trace } from '../src/protocol/trace.ts';
import { type FindingReplay, isReplayable, pathAfter, replayAfterFix, replayOf } from '../src/replay/index.ts';
import { headlineText, shortHeadline } from '../src/report/simulation/headline.ts';
import { apartText, fixedText, headOf, noHarmText, type ReplayHead, replayHeadText, replayLimitText } from '../src/report/simulation/replayText.ts';
import { parseSavedReplay } from '../src/report/simulation/savedReplay.ts';
import { replayJson } from '../src/report/simulation/simulationJson.ts';
import { traceSvg } from '../src/report/simulation/traceSvg.ts';
import { traceText } from '../src/report/simulation/traceText.ts';
import { type PolicyName, policyNames } from '../src/sim/policy/index.ts';
import type { ScenarioDescription } from '../src/sim/scenario/index.ts';
import { toRange } from './convert.ts';
import { coveringEdit, offsetOf } from './documents.ts';
import { analyseOnDisk } from './handlers/fileStatus.ts';
import type { Project } from './projects.ts';
import { Searches, SearchFailed } from './searches.ts';
import { analyse, analyseWithFixes, isStale, type ServerContext } from './serverContext.ts';
import { inSlices } from './slices.ts';
import { isCFile, pathOfUri } from './uris.ts';

/** Follow-ups of older answers begin anew. */
const KEPT = 16;

/** A file as one question sees it. */
interface Seen {
  readonly path: string;
  readonly uri: string;
  readonly version: number | null;
  readonly project: Project;
  readonly file: OpenFile;
  readonly report: FileReport;
  readonly isStale: () => boolean;
}

/** What of a finding outlives its text. */
type Subject = Pick<Finding, 'rule' | 'kind' | 'level' | 'message' | 'file' | 'enclosing' | 'fingerprint' | 'span'>;

interface Remembered {
  readonly path: string;
  readonly text: string;
  readonly subject: Subject;
  readonly trace: Trace | undefined;
}

/** What is to be replayed. */
interface Meant {
  readonly state: Exclude<ReplayState, 'saved'>;
  readonly subject: Subject;
  /** Of the text that is seen; undefined where nothing is left of it. */
  readonly trace: Trace | undefined;
  /** Absent if the finding is gone. */
  readonly finding?: Finding;
  readonly remarks: readonly string[];
}

const refusal = (sentence: string): ResponseError => new ResponseError(LSPErrorCodes.RequestFailed, sentence);

export class Replays {
  readonly #context: ServerContext;
  readonly #searches = new Searches();
  readonly #remembered = new Map<string, Remembered>();

  readonly #hasTimeline: boolean;

  /** `timeline`: the client shows replays itself. */
  constructor(context: ServerContext, { timeline }: { readonly timeline: boolean }) {
    this.#context = context;
    this.#hasTimeline = timeline;
  }

  /** Shows a replay in the client's way. */
  command(title: string, { uri, fingerprint }: Pick<ReplayParams, 'uri' | 'fingerprint'>): Command {
    const target = { uri, ...(fingerprint === undefined ? {} : { fingerprint }) };
    return this.#hasTimeline
      ? { title, command: timelineCommand, arguments: [target] }
      : { title, command: replayCommand, arguments: [{ ...target, show: true }] };
  }

  /** `progress`: states that the search has found so far; not called for one that is over at once. */
  async replay(params: ReplayParams, token: CancellationToken, progress?: (states: number) => void): Promise<ReplayAnswer> {
    const wanted = policiesOf(params.policy);
    const seen = await this.#see(params, token);
    const meant = await this.#meant(seen, params);
    const { subject, trace, finding, state } = meant;
    const { lines, text } = seen.file.source;
    const { version } = seen.project.engine.tree;
    const id = randomUUID();
    const place = `${subject.file}:${lines.lineAt(subject.span.start) + 1}`;
    const head: ReplayHead = { place, level: subject.level, message: subject.message, rule: subject.rule };
    const base = {
      id,
      uri: seen.uri,
      version: seen.version,
      state,
      subject: {
        rule: subject.rule,
        level: subject.level,
        message: displayText(subject.message),
        place,
        ...(subject.enclosing === undefined ? {} : { enclosing: subject.enclosing }),
        range: toRange(lines, subject.span),
        fingerprint: subject.fingerprint,
      },
      kernel: formatKernelVersion(version),
      remarks: meant.remarks,
    };
    const lowered: FindingReplay =
      state === 'gone'
        ? {
            ...replayOf(subject, { version, lines, pathsAt: () => [] }),
            why: 'The audit reports nothing there any more, and the path is not there any more either.',
          }
        : await this.#lower({ ...subject, ...(trace === undefined ? {} : { trace }) }, seen);
    const { mainline, scenario, why, noticed, apart } = lowered;
    this.#remember(id, { path: seen.path, text, subject, trace: lowered.trace ?? trace });
    if (scenario === undefined || why !== undefined)
      return { ...base, mainline, why: why ?? 'There is nothing to replay.', runs: [], json: replayJson([]) };
    const policies = wanted === 'mainline' ? [mainline] : wanted === 'all' ? [mainline, ...policyNames.filter((name) => name !== mainline)] : wanted;
    const results = await this.#search(scenario, policies, token, progress);
    const fixed = params.fixed === true && finding !== undefined ? await this.#fixed(seen, finding, mainline, token) : undefined;
    const rangesOf = (result: SimulationResult): ReplayRun['ranges'] => stepRanges(result, lowered.trace ?? [], subject.file, seen.file);
    return {
      ...base,
      mainline,
      remarks: noticed === undefined || results[0]?.verdict !== 'holds' ? base.remarks : [...base.remarks, noticed],
      runs: results.map((result) => ({
        result,
        headline: headlineText(result),
        text: runText(head, result, {
          isMainline: result.policy === mainline,
          noticed,
          apart,
          fixed: result.policy === mainline ? fixed : undefined,
        }),
        svg: traceSvg([result], headOf(head)),
        ranges: rangesOf(result),
      })),
      ...(fixed === undefined
        ? {}
        : { fixed: { title: fixed.title, holds: fixed.result?.verdict !== 'violated', sentence: oneLine(fixedText(fixed)) } }),
      json: replayJson(results),
    };
  }

  /** What `gupscope replay FILE:LINE` prints, and its first sentence. */
  async text(params: ReplayParams, token: CancellationToken, progress?: (states: number) => void): Promise<string> {
    const answer = await this.replay({ ...params, fixed: true }, token, progress);
    const remarks = answer.remarks.map((remark) => `${remark}\n`).join('');
    if (answer.runs.length > 0) return `${remarks}${answer.runs.map((run) => run.text).join('\n')}`;
    const { subject } = answer;
    return `${remarks}${subject === undefined ? '' : `${replayHeadText(subject)}\n`}${answer.why ?? ''}\n`;
  }

  openSaved({ name, text }: OpenReplayParams): ReplayAnswer {
    const saved = parseSavedReplay(text, name);
    if (!saved.ok) throw refusal(displayText(saved.error));
    return {
      id: randomUUID(),
      uri: '',
      version: null,
      state: 'saved',
      remarks: [],
      ...(saved.value.length === 0 ? { why: 'Nothing was searched when this was saved.' } : {}),
      runs: saved.value.map((result) => ({
        result,
        headline: headlineText(result),
        text: traceText(result),
        svg: traceSvg([result], name),
        ranges: walkedSteps(result).map(() => null),
      })),
      json: replayJson(saved.value),
    };
  }

  /** `4 steps to a lost write`, of a finding in an analysed file. Undefined where there is nothing to replay. */
  async short(seen: Pick<Seen, 'project' | 'file' | 'isStale'>, finding: Finding, token: CancellationToken): Promise<string | undefined> {
    const { mainline, scenario } = await this.#lower(finding, seen);
    if (scenario === undefined) return undefined;
    const [result] = await this.#search(scenario, [mainline], token);
    return result && shortHeadline(result);
  }

  #lower(
    finding: Parameters<typeof replayOf>[0],
    { project, file, isStale: isOver }: Pick<Seen, 'project' | 'file' | 'isStale'>,
  ): Promise<FindingReplay> {
    const { engine } = project;
    const { lines } = file.source;
    return inSlices(
      (cancel) => replayOf(finding, { version: engine.tree.version, lines, pathsAt: (offset) => engine.pathsAt(file, offset, cancel) }),
      isOver,
    );
  }

  async #search(
    scenario: ScenarioDescription,
    policies: readonly PolicyName[],
    token: CancellationToken,
    progress?: (states: number) => void,
  ): Promise<readonly SimulationResult[]> {
    try {
      return await this.#searches.search({ scenario, policies, token, ...(progress === undefined ? {} : { progress }) });
    } catch (error) {
      if (error instanceof SearchFailed) throw refusal(displayText(error.message));
      throw error;
    }
  }

  /** The file as the client has it open, else as it is on disk. */
  async #see({ uri, version, fixed }: ReplayParams, token: CancellationToken): Promise<Seen> {
    const path = pathOfUri(uri);
    if (path === undefined || !isCFile(path)) throw refusal(`gupscope replays findings of .c and .h files only, and ${uri} is none`);
    const stamp = this.#context.documents.stamp(path);
    if (version !== undefined && stamp === undefined) throw refusal(`${path} is not open any more; open it and ask again`);
    if (stamp === undefined) return this.#seeOnDisk(path, uri, token);
    if (version !== undefined && version !== stamp.version)
      throw new ResponseError(LSPErrorCodes.ContentModified, `${path} was changed meanwhile; ask again`);
    const analysis = await (fixed === true ? analyseWithFixes : analyse)(this.#context, stamp, token);
    return {
      path,
      uri: stamp.document.uri,
      version: stamp.version,
      project: analysis.project,
      file: analysis.file,
      report: fixed === true ? analysis.fixed() : analysis.report,
      isStale: () => isStale(this.#context, stamp, token),
    };
  }

  async #seeOnDisk(path: string, uri: string, token: CancellationToken): Promise<Seen> {
    const project = await this.#context.workspace.projectOf(path);
    const judged = await analyseOnDisk(this.#context, project, path, token);
    if (judged !== undefined) return { path, uri, version: null, project, ...judged, isStale: () => token.isCancellationRequested };
    if (!this.#context.reader.exists(path)) throw refusal(`${path} cannot be read; it may have been moved or deleted`);
    throw refusal(`the settings leave ${path} out, so nothing is known of it`);
  }

  async #meant(seen: Seen, params: ReplayParams): Promise<Meant> {
    const { report, path } = seen;
    const all = [...report.findings, ...report.allowed.map(({ finding }) => finding), ...report.known];
    const findings = params.rule === undefined ? all : all.filter(({ rule }) => rule === params.rule);
    const followed = params.follows === undefined ? undefined : this.#remembered.get(params.follows);
    if (followed?.path === path) return this.#followed(seen, followed, all);
    const exact = params.fingerprint === undefined ? undefined : findings.find(({ fingerprint }) => fingerprint === params.fingerprint);
    if (exact !== undefined) return found(exact);
    if (params.position !== undefined) return this.#at(seen, findings, params);
    if (params.fingerprint === undefined)
      throw new ResponseError(ErrorCodes.InvalidParams, 'a replay needs a fingerprint or a position of a finding');
    throw refusal(`the finding is not in ${path} any more; audit the file again`);
  }

  /** On the line of the cursor; else the nearest one of the function around it. */
  #at({ file, path }: Seen, findings: readonly Finding[], { position = { line: 0, character: 0 }, rule }: ReplayParams): Meant {
    const { lines, text } = file.source;
    const offset = offsetOf(text, lines, position);
    const lineOf = ({ span }: Finding): number => lines.lineAt(span.start);
    const line = lines.lineAt(offset);
    const best = (some: readonly Finding[]): Finding | undefined => some.find(isReplayable) ?? some[0];
    const covers = ({ span }: Finding): boolean => span.start <= offset && offset <= span.end;
    const here = best(findings.filter(covers)) ?? best(findings.filter((finding) => lineOf(finding) === line));
    if (here !== undefined) return found(here);
    const start = lines.lineStart(line);
    const item = [file.source.itemAt(offset), file.source.itemAt(start), file.source.itemAt(lines.lineSpan(start).end)].find(
      (i) => i?.kind === 'function',
    );
    const inside = item === undefined ? [] : findings.filter(({ span }) => item.start <= span.start && span.end <= item.end);
    const distance = (finding: Finding): number => Math.abs(lineOf(finding) - line);
    const sorted = [...inside].sort((a, b) => distance(a) - distance(b));
    const near = best(sorted);
    const sought = rule === undefined ? 'nothing' : `nothing of ${rule}`;
    if (near === undefined)
      throw refusal(
        `${sought} was found at ${path}:${line + 1}${item?.name === undefined ? '' : ` in ${item.name}()`}, so there is nothing to replay`,
      );
    return found(near, [
      `${sought} was found on line ${line + 1}; this is the nearest finding of ${item?.name ?? 'the function'}(), on line ${lineOf(near) + 1}`,
    ]);
  }

  /** The finding of an earlier answer in the text as it is now; where it is gone, its path. */
  async #followed(seen: Seen, { subject, trace, text }: Remembered, findings: readonly Finding[]): Promise<Meant> {
    const { lines, text: now } = seen.file.source;
    const edit = coveringEdit(text, now);
    const moved = (offset: number): number => (edit.span.end <= offset ? offset + now.length - text.length : Math.min(offset, now.length));
    const at = moved(subject.span.start);
    const distance = ({ span }: Finding): number => Math.abs(lines.lineAt(span.start) - lines.lineAt(at));
    const same = findings.find(({ fingerprint }) => fingerprint === subject.fingerprint);
    const alike = findings
      .filter(({ rule, enclosing }) => rule === subject.rule && enclosing === subject.enclosing)
      .sort((a, b) => distance(a) - distance(b));
    const still = same ?? alike[0];
    if (still !== undefined) return found(still);
    const path =
      trace &&
      (await inSlices((cancel) => pathAfter(trace, [edit], (offset) => seen.project.engine.pathsAt(seen.file, offset, cancel)), seen.isStale));
    const span = path?.[0]?.span ?? { start: at, end: at };
    return { state: path === undefined ? 'gone' : 'mended', subject: { ...subject, span }, trace: path, remarks: [] };
  }

  async #fixed(
    seen: Seen,
    finding: Finding,
    policy: PolicyName,
    token: CancellationToken,
  ): Promise<{ readonly title: string; readonly result: SimulationResult | undefined } | undefined> {
    const { engine } = seen.project;
    const { text, lines } = seen.file.source;
    const after = await inSlices(
      (cancel) =>
        replayAfterFix(finding, {
          version: engine.tree.version,
          text,
          lines,
          pathsAt: (offset) => engine.pathsAt(seen.file, offset, cancel),
          pathsIn: (edited) => {
            const file = engine.open(seen.path, { text: edited, bom: false, escapedBytes: false }, undefined, seen.file.elsewhere);
            return (offset) => engine.pathsAt(file, offset, cancel);
          },
        }),
      seen.isStale,
    );
    if (after === undefined) return undefined;
    const [result] = after.scenario === undefined ? [] : await this.#search(after.scenario, [policy], token);
    return { title: after.title, result };
  }

  #remember(id: string, what: Remembered): void {
    this.#remembered.set(id, what);
    for (const oldest of this.#remembered.keys()) {
      if (this.#remembered.size <= KEPT) break;
      this.#remembered.delete(oldest);
    }
  }
}

const found = (finding: Finding, remarks: readonly string[] = []): Meant => ({
  state: 'found',
  subject: finding,
  trace: finding.trace,
  finding,
  remarks,
});

function policiesOf(given: string | undefined): 'mainline' | 'all' | readonly PolicyName[] {
  if (given === undefined || given === 'mainline') return 'mainline';
  if (given === 'all') return 'all';
  const known = policyNames.find((name) => name === given);
  if (known === undefined) throw refusal(`there is no policy ${given}; there are ${policyNames.join(', ')}`);
  return [known];
}

/** Where the steps of the path stand: a step's line is that of its event, and its words begin with the event's text, or tell a part of it. */
function stepRanges(result: SimulationResult, trace: Trace, file: string, { source }: OpenFile): ReplayRun['ranges'] {
  return walkedSteps(result).map(({ source: at, action }) => {
    if (at === null || at.line === null || at.file !== file) return null;
    const here = trace.filter(({ span }) => source.lines.lineAt(span.start) + 1 === at.line);
    const event = here.find(({ text }) => text.startsWith(action.slice(0, 40)) || action.startsWith(text.slice(0, 40))) ?? here[0];
    return event === undefined ? null : toRange(source.lines, event.span);
  });
}

interface Said {
  readonly isMainline: boolean;
  readonly noticed: string | undefined;
  readonly apart: string | undefined;
  readonly fixed: Parameters<typeof fixedText>[0] | undefined;
}

function runText(head: ReplayHead, result: SimulationResult, { isMainline, noticed, apart, fixed }: Said): string {
  return [
    replayHeadText(head),
    traceText(result),
    ...(result.verdict === 'holds' ? [noHarmText(result.policy, isMainline, noticed)] : []),
    ...(fixed === undefined ? [] : [fixedText(fixed)]),
    ...(apart === undefined ? [] : [apartText(apart)]),
    replayLimitText,
  ].join('\n');
}

const oneLine = (paragraph: string): string => paragraph.trimEnd().replaceAll('\n', ' ');
