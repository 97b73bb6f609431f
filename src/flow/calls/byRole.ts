/** What a call does by its role: it hands a value through, tests it, allocates, frees, or keeps what it gets. */
import { roleOf } from '../../knowledge/index.ts';
import { WRAPPED } from '../evaluate.ts';
import { lifetimeOf, rootObject } from '../lifetime.ts';
import { constant, isConstant, type Linear, minus, onlySymbol, plus } from '../linear.ts';
import type { State } from '../state.ts';
import { type Call, ERRNO, INF, VALID, type Way } from './context.ts';
import type { CallTools } from './tools.ts';

type Role = NonNullable<ReturnType<typeof roleOf>>;
type RoleOf<R extends Role['role']> = Extract<Role, { readonly role: R }>;

const ASKS_FOR_ERROR: ReadonlySet<Role['role']> = new Set(['is-error', 'is-error-or-null', 'error-of', 'error-or-zero']);

export function byRole(tools: CallTools, state: State, call: Call, args: readonly Linear[], role: Role): Way[] {
  const { evaluator, ledger } = tools;
  const one = (result: Linear): Way[] => [{ state, result }];
  const arg = (i: number): Linear => args[i] ?? constant(0);
  if (ASKS_FOR_ERROR.has(role.role) && 'argument' in role) ledger.test(state, arg(role.argument));
  switch (role.role) {
    case 'same-value':
    case 'error-of':
    case 'error-pointer':
    case 'same-page':
      return one(arg(role.argument));
    case 'is-page-number':
      return one(tools.table.operation('!', [tools.table.operation('zero-page', [pageOfNumber(tools, arg(role.argument))])]));
    case 'page-number':
      ledger.useOfNothing(state, { what: 'page', page: arg(role.argument) }, { span: call.span, call: call.callee ?? '' });
      return one(isConstant(arg(role.argument)) ? tools.fresh(state, call, '', args) : tools.table.operation('pfn', [arg(role.argument)]));
    case 'page-of-number':
      return one(pageOfNumber(tools, arg(role.argument)));
    case 'is-zero-page':
      return one(tools.table.operation('zero-page', [arg(role.argument)]));
    case 'address-of':
      return one(isConstant(arg(role.argument)) ? tools.fresh(state, call, '', args) : tools.table.operation('mapped', [arg(role.argument)]));
    case 'takes-value': {
      const expr = call.args[role.argument];
      const value = arg(role.argument);
      if (expr) state.write(evaluator.place(state, expr), constant(0));
      return one(value);
    }
    case 'touches':
      touches(tools, state, call, args, role.arguments);
      return one(tools.fresh(state, call, '', args));
    case 'truth': {
      const b = state.facts.boundsOf(arg(role.argument));
      if (b.lo === 0 && b.hi === 0) return one(constant(0));
      return one(tools.table.operation('!!', [arg(role.argument)]));
    }
    case 'is-error':
    case 'is-error-or-null': {
      const a = arg(role.argument);
      const b = state.facts.boundsOf(a);
      const limit = role.role === 'is-error' ? 0 : 1;
      if (b.hi < limit || (role.role === 'is-error' && b.lo > WRAPPED / 2)) return one(constant(1));
      if (b.lo >= limit) return one(constant(0));
      return one(tools.table.operation('<', [a, constant(limit)]));
    }
    case 'error-or-zero': {
      const a = arg(role.argument);
      const b = state.facts.boundsOf(a);
      if (b.hi < 0) return one(a);
      if (b.lo >= 0) return one(constant(0));
      const result = tools.table.operation('error-or-zero', [a]);
      state.facts.assume(result, { lo: -4095, hi: 0 });
      return one(result);
    }
    case 'no-return':
      return [];
    case 'stops-if':
      return evaluator.assumeTruth(state, arg(role.argument), false) ? one(constant(0)) : [];
    case 'allocate': {
      const site = tools.context.siteOf(call);
      const memory = tools.table.allocation(site, role.zeroed);
      tools.renew(state, memory, `alloc${site}`);
      if (role.fails === 'never') state.facts.assume(memory, VALID);
      else state.facts.assume(memory, { lo: 0, hi: INF });
      return one(memory);
    }
    case 'free':
      ledger.freeMemory(state, arg(role.argument), { span: call.span, call: call.callee ?? '' });
      return one(constant(0));
    case 'from-container':
      return one(tools.table.operation('page-in', [arg(role.argument)]));
    case 'minimum':
    case 'maximum':
      return one(extreme(tools, state, role.role === 'minimum', arg(role.arguments[0]), arg(role.arguments[1])));
    case 'divide-up':
      return one(tools.evaluator.dividedUp(state, arg(role.arguments[0]), arg(role.arguments[1])));
    case 'pages-of-bytes':
      return one(
        tools.evaluator.pagesOf(
          state,
          role.arguments.map(arg).reduce((sum, x) => plus(sum, x)),
        ),
      );
    case 'whole-pages':
      return one(tools.evaluator.wholePages(state, arg(role.argument)));
    case 'user-backed':
      return one(userBacked(tools, state, call, arg(role.argument), role));
    case 'keeps':
      return keeps(tools, state, call, args, role);
    case 'harmless':
      for (const [i, v] of args.entries()) if (call.args[i]?.op === 'address') tools.havoc(state, call, v, i);
      return one(tools.fresh(state, call, '', args));
  }
}

function pageOfNumber(tools: CallTools, number: Linear): Linear {
  const id = onlySymbol(number);
  const origin = id === undefined ? undefined : tools.table.originOf(id);
  return origin?.from === 'operation' && origin.operation === 'pfn' ? (origin.operands[0] ?? number) : number;
}

/** What is passed is read or written; its pages stay with us. */
function touches(tools: CallTools, state: State, call: Call, args: readonly Linear[], touched: readonly number[]): void {
  const { ledger, table } = tools;
  const arg = (i: number): Linear => args[i] ?? constant(0);
  for (const i of touched) {
    const value = arg(i);
    if (isConstant(value)) continue;
    if (tools.isMapped(value)) ledger.touch(state, value, 'access', { span: call.span, call: call.callee ?? '' });
    if (call.args[i]?.op === 'address') tools.havoc(state, call, value, i);
  }
  // A copy of a table points to the same pages.
  const [into, from] = touched.length > 1 ? [arg(touched[0] ?? 0), arg(touched[1] ?? 1)] : [];
  if (!into || !from || isConstant(into) || isConstant(from) || tools.isMapped(from)) return;
  const [a, b] = [rootObject(into, table), rootObject(from, table)];
  if (a !== undefined && b !== undefined && a !== b && table.originOf(b).from === 'param' && lifetimeOf(a, table) === 'outlives')
    tools.publish(state, from);
  ledger.keepIn(state, tools.reachable(state, from), a);
}

/** The smaller or the larger of two values. */
function extreme({ table }: CallTools, { facts }: State, least: boolean, a: Linear, b: Linear): Linear {
  const d = facts.boundsOf(minus(a, b));
  if (d.hi <= 0) return least ? a : b;
  if (d.lo >= 0) return least ? b : a;
  const result = table.operation(least ? 'minimum' : 'maximum', [a, b]);
  for (const x of [a, b]) facts.assume(minus(result, x), least ? { lo: -INF, hi: 0 } : { lo: 0, hi: INF });
  const [x, y] = [facts.boundsOf(a), facts.boundsOf(b)];
  facts.assume(result, least ? { lo: Math.min(x.lo, y.lo), hi: INF } : { lo: Math.max(x.lo, y.lo), hi: INF });
  return result;
}

/** A test of whose pages an iterator walks. */
function userBacked({ table }: CallTools, { facts }: State, call: Call, iter: Linear, role: RoleOf<'user-backed'>): Linear {
  const exact = table.operation('user-backed', [iter]);
  facts.assume(exact, { lo: 0, hi: 1 });
  const b = facts.boundsOf(exact);
  const known = b.lo === b.hi;
  const user = b.lo === 1;
  if (role.exact) {
    if (known) return constant(role.trueMeans === user ? 1 : 0);
    return role.trueMeans ? exact : table.operation('!', [exact]);
  }
  if (known && user !== role.trueMeans) return constant(0);
  return table.operation(role.trueMeans ? 'user-backed-if' : 'kernel-backed-if', [iter, table.named(call.callee ?? '')]);
}

/** Others keep what is passed, some of them only where they do not fail. */
function keeps(tools: CallTools, state: State, call: Call, args: readonly Linear[], role: RoleOf<'keeps'>): Way[] {
  const { ledger } = tools;
  const kept = role.arguments.map((i) => args[i] ?? constant(0));
  const records = kept.flatMap((value) => tools.reachable(state, value));
  const result = tools.fresh(state, call, '', args);
  const keep = (): void => {
    ledger.handOver(
      state,
      records.map((h) => state.held.get(h.id) ?? h),
      role.to,
      { span: call.span, call: call.callee ?? '' },
    );
    for (const value of kept) tools.publish(state, value);
  };
  if (records.length === 0 || role.unless === undefined) {
    keep();
    return [{ state, result }];
  }
  const byError = role.unless === 'error';
  const failed = state.fork();
  const ways: Way[] = [];
  if (state.facts.assume(result, byError ? { lo: 0, hi: INF } : { lo: -INF, hi: INF, not: 0 })) {
    keep();
    ways.push({ state, result });
  }
  if (failed.facts.assume(result, byError ? ERRNO : { lo: 0, hi: 0 })) ways.push({ state: failed, result });
  return ways;
}
