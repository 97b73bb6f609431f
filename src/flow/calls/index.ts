/** What a call does in a state: by its role (a wrapper, an allocator, an error pointer), by the summary of a function of the same file, by the facts of the
 * knowledge base, or, for a stranger, by what its name suggests. Each way ends in the same few operations of the ledger. */
import { type ApiFacts, lookupCall, roleOf } from '../../knowledge/index.ts';
import type { Expr } from '../ir.ts';
import type { CallSite } from '../ledger.ts';
import { isConstant, type Linear } from '../linear.ts';
import type { State } from '../state.ts';
import { byFacts } from './byFacts.ts';
import { byRole } from './byRole.ts';
import { bySummary } from './bySummary.ts';
import type { Call, CallContext, Way } from './context.ts';
import { argumentsAgainst } from './formOf.ts';
import { stranger } from './stranger.ts';
import { CallTools } from './tools.ts';

export { type Call, type CallContext, EARLIER } from './context.ts';

export class CallInterpreter {
  readonly #tools: CallTools;

  constructor(context: CallContext) {
    this.#tools = new CallTools(context);
  }

  /** The states after the call; `state` is used up. None if it does not come back. */
  apply(state: State, call: Call): State[] {
    const { context, evaluator } = this.#tools;
    this.#tools.runsOnce = context.runsOnce(call);
    const args = call.args.map((a) => evaluator.value(state, a));
    context.observer.call(state, call, args, context);
    const ways = this.#ways(state, call, args);
    for (const way of ways) {
      way.state.setTemp(call.result, way.result);
      context.observer.returned(way.state, call, way.result);
      context.origins?.returned(way.state, call, args, way.result, context);
    }
    return ways.map((w) => w.state);
  }

  /** For the walk: what a cleanup attribute runs on a variable. */
  cleanup(state: State, name: string, variable: Expr, span: CallSite['span']): State[] {
    const value = this.#tools.evaluator.value(state, variable);
    if (isConstant(value) && value.k <= 0) return [state];
    this.#tools.runsOnce = false;
    return this.#ways(state, { do: 'call', span, result: -1, callee: name, args: [variable] }, [value]).map((w) => w.state);
  }

  #ways(state: State, call: Call, args: readonly Linear[]): Way[] {
    const { callee } = call;
    const tools = this.#tools;
    if (callee === undefined) return stranger(tools, state, call, args);
    const summary = tools.context.summary(callee, state.held.size > 0);
    if (summary) return bySummary(tools, state, call, args, summary);
    const role = roleOf(callee);
    if (role) return byRole(tools, state, call, args, role);
    const facts = lookupCall(callee, tools.context.version, call.args.length, argumentsAgainst(call.args));
    if (facts && isKnownIn(facts, tools.context.file)) return byFacts(tools, state, call, args, facts);
    const other = tools.context.elsewhere(callee, () => args.some((a) => tools.reachable(state, a).length > 0));
    return other ? bySummary(tools, state, call, args, other) : stranger(tools, state, call, args);
  }
}

/** Some functions of the knowledge base are those of one file or folder. */
function isKnownIn({ onlyIn }: ApiFacts, file: string): boolean {
  return onlyIn.length === 0 || onlyIn.some((p) => (p.endsWith('/') ? file.startsWith(p) : file === p));
}
