/** The path of a finding that stops at the mistake, followed to a way out of the function. */
import { beginOf, type Trace, type TraceEvent } from '../protocol/trace.ts';
import { environmentOf } from './environments.ts';

/**
 * `pathsAt` gives the paths of the function that stands at an offset. The path is the shortest one that goes through the mistake and, if any does, ends well; as
 * it is where no path of the function is known to go there.
 */
export function completed(rule: string, trace: Trace, pathsAt: (offset: number) => readonly Trace[]): Trace {
  const environment = environmentOf(rule);
  const begin = beginOf(trace);
  // A loop over all pages drops them behind what it does with them.
  const mistake = trace.findLast((event) => event.event !== 'release' || event.count !== 'each' || trace.length === 1);
  if (begin === undefined || mistake === undefined || !('goesOn' in environment) || mistake.event === 'return') return trace;
  const paths = pathsAt(begin.span.start).filter((path) => {
    const event = beginOf(path);
    return event !== undefined && isSame(begin, event);
  });
  const through = paths.filter((path) => path.some((event) => isMistake(event, mistake)));
  const best = shortest(through);
  if (best) return best;
  // An access that no path tells of, since it changes no count: it goes where it stands in the text.
  const beside = shortest(paths);
  if (beside === undefined || begin.event !== 'acquire' || mistake === begin) return beside ?? trace;
  const behind = beside.findIndex((event, i) => i > 0 && event.span.start > mistake.span.start);
  const at = behind < 0 ? beside.length : behind;
  return [...beside.slice(0, at), mistake, ...beside.slice(at)];
}

function isSame(begin: TraceEvent, event: TraceEvent): boolean {
  if (begin.event !== event.event || begin.span.start !== event.span.start) return false;
  return event.event !== 'acquire' || event.outcome !== 'none';
}

/** Calls are told whole or by their names. What an object keeps is told where the function ends. */
function isMistake(event: TraceEvent, { event: what, span }: TraceEvent): boolean {
  if (what === 'hand-over') return event.event === what;
  return event.event !== 'check' && event.span.start <= span.start && span.end <= event.span.end;
}

function shortest(paths: readonly Trace[]): Trace | undefined {
  const isGood = (path: Trace): boolean => {
    const last = path.at(-1);
    return last?.event === 'return' && last.outcome !== 'error';
  };
  const good = paths.filter(isGood);
  return (good.length > 0 ? good : paths).reduce<Trace | undefined>(
    (best, path) => (best !== undefined && best.length <= path.length ? best : path),
    undefined,
  );
}
