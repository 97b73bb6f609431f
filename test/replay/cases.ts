/** The findings of the rules' case files, and what a replay says of them and of their mended functions. */
import fs from 'node:fs';
import path from 'node:path';
import { never } from '../../src/base/cancel.ts';
import { LineIndex } from '../../src/base/lineIndex.ts';
import { applyEdits } from '../../src/base/span.ts';
import { createEngine, defaultSettings, type Engine, openTree } from '../../src/engine/index.ts';
import type { Finding } from '../../src/protocol/finding.ts';
import type { SimulationResult } from '../../src/protocol/simulation.ts';
import { beginOf, type Trace } from '../../src/protocol/trace.ts';
import { completed, environmentOf, type PlacedEvent, pathAfter, policyOf, type ReplayedFinding, scenarioOf } from '../../src/replay/index.ts';
import type { PolicyName } from '../../src/sim/policy/index.ts';
import { runCells } from '../../src/sim/run/index.ts';
import { type ScenarioDescription, scenarioSchema } from '../../src/sim/scenario/index.ts';
import { memoryTree } from '../support/memoryTree.ts';
import { parser } from '../support/parser.ts';
import { readCase } from '../support/ruleCase.ts';

const here = path.dirname(new URL(import.meta.url).pathname);
const rulesFolder = path.join(here, '../../src/rules');
const FILE = '/tree/drivers/case.c';

/** A finding of a case file, with the engine that found it. */
export interface CaseFinding {
  /** `gup/leak-on-path ladders.c early_return`. */
  readonly name: string;
  readonly text: string;
  readonly finding: Finding;
  readonly engine: Engine;
}

export const audited = (engine: Engine, text: string, fixes = false): readonly Finding[] =>
  engine.report(engine.open(FILE, { text, bom: false, escapedBytes: false }), { stats: false, fixes }).findings;

export async function engineOf(tree: string, beside: Readonly<Record<string, string>> = {}): Promise<Engine> {
  const others = Object.fromEntries(Object.entries(beside).map(([name, text]) => [`/tree/drivers/${name}`, text]));
  const reader = memoryTree(path.join(here, '../rules/trees', tree), others);
  return createEngine({ reader, parser: await parser(), tree: openTree(reader, '/tree', undefined), sourceRoot: '/tree', settings: defaultSettings });
}

/** Of one group of rules, `gup`. */
export async function caseFindings(group: string): Promise<readonly CaseFinding[]> {
  const out: CaseFinding[] = [];
  const folder = path.join(rulesFolder, group);
  for (const rule of fs.readdirSync(folder)) {
    const cases = path.join(folder, rule, 'cases');
    if (!fs.existsSync(cases)) continue;
    for (const file of fs.readdirSync(cases).filter((f) => f.endsWith('.c') && !f.endsWith('.fixed.c'))) {
      const { tree, beside, text } = readCase(fs.readFileSync(path.join(cases, file), 'utf8'));
      const engine = await engineOf(tree, beside);
      for (const finding of audited(engine, text, true))
        if (finding.rule === `${group}/${rule}`) out.push({ name: `${finding.rule} ${file} ${finding.enclosing}`, text, finding, engine });
    }
  }
  return out;
}

export function placed(trace: Trace, text: string): readonly PlacedEvent[] {
  const lines = new LineIndex(text);
  return trace.map(({ span, ...event }): PlacedEvent => ({ ...event, line: lines.lineAt(span.start) + 1 }));
}

export const replayed = (finding: Finding, text: string): ReplayedFinding => ({
  rule: finding.rule,
  kind: finding.kind,
  message: finding.message,
  file: finding.file,
  ...(finding.trace === undefined ? {} : { trace: placed(finding.trace, text) }),
});

/** The scenario of a finding, or of another path, in a text of its own, in the environment of the finding. */
export function scenarioFor(one: CaseFinding, other?: { readonly path: Trace; readonly text: string }): ScenarioDescription {
  const { finding, text, engine } = one;
  const own = replayed({ ...finding, ...(finding.trace === undefined ? {} : { trace: wholePathOf(one) }) }, text);
  const lowered = scenarioOf(own, engine.tree.version, other === undefined ? own.trace : placed(other.path, other.text));
  if ('why' in lowered) throw new Error(lowered.why);
  const wrong = scenarioSchema.safeParse(lowered.scenario).error;
  if (wrong) throw wrong;
  return lowered.scenario;
}

export function searched(scenario: ScenarioDescription, policy: PolicyName): SimulationResult {
  const [result] = runCells([{ scenario, policy, variant: {} }], { maxStates: 1_000_000, maxBytes: 1 << 28, walk: undefined, cancel: never });
  if (result === undefined) throw new Error('nothing was searched');
  return result;
}

/** Of a finding with a path. */
export const wholePathOf = (one: CaseFinding): Trace =>
  completed(one.finding.rule, one.finding.trace ?? [], (offset) => pathsIn(one, one.text, offset));

export const isShown = (one: CaseFinding): boolean => 'promises' in environmentOf(one.finding.rule) && one.finding.trace !== undefined;

export const policyFor = ({ engine }: CaseFinding): PolicyName => policyOf(engine.tree.version);

/** The paths of the function that stands there in another text of the file. */
export const pathsIn = ({ engine }: CaseFinding, text: string, offset: number): readonly Trace[] =>
  engine.pathsAt(engine.open(FILE, { text, bom: false, escapedBytes: false }), offset);

export interface Mended {
  readonly text: string;
  /** Of the finding, after the fix. */
  readonly path: Trace | undefined;
  /** Of its function. */
  readonly paths: readonly Trace[];
  /** Nothing else is wrong with it. */
  readonly isClean: boolean;
}

/** The text after the finding's first fix; undefined without one. */
export function mended(one: CaseFinding): Mended | undefined {
  const { finding, text, engine } = one;
  const edits = finding.fixes[0]?.changes[0]?.edits;
  if (edits === undefined || finding.trace === undefined) return undefined;
  const after = applyEdits(text, edits);
  const file = engine.open(FILE, { text: after, bom: false, escapedBytes: false });
  const paths: Trace[] = [];
  const path = pathAfter(wholePathOf(one), edits, (offset) => {
    paths.push(...engine.pathsAt(file, offset));
    return paths;
  });
  const left = engine.report(file, { stats: false, fixes: false }).findings;
  return {
    text: after,
    path,
    paths: paths.filter((one) => beginOf(one)?.event === 'acquire'),
    isClean: left.every((f) => f.enclosing !== finding.enclosing),
  };
}
