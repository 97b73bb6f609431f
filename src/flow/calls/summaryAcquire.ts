/** Pages that a function of the file took for its caller. */
import type { AcquireSite } from '../held.ts';
import { rootObject } from '../lifetime.ts';
import { baseOf, constant, fullKey, isConstant, type Linear, onlySymbol } from '../linear.ts';
import type { State } from '../state.ts';
import type { SummaryEffect } from '../summary.ts';
import { type Call, VALID } from './context.ts';
import { modeOf } from './factsCall.ts';
import { blankRecord, recordAcquisition } from './record.ts';
import type { Returned } from './returned.ts';
import type { CallTools } from './tools.ts';
import type { Translate } from './translate.ts';

/** Names a callee's acquisition at this call. */
export function idOf(tools: CallTools, call: Call, id: number): number {
  return tools.context.siteOf(call) * 64 + 500_000 + (id % 64);
}

export function acquireOf(
  tools: CallTools,
  r: Returned,
  state: State,
  e: SummaryEffect & { does: 'acquire' },
  translate: Translate,
  result: Linear,
): void {
  const { call } = r;
  const place = placeOf(tools, r, state, e.place, translate);
  if (isConstant(place)) return;
  const variable = tools.context.resultVariable(call.result);
  const isElsewhere = r.summary.file !== undefined;
  const counts = variable !== undefined && (!isElsewhere || (r.outcome.result !== undefined && fullKey(r.outcome.result) === fullKey(e.count)));
  const site: AcquireSite = {
    ...(isElsewhere ? seenFromHere(e.site, call) : e.site),
    id: idOf(tools, call, e.id),
    span: call.span,
    ...(counts ? { countVariable: variable.name } : {}),
    through: call.callee ?? '',
  };
  const asked = e.asked && translate(e.asked);
  const into =
    givenName(tools, r, e.place) ?? (isElsewhere ? nameFromHere(tools, r, e.place, variable?.name) : e.site.array || (variable?.name ?? 'pages'));
  const held = e.mode === 'array' ? modeOf(place, tools.evaluator) : e.mode;
  // An object that the callee stored through a pointer to one of our variables is what the variable holds.
  const mode = held === 'object' && tools.evaluator.isScalarVariable(place) ? 'slot' : held;
  const element = mode === 'slot' ? undefined : e.element && translate(e.element);
  recordAcquisition(
    tools,
    state,
    call,
    { ...site, array: into },
    {
      mode,
      place,
      kind: e.kind,
      outcome: e.outcome,
      count: translate(e.count),
      asked,
      result,
      noticed: e.noticed,
      ...(e.vague ? { vague: true } : {}),
      containers: e.containers.map((c) => rootObject(translate(c), tools.table)).filter((c) => c !== undefined),
      ...(e.iterator === undefined ? {} : { user: e.iterator === 'user' }),
      ...(element ? { element } : {}),
    },
  );
}

/** Of a call in another file a reader here sees neither its name nor its arguments. */
function seenFromHere(site: AcquireSite, call: Call): AcquireSite {
  const { requested: _, countVariable: __, ...seen } = site;
  return { ...seen, call: call.callee ?? site.call };
}

/** The variable that the pages were returned in, or the argument that leads to them. */
function nameFromHere(tools: CallTools, { call, summary, outcome }: Returned, place: Linear, variable: string | undefined): string {
  if (variable !== undefined && outcome.result && fullKey(outcome.result) === fullKey(place)) return variable;
  const root = isConstant(place) ? undefined : rootObject(place, summary.table);
  const origin = root === undefined ? undefined : summary.table.originOf(root);
  const given = origin?.from === 'param' ? call.args[origin.index] : undefined;
  return given ? tools.evaluator.textOf(given.op === 'address' ? given.of : given) : 'pages';
}

/** What we call the place that the callee filled: an argument, or the variable that it points to. */
function givenName(tools: CallTools, { call, summary }: Returned, place: Linear): string | undefined {
  const origin = summary.table.originOf(onlySymbol(place) ?? -1);
  const at = origin.from === 'memory' ? summary.table.originOf(onlySymbol(origin.at) ?? -1) : origin;
  const given = at.from === 'param' ? call.args[at.index] : undefined;
  if (!given) return undefined;
  if (given.op === 'address') return tools.evaluator.textOf(given.of);
  return origin.from === 'param' && (given.op === 'variable' || given.op === 'field') ? tools.evaluator.textOf(given) : undefined;
}

/** Where the pages are. An array that a pointer of ours leads to, where that pointer leads nowhere yet, is made by the callee. */
function placeOf(tools: CallTools, { call, summary }: Returned, state: State, place: Linear, translate: Translate): Linear {
  const translated = translate(place);
  const id = onlySymbol(place);
  const origin = id === undefined ? undefined : summary.table.originOf(id);
  if (!isConstant(translated) || translated.k !== 0 || origin?.from !== 'memory') return translated;
  const pointer = translate(origin.at);
  if (isConstant(pointer)) return translated;
  const site = tools.context.siteOf(call);
  const made = tools.table.allocation(site);
  tools.renew(state, made, `alloc${site}`);
  state.facts.assume(made, VALID);
  state.write(pointer, made);
  return made;
}

/** The callee came back with an error where it otherwise gives pages back: a use of its result is a use of nothing. */
export function failureOf(tools: CallTools, { call, summary, outcome }: Returned, state: State, result: Linear): void {
  if (outcome.bounds.hi >= 0 || isConstant(result) || outcome.effects.some((e) => e.does === 'acquire')) return;
  for (const o of summary.outcomes)
    for (const e of o.effects) {
      if (e.does !== 'acquire' || !o.result || fullKey(e.place) !== fullKey(o.result)) continue;
      const id = idOf(tools, call, e.id);
      if (state.held.has(id)) return;
      const site: AcquireSite = { ...e.site, id, span: call.span, through: call.callee ?? '', errorPointer: true };
      const blank = blankRecord(
        site,
        { mode: e.mode, place: result, kind: e.kind, outcome: 'none', count: constant(0), asked: undefined },
        baseOf(result, tools.table),
        undefined,
      );
      state.hold({ ...blank, element: result, ...(onlySymbol(result) === undefined ? {} : { failure: onlySymbol(result) ?? 0 }) });
      return;
    }
}
