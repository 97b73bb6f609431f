/** The half of a session that looks: at actors and where they stand, at the state, at sources, at what is broken. It moves nothing. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { Boundary, Refusal } from './boundary.ts';
import { completions, evaluate, fieldOf } from './expressions.ts';
import { Rows } from './rows.ts';
import { breakageOf, frameOf, type LoadedReplay, sourcesOf } from './stage.ts';
import { groupsAt, type Moment, momentAt } from './stateView.ts';

export class LookingSession extends Boundary {
  protected replay: LoadedReplay | undefined;
  protected position = 0;
  protected rows = new Rows();

  protected current(): LoadedReplay {
    if (this.replay === undefined) throw new Refusal('no replay is loaded; launch one first');
    return this.replay;
  }

  protected moveTo(position: number): void {
    this.position = position;
    this.rows = new Rows();
  }

  protected onLine<T extends Pick<DebugProtocol.Breakpoint, 'line'>>(one: T): T {
    return one.line === undefined ? one : { ...one, line: this.convertDebuggerLineToClient(one.line) };
  }

  #moment(): Moment {
    return momentAt(this.current().schedule, this.position);
  }

  protected override threadsRequest(response: DebugProtocol.ThreadsResponse): void {
    this.answerWith(response, () => ({ threads: this.replay?.schedule.actors.map((name, i) => ({ id: i + 1, name })) ?? [] }));
  }

  protected override stackTraceRequest(response: DebugProtocol.StackTraceResponse, { threadId }: DebugProtocol.StackTraceArguments): void {
    this.answerWith(response, () => {
      const replay = this.current();
      const actor = replay.schedule.actors[threadId - 1];
      if (actor === undefined) throw new Refusal(`the replay has no actor of the number ${threadId}`);
      const frame = frameOf(replay, actor, this.position);
      const shown = { ...this.onLine(frame), column: this.convertDebuggerColumnToClient(frame.column) };
      return { stackFrames: [{ ...shown, id: threadId }], totalFrames: 1 };
    });
  }

  protected override scopesRequest(response: DebugProtocol.ScopesResponse): void {
    this.answerWith(response, () => ({
      scopes: groupsAt(this.#moment()).map(({ name, rows }, i) => ({
        name,
        variablesReference: this.rows.referenceOf(rows),
        namedVariables: rows.length,
        expensive: false,
        ...(i === 0 ? { presentationHint: 'locals' } : {}),
      })),
    }));
  }

  protected override variablesRequest(response: DebugProtocol.VariablesResponse, { variablesReference }: DebugProtocol.VariablesArguments): void {
    this.answerWith(response, () => ({ variables: this.rows.at(variablesReference).map((row) => this.rows.variable(row)) }));
  }

  protected override sourceRequest(response: DebugProtocol.SourceResponse, args: DebugProtocol.SourceArguments): void {
    this.answerWith(response, () => {
      const { reference, listing } = this.current();
      if ((args.source?.sourceReference ?? args.sourceReference) !== reference) throw new Refusal('this schedule is of an earlier replay');
      return { content: listing.text, mimeType: 'text/plain' };
    });
  }

  protected override loadedSourcesRequest(response: DebugProtocol.LoadedSourcesResponse): void {
    this.answerWith(response, () => ({ sources: this.replay === undefined ? [] : [...sourcesOf(this.replay)] }));
  }

  protected override exceptionInfoRequest(response: DebugProtocol.ExceptionInfoResponse): void {
    this.answerWith(response, () => {
      const replay = this.current();
      if (!replay.schedule.isViolated || this.position < replay.schedule.steps.length) throw new Refusal('nothing is broken here');
      const { id, invariant, sentence, text } = breakageOf(replay);
      const details = { message: sentence, typeName: id, ...(invariant === undefined ? {} : { fullTypeName: invariant }) };
      return { exceptionId: id, description: text, breakMode: 'always' as const, details };
    });
  }

  protected override dataBreakpointInfoRequest(
    response: DebugProtocol.DataBreakpointInfoResponse,
    { variablesReference, name }: DebugProtocol.DataBreakpointInfoArguments,
  ): void {
    this.answerWith(response, () => {
      const row = variablesReference === undefined ? undefined : this.rows.at(variablesReference).find((one) => one.name === name);
      const field = row?.field ?? fieldOf(this.#moment(), row?.expression ?? name);
      return field === undefined
        ? { dataId: null, description: `${name} cannot be watched; counts, flags and contents of pages can` }
        : { dataId: field, description: field, accessTypes: ['write' as const], canPersist: true };
    });
  }

  protected override completionsRequest(response: DebugProtocol.CompletionsResponse, { text, column }: DebugProtocol.CompletionsArguments): void {
    this.answerWith(response, () => {
      const begun = text.slice(0, this.convertClientColumnToDebugger(column) - 1);
      return {
        targets: completions(this.#moment(), begun).map((label) => ({
          label,
          type: label.includes('.') ? ('field' as const) : ('variable' as const),
        })),
      };
    });
  }

  protected override evaluateRequest(response: DebugProtocol.EvaluateResponse, { expression }: DebugProtocol.EvaluateArguments): void {
    this.answerWith(response, () => {
      const value = evaluate(this.#moment(), expression);
      if ('problem' in value) throw new Refusal(value.problem);
      const { name: _, value: result, ...more } = this.rows.variable(value.row);
      return { ...more, result };
    });
  }
}
