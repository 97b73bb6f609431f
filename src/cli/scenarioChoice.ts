/** What the arguments of `simulate` name: scenarios of the library or of files, policies, variants. What is not known is told with what is near. */
import { readFileSync } from 'node:fs';
import picomatch from 'picomatch';
import { decodeSource } from '../base/encoding.ts';
import { readJson } from '../base/jsonText.ts';
import { LineIndex } from '../base/lineIndex.ts';
import { nearest, suggestion } from '../base/nearest.ts';
import { type PolicyName, policyNames } from '../sim/policy/index.ts';
import { type Cell, cellsOf, type VariantChoice } from '../sim/run/index.ts';
import { compile, keysOf, library, parseScenario, type ScenarioDescription, ScenarioError } from '../sim/scenario/index.ts';
import { Failure, reasonOf } from './failure.ts';

const isFile = (argument: string): boolean => argument.endsWith('.json') || argument.includes('/');
const isGlob = (text: string): boolean => /[*?[\]{}!()]/.test(text);

/** In the order of the library, then files in the order of the arguments; all of the library if there are none. */
export function chooseScenarios(given: readonly string[]): readonly ScenarioDescription[] {
  if (given.length === 0) return library;
  const names = library.map(({ name }) => name);
  const chosen = new Set<string>();
  for (const asked of given.filter((argument) => !isFile(argument))) {
    // `a1` is enough: what stands before the first dash is an identifier.
    const found = names.filter((name) => name === asked || name.split('-', 1)[0] === asked || (isGlob(asked) && picomatch.isMatch(name, asked)));
    if (found.length === 0)
      throw new Failure(`there is no scenario ${asked}${scenarioSuggestion(asked, names)}; gupscope simulate --list lists them`);
    for (const name of found) chosen.add(name);
  }
  return [...library.filter(({ name }) => chosen.has(name)), ...given.filter(isFile).map(readScenario)];
}

/** Names are long; one that begins like the asked one is near, too. */
function scenarioSuggestion(asked: string, names: readonly string[]): string {
  if (nearest(asked, names).length > 0) return suggestion(asked, names);
  const words = asked.toLowerCase().split('-');
  const shared = (name: string): number => name.split('-').filter((word) => words.includes(word)).length;
  const best = names.filter((name) => shared(name) > 0).sort((a, b) => shared(b) - shared(a));
  return best[0] === undefined ? '' : ` (did you mean ${best[0]}?)`;
}

function readScenario(file: string): ScenarioDescription {
  const text = readText(file);
  const parsed = parseScenario(text);
  if (!parsed.ok) throw new Failure(`${file}:${parsed.error.line}:${parsed.error.column}: ${parsed.error.message}`);
  const scenario = parsed.value;
  try {
    // What only the whole shows: each cell is made once, so that a mistake is found before anything is searched.
    for (const cell of cellsOf([scenario], policyNames, { all: true, fixed: new Map() })) compile(cell.scenario, cell.policy, cell.variant);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new Failure(`${file}:${placeOf(error, text)}`);
  }
  return scenario;
}

function readText(file: string): string {
  try {
    return decodeSource(readFileSync(file)).text;
  } catch (error) {
    throw new Failure(`cannot read ${file} (${reasonOf(error)})`);
  }
}

/** `line:column: sentence` of the first problem. */
function placeOf(error: ScenarioError, text: string): string {
  const [first] = error.problems;
  const json = readJson(text);
  const at = new LineIndex(text).positionAt(json.ok && first !== undefined ? json.value.valueAt(first.path) : 0);
  return `${at.line + 1}:${at.column + 1}: ${(first?.message ?? error.message).replace(/\.$/, '')}`;
}

export function choosePolicies(asked: string): readonly PolicyName[] {
  if (asked === 'all') return policyNames;
  const found = policyNames.find((name) => name === asked);
  if (found === undefined)
    throw new Failure(`there is no policy ${asked}${suggestion(asked, policyNames)}; there are ${policyNames.join(', ')}, and all`);
  return [found];
}

/** `KEY=VALUE` each, or `all`. */
export function chooseVariants(given: readonly string[], scenarios: readonly ScenarioDescription[]): VariantChoice {
  const known = new Map<string, Set<string>>();
  for (const [key, values] of scenarios.flatMap((scenario) => [...keysOf(scenario)])) known.set(key, new Set([...(known.get(key) ?? []), ...values]));
  const fixed = new Map<string, string>();
  for (const pair of given.filter((one) => one !== 'all')) {
    const at = pair.indexOf('=');
    if (at < 0) throw new Failure(`--variant ${pair} has no value; write KEY=VALUE, or all`);
    const [key, value] = [pair.slice(0, at), pair.slice(at + 1)];
    const values = known.get(key);
    const of = scenarios.length === 1 ? `${scenarios[0]?.name} has` : 'these scenarios have';
    if (values === undefined)
      throw new Failure(
        `${of} no variant key ${key}${suggestion(key, [...known.keys()])}${known.size === 0 ? '' : `; known: ${[...known.keys()].join(', ')}`}`,
      );
    if (!values.has(value))
      throw new Failure(`the variant key ${key} has no value ${value}${suggestion(value, [...values])}; known: ${[...values].join(', ')}`);
    fixed.set(key, value);
  }
  return { all: given.includes('all'), fixed };
}

/** At least one. */
export function chooseCells(scenarios: readonly ScenarioDescription[], policies: readonly PolicyName[], variants: VariantChoice): readonly Cell[] {
  const cells = cellsOf(scenarios, policies, variants);
  if (cells.length === 0) throw new Failure('no variant has all of these values; gupscope simulate --list shows which there are');
  return cells;
}
