/** What a schedule comes to, in one sentence: for the head of a timeline, and shorter for a line above a function. */
import type { Outcome, SimulationResult, StateValue } from '../../protocol/simulation.ts';
import { visible } from '../text.ts';

type Harm = Exclude<Outcome, 'OK' | 'DENIED'>;

/** As the end of `4 steps to …`. */
const harms: Readonly<Record<Harm, string>> = {
  LEAK: 'a leaked page',
  UAF: 'a use after free',
  UNDERFLOW: 'a reference too few',
  LOST: 'a lost write',
  CSUM: 'a wrong checksum',
  CORRUPT: 'corrupt data',
  'STALE-UNDETECTED': 'a stale page',
  DEADLOCK: 'a deadlock',
};

const isHarm = (outcome: Outcome | null): outcome is Harm => outcome !== null && outcome in harms;
const counted = (n: number, thing: string): string => `${n.toLocaleString('en-US')} ${thing}${n === 1 ? '' : 's'}`;

/** `4 steps to a lost write`; where nothing breaks, that. */
export function shortHeadline({ verdict, outcome, trace, policy, ...result }: SimulationResult): string {
  switch (verdict) {
    case 'violated':
      return `${counted(trace.length, 'step')} to ${isHarm(outcome) ? harmOf(outcome, { ...result, trace }) : 'a broken invariant'}`;
    case 'holds':
      return outcome === 'DENIED' ? `the pages are refused under ${policy}` : `no harm found under ${policy}`;
    case 'incomplete':
      return 'too many states to search';
    default:
      return verdict satisfies never;
  }
}

/** The state behind the last step, by the names of its cells. */
function lastState({ initial, trace }: Pick<SimulationResult, 'initial' | 'trace'>): ReadonlyMap<string, StateValue> {
  const state = new Map(Object.entries(initial));
  for (const { changes } of trace) for (const [cell, { to }] of Object.entries(changes)) state.set(cell, to);
  return state;
}

const pagesWhere = (state: ReadonlyMap<string, StateValue>, member: string, test: (n: number) => boolean): readonly string[] =>
  [...state]
    .filter(([cell, value]) => cell.endsWith(`.${member}`) && typeof value === 'number' && test(value))
    .map(([cell]) => cell.slice(0, -member.length - 1));

const harmOf = (outcome: Harm, result: Pick<SimulationResult, 'initial' | 'trace'>): string =>
  outcome === 'UAF' && pagesWhere(lastState(result), 'freed', (n) => n > 0).length === 0 ? 'a use of no page' : harms[outcome];

/** A whole sentence with its full stop. */
export function headlineText(result: SimulationResult): string {
  const states = `all ${counted(result.statesExplored, 'state')} visited`;
  switch (result.verdict) {
    case 'violated':
      return visible(`After ${counted(result.trace.length, 'step')} ${whatBreaks(result)}.`);
    case 'holds':
      return result.outcome === 'DENIED'
        ? `Refused: the pages are not given under ${result.policy}, so that nothing can break (${states}).`
        : `Holds under ${result.policy}: ${states}, nothing breaks.`;
    case 'incomplete':
      return `Stopped at a bound after ${counted(result.statesExplored, 'state')}: nothing broken so far, but not all were visited.`;
    default:
      return result.verdict satisfies never;
  }
}

function whatBreaks(result: SimulationResult): string {
  const state = lastState(result);
  const last = result.trace.at(-1);
  const action =
    last === undefined ? 'the first state' : last.source?.line == null ? last.actor : last.action.replace(/: (?:no page there|done)$/, '');
  switch (result.outcome) {
    case 'LEAK':
      return leak(state);
    case 'UAF': {
      const freed = pagesWhere(state, 'freed', (n) => n > 0);
      return freed.length === 0 ? `${action} uses an entry that holds no page` : `${action} uses ${listed(freed)} after it was freed`;
    }
    case 'UNDERFLOW':
      return `${action} drops a reference that is not held`;
    case 'LOST': {
      const behind = pagesWhere(state, 'data', () => true).find((page) => Number(state.get(`${page}.data`)) > Number(state.get(`${page}.disk`)));
      const versions =
        behind === undefined
          ? ''
          : `: memory holds version ${state.get(`${behind}.data`)} of ${behind}, the disk version ${state.get(`${behind}.disk`)}`;
      return `a completed write is lost${versions}`;
    }
    case 'CSUM':
      return 'what reaches the disk is not what its checksum was made of';
    case 'DEADLOCK':
      return 'everybody waits, and nobody can go on';
    case 'STALE-UNDETECTED':
      return `${action} goes to memory of a device that has gone`;
    case 'CORRUPT':
      if (result.broken?.name === 'I7') return `${action} makes a page dirty that its filesystem knows nothing of`;
      if (result.broken?.name === 'I9') return `${action} goes to another page than the process sees at that address`;
      return broken(result);
    case 'OK':
    case 'DENIED':
    case null:
      return broken(result);
    default:
      return result.outcome satisfies never;
  }
}

const broken = (result: SimulationResult): string => `this is broken: ${(result.broken?.sentence ?? 'an invariant is broken').replace(/\.$/, '')}`;

/** Who still holds what; or, where the ledger is empty, which count nobody will bring down. */
function leak(state: ReadonlyMap<string, StateValue>): string {
  for (const [kind, word] of [
    ['pins', 'a pin'],
    ['gets', 'a reference'],
  ] as const) {
    const held = pagesWhere(state, kind, (n) => n > 0);
    const [first] = held;
    if (first === undefined) continue;
    const holder = first.slice(0, first.indexOf('.'));
    const pages = held.filter((cell) => cell.startsWith(`${holder}.`)).map((cell) => cell.slice(holder.length + 1));
    return `${holder} still holds ${word} of ${listed(pages)} that nobody will drop`;
  }
  const [page] = [...pagesWhere(state, 'ref', (n) => n > 0)].sort((a, b) => Number(state.get(`${b}.ref`)) - Number(state.get(`${a}.ref`)));
  return page === undefined
    ? 'something is held for ever'
    : `the count of ${page} stays at ${state.get(`${page}.ref`)}, and nobody is left to drop it`;
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
