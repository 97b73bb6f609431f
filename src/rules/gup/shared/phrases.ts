/** Parts of sentences that several rules say: the pages by name, what was done to them, what undoes it, and which path is meant. */
import type { Span } from '../../../base/span.ts';
import type { PagesFacts } from '../../../flow/defect.ts';
import { entries, lookup, roleOf } from '../../../knowledge/index.ts';
import type { ReferenceKind, Trace, TraceEvent } from '../../../protocol/trace.ts';

const LONGEST_NAME = 60;
const LONGEST_CONDITION = 50;
/** A count that is longer than that is named by nobody in a message. */
const LONGEST_COUNT = 30;

/** One line, at most so long: what is cut shows as `…`. */
export function shorten(text: string, longest: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}

export const quote = (text: string): string => `'${shorten(text, LONGEST_NAME)}'`;

/** `pages` of `&pages[0]`, `page` of `&page`: what a person calls the place that an acquisition fills. */
export const placeName = (text: string): string => {
  const address = /^&\s*(.+?)(\[0\])?$/.exec(text.trim());
  return address?.[1] ?? text;
};

export const pagesName = (array: string): string => quote(placeName(array));

export const be = (pages: PagesFacts): 'is' | 'are' => (pages.single ? 'is' : 'are');
export const was = (pages: PagesFacts): 'was' | 'were' => (pages.single ? 'was' : 'were');
export const stay = (pages: PagesFacts): 'stays' | 'stay' => (pages.single ? 'stays' : 'stay');

const participles: Record<ReferenceKind, string> = { pin: 'pinned', get: 'taken', borrowed: 'handed out' };
/** `pinned`: what the acquisition did. */
export const acquired = (pages: PagesFacts): string => participles[pages.kind];
/** `pinned`: the state that a forgotten release leaves. */
export const held = (pages: PagesFacts): string => (pages.kind === 'pin' ? 'pinned' : 'held');
/** `unpinned`: what a release does. */
export const undone = (pages: PagesFacts): string => (pages.kind === 'pin' ? 'unpinned' : 'released');

/** `pinned by pin_user_pages_fast()`, or `pinned` where the call is not in sight. */
export const acquiredBy = (pages: PagesFacts): string =>
  pages.acquiredBy === undefined ? acquired(pages) : `${acquired(pages)} by ${pages.acquiredBy}()`;

/** `pin_user_pages_fast()`, or `the call` where it is not in sight. */
export const acquirer = (pages: PagesFacts): string => (pages.acquiredBy === undefined ? 'the call' : `${pages.acquiredBy}()`);

/** A release takes one page, an array of them, or something else that holds pages. */
type ReleaseForm = 'one' | 'many' | 'other';

export function shapeOf(name: string): { readonly form: ReleaseForm; readonly parameters: number } | undefined {
  const facts = lookup(name);
  const release = facts?.effects.find((e) => e.effect === 'release-pin' || e.effect === 'release-get');
  if (!facts || !release) return undefined;
  const forms: Record<string, ReleaseForm> = { '': 'one', '[]': 'many' };
  return { form: forms[release.path] ?? 'other', parameters: facts.parameters.length };
}

/** The acquisition gave an object that holds the pages, and the name is the object's. */
export const isObject = ({ acquiredBy: call }: PagesFacts): boolean =>
  call !== undefined &&
  (lookup(call)?.effects.some((e) => (e.effect === 'pin' || e.effect === 'get') && e.argument === -1 && e.path === '->') ?? false);

/** How many pages to release, as written; undefined if no expression in sight says so. */
export function countToRelease(pages: PagesFacts): string | undefined {
  const convention = pages.acquiredBy === undefined ? undefined : lookup(pages.acquiredBy)?.returns?.convention;
  if (convention === 'byte-count') return undefined;
  // The result of some calls is the pages themselves.
  return pages.countVariable === undefined || pages.countVariable === placeName(pages.array) ? pages.requested : pages.countVariable;
}

/** A call on these pages as one would write it, `count` of them; without arguments where they are not plain. */
export function callOn(pages: PagesFacts, name: string, count: string | undefined): string {
  const shape = shapeOf(name);
  const place = shorten(placeName(pages.array), LONGEST_NAME);
  if (pages.single && shape?.form === 'one' && shape.parameters === 1) return `${name}(${place})`;
  if (!pages.single && shape?.form === 'many' && shape.parameters === 2 && count !== undefined && count.length <= LONGEST_COUNT)
    return `${name}(${place}, ${shorten(count, LONGEST_COUNT)})`;
  if (shape?.form === 'other' && shape.parameters === 1 && isObject(pages)) return `${name}(${place})`;
  return `${name}()`;
}

/** `unpin_user_pages(pages, npages)`: the call that undoes the acquisition, in the form of `like` if that is a release. */
export function releaseCall(pages: PagesFacts, like?: string): string | undefined {
  const wanted = (like === undefined ? undefined : shapeOf(like)?.form) ?? (pages.single ? 'one' : 'many');
  const name = pages.releaseWith.find((n) => shapeOf(n)?.form === wanted) ?? pages.releaseWith[0];
  if (name === undefined) return undefined;
  const perPage = like === undefined && !pages.single && shapeOf(name)?.form === 'one';
  return `${callOn(pages, name, countToRelease(pages))}${perPage ? ' on each of them' : ''}`;
}

type Check = Extract<TraceEvent, { event: 'check' }>;

const OPPOSITE: Readonly<Record<string, string>> = { '==': '!=', '!=': '==', '<': '>=', '>=': '<', '>': '<=', '<=': '>' };

/** Where the one comparison of a condition stands, if it is nothing but one. */
function comparisonIn(text: string): { readonly at: number; readonly operator: string } | undefined {
  let depth = 0;
  let found: { at: number; operator: string } | undefined;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (c === '(' || c === '[') depth++;
    else if (c === ')' || c === ']') depth--;
    if (depth !== 0) continue;
    const two = text.slice(i, i + 2);
    if (['&&', '||'].includes(two) || c === '?') return undefined;
    if (['->', '<<', '>>'].includes(two)) {
      i++;
      continue;
    }
    const operator = two in OPPOSITE ? two : c in OPPOSITE ? c : undefined;
    if (operator === undefined) continue;
    if (found) return undefined;
    found = { at: i, operator };
    i += operator.length - 1;
  }
  return found;
}

/** `name(…)` for a call whose arguments would fill the line. */
const shortCondition = (text: string): string => {
  const line = shorten(text, Number.MAX_SAFE_INTEGER);
  if (line.length <= LONGEST_CONDITION) return line;
  const call = /^(!?\s*[A-Za-z_]\w*\()/.exec(line);
  return call && line.endsWith(')') && comparisonIn(line) === undefined ? `${call[1]}…)` : shorten(line, LONGEST_CONDITION);
};

/** A condition that held or did not, as a clause: `'ret < 0'`, `'page' is not set`, `'copy_from_user(…)' is true`. */
export function conditionClause(text: string, taken: boolean): string {
  const line = shorten(text, Number.MAX_SAFE_INTEGER);
  const comparison = comparisonIn(line);
  if (comparison) {
    const { at, operator } = comparison;
    const said = taken ? line : `${line.slice(0, at)}${OPPOSITE[operator] ?? ''}${line.slice(at + operator.length)}`;
    return `'${shortCondition(said)}'`;
  }
  if (/^[\w.[\]]+(->[\w.[\]]+)*$/.test(line)) return `'${shortCondition(line)}' is ${taken ? '' : 'not '}set`;
  return `'${shortCondition(line)}' is ${taken ? 'true' : 'false'}`;
}

/**
 * The check that tells the path from its neighbours: the last one between the acquisition and the place that the finding points to (what comes behind a wrong
 * jump says nothing of why it was taken), else the last one of all; a loop's condition only if there is no other.
 */
function decisiveCheck(trace: Trace, wrong: Span): Check | undefined {
  const acquire = trace.findLastIndex((e) => e.event === 'acquire');
  const call = acquire < 0 ? undefined : trace[acquire];
  const stop = trace.findIndex((e, i) => i > acquire && e.event !== 'check' && e.span.start === wrong.start);
  const before = stop < 0 ? undefined : decisiveOf(trace.slice(acquire + 1, stop), call);
  return before ?? decisiveOf(trace.slice(acquire + 1), call);
}

function decisiveOf(events: Trace, call: TraceEvent | undefined): Check | undefined {
  // A condition that is the acquisition itself tells its outcome, which is told anyway.
  const checks = events.filter((e): e is Check => e.event === 'check' && !(call && e.span.start <= call.span.start && call.span.end <= e.span.end));
  return checks.findLast((e) => e.role !== 'loop') ?? checks.at(-1);
}

/** `return setup(…);`, where nothing but the outcome of the call tells an error from a success. */
function failingCall(trace: Trace, wrong: Span): string | undefined {
  const last = trace.at(-1);
  if (last?.event !== 'return' || last.outcome !== 'error' || last.span.start !== wrong.start) return undefined;
  const name = /^([A-Za-z_]\w*)\(.*\)$/.exec(last.value ?? '')?.[1];
  return name === undefined || roleOf(name) !== undefined ? undefined : name;
}

/** ` when 'ret < 0'` with its blank, or nothing where no check decides. `span`: the place that the finding points to. */
export function whenPhrase({ trace, span }: { readonly trace: Trace; readonly span: Span }): string {
  const failing = failingCall(trace, span);
  if (failing !== undefined) return ` when ${failing}() fails`;
  const check = decisiveCheck(trace, span);
  return check ? ` when ${conditionClause(check.text, check.taken)}` : '';
}

/** `pin_user_pages_fast` for `get_user_pages_fast`: the function that takes pins of the same pages. */
export function pinTwin(call: string): string | undefined {
  const name = call.replace(/^get_/, 'pin_');
  return name !== call && lookup(name)?.effects.some((e) => e.effect === 'pin') ? name : undefined;
}

/** The release of the same pages that also marks them dirty, as one would write it instead of `call`; undefined if the pages are no pins, or come one by one. */
export function dirtyingRelease(pages: PagesFacts, call: string, count: string): string | undefined {
  const plain = lookup(call);
  const release = plain?.effects.find((e) => e.effect === 'release-pin');
  if (!plain || !release || release.path !== '[]') return undefined;
  for (const name of pages.releaseWith) {
    const facts = lookup(name);
    const dirties = facts?.effects.find((e) => e.effect === 'release-pin' && e.path === release.path)?.dirties;
    if (facts && dirties?.startsWith('if:') && facts.parameters.length === plain.parameters.length + 1)
      return `${name}(${shorten(placeName(pages.array), LONGEST_NAME)}, ${shorten(count, LONGEST_COUNT)}, true)`;
  }
  return undefined;
}

/** The function that marks dirty what `call` does and takes the lock for it: of the same family, and for the same sort of page. */
export function lockingTwin(call: string): string | undefined {
  const facts = lookup(call);
  const type = facts?.parameters[0]?.type;
  for (const { name, family } of entries.values()) {
    if (family !== facts?.family) continue;
    const other = lookup(name);
    if (other?.effects.some((e) => e.effect === 'dirty-lock') && other.parameters[0]?.type === type) return name;
  }
  return undefined;
}

/** The function that takes a page's lock and marks it dirty. */
export const lockingDirty = (): string =>
  [...entries.values()].find((e) => e.family === 'dirty' && e.effects?.some((x) => x.effect === 'dirty-lock' && x.on === 'page'))?.name ?? '';
