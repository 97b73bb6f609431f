/** What the knowledge base says of a name, in words: for hovers and for `gupscope api NAME`. Markdown that reads well as plain text, too. */
import { formatKernelVersion, type KernelVersion } from '../base/kernelVersion.ts';
import { entries, helperConditions, ignored } from './load.ts';
import { type ApiFacts, helperNamed, iteratorNamed, lookup, type PlacedEffect } from './lookup.ts';
import { isIgnored } from './patterns.ts';
import type { Condition, EffectKind, Form, ReturnConvention } from './schema.ts';
import { knownTrees } from './versions.ts';

const EFFECT_WORDS: Readonly<Record<EffectKind, string>> = {
  get: 'takes a page reference on',
  pin: 'pins',
  borrow: 'hands out, without a reference,',
  'release-get': 'drops a page reference of',
  'release-pin': 'drops a pin of',
  'move-get': "takes over the caller's reference of",
  'move-pin': "takes over the caller's pin of",
  'own-get': "takes a reference of its own, beside the caller's, on",
  'store-borrowed': 'keeps a pointer to, without a reference,',
  dirty: 'marks dirty, without taking the lock,',
  'dirty-lock': 'locks, marks dirty and unlocks',
  'lock-page': 'locks',
  'unlock-page': 'unlocks',
  'write-page': 'writes into',
  'read-page': 'reads from',
  map: 'maps',
  unmap: 'unmaps',
  'dma-map': 'maps for DMA',
  'dma-unmap': 'unmaps from DMA',
  'alloc-array': 'allocates',
  'free-array': 'frees',
  'alloc-page': 'allocates',
  'free-page': 'frees',
  'fault-in': 'faults the range in',
  none: 'takes and releases nothing',
};

const RETURN_WORDS: Readonly<Record<ReturnConvention, string>> = {
  void: 'nothing',
  'page-count': 'the number of pages really taken, or a negative errno',
  'byte-count': 'a number of bytes, 0, or a negative errno',
  'count-not-negative': 'the number of pages really taken, never negative',
  'zero-or-errno': '0, or a negative errno',
  'all-or-errno': 'the number asked for, or a negative errno',
  'length-or-zero': 'the length added, or 0 if nothing was stored',
  bool: 'true or false',
  pointer: 'a pointer, never NULL',
  'pointer-or-null': 'a pointer, or NULL',
  'pointer-or-errptr': 'a pointer, or an error pointer (IS_ERR)',
  'pointer-null-or-errptr': 'a pointer, NULL, or an error pointer (IS_ERR)',
  'error-page': 'a page, or an error page (is_error_page); never NULL',
  value: 'a value that says nothing about ownership',
};

const COUNTS: ReadonlySet<ReturnConvention> = new Set(['page-count', 'byte-count', 'count-not-negative']);

const LOCK_WORDS = {
  none: 'no lock needed',
  'mmap-held': 'mmap_lock must be held',
  'mmap-not-held': 'mmap_lock must not be held',
  'mmap-read-held': 'mmap_lock must be held for reading',
  'mmap-taken-inside': 'takes mmap_lock itself',
  'folio-locked': 'the folio must be locked, or its mapping kept stable otherwise',
  'page-table-lock': 'the page-table lock must be held',
  'dax-read-lock': 'between dax_read_lock() and dax_read_unlock()',
} as const;

/** Names with a star (`*pages`, `unpin_*()`) as code, unless they stand in code: a hover would take the stars for emphasis. */
const prose = (text: string): string =>
  text.replace(/`[^`]*`|\*?\b\w+(?:->\w+)*\*?(?:\(\))?/g, (part) => (part.includes('*') && !part.startsWith('`') ? `\`${part}\`` : part));

const RESULT_WORDS = {
  '>0': 'it returns more than 0',
  '>=0': 'it returns 0 or more',
  '==0': 'it returns 0',
  '<0': 'it returns an errno',
  '<=0': 'it returns 0 or an errno',
  true: 'it returns true',
  false: 'it returns false',
  valid: 'it succeeds',
} as const;

/** `*pages[]` → `each entry of *pages`. */
function placeText(on: string): string {
  const m = /^(\*?\w+)(.*)$/.exec(on);
  const base = m?.[1] === 'return' ? 'the result' : (m?.[1] ?? on);
  const rest = m?.[2] ?? '';
  if (rest === '') return base;
  if (rest === '[]') return `each entry of ${base}`;
  if (rest === '->') return `the pages of ${base}`;
  return rest.endsWith('[]') ? `each entry of ${base}${rest.slice(0, -2)}` : `${base}${rest}`;
}

function countText(count: string): string {
  if (count === '1' || count === 'all' || count === 'each' || count === 'unknown') return '';
  if (count === 'return') return ', as many as it returns';
  if (count.startsWith('param:')) return `, ${count.slice(6)} of them`;
  const [bytes = '', offset] = count.slice('bytes:'.length).split('+');
  const what = bytes === 'return' ? 'the returned bytes' : `${bytes} bytes`;
  return `, as many as ${what}${offset === undefined ? '' : ` touch from ${offset} on`}`;
}

function conditionText(c: Condition): string {
  if ('return' in c) {
    return RESULT_WORDS[c.return];
  }
  if ('iter' in c) return `the iterator is ${c.iter.join(', ')}`;
  if ('bioFlag' in c) return `${c.bioFlag} is ${c.is}`;
  if ('text' in c) return c.text;
  if ('has' in c) return `${c.param} holds ${c.has}`;
  if ('lacks' in c) return `${c.param} lacks ${c.lacks}`;
  return `${c.param} is ${c.is === 'null' ? 'NULL' : c.is === 'non-null' ? 'not NULL' : c.is}`;
}

function effectText(effect: PlacedEffect): string {
  const words = `${EFFECT_WORDS[effect.effect]}${effect.longterm === 'always' ? ', long-term,' : ''}`;
  const what = effect.on === undefined ? words : `${words} ${placeText(effect.on)}${countText(effect.count ?? '1')}`;
  const parts = [what];
  if (effect.dirties !== undefined) parts.push(effect.dirties === 'always' ? '(after dirtying)' : `(after dirtying if ${effect.dirties.slice(3)})`);
  if (effect.with !== undefined) parts.push(`(undone by ${effect.with}())`);
  const when = (effect.when ?? []).map(conditionText);
  return `${parts.join(' ')}${when.length === 0 ? '' : `, when ${when.join(' and ')}`}`;
}

const rangeText = (form: Form): string => {
  if (form.range === undefined) return '';
  const { since, until, certainty } = form.range;
  const said = [since === undefined ? '' : `since ${since}`, until === undefined ? '' : `until ${until}`].filter((s) => s !== '').join(', ');
  return certainty === 'V' ? said : `${said} (from memory, not verified)`;
};

/** For each known tree where it is declared, or that it is absent; then the series that gave it another form, and since when this form is there. */
function availability({ entry, form }: ApiFacts): readonly string[] {
  const series = entry.forms.filter((f) => f.series !== undefined);
  if (series.length === entry.forms.length) return [`only in the series ${series[0]?.series ?? ''}, which never merged in this form`];
  const trees = knownTrees.map((tree) => {
    const at = entry.forms.find((f) => f.at?.[tree] !== undefined)?.at?.[tree];
    return `${tree}: ${at ?? 'absent'}`;
  });
  const range = rangeText(form);
  return [
    ...trees,
    ...(range === '' ? [] : [`${entry.forms.length - series.length > 1 ? 'this form ' : ''}${range}`]),
    ...series.map((f) => `as \`${f.prototype ?? entry.name}\` in the series ${f.series ?? ''}, which never merged in this form`),
  ];
}

const basisText = (facts: ApiFacts, version: KernelVersion | undefined): string | undefined => {
  if (version === undefined) return undefined;
  const v = formatKernelVersion({ major: version.major, minor: version.minor });
  if (facts.basis === 'series') return undefined;
  if (facts.presence === 'absent') return `Absent in ${v}; what follows is of another version.`;
  if (facts.basis === 'exact') return undefined;
  return `${v} was not read; these are the nearest known facts.`;
};

function contextText(facts: ApiFacts): readonly string[] {
  const c = facts.context;
  const out: string[] = [];
  if (c.lock !== undefined) out.push(LOCK_WORDS[c.lock]);
  if (c.dropsLockThrough !== undefined) out.push(`the lock may be dropped when ${c.dropsLockThrough} is not NULL`);
  if (c.sleeps === true) out.push('may sleep');
  else if (typeof c.sleeps === 'string') out.push(`sleeps if ${c.sleeps.slice(3)}`);
  else if (c.sleeps === false) out.push('never sleeps');
  if (c.irqSafe === true) out.push('any context, interrupts included');
  if (c.validUntil !== undefined) out.push(`what it hands out is void after ${c.validUntil.map((n) => `${n}()`).join(', ')}`);
  if (c.note !== undefined) out.push(c.note);
  return out;
}

function returnText(facts: ApiFacts): string | undefined {
  const r = facts.returns;
  if (r === undefined || (r.convention === 'void' && r.note === undefined)) return undefined;
  const parts = [RETURN_WORDS[r.convention]];
  if (r.partial === true)
    parts.push(COUNTS.has(r.convention) ? 'may be fewer than asked for: the caller owns exactly that many' : 'may cover only a part');
  if (r.heldOnError === 'nothing') parts.push('on failure nothing is held');
  if (r.heldOnError === 'some') parts.push('on failure part of it may be held, and the caller must release that');
  if (r.zero !== undefined) parts.push(`0: ${r.zero}`);
  if (r.note !== undefined) parts.push(r.note);
  return parts.join('; ');
}

const section = (title: string, lines: readonly string[]): readonly string[] => {
  if (lines.length === 0) return [];
  if (lines.length === 1) return [`**${title}:** ${prose(lines[0] ?? '')}`, ''];
  return [`**${title}:**`, ...lines.map((line) => `- ${prose(line)}`), ''];
};

/** Undefined for a name that the knowledge base does not hold and the ignore list does not explain. Ends without a line break. */
export function apiText(name: string, version?: KernelVersion): string | undefined {
  const facts = lookup(name, version);
  if (facts === undefined) return ignoredText(name);
  const { entry } = facts;
  const warning = basisText(facts, version);
  const returns = returnText(facts);
  const helper = helperNamed(name);
  const iterator = iteratorNamed(name);
  const lines: string[] = [
    ...(facts.prototype === undefined
      ? [`**${name}**`]
      : ['```c', `${facts.prototype}${facts.kind === 'function' || facts.kind === 'field' ? ';' : ''}`, '```']),
    prose(facts.summary),
    '',
    ...(warning === undefined ? [] : [`_${warning}_`, '']),
    ...(entry.flag === undefined || entry.family !== 'gup-flag' ? [] : section('Callers', [FLAG_WORDS[entry.flag.callerMayPass]])),
    ...section('Effect', facts.effects.filter((effect) => effect.effect !== 'none').map(effectText)),
    ...section('Release with', facts.releaseWith.length === 0 ? [] : [facts.releaseWith.map((n) => `${n}()`).join(', ')]),
    ...section('Returns', returns === undefined ? [] : [returns]),
    ...section('Context', contextText(facts)),
    ...(iterator === undefined ? [] : section('Stores through the variable', [iterator.storesReachTable ? 'change the table' : 'are lost or local'])),
    ...(helper === undefined || helper.conditions.length === 0
      ? []
      : section(
          'Stands for the open-coded form only if',
          helper.conditions.map((c) => helperConditions[c]),
        )),
    ...section('Notes', facts.notes),
    ...(facts.onlyIn.length === 0 ? [] : section('Means this only in', facts.onlyIn)),
    ...section('Kernels', [availability(facts).join('; ')]),
    ...(entry.definedIn === undefined ? [] : section('Defined in', [entry.definedIn])),
    ...(entry.doc === undefined ? [] : section('Documentation', [documentationLink(entry.doc)])),
  ];
  return lines.join('\n').trimEnd();
}

const FLAG_WORDS = {
  yes: 'may pass it',
  no: 'must not pass it',
  'pin-only': 'may pass it to pin_user_pages*() only',
  'get-only': 'need not pass it; illegal with pin_user_pages*()',
} as const;

/** The rendered page of a file under Documentation/. */
export const documentationLink = (path: string): string => {
  const page = path.replace(/^Documentation\//, '').replace(/\.rst$/, '.html');
  return `[${path}](https://docs.kernel.org/${page})`;
};

function ignoredText(name: string): string | undefined {
  if (!isIgnored(name)) return undefined;
  const group = ignored.find((g) => g.names?.includes(name) === true || g.patterns?.some((p) => new RegExp(`^(?:${p})$`).test(name)) === true);
  return group === undefined ? undefined : `**${name}**\n\nNot about page references: ${group.reason}`;
}

export interface ApiListItem {
  readonly name: string;
  readonly family: string;
  readonly tracked: boolean;
  readonly summary: string;
}

/** Every name of the tables with its one line, by family as the files have it, then by name: for `gupscope api` without a name. */
export function explainAll(): readonly ApiListItem[] {
  const families = [...new Set([...entries.values()].map((entry) => entry.family))];
  return [...entries.values()]
    .sort((a, b) => families.indexOf(a.family) - families.indexOf(b.family) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ name, family, tracked, summary }) => ({ name, family, tracked, summary }));
}
