/** A replay that was saved, for the debug adapter: nothing is searched again, and the sources are where the user says they are. */
import { readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { groupBy } from '../base/groupBy.ts';
import type { Debuggee, LaunchRequest } from '../dap/index.ts';
import type { SimulationResult, TraceStep } from '../protocol/simulation.ts';
import { type PolicyName, policyNames } from '../sim/policy/index.ts';
import { Failure } from './failure.ts';
import { changeWatch, isFile } from './fileChanges.ts';
import { readSavedReplay } from './replaySaved.ts';
import { choosePolicies } from './scenarioChoice.ts';

/** Lines that a statement may go on for. */
const STATEMENT_LINES = 6;

/** @throws {Failure} for a name that is none, and for `all`. */
export function onePolicy(asked: string): PolicyName {
  const [only, ...more] = choosePolicies(asked);
  if (only === undefined || more.length > 0) throw new Failure(`a debugger steps through one policy; choose one of ${policyNames.join(', ')}`);
  return only;
}

/** @throws {Failure} one sentence: the file is not there or is no saved replay, or has no run of that policy. */
export function savedReplay({ target: { file }, cwd, tree }: LaunchRequest, policy: PolicyName | undefined): Debuggee {
  const name = basename(file);
  const result = runOf(readSavedReplay(file), file, policy);
  const steps = [...result.trace, ...result.ordinary].filter(({ source }) => source !== null && source.line !== null);
  const byFile = groupBy(steps, ({ source }) => source?.file ?? '');
  const roots = [cwd, dirname(file), ...(tree === undefined ? [] : [tree])];
  const paths = new Map(
    [...byFile.keys()].flatMap((source) => {
      const path = isAbsolute(source) ? [source] : roots.map((root) => resolve(root, source));
      const found = path.find(isFile);
      return found === undefined ? [] : [[source, found] as const];
    }),
  );
  const hasChanged = changeWatch([...paths.values()]);
  const missing = [...byFile.keys()].filter((source) => !paths.has(source));
  const moved = [...paths].filter(([source, path]) => !readsAs(path, byFile.get(source) ?? []));
  return {
    title: `${name}: ${result.scenario}`,
    result,
    pathOf: (source) => paths.get(source),
    remarks: [
      ...missing.map((source) => `${source} is not in ${cwd}: its steps are shown in the schedule; "cwd" of the launch says where it is.`),
      ...moved.map(([source]) => `${source} does not read as it did when ${name} was saved; its lines may be off.`),
    ],
    closing: [],
    staleness: () => (hasChanged() ? 'The source has changed since the replay began; its lines may be off.' : undefined),
  };
}

/** What is asked for; else mainline or the first run, better one that breaks something. */
function runOf(results: readonly SimulationResult[], file: string, asked: PolicyName | undefined): SimulationResult {
  const under = (some: readonly SimulationResult[], name: string): SimulationResult | undefined => some.find(({ policy }) => policy === name);
  const broken = results.filter(({ verdict }) => verdict === 'violated');
  const run =
    asked === undefined ? (under(broken, 'longterm-deny') ?? broken[0] ?? under(results, 'longterm-deny') ?? results[0]) : under(results, asked);
  if (run !== undefined) return run;
  if (results.length === 0) throw new Failure(`${file} holds no run; there is nothing to step through`);
  throw new Failure(`${file} holds no run under ${asked}; it has ${results.map(({ policy }) => policy).join(', ')}`);
}

/** Each line still has a word of one of the steps that stand on it, there or further on in the statement. */
function readsAs(path: string, steps: readonly TraceStep[]): boolean {
  const lines = readFileSync(path, 'utf8').split('\n');
  return [...groupBy(steps, ({ source }) => String(source?.line))].every(([line, some]) => {
    const text = lines.slice(Number(line) - 1, Number(line) - 1 + STATEMENT_LINES).join('\n');
    return some.some(({ action }) => text.includes(/[A-Za-z_]\w*/.exec(action)?.[0] ?? ''));
  });
}
