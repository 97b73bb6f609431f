/** What a call of an unknown function may do, by what it gets and what its name suggests. */
import { nameSuggests } from '../../knowledge/index.ts';
import type { Expr } from '../ir.ts';
import type { CallSite } from '../ledger.ts';
import { rootObject } from '../lifetime.ts';
import { baseOf, constant, isConstant, type Linear, onlySymbol } from '../linear.ts';
import type { State } from '../state.ts';
import type { Call, Way } from './context.ts';
import type { CallTools } from './tools.ts';

export function stranger(tools: CallTools, state: State, call: Call, args: readonly Linear[]): Way[] {
  const { callee } = call;
  const { ledger, table } = tools;
  const suggestion = callee === undefined ? undefined : nameSuggests(callee);
  const result = tools.fresh(state, call, '', args);
  // A stranger that fails keeps nothing.
  const keeper = table.operation('kept-unless-failed', [result]).terms[0] ?? 0;
  const site: CallSite = { span: call.span, call: callee ?? '' };
  for (const [i, value] of args.entries()) {
    const expr = call.args[i];
    if (expr?.op === 'address') tools.havoc(state, call, value, i);
    if (isConstant(value)) continue;
    const dead = [...state.held.values()].some((h) => h.status === 'released');
    if (suggestion === undefined || suggestion === 'keeps') {
      const id = onlySymbol(value);
      if (id !== undefined && table.originOf(id).from === 'param') state.write(table.named(`&passed:${id}`), constant(1));
    }
    const records = tools.reachable(state, value);
    if (records.length > 0) {
      if (suggestion === 'releases') ledger.handOver(state, records, 'callee', site, true);
      else if (suggestion === 'keeps') {
        const objects = records.filter((h) => h.mode === 'object');
        ledger.handOver(state, objects, 'callee', site);
        ledger.keepIn(state, records, keeper);
      } else if (tools.isNumber(value) || (suggestion === undefined && mayKeep(tools, expr, value))) ledger.keepIn(state, records, keeper);
    }
    if (dead && suggestion === 'touches') {
      ledger.touch(state, value, 'access', site);
      if (tools.isMapped(value)) ledger.touch(state, value, 'access', site);
    }
  }
  checkFailed(tools, state, call, args);
  tools.noticeArguments(state, args);
  for (const value of args) {
    const root = isConstant(value) ? undefined : rootObject(value, table);
    if (root !== undefined && table.originOf(root).from === 'allocation') state.write(table.named(`&given:${root}`), constant(1));
  }
  if (tools.context.inLoop(call)) tools.forgetWhatItMayChange(state, args);
  return [{ state, result }];
}

/** Not a number or a string that happens to mention a record, nor a structure on the stack: that is looked at. */
function mayKeep(tools: CallTools, e: Expr | undefined, value: Linear): boolean {
  if (e === undefined || e.op === 'const' || e.op === 'string' || tools.isMapped(value)) return false;
  return !tools.isOnStack(e, value);
}

/** The array that a failed call was to fill is passed together with the errno as its length. */
function checkFailed(tools: CallTools, state: State, call: Call, args: readonly Linear[]): void {
  for (const h of state.held.values()) {
    const { failure } = h;
    if (h.outcome !== 'none' || h.status !== 'held' || h.mode !== 'array' || failure === undefined) continue;
    const isLength = (a: Linear): boolean => onlySymbol(a) === failure && state.facts.boundsOf(a).hi < 0;
    // A call that returns its array fails with an error pointer, which is no array.
    const isArray = (a: Linear): boolean => !isConstant(a) && h.base !== undefined && h.base !== failure && baseOf(a, tools.table) === h.base;
    if (args.some(isLength) && args.some(isArray))
      tools.context.report({
        wrong: 'unchecked',
        how: 'errno-as-count',
        span: call.span,
        held: h,
        state: state.fork(),
        call: call.callee ?? 'the call',
        wrapped: false,
      });
  }
}
