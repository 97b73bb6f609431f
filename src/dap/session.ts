/**
 * The debug adapter: a replay as a program that stands still between two steps. Threads are the actors, frames their lines, variables the state, and a broken
 * invariant is an exception. Nothing is searched here: the source is asked for a result, and all else is reading it.
 */
import { resolve } from 'node:path';
import { BreakpointEvent, Event, InitializedEvent, OutputEvent, TerminatedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { type BoundaryOptions, Refusal } from './boundary.ts';
import { BreakpointSet } from './breakpointSet.ts';
import { type LineBreakpoint, linesWithSteps, positionsOn } from './breakpoints.ts';
import { capabilities } from './capabilities.ts';
import type { PolicyVerdict, ReplaySource } from './debuggee.ts';
import { type LaunchRequest, readLaunch } from './launch.ts';
import { LookingSession } from './lookingSession.ts';
import { actorAt } from './schedule.ts';
import { beginSearch, type Search } from './search.ts';
import { breakageOf, closingText, emptiness, type LoadedReplay, load, openingText, progressText } from './stage.ts';
import type { Shown } from './stateView.ts';
import { type Direction, endOfTurn, nextStatement, nextStep, type Stop, travel } from './travel.ts';

type Attributes = Readonly<Record<string, unknown>>;

/** Attributes of a launch that say what is replayed; a restart that names another target takes none of them over. */
const NAMES_TARGET: readonly string[] = ['program', 'file', 'saved'];
const OF_TARGET: readonly string[] = [...NAMES_TARGET, 'line', 'rule'];

export interface SessionOptions extends BoundaryOptions {
  readonly source: ReplaySource;
}

export class ReplaySession extends LookingSession {
  readonly #source: ReplaySource;
  readonly #searches = new Set<Search>();
  readonly #breakpoints = new BreakpointSet();
  #showsProgress = false;
  #isConfigured = false;
  /** As they were sent, for a restart that changes one of them. */
  #given: Attributes = {};
  #request: LaunchRequest | undefined;
  /** Settles, never rejects, once what is being fetched has come or failed. */
  #loading: Promise<void> | undefined;
  #references = 0;
  #isTold = false;
  #isStale = false;

  constructor(options: SessionOptions) {
    super(options);
    this.#source = options.source;
  }

  override shutdown(): void {
    this.#giveUp();
    super.shutdown();
  }

  #giveUp(): void {
    for (const search of this.#searches) search.cancel();
  }

  #say(text: string, category: 'console' | 'important' = 'console'): void {
    this.sendEvent(new OutputEvent(`${text}\n`, category));
  }

  // Beginning and end

  protected override initializeRequest(response: DebugProtocol.InitializeResponse, args: DebugProtocol.InitializeRequestArguments): void {
    this.#showsProgress = args.supportsProgressReporting === true;
    response.body = capabilities;
    this.sendResponse(response);
    this.sendEvent(new InitializedEvent());
  }

  protected override launchRequest(response: DebugProtocol.LaunchResponse, args: object, request?: DebugProtocol.Request): void {
    this.answer(response, async () => {
      await this.#load({ ...args }, request?.seq ?? 0);
      this.sendResponse(response);
      if (this.#isConfigured) this.#begin();
    });
  }

  protected override attachRequest(response: DebugProtocol.AttachResponse): void {
    this.answer(response, () => {
      throw new Refusal('a replay is launched, there is nothing to attach to; use a launch request');
    });
  }

  protected override configurationDoneRequest(response: DebugProtocol.ConfigurationDoneResponse): void {
    this.#isConfigured = true;
    this.sendResponse(response);
    if (this.replay !== undefined && this.#loading === undefined) this.#begin();
  }

  protected override restartRequest(
    response: DebugProtocol.RestartResponse,
    args: DebugProtocol.RestartArguments,
    request?: DebugProtocol.Request,
  ): void {
    this.answer(response, () => this.#restart(response, { ...args.arguments }, request));
  }

  async #restart(response: DebugProtocol.Response, changes: Attributes, request: DebugProtocol.Request | undefined): Promise<void> {
    const isOther = NAMES_TARGET.some((name) => name in changes);
    const kept = Object.entries(this.#given).filter(([name]) => !isOther || !OF_TARGET.includes(name));
    await this.#load({ ...Object.fromEntries(kept), ...changes }, request?.seq ?? 0);
    this.sendResponse(response);
    for (const judged of this.#breakpoints.judge(this.current())) this.sendEvent(new BreakpointEvent('changed', this.onLine(judged)));
    this.#begin();
  }

  /** What was loaded before stays if this fails. */
  async #load(given: Attributes, seq: number): Promise<void> {
    if (this.#loading !== undefined) throw new Refusal('a replay is being searched already; wait for it or cancel it');
    const request = readLaunch(given, process.cwd());
    if ('problem' in request) throw new Refusal(request.problem);
    const loading = this.#searching(seq, async (watch) => {
      const loaded = load(await this.#source.fetch(request, watch), ++this.#references);
      const empty = emptiness(loaded);
      if (empty !== undefined) throw new Refusal(empty);
      return loaded;
    });
    this.#loading = loading.then(
      () => {},
      () => {},
    );
    try {
      this.replay = await loading;
    } finally {
      this.#loading = undefined;
    }
    this.#given = given;
    this.#request = request;
    this.moveTo(0);
    this.#isTold = false;
    this.#isStale = false;
  }

  async #searching<T>(seq: number, work: (watch: Search['watch']) => Promise<T>): Promise<T> {
    const send = (event: DebugProtocol.Event): void => this.sendEvent(event);
    const search = beginSearch({ seq, title: 'Searching the interleavings', showsProgress: this.#showsProgress, send });
    this.#searches.add(search);
    try {
      return await work(search.watch);
    } finally {
      search.end();
      this.#searches.delete(search);
    }
  }

  #begin(): void {
    const replay = this.current();
    const last = replay.schedule.steps.length;
    this.#say(openingText(replay));
    const isFirst = this.#request?.stopOnEntry === true && last > 0;
    this.#stop(isFirst ? { position: 0, reason: 'start', hit: [] } : travel(replay.schedule, 0, last, this.#breakpoints.hits(replay)));
  }

  protected override cancelRequest(response: DebugProtocol.CancelResponse, { requestId, progressId }: DebugProtocol.CancelArguments): void {
    for (const search of this.#searches) if (search.seq === requestId || search.progressId === progressId) search.cancel();
    this.sendResponse(response);
  }

  protected override terminateRequest(response: DebugProtocol.TerminateResponse): void {
    this.#giveUp();
    this.sendResponse(response);
    this.sendEvent(new TerminatedEvent());
  }

  protected override disconnectRequest(response: DebugProtocol.DisconnectResponse): void {
    this.sendResponse(response);
    this.shutdown();
  }

  // Walking

  #walk(response: DebugProtocol.Response, targetOf: (schedule: LoadedReplay['schedule']) => number): void {
    this.answer(response, () => {
      const replay = this.current();
      const stop = travel(replay.schedule, this.position, targetOf(replay.schedule), this.#breakpoints.hits(replay));
      this.sendResponse(response);
      this.#stop(stop);
    });
  }

  #step(response: DebugProtocol.Response, direction: Direction, granularity: DebugProtocol.SteppingGranularity | undefined): void {
    const next = granularity === 'instruction' ? nextStep : nextStatement;
    this.#walk(response, (schedule) => next(schedule, this.position, direction));
  }

  #stop({ position, reason, hit }: Stop): void {
    const replay = this.current();
    const { schedule } = replay;
    this.moveTo(position);
    this.#lookForEdits(replay);
    if (reason === 'end' && !this.#isTold) {
      this.#isTold = true;
      this.#say(closingText(replay));
    }
    if (reason !== 'end') this.#tellStop(reason === 'start' ? 'entry' : reason, { description: progressText(schedule, position) }, hit);
    else if (schedule.isViolated) {
      const { id, invariant, sentence } = breakageOf(replay);
      this.#tellStop('exception', { description: `${id}${invariant === undefined ? '' : `: breaks ${invariant}`}`, text: sentence });
    } else this.#tellStop('pause', { description: 'The end: nothing is broken' });
  }

  #tellStop(reason: string, words: Pick<DebugProtocol.StoppedEvent['body'], 'description' | 'text'>, hit: readonly number[] = []): void {
    const { schedule } = this.current();
    const threadId = schedule.actors.indexOf(actorAt(schedule, this.position) ?? '') + 1;
    const hits = hit.length === 0 ? {} : { hitBreakpointIds: [...hit] };
    this.sendEvent(new Event('stopped', { reason, threadId, allThreadsStopped: true, ...words, ...hits }));
  }

  #lookForEdits({ debuggee }: LoadedReplay): void {
    const stale = this.#isStale ? undefined : debuggee.staleness();
    if (stale === undefined) return;
    this.#isStale = true;
    this.#say(stale, 'important');
  }

  protected override nextRequest(response: DebugProtocol.NextResponse, args: DebugProtocol.NextArguments): void {
    this.#step(response, 1, args.granularity);
  }

  protected override stepBackRequest(response: DebugProtocol.StepBackResponse, args: DebugProtocol.StepBackArguments): void {
    this.#step(response, -1, args.granularity);
  }

  protected override stepInRequest(response: DebugProtocol.StepInResponse): void {
    this.#step(response, 1, 'instruction');
  }

  protected override stepOutRequest(response: DebugProtocol.StepOutResponse): void {
    this.#walk(response, (schedule) => endOfTurn(schedule, this.position));
  }

  protected override continueRequest(response: DebugProtocol.ContinueResponse): void {
    response.body = { allThreadsContinued: true };
    this.#walk(response, ({ steps }) => steps.length);
  }

  protected override reverseContinueRequest(response: DebugProtocol.ReverseContinueResponse): void {
    this.#walk(response, () => 0);
  }

  /** Nothing runs that could be paused; it says again where it stands. */
  protected override pauseRequest(response: DebugProtocol.PauseResponse): void {
    this.#walk(response, () => this.position);
  }

  protected override gotoTargetsRequest(response: DebugProtocol.GotoTargetsResponse, { source, line }: DebugProtocol.GotoTargetsArguments): void {
    this.answerWith(response, () => {
      const replay = this.current();
      const at = positionsOn(replay, { source: this.#sourceOf(source), line: this.convertClientLineToDebugger(line) });
      return { targets: at.map((id) => ({ id, label: `step ${id + 1}: ${replay.schedule.steps[id]?.action ?? ''}`, line })) };
    });
  }

  protected override gotoRequest(response: DebugProtocol.GotoResponse, { targetId }: DebugProtocol.GotoArguments): void {
    this.answer(response, () => {
      const { schedule } = this.current();
      if (schedule.steps[targetId] === undefined) throw new Refusal(`the replay has no step ${targetId + 1}`);
      this.sendResponse(response);
      this.moveTo(targetId);
      this.#tellStop('goto', { description: progressText(schedule, targetId) });
    });
  }

  // Breakpoints

  #sourceOf({ path, sourceReference }: Partial<DebugProtocol.Source>): LineBreakpoint['source'] {
    if (sourceReference !== undefined && sourceReference > 0) return 'listing';
    return { path: resolve(path === undefined ? '' : this.convertClientPathToDebugger(path)) };
  }

  /** A client sends breakpoints beside its launch; whether they are any good is known behind it. */
  async #settled(): Promise<void> {
    if (this.replay === undefined && this.#loading === undefined) await new Promise((soon) => setImmediate(soon));
    await this.#loading;
  }

  protected override setBreakPointsRequest(
    response: DebugProtocol.SetBreakpointsResponse,
    args: Partial<DebugProtocol.SetBreakpointsArguments>,
  ): void {
    this.answerWith(response, async () => {
      await this.#settled();
      const wanted = args.breakpoints ?? args.lines?.map((line): DebugProtocol.SourceBreakpoint => ({ line })) ?? [];
      const lines = wanted.map((one) => ({ ...one, line: this.convertClientLineToDebugger(one.line) }));
      const judged = this.#breakpoints.setLines(this.#sourceOf(args.source ?? {}), lines, this.replay);
      return { breakpoints: judged.map((one) => this.onLine(one)) };
    });
  }

  protected override breakpointLocationsRequest(
    response: DebugProtocol.BreakpointLocationsResponse,
    { source, line, endLine = line }: DebugProtocol.BreakpointLocationsArguments,
  ): void {
    this.answerWith(response, async () => {
      await this.#settled();
      const [from, to] = [this.convertClientLineToDebugger(line), this.convertClientLineToDebugger(endLine)];
      const lines = this.replay === undefined ? [] : linesWithSteps(this.replay, this.#sourceOf(source));
      return { breakpoints: lines.filter((at) => from <= at && at <= to).map((at) => this.onLine({ line: at })) };
    });
  }

  protected override setFunctionBreakPointsRequest(response: DebugProtocol.SetFunctionBreakpointsResponse): void {
    this.answerWith(response, () => ({ breakpoints: [] }));
  }

  protected override setDataBreakpointsRequest(
    response: DebugProtocol.SetDataBreakpointsResponse,
    { breakpoints = [] }: Partial<DebugProtocol.SetDataBreakpointsArguments>,
  ): void {
    this.answerWith(response, async () => {
      await this.#settled();
      return { breakpoints: [...this.#breakpoints.setData(breakpoints, this.replay)] };
    });
  }

  // Commands of the console, and what this adapter has beyond the protocol

  protected override evaluateRequest(
    response: DebugProtocol.EvaluateResponse,
    { expression, context }: DebugProtocol.EvaluateArguments,
    request?: DebugProtocol.Request,
  ): void {
    const [command, policy] = (context === 'repl' ? /^\s*policy(?:\s+(\S+))?\s*$/.exec(expression) : null) ?? [];
    if (policy !== undefined) {
      response.body = { result: `The replay begins again under ${policy}.`, variablesReference: 0 };
      return this.answer(response, () => this.#restart(response, { policy }, request));
    }
    if (command === undefined) return super.evaluateRequest(response, { expression });
    this.answerWith(response, async () => {
      const rows = (await this.#verdicts(request)).map(verdictRow);
      return { result: 'What each policy makes of it; "policy NAME" begins again under one.', variablesReference: this.rows.referenceOf(rows) };
    });
  }

  protected override customRequest(command: string, response: DebugProtocol.Response, args: object, request?: DebugProtocol.Request): void {
    switch (command) {
      case 'gupscope/policies':
        return this.answerWith(response, async () => ({ policies: await this.#verdicts(request), current: this.current().debuggee.result.policy }));
      case 'gupscope/restart':
        return this.answer(response, () => this.#restart(response, { ...args }, request));
      default:
        return this.answer(response, () => {
          throw new Refusal(`this adapter has no request ${command}`);
        });
    }
  }

  async #verdicts(by: DebugProtocol.Request | undefined): Promise<readonly PolicyVerdict[]> {
    const request = this.#request;
    if (request === undefined) throw new Refusal('no replay is loaded; launch one first');
    return this.#searching(by?.seq ?? 0, (watch) => this.#source.verdicts(request, watch));
  }
}

const verdictRow = ({ policy, title, verdict, outcome }: PolicyVerdict): Shown => ({
  name: policy,
  value: outcome ?? verdict,
  meaning: title,
  children: [],
});
