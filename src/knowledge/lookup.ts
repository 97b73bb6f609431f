/** Questions to the knowledge base: what is this name in this kernel version, which words make a file worth reading. */
import { formatKernelVersion, type KernelVersion } from '../base/kernelVersion.ts';
import type { BvecHelper } from './listSchema.ts';
import { entries, helperDecisions, iteratorMacros } from './load.ts';
import { type Parameter, parsePrototype } from './prototype.ts';
import type { ApiEntry, CallContext, Certainty, Effect, EntryKind, Family, Form, Returns } from './schema.ts';
import { type Basis, type ChosenForm, chooseForm } from './versions.ts';

/** An effect with its place resolved against the prototype of the version asked for. */
export interface PlacedEffect extends Effect {
  /** 0-based argument index, -1 for the result, undefined where the effect has no place. */
  readonly argument?: number;
  /** What follows the name in `on`, with the leading `*`: `[]`, `*[]`, `->`. Empty for the argument itself. */
  readonly path: string;
}

/** The facts about one name that hold for one kernel version. */
export interface ApiFacts {
  readonly name: string;
  readonly kind: EntryKind;
  readonly family: Family;
  readonly tracked: boolean;
  readonly internal: boolean;
  /** Empty: the name means this everywhere. Otherwise only in these files or folders. */
  readonly onlyIn: readonly string[];
  readonly summary: string;
  readonly prototype?: string;
  readonly parameters: readonly Parameter[];
  readonly effects: readonly PlacedEffect[];
  readonly returns?: Returns;
  readonly context: CallContext;
  readonly releaseWith: readonly string[];
  readonly notes: readonly string[];
  /** `exact` where that release was read; anything else is an inference and must be shown as one. */
  readonly basis: Basis;
  readonly presence: 'present' | 'absent' | 'unknown';
  readonly certainty: Certainty;
  /** The form that was chosen, and the entry for everything that does not depend on a version. */
  readonly form: Form;
  readonly entry: ApiEntry;
}

const asArray = <T>(value: readonly T[] | undefined): readonly T[] => value ?? [];

function place(effect: Effect, parameters: readonly Parameter[]): PlacedEffect {
  const m = /^(\*?)(\w+)(.*)$/.exec(effect.on ?? '');
  if (!m) return { ...effect, path: '' };
  const [, star = '', name = '', rest = ''] = m;
  const index = name === 'return' ? -1 : parameters.findIndex((p) => p.name === name);
  return { ...effect, path: star + rest, ...(index < 0 && name !== 'return' ? {} : { argument: index }) };
}

/** Undefined for a name that the knowledge base does not hold. Without a version: the newest release that was read. */
export function lookup(name: string, version?: KernelVersion): ApiFacts | undefined {
  const entry = entries.get(name);
  return entry === undefined ? undefined : factsOf(entry, chooseForm(entry, version));
}

/**
 * Like `lookup`, for a call with so many arguments: of the version's own form if it takes them, else of the newest other form that does. Code for several
 * kernels holds calls of each, and where `pages` stands depends on it. Undefined also if no form takes so many: then the call is to something else of
 * that name. Where several forms take so many, `against` says how many of the arguments cannot be what the parameters of one are.
 */
export function lookupCall(
  name: string,
  version: KernelVersion | undefined,
  argumentCount: number,
  against?: (parameters: readonly Parameter[]) => number,
): ApiFacts | undefined {
  const entry = entries.get(name);
  if (entry === undefined) return undefined;
  if (against) {
    const other = bestForm(entry, version, argumentCount, against);
    if (other) return factsIn(entry, other);
  }
  const wanted = `${version === undefined ? '' : formatKernelVersion(version)}/${argumentCount}`;
  let known = answers.get(entry);
  if (known === undefined) {
    known = new Map();
    answers.set(entry, known);
  }
  let answer = known.get(wanted);
  if (answer === undefined) {
    answer = { facts: findCall(entry, version, argumentCount) };
    known.set(wanted, answer);
  }
  return answer.facts;
}

/** A walk asks the same of a name each time that it comes by a call. */
const answers = new Map<ApiEntry, Map<string, { readonly facts: ApiFacts | undefined }>>();

/** The form with fewer arguments against it than the one that would speak; undefined if there is none. */
function bestForm(
  entry: ApiEntry,
  version: KernelVersion | undefined,
  argumentCount: number,
  against: (parameters: readonly Parameter[]) => number,
): Form | undefined {
  if (entry.forms.length < 2) return undefined;
  const fitting = entry.forms.filter((form) => takes(form, argumentCount));
  if (fitting.length < 2) return undefined;
  const { form: chosen } = chooseForm(entry, version);
  let best = takes(chosen, argumentCount) ? chosen : fitting[0];
  let least = best ? against(parametersOf(best)) : 0;
  const first = best;
  for (const form of fitting) {
    const n = least === 0 ? 0 : against(parametersOf(form));
    if (n < least) [best, least] = [form, n];
  }
  return best === first ? undefined : best;
}

const formFacts = new WeakMap<Form, ApiFacts>();
function factsIn(entry: ApiEntry, form: Form): ApiFacts {
  let facts = formFacts.get(form);
  if (facts === undefined) {
    facts = factsOf(entry, { form, basis: form.series === undefined ? 'nearest' : 'series', presence: 'unknown' });
    formFacts.set(form, facts);
  }
  return facts;
}

const parameters = new WeakMap<Form, readonly Parameter[]>();

function findCall(entry: ApiEntry, version: KernelVersion | undefined, argumentCount: number): ApiFacts | undefined {
  const chosen = chooseForm(entry, version);
  if (takes(chosen.form, argumentCount)) return factsOf(entry, chosen);
  const other = entry.forms.find((form) => takes(form, argumentCount));
  return other && factsOf(entry, { form: other, basis: other.series === undefined ? 'nearest' : 'series', presence: 'unknown' });
}

function parametersOf(form: Form): readonly Parameter[] {
  let known = parameters.get(form);
  if (known === undefined) {
    known = form.prototype === undefined ? [] : (parsePrototype(form.prototype)?.parameters ?? []);
    parameters.set(form, known);
  }
  return known;
}

function takes(form: Form, argumentCount: number): boolean {
  const parameters = parametersOf(form);
  return parameters.at(-1)?.name === '...' ? argumentCount >= parameters.length - 1 : argumentCount === parameters.length;
}

function factsOf(entry: ApiEntry, { form, basis, presence }: ChosenForm): ApiFacts {
  const parameters = parametersOf(form);
  const returns = form.returns ?? entry.returns;
  return {
    name: entry.name,
    kind: entry.kind,
    family: entry.family,
    tracked: entry.tracked,
    internal: entry.internal ?? false,
    onlyIn: asArray(entry.onlyIn),
    summary: entry.summary,
    ...(form.prototype === undefined ? {} : { prototype: form.prototype }),
    parameters,
    effects: asArray(form.effects ?? entry.effects).map((effect) => place(effect, parameters)),
    ...(returns === undefined ? {} : { returns }),
    context: form.context ?? entry.context ?? {},
    releaseWith: asArray(form.releaseWith ?? entry.releaseWith),
    notes: [...asArray(entry.notes), ...asArray(form.notes)],
    basis,
    presence,
    certainty: basis === 'between' || form.at === undefined ? (form.range?.certainty ?? entry.certainty) : entry.certainty,
    form,
    entry,
  };
}

/** Does the entry mean anything in this file? `file` is relative to the kernel root. Names that are static to a driver are nobody else's. */
export const appliesIn = (facts: ApiFacts, file: string): boolean =>
  facts.onlyIn.length === 0 || facts.onlyIn.some((place_) => (place_.endsWith('/') ? file.startsWith(place_) : file === place_));

const tracked = [...entries.values()].filter((entry) => entry.tracked).map((entry) => entry.name);

/**
 * The words whose presence makes a file and a function worth reading, sorted, each once: acquires, releases of pins, the iterator and bio forms,
 * `bv_page` and its helpers. `put_page`, `kmap` and the like are known but not tracked: they stand in thousands of files that have no user page.
 */
export const trackedWords = (): readonly string[] => words;
const words: readonly string[] = [...new Set(tracked)].sort();

const helperByName: ReadonlyMap<string, BvecHelper> = new Map(helperDecisions.map((helper) => [helper.name, helper]));
/** The accessors whose bodies may touch `bv_page`, wherever they stand. */
export const helpers: readonly BvecHelper[] = helperDecisions.filter((helper) => helper.helper);
export const helperNamed = (name: string): BvecHelper | undefined => helperByName.get(name);
export const isHelper = (name: string): boolean => helperByName.get(name)?.helper ?? false;

const iteratorByName = new Map(iteratorMacros.map((macro) => [macro.name, macro]));
export const iteratorNamed = (name: string): (typeof iteratorMacros)[number] | undefined => iteratorByName.get(name);
