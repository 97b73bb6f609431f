/** The breakpoints of a session, as a client sets them, and what it is told of each. They outlive the replay that they were set for. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { type DataBreakpoint, dataProblem, hitsAt, type LineBreakpoint, lineProblem, type Stage } from './breakpoints.ts';
import type { Hits } from './travel.ts';

/** What is said of a breakpoint. Lines are from 1 on. */
type Judged = Pick<DebugProtocol.Breakpoint, 'id' | 'verified' | 'message' | 'line'>;

type Source = LineBreakpoint['source'];

const isSame = (a: Source, b: Source): boolean => (a === 'listing' || b === 'listing' ? a === b : a.path === b.path);

export class BreakpointSet {
  #ids = 0;
  #lines: readonly LineBreakpoint[] = [];
  #data: readonly DataBreakpoint[] = [];

  /** In the place of all that the source had. `stage` is undefined before a replay is there. */
  setLines(source: Source, wanted: readonly DebugProtocol.SourceBreakpoint[], stage: Stage | undefined): readonly Judged[] {
    const lines = wanted.map(({ line, condition, hitCondition }) => ({
      id: ++this.#ids,
      source,
      line,
      // Clients send an empty text for none.
      condition: condition || undefined,
      hitCondition: hitCondition || undefined,
    }));
    this.#lines = [...this.#lines.filter((one) => !isSame(one.source, source)), ...lines];
    return lines.map((one) => judgedLine(one, stage));
  }

  /** In the place of all that there were. */
  setData(wanted: readonly DebugProtocol.DataBreakpoint[], stage: Stage | undefined): readonly Judged[] {
    this.#data = wanted.map(({ dataId, condition, hitCondition }) => ({
      id: ++this.#ids,
      field: dataId,
      condition: condition || undefined,
      hitCondition: hitCondition || undefined,
    }));
    return this.#data.map((one) => judgedData(one, stage));
  }

  /** All of them, for another replay. */
  judge(stage: Stage): readonly Judged[] {
    return [...this.#lines.map((one) => judgedLine(one, stage)), ...this.#data.map((one) => judgedData(one, stage))];
  }

  hits = (stage: Stage): Hits => hitsAt(stage, this.#lines, this.#data);
}

const NOT_YET = 'No replay is loaded yet.';

const judged = (problem: string | undefined): Pick<Judged, 'verified' | 'message'> =>
  problem === undefined ? { verified: true } : { verified: false, message: problem };

const judgedLine = (one: LineBreakpoint, stage: Stage | undefined): Judged => ({
  id: one.id,
  line: one.line,
  ...judged(stage === undefined ? NOT_YET : lineProblem(stage, one)),
});

const judgedData = (one: DataBreakpoint, stage: Stage | undefined): Judged => ({
  id: one.id,
  ...judged(stage === undefined ? NOT_YET : dataProblem(stage, one)),
});
