/**
 * What can be asked of a state: a page by its name or by the variable of the source that holds it, a field of it, and comparisons of fields with numbers.
 * `page`, `&page`, `pages[0]`, `req->pages[1]`, `page.ref`, `driver.page.pins`, `page.ref == 1025 && page.dirty`.
 */
import { aliases } from './fields.ts';
import { fieldRow, type Moment, pageRow, pagesOf, type Shown } from './stateView.ts';

export type Evaluated = { readonly row: Shown; readonly number: number | undefined } | { readonly problem: string };

const COMPARISON = /^(.+?)(==|!=|>=|<=|>|<)(.+)$/;

const compare: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
};

/** What the text says of the state; a problem is one sentence. */
export function evaluate(moment: Moment, text: string): Evaluated {
  const terms = text.split('&&');
  const values = terms.map((term) => evaluateTerm(moment, term));
  const problem = values.find((value) => 'problem' in value);
  if (problem !== undefined) return problem;
  const [only] = values;
  if (values.length === 1 && only !== undefined) return only;
  return truth(
    text,
    values.every((value) => 'number' in value && isTrue(value.number)),
  );
}

const isTrue = (value: number | undefined): boolean => value !== undefined && value !== 0;

const truth = (text: string, isSo: boolean): Evaluated => ({
  row: { name: text.trim(), value: isSo ? 'true' : 'false', children: [] },
  number: isSo ? 1 : 0,
});

/** Whether a condition is so; one that cannot be read is not. */
export function holds(moment: Moment, condition: string): boolean {
  const value = evaluate(moment, condition);
  return 'number' in value && isTrue(value.number);
}

/** One sentence if the condition cannot be read or is no condition. */
export function conditionProblem(moment: Moment, condition: string): string | undefined {
  const value = evaluate(moment, condition);
  if ('problem' in value) return value.problem;
  return value.number === undefined ? `${condition.trim()} is no number; compare one of its fields, as in page.ref == 1` : undefined;
}

function evaluateTerm(moment: Moment, term: string): Evaluated {
  const [, left, operator, right] = COMPARISON.exec(term) ?? [];
  const test = compare[operator ?? ''];
  if (left === undefined || right === undefined || test === undefined) return operand(moment, term);
  const [a, b] = [operand(moment, left), operand(moment, right)];
  if ('problem' in a) return a;
  if ('problem' in b) return b;
  if (a.number === undefined || b.number === undefined)
    return { problem: `${(a.number === undefined ? left : right).trim()} is no number; compare one of its fields, as in page.ref == 1` };
  return truth(term, test(a.number, b.number));
}

function operand(moment: Moment, text: string): Evaluated {
  const trimmed = text.trim();
  if (/^-?\d{1,9}$/.test(trimmed)) return { row: { name: trimmed, value: trimmed, children: [] }, number: Number(trimmed) };
  const pages = pagesOf(moment.schedule);
  const parts = partsOf(trimmed).map((part) => pageCalled(pages, part) ?? part);
  const field = fieldNamed(moment, parts);
  if (field !== undefined) {
    const value = moment.state[field];
    return { row: { ...fieldRow(moment, field), name: trimmed }, number: typeof value === 'number' ? value : undefined };
  }
  const total = ledgerTotal(moment, parts);
  if (total !== undefined) return { row: { name: trimmed, value: String(total), meaning: 'of all holders together', children: [] }, number: total };
  // A page itself, or a member of something that is called like it.
  const page = [...parts].reverse().find((part) => pages.includes(part));
  if (page !== undefined && parts.at(-1) === page) return { row: { ...pageRow(moment, page), name: trimmed }, number: undefined };
  const array = pages.filter((name) => name.replace(/-\d+$/, '') === parts.at(-1));
  if (array.length > 0) {
    const rows = array.map((name) => pageRow(moment, name));
    return { row: { name: trimmed, value: rows.map(({ name, value }) => `${name}: ${value}`).join('; '), children: rows }, number: undefined };
  }
  return { problem: `this replay knows no ${trimmed}; it has ${pages.length === 0 ? 'no page' : pages.join(', ')}` };
}

/** The first entry of an array with one page is that page; `page0` is the first one, whatever it is called. */
function pageCalled(pages: readonly string[], part: string): string | undefined {
  if (pages.includes(part)) return part;
  const alone = part.replace(/-0$/, '');
  if (pages.includes(alone)) return alone;
  const [, number] = /^page(\d)$/.exec(part) ?? [];
  return number === undefined ? undefined : pages[Number(number)];
}

/** `req->pages[1].ref` as `req`, `pages-1`, `ref`: an array's pages have numbers behind a dash. */
const partsOf = (text: string): readonly string[] =>
  text
    .replaceAll(/[\s()&*]/g, '')
    .replaceAll(/\[(\d+)\]/g, '-$1')
    .replaceAll(/\[[^\]]*\]/g, '')
    .split(/->|\./);

/** Any of the last parts may be the field: `obj->page.ref` is `page.ref`. */
function fieldNamed({ state }: Moment, parts: readonly string[]): string | undefined {
  const last = parts.at(-1) ?? '';
  const words = [...parts.slice(0, -1), aliases[last] ?? last];
  const names = words.map((_, from) => words.slice(from).join('.'));
  return [parts.join('.'), ...names].find((name) => name in state);
}

/** `page.pins`: what all holders have of it. */
function ledgerTotal({ state, schedule }: Moment, parts: readonly string[]): number | undefined {
  const [page, kind] = parts.slice(-2);
  if (page === undefined || (kind !== 'pins' && kind !== 'gets') || !pagesOf(schedule).includes(page)) return undefined;
  const entries = Object.entries(state).filter(([field]) => field.endsWith(`.${page}.${kind}`));
  return entries.reduce((sum, [, value]) => sum + Number(value), 0);
}

/** The field that a data breakpoint on the text watches. */
export function fieldOf(moment: Moment, text: string): string | undefined {
  const value = evaluate(moment, text);
  if ('row' in value && value.row.field !== undefined) return value.row.field;
  // A page by itself: its reference count.
  const pages = pagesOf(moment.schedule);
  const page = 'row' in value && value.number === undefined ? pageCalled(pages, partsOf(text).at(-1) ?? '') : undefined;
  return page !== undefined && `${page}.ref` in moment.state ? `${page}.ref` : undefined;
}

/** What a person may have begun to type: pages and fields. */
export function completions(moment: Moment, begun: string): readonly string[] {
  const [word = ''] = /[\w.>[\]-]*$/.exec(begun) ?? [];
  const names = [...pagesOf(moment.schedule), ...Object.keys(moment.state)];
  return names.filter((name) => name.startsWith(word)).sort();
}
