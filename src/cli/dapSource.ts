/** Where the debug adapter gets its replays: findings of files on disk, which are searched here. */
import { basename } from 'node:path';
import { Cancelled } from '../base/cancel.ts';
import type { Debuggee, LaunchRequest, PolicyVerdict, ReplaySource, Watch } from '../dap/index.ts';
import type { SimulationResult } from '../protocol/simulation.ts';
import { apartText, fixedText, headOf, noHarmText, replayLimitText } from '../report/simulation/replayText.ts';
import { type PolicyName, policies, policyNames } from '../sim/policy/index.ts';
import { cellsOf } from '../sim/run/index.ts';
import type { ScenarioDescription } from '../sim/scenario/index.ts';
import { onePolicy, savedReplay } from './dapSaved.ts';
import { Failure } from './failure.ts';
import { changeWatch } from './fileChanges.ts';
import { defaultJobs, MAX_STATES } from './options.ts';
import { replayedAt } from './replay.ts';
import type { Replayed } from './replayRun.ts';
import { readSavedReplay } from './replaySaved.ts';
import { MAX_BYTES } from './simulate.ts';
import { runAll } from './simulateRun.ts';

export const diskReplays: ReplaySource = {
  fetch: async (request, watch) => {
    // A wrong word is told before anything is read.
    const policy = request.policy === undefined ? undefined : onePolicy(request.policy);
    return request.target.kind === 'saved' ? savedReplay(request, policy) : findingReplay(request, policy, watch);
  },
  verdicts: async (request, watch) => {
    const { target } = request;
    if (target.kind === 'saved') return readSavedReplay(target.file).map(verdictOf);
    return (await search([scenarioIn(await replayedFor(request))], policyNames, request, watch)).map(verdictOf);
  },
};

function verdictOf({ policy, verdict, outcome }: SimulationResult): PolicyVerdict {
  const known = policyNames.find((name) => name === policy);
  return { policy, title: known === undefined ? '' : policies[known].title, verdict, outcome };
}

async function replayedFor({ target, tree, kernelVersion }: LaunchRequest): Promise<Replayed> {
  if (target.kind === 'saved') throw new Error('a saved replay is of no file on disk');
  return replayedAt(target.file, target.line, {
    ...(target.rule === undefined ? {} : { rule: [target.rule] }),
    ...(tree === undefined ? {} : { tree }),
    ...(kernelVersion === undefined ? {} : { kernelVersion }),
  });
}

function scenarioIn({ scenario, why = 'There is nothing to replay.' }: Replayed): ScenarioDescription {
  if (scenario === undefined) throw new Failure(why.replace(/\.$/, ''));
  return scenario;
}

async function findingReplay(request: LaunchRequest, asked: PolicyName | undefined, watch: Watch): Promise<Debuggee> {
  const replayed = await replayedFor(request);
  const hasChanged = changeWatch([replayed.path]);
  const { after, apart, mainline, noticed, path } = replayed;
  const policy = asked ?? mainline;
  const [result, fixed] = await search([scenarioIn(replayed), ...(after?.scenario === undefined ? [] : [after.scenario])], [policy], request, watch);
  if (result === undefined) throw new Error('the search gave no answer');
  return {
    title: headOf(replayed),
    result,
    pathOf: () => path,
    remarks: replayed.remarks,
    closing: [
      ...(result.verdict === 'holds' ? [noHarmText(policy, policy === mainline, noticed)] : []),
      ...(after === undefined ? [] : [fixedText({ title: after.title, result: fixed })]),
      ...(apart === undefined ? [] : [apartText(apart)]),
      replayLimitText,
    ].map(asOneLine),
    staleness: () => (hasChanged() ? `${basename(path)} has changed since this replay was made; restart to run it again.` : undefined),
  };
}

/** Without the line breaks of a terminal. */
const asOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** Scenario by scenario, policy by policy. */
async function search(
  scenarios: readonly ScenarioDescription[],
  under: readonly PolicyName[],
  { maxStates = MAX_STATES }: LaunchRequest,
  watch: Watch,
): Promise<readonly SimulationResult[]> {
  const results = await runAll({
    cells: cellsOf(scenarios, under, { all: false, fixed: new Map() }),
    bounds: { maxStates, maxBytes: MAX_BYTES, walk: undefined },
    jobs: defaultJobs(),
    progress: { update: (_done, _total, note = '') => watch.tell(note), begin() {}, clear() {} },
    interrupt: {
      get cancelled() {
        return watch.cancelled;
      },
      requested: watch.requested,
      release() {},
    },
  });
  if (watch.cancelled) throw new Cancelled();
  return results;
}
