/**
 * Fixes of what the flow analysis found. A rule proposes edits; here each is tried: the mended text is followed like any other, and a fix is offered only if the
 * finding is gone, nothing else is found in its stead, and the function still parses and is followed to its end. So no list of cases has to foresee what an edit
 * does to the paths beside it.
 */
import { type Cancel, throwIfCancelled } from '../base/cancel.ts';
import type { FlowResult } from '../flow/index.ts';
import type { FlowRule, RuleFinding, RuleFix, TypeWorld } from '../rules/index.ts';
import { type CParser, type Dialect, editSource, type Item, type SourceFile } from '../syntax/index.ts';

/** Proposals that are tried for one finding; each costs a look at the functions that it changes. */
const TRIALS = 12;
/** Fixes that are offered for one finding: a second one where the first is a matter of taste. */
const OFFERED = 2;

export interface MendOptions {
  readonly parser: CParser;
  readonly rules: readonly FlowRule[];
}

export interface MendRequest {
  readonly file: SourceFile;
  readonly item: Item;
  readonly dialect: Dialect;
  readonly world: TypeWorld;
  readonly rule: FlowRule;
  readonly result: FlowResult;
  readonly finding: RuleFinding;
  /** What is found in a function of the file, or of the file after an edit. */
  readonly flowOf: (file: SourceFile, item: Item) => FlowResult | undefined;
  readonly cancel: Cancel;
}

/** How often each rule finds something in each function, where pages leave functions, and how many functions are not followed to their end. */
interface Tally {
  readonly findings: ReadonlyMap<string, number>;
  readonly incomplete: number;
  readonly handOvers: number;
}

export type Mending = Pick<RuleFinding, 'fixes' | 'noFixReason'>;

const UNTRIED: Mending = { fixes: [], noFixReason: 'how to mend it depends on what the code is meant to do' };
const IN_VAIN: Mending = { fixes: [], noFixReason: 'each edit that was tried left this finding or made another' };

export function createMender(options: MendOptions): (request: MendRequest) => Mending {
  const tallies = new WeakMap<SourceFile, Tally>();
  const known = new WeakMap<RuleFinding, { readonly file: SourceFile; readonly mending: Mending }>();

  const tallyOf = ({ file, flowOf }: MendRequest): Tally => {
    let tally = tallies.get(file);
    if (!tally) {
      tally = count(file, options.rules, flowOf);
      tallies.set(file, tally);
    }
    return tally;
  };

  return (request) => {
    const { file, finding, rule, cancel } = request;
    const before = known.get(finding);
    if (before?.file === file) return before.mending;
    if (!rule.mend) return UNTRIED;
    const parsed = options.parser.parseItem(file, request.item, request.dialect, [finding.span]);
    const fixes: RuleFix[] = [];
    const tried = new Set<string>();
    try {
      for (const fix of rule.mend(request.result, finding, { file, parsed, world: request.world })) {
        throwIfCancelled(cancel);
        const same = JSON.stringify(fix.edits);
        if (tried.has(same) || fixes.some((f) => f.id === fix.id)) continue;
        if (tried.size === TRIALS || fixes.length === OFFERED) break;
        tried.add(same);
        if (isMended(request, fix, { errors: errorsIn(parsed), tally: tallyOf(request) }, options))
          fixes.push({ ...fix, preferred: fixes.length === 0 });
      }
    } finally {
      parsed.dispose();
    }
    const failed = tried.size === 0 ? UNTRIED : IN_VAIN;
    const mending = fixes.length > 0 ? { fixes } : failed;
    known.set(finding, { file, mending });
    return mending;
  };
}

const keyOf = (rule: FlowRule, item: Item): string => `${rule.info.id} ${item.name ?? ''}`;

function count(file: SourceFile, rules: readonly FlowRule[], flowOf: MendRequest['flowOf']): Tally {
  const findings = new Map<string, number>();
  let incomplete = 0;
  let handOvers = 0;
  for (const item of file.items) {
    const result = flowOf(file, item);
    if (!result) continue;
    if (result.incomplete !== undefined) incomplete++;
    handOvers += result.handOvers.length;
    for (const rule of rules) {
      const n = rule.check(result).length;
      if (n > 0) findings.set(keyOf(rule, item), (findings.get(keyOf(rule, item)) ?? 0) + n);
    }
  }
  return { findings, incomplete, handOvers };
}

const errorsIn = (parsed: { readonly variants: readonly { readonly errors: readonly unknown[] }[] }): number =>
  parsed.variants.reduce((n, v) => n + v.errors.length, 0);

/** `before`: of the text without the fix. */
function isMended(
  request: MendRequest,
  fix: RuleFix,
  before: { readonly errors: number; readonly tally: Tally },
  { parser, rules }: MendOptions,
): boolean {
  const { file, item, rule, dialect, flowOf } = request;
  const mended = editSource(file, fix.edits);
  const now = mended.items.find((i) => i.kind === 'function' && i.start === item.start);
  if (!now?.complete || now.name !== item.name || mended.items.length !== file.items.length) return false;
  const parsed = parser.parseItem(mended, now, dialect, []);
  const broken = errorsIn(parsed) > before.errors;
  parsed.dispose();
  if (broken) return false;
  const { findings, incomplete, handOvers } = before.tally;
  const fresh = count(mended, rules, flowOf);
  // Pages that leave on the right paths must still do so, and not be released under their new owner.
  if (fresh.incomplete > incomplete || fresh.handOvers < handOvers) return false;
  for (const [key, n] of fresh.findings) if (n > (findings.get(key) ?? 0)) return false;
  const own = keyOf(rule, item);
  return (fresh.findings.get(own) ?? 0) < (findings.get(own) ?? 0);
}
