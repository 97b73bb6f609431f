/** What a record and a path come to in plain data: the pages by name, and the events that a person follows. */
import type { Span } from '../base/span.ts';
import type { AccessCover, Trace, TraceEvent } from '../protocol/trace.ts';
import type { PagesFacts } from './defect.ts';
import type { Held } from './held.ts';
import type { FunctionIr } from './ir.ts';
import { fullKey, isConstant, type SymbolTable } from './linear.ts';
import { eventsOf, type PathEvent, type PathNode, step } from './path.ts';
import type { State } from './state.ts';
import type { Exit } from './walk.ts';

export interface Told {
  readonly fn: FunctionIr;
  readonly text: string;
  readonly table: SymbolTable;
}

/** `state`: where the pages are lost; a count that is no more is no help there. */
export function pagesFacts(t: Told, h: Held, state?: State): PagesFacts {
  const s = h.site;
  const isLost = state !== undefined && h.outcome === 'all' && isOverwritten(t, h, state);
  const single = h.mode === 'slot' || h.mode === 'value' || (h.asked !== undefined && isConstant(h.asked) && h.asked.k === 1);
  return {
    kind: h.kind,
    ...(h.foreign ? {} : { acquiredBy: s.call, acquireSpan: s.span }),
    array: s.array === '' ? firstArgument(t.text, s.span) : s.array,
    single,
    ...(s.requested === undefined ? {} : { requested: s.requested }),
    ...(s.countVariable === undefined || isLost ? {} : { countVariable: s.countVariable }),
    releaseWith: s.releaseWith,
  };
}

/** Does the variable that got the count hold something else by now? */
function isOverwritten({ fn, table }: Told, h: Held, state: State): boolean {
  return fn.variables.some((v) => {
    if (v.name !== h.site.countVariable) return false;
    const cell = state.cellAt(table.variable(v.id, false));
    return cell !== undefined && fullKey(cell.value) !== fullKey(h.taken);
  });
}

/** Pages that were only seen when they were released are named by what stands between the parentheses. */
export function firstArgument(text: string, of: Span): string {
  const call = text.slice(of.start, of.end);
  const open = call.indexOf('(');
  const inside = open < 0 ? call : call.slice(open + 1, call.lastIndexOf(')'));
  let depth = 0;
  for (let i = 0; i < inside.length; i++) {
    const c = inside[i];
    if (c === '(' || c === '[') depth++;
    else if (c === ')' || c === ']') depth--;
    else if (c === ',' && depth === 0) return oneLine(inside.slice(0, i));
  }
  return oneLine(inside);
}

/** `last`: what the path ends with, where that is no event of its own. */
export function traceOf(
  source: string,
  path: PathNode | undefined,
  h: Held,
  end: Span,
  last?: { readonly exit?: Exit; readonly call?: string; readonly use?: string; readonly unlocked?: true; readonly covers?: AccessCover },
): Trace {
  let events: PathEvent[] = eventsOf(path);
  const first = events.findIndex((e) => (e.event === 'acquire' || e.event === 'release') && e.pages === h.id);
  if (first > 0) events = events.slice(first);
  let node: PathNode | undefined;
  for (const e of events) node = step(node, e);
  if (last?.exit) {
    const t = last.exit.terminator;
    const value = t.value && oneLine(source.slice(t.value.span.start, t.value.span.end));
    node = step(node, { event: 'return', span: t.span, outcome: last.exit.outcome, ...(value === undefined ? {} : { value }) });
  } else if (last?.use !== undefined && !(node?.event.span.start === end.start && node.event.span.end === end.end)) {
    if (last.unlocked) node = step(node, { event: 'dirty', span: end, pages: h.id, locked: false, call: last.call ?? '' });
    else
      node = step(node, {
        event: 'access',
        span: end,
        pages: h.id,
        by: last.use === 'device' ? 'device' : 'cpu',
        write: last.use === 'dirty',
        ...(last.call === undefined ? {} : { call: last.call }),
        ...(last.covers === undefined ? {} : { covers: last.covers }),
      });
  }
  const ids = new Map<number, number>();
  const numbered = (id: number): number => {
    let n = ids.get(id);
    if (n === undefined) {
      n = ids.size;
      ids.set(id, n);
    }
    return n;
  };
  return inOrderOfLoops(eventsOf(node)).map((e): TraceEvent => {
    const text = oneLine(source.slice(e.span.start, e.span.end));
    return 'pages' in e ? { ...e, pages: numbered(e.pages), text } : { ...e, text };
  });
}

/** A loop over all pages is counted when it begins: what its body does before it drops them comes first again. */
function inOrderOfLoops(events: readonly PathEvent[]): readonly PathEvent[] {
  const out = [...events];
  for (let i = events.length - 1; i >= 0; i--) {
    const drop = events[i];
    if (drop?.event !== 'release' || drop.count !== 'each') continue;
    let end = i + 1;
    let last = i;
    for (let next = out[end]; next && next.span.start < drop.span.start && next.event !== 'return'; next = out[++end])
      if (next.event !== 'check' && next.event !== 'jump') last = end;
    if (last === i) continue;
    out.splice(i, 1);
    out.splice(last, 0, drop);
  }
  return out;
}

export function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 120 ? line : `${line.slice(0, 117)}...`;
}
