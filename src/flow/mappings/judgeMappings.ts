/** From what all paths of a function saw of its mappings to defects, one a bug. */
import type { Span } from '../../base/span.ts';
import { mappingCall } from '../../knowledge/index.ts';
import type { Trace, TraceEvent } from '../../protocol/trace.ts';
import type { Held } from '../held.ts';
import type { FunctionIr } from '../ir.ts';
import { containersOf } from '../lifetime.ts';
import { isConstant, type SymbolTable, symbolsOf } from '../linear.ts';
import { eventsOf, type PathEvent, type PathNode } from '../path.ts';
import { oneLine } from '../story.ts';
import type { Exit } from '../walk.ts';
import type { MappingDefect, MappingDraft } from './draft.ts';
import { familyOf } from './mappingCalls.ts';

interface Judged {
  readonly fn: FunctionIr;
  readonly text: string;
  readonly table: SymbolTable;
  readonly exits: readonly Exit[];
  readonly drafts: readonly MappingDraft[];
}

interface Lost {
  readonly exit: Exit;
  readonly held: Held;
  readonly span: Span;
  readonly label: string | undefined;
}

export function judgeMappings(input: Judged): MappingDefect[] {
  const { text, drafts, exits } = input;
  const out: MappingDefect[] = [];
  const seen = new Set<string>();
  const undone = new Set<number>();
  const unsure = new Set<number>();
  for (const d of drafts) if (d.wrong !== 'again') undone.add(d.held.id);
  for (const e of exits)
    for (const h of e.state.held.values()) {
      if (h.status === 'released') undone.add(h.id);
      if (h.status === 'handed' || h.containers.length > 0) unsure.add(h.id);
    }
  const wrongHow = {
    order: 'order',
    'other-family': 'other-family',
    'by-page': 'by-page',
    'by-address': 'by-address',
    twice: 'twice',
    again: 'round',
  } as const;
  for (const d of drafts) {
    const how = wrongHow[d.wrong];
    // Pages that are mapped one a round go into a table mostly, by which another loop undoes them.
    if (d.wrong === 'again' && familyOf(d.held)?.by === 'page') continue;
    if (d.wrong === 'again' && !undone.has(d.held.id) && (unsure.has(d.held.id) || d.held.shown === true)) continue;
    const key = `${how}:${how === 'round' ? d.held.id : d.span.start}`;
    if (seen.has(key)) continue;
    seen.add(key);
    out.push({
      how,
      span: d.span,
      ...factsOf(d.held),
      ...(d.wrong === 'again' ? {} : { call: d.call }),
      ...(d.wrong === 'order' ? { inner: d.inner.site.countVariable ?? d.inner.site.array } : {}),
      trace: traceOf(text, d.state.path, d.held),
    });
  }
  const rounds = new Set(out.filter((d) => d.how === 'round').map((d) => d.mappedAt.start));
  // What a round leaves behind the last one does, too.
  out.push(...leaks(input, undone, unsure).filter((d) => !rounds.has(d.mappedAt.start)));
  return out.sort((a, b) => a.span.start - b.span.start);
}

const factsOf = ({ site }: Held): Pick<MappingDefect, 'mappedBy' | 'mappedAt' | 'address' | 'page'> => ({
  mappedBy: site.call,
  mappedAt: site.span,
  page: oneLine(site.array),
  ...(site.countVariable === undefined ? {} : { address: oneLine(site.countVariable) }),
});

function leaks({ fn, text, table, exits }: Judged, undone: ReadonlySet<number>, unsure: ReadonlySet<number>): MappingDefect[] {
  const groups = new Map<string, Lost[]>();
  const guards = guardsOf(fn);
  for (const exit of exits)
    for (const h of exit.state.held.values()) {
      if (h.status !== 'held' || h.containers.length > 0 || h.doubtful || isReturned(fn, exit, h, table) || isGuarded(exit, h, guards)) continue;
      const never = !undone.has(h.id);
      // Somebody else may undo it: whoever has the page, or was shown the address.
      if (never && (unsure.has(h.id) || h.shown === true || familyOf(h)?.by === 'page')) continue;
      const { span, label } = lostAt(text, exit, h);
      const key = `${h.id}:${never ? 'never' : (label ?? span.start)}`;
      groups.set(key, [...(groups.get(key) ?? []), { exit, held: h, span, label }]);
    }
  const out: MappingDefect[] = [];
  for (const [key, list] of groups) {
    list.sort((a, b) => a.span.start - b.span.start || (a.exit.state.path?.depth ?? 0) - (b.exit.state.path?.depth ?? 0));
    const [l] = list;
    if (!l) continue;
    const { terminator } = l.exit;
    const value = terminator.value && oneLine(text.slice(terminator.value.span.start, terminator.value.span.end));
    const end: PathEvent = { event: 'return', span: terminator.span, outcome: l.exit.outcome, ...(value === undefined ? {} : { value }) };
    out.push({
      how: key.endsWith(':never') ? 'never' : 'exit',
      span: l.span,
      ...factsOf(l.held),
      trace: traceOf(text, l.exit.state.path, l.held, end),
    });
  }
  return out;
}

/** The caller gets the address, or the page of a mapping that is undone by its page. */
function isReturned(fn: FunctionIr, exit: Exit, h: Held, table: SymbolTable): boolean {
  const { value } = exit;
  if (!value || isConstant(value)) return false;
  const own = new Set<number>(h.base === undefined ? [] : [h.base]);
  if (h.owner && familyOf(h)?.by === 'page') for (const s of containersOf(h.owner, table)) own.add(s);
  for (const s of symbolsOf(value)) {
    if (own.has(s)) return true;
    const origin = table.originOf(s);
    // A pointer that a function made of the address leads to the mapping.
    const made = origin.from === 'operation' ? origin.operands : origin.from === 'call' && fn.result.indirections > 0 ? origin.args : [];
    if (made.some((o) => [...symbolsOf(o)].some((x) => own.has(x)))) return true;
  }
  return false;
}

/** `if (nents) kunmap_atomic(p);`: by the span of the condition, whether it must hold for the call. */
function guardsOf(fn: FunctionIr): ReadonlyMap<number, boolean> {
  const out = new Map<number, boolean>();
  for (const { terminator: t } of fn.blocks) {
    if (t.end !== 'branch') continue;
    for (const [side, other, taken] of [
      [t.then, t.else, true],
      [t.else, t.then, false],
    ] as const) {
      const block = fn.blocks[side];
      const undoes = block?.instructions.some((i) => i.do === 'call' && i.callee !== undefined && mappingCall(i.callee)?.does === 'unmap') ?? false;
      if (undoes && block?.terminator.end === 'jump' && block.terminator.to === other) out.set(t.span.start, taken);
    }
  }
  return out;
}

/** The path comes by a test that its author took for the question whether there is a mapping. What else hangs on it, nobody here knows. */
function isGuarded(exit: Exit, h: Held, guards: ReadonlyMap<number, boolean>): boolean {
  for (let n = exit.state.path; n; n = n.before) {
    const { event } = n;
    if (event.event === 'map' && event.pages === h.id) return false;
    if (event.event === 'check' && guards.get(event.span.start) === !event.taken) return true;
  }
  return false;
}

/** The statement by which a path leaves past what undoes the mapping. */
function lostAt(text: string, exit: Exit, h: Held): { span: Span; label: string | undefined } {
  for (let n = exit.state.path; n; n = n.before) {
    const { event } = n;
    if (event.event === 'map' && event.pages === h.id) break;
    if (event.event === 'jump' && event.how === 'goto') return { span: statement(text, event.span), label: event.label };
    if (event.event === 'check' && exit.outcome === 'success' && event.role !== 'assert') break;
  }
  return { span: statement(text, exit.terminator.span), label: undefined };
}

/** Without its semicolon. */
function statement(text: string, span: Span): Span {
  return { start: span.start, end: span.start + text.slice(span.start, span.end).replace(/\s*;\s*$/, '').length };
}

/** From the call that made the mapping on. */
function traceOf(text: string, path: PathNode | undefined, h: Held, end?: PathEvent): Trace {
  const events = eventsOf(path);
  const first = events.findLastIndex((e) => e.event === 'map' && e.pages === h.id);
  const ids = new Map<number, number>();
  const numbered = (id: number): number => {
    const known = ids.get(id) ?? ids.size;
    ids.set(id, known);
    return known;
  };
  return [...events.slice(Math.max(0, first)), ...(end ? [end] : [])].map((e): TraceEvent => {
    const line = oneLine(text.slice(e.span.start, e.span.end));
    return 'pages' in e ? { ...e, pages: numbered(e.pages), text: line } : { ...e, text: line };
  });
}
