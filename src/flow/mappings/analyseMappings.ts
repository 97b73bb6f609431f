/** One function in one choice of its conditions, walked for its mappings: those that some path does not undo, or undoes wrongly. */
import type { KernelVersion } from '../../base/kernelVersion.ts';
import type { Call } from '../calls/index.ts';
import { Evaluator } from '../evaluate.ts';
import type { Expr, FunctionIr } from '../ir.ts';
import { Ledger } from '../ledger.ts';
import { SymbolTable } from '../linear.ts';
import { Observer } from '../observe.ts';
import { repeatedBlocks, usageOf } from '../usage.ts';
import { defaultLimits, walk } from '../walk.ts';
import type { MappingDefect, MappingDraft } from './draft.ts';
import { judgeMappings } from './judgeMappings.ts';
import { MappingCalls, type MappingContext } from './mappingCalls.ts';

interface MappingInput {
  readonly fn: FunctionIr;
  readonly text: string;
  /** Relative to the tree's root. */
  readonly file: string;
  readonly version: KernelVersion | undefined;
  /** A function or macro of the file that may undo what it is given. */
  undoes(name: string): boolean;
}

export interface MappingAnalysis {
  readonly defects: readonly MappingDefect[];
  readonly incomplete?: string;
  /** As C; empty where the function holds no `#if`. */
  readonly condition: string;
}

export function analyseMappings(input: MappingInput): MappingAnalysis {
  const { fn, text } = input;
  const table = new SymbolTable();
  const evaluator = new Evaluator(fn, text, table);
  const drafts: MappingDraft[] = [];
  const calls = callsOf(fn);
  const textOf = (e: Expr): string => text.slice(e.span.start, e.span.end);
  const said = new Map<string, number>();
  const words = (call: Call): string => text.slice(call.span.start, call.span.end).replace(/\s+/g, '');
  for (const call of calls.sites.keys()) said.set(words(call), (said.get(words(call)) ?? 0) + 1);
  // References are not followed here.
  const ledger = new Ledger(evaluator, () => {});
  const context: MappingContext = {
    file: input.file,
    version: input.version,
    summary: () => undefined,
    elsewhere: () => undefined,
    evaluator,
    ledger,
    observer: new Observer(evaluator, ledger),
    report: () => {},
    siteOf: (call) => calls.sites.get(call) ?? 99_999,
    isTested: () => true,
    isRead: () => true,
    resultVariable: (temp) => {
      const place = calls.results.get(temp);
      return place && { name: textOf(place), type: place.type ?? { indirections: 0 } };
    },
    releaseLoop: () => undefined,
    inLoop: (call) => calls.inLoops.has(call),
    runsOnce: (call) => calls.once.has(call),
    undoes: (name) => input.undoes(name),
    isRepeated: (call) => (said.get(words(call)) ?? 0) > 1,
    reportMapping: (draft) => drafts.push(draft),
    textOf,
  };
  const interpreter = new MappingCalls(context);
  evaluator.onCompare = (state, a, b) => interpreter.compared(state, a, b);
  const walked = walk({
    fn,
    text,
    calls: context,
    interpreter,
    ledger,
    evaluator,
    usage: usageOf(fn),
    shapes: new Map(),
    limits: defaultLimits,
    entryFacts: false,
  });
  const incomplete = walked.incomplete ?? fn.unread;
  return {
    defects: judgeMappings({ fn, text, table, exits: walked.exits, drafts }),
    condition: fn.condition,
    ...(incomplete === undefined ? {} : { incomplete }),
  };
}

interface Calls {
  readonly sites: ReadonlyMap<Call, number>;
  /** The place that the result of a call goes to. */
  readonly results: ReadonlyMap<number, Expr>;
  readonly inLoops: ReadonlySet<Call>;
  /** No path comes by them twice. */
  readonly once: ReadonlySet<Call>;
}

const withoutCasts = (e: Expr): Expr => (e.op === 'cast' ? withoutCasts(e.of) : e);

function callsOf(fn: FunctionIr): Calls {
  const sites = new Map<Call, number>();
  const results = new Map<number, Expr>();
  const inLoops = new Set<Call>();
  const once = new Set<Call>();
  const repeated = repeatedBlocks(fn);
  for (const b of fn.blocks)
    for (const i of b.instructions) {
      if (i.do === 'call') {
        sites.set(i, sites.size);
        if (!repeated.has(b.id)) once.add(i);
      } else if (i.do === 'assign') {
        let from = withoutCasts(i.value);
        // `kmap_local_page(page) + offset` is kept in the variable as well.
        while (from.op === 'binary') from = withoutCasts(from.left);
        if (from.op === 'temp' && !results.has(from.id)) results.set(from.id, i.place);
      }
    }
  for (const loop of fn.loops) for (const id of loop.blocks) for (const i of fn.blocks[id]?.instructions ?? []) if (i.do === 'call') inLoops.add(i);
  return { sites, results, inLoops, once };
}
