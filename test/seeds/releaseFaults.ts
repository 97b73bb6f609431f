/** Faults at a release: left out, of the wrong kind, done twice, followed by a use. */
import type { Node } from 'web-tree-sitter';
import type { Group } from './checks.ts';
import { statementsOf } from './control.ts';
import { countingLoop } from './countFaults.ts';
import { inBlock, insertAfter, isPure, isWhole, remove, replace } from './editing.ts';
import { type FunctionText, isNull, type Release } from './pages.ts';
import { type Draft, rules, type Scope } from './types.ts';

/** A release as the generators see it: in a function that takes (`group`), or in one that only releases what the file takes. */
export interface ReleaseSite {
  readonly fn: FunctionText;
  readonly release: Release;
  readonly group?: Group;
  readonly scope: Scope;
  /** Releases elsewhere would still free the pages if this one went. */
  readonly dropIsFault: boolean;
  readonly swapIsFault: boolean;
}

/** The release with the loop or condition around it that has nothing else to do. */
export function unitOf(fn: FunctionText, release: Release): Node {
  let unit = release.statement;
  for (let up = unit.parent; up && up.id !== fn.body.id; up = up.parent) {
    if (up.type === 'compound_statement') {
      const others = statementsOf(up).filter((s) => s.id !== unit.id);
      const loop = /^(for|while)_statement$/.test(up.parent?.type ?? '');
      if (others.some((s) => !(loop && s.type === 'declaration') && !(loop && isName(s)))) break;
    } else if (/^(for|while)_statement$/.test(up.type)) {
      if (/for_statement/.test(unit.type)) break;
    } else if (up.type === 'if_statement') {
      const condition = up.childForFieldName('condition');
      const silent = condition && isPure(condition) && condition.descendantsOfType('call_expression').length === 0;
      if (up.childForFieldName('alternative') || !silent) break;
    } else break;
    unit = up;
  }
  return unit.type === 'compound_statement' ? release.statement : unit;
}

/** `page = pages[i];`: of no use but for the release. */
const isName = (statement: Node): boolean => {
  const value = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
  return value?.type === 'assignment_expression' && value.childForFieldName('right')?.type !== 'call_expression';
};

export function* dropRelease({ fn, release, group, scope, dropIsFault }: ReleaseSite): Generator<Draft> {
  if (!dropIsFault) return;
  const unit = unitOf(fn, release);
  if (!isWhole(fn, unit)) return;
  const parent = unit.parent;
  const edits = parent?.type === 'else_clause' ? [replace(fn, parent, '')] : remove(fn, unit);
  const variant = unit.id === release.statement.id ? 'statement' : unit.type.replace('_statement', '');
  const partial = group?.short.has(release.step) ?? false;
  yield {
    kind: 'drop-release',
    variant,
    scope,
    at: fn.spanOf(release.call).start,
    edits,
    accepted: partial ? [rules.leak, rules.partial] : [rules.leak],
  };
}

/** The wrong twin of each release: with the same arguments, of the first, of the first two, or with a 1 behind. */
const twins: Readonly<Record<string, { readonly name: string; readonly arguments: 1 | 2 | 'one' }>> = {
  unpin_user_page: { name: 'put_page', arguments: 1 },
  unpin_user_pages: { name: 'release_pages', arguments: 2 },
  unpin_user_pages_dirty_lock: { name: 'release_pages', arguments: 2 },
  unpin_folio: { name: 'folio_put', arguments: 1 },
  unpin_folios: { name: 'release_pages', arguments: 2 },
  unpin_user_folio: { name: 'folio_put_refs', arguments: 2 },
  put_page: { name: 'unpin_user_page', arguments: 1 },
  release_pages: { name: 'unpin_user_pages', arguments: 2 },
  folio_put: { name: 'unpin_user_folio', arguments: 'one' },
  folio_put_refs: { name: 'unpin_user_folio', arguments: 2 },
};

export function* swapRelease({ fn, release, scope, swapIsFault }: ReleaseSite): Generator<Draft> {
  const twin = twins[release.callee];
  const list = release.call.childForFieldName('arguments');
  if (!twin || !list || !swapIsFault || !isWhole(fn, release.call)) return;
  const args = list.namedChildren.filter((n): n is Node => n !== null && n.type !== 'comment').map(fn.textOf);
  const kept = twin.arguments === 'one' ? [...args, '1'] : args.slice(0, twin.arguments);
  const edits = [replace(fn, release.call, `${twin.name}(${kept.join(', ')})`)];
  yield { kind: 'swap-release', variant: twin.name, scope, at: fn.spanOf(release.call).start, edits, accepted: [rules.mismatch] };
}

/** The loop starts its counter itself, so that a second run does the same. */
const startsAnew = (loop: Node): boolean => loop.type === 'for_statement' && loop.childForFieldName('initializer') !== null;

export function* doubleRelease({ fn, release, scope }: ReleaseSite): Generator<Draft> {
  // Given the address of the array, a helper can see to it that a second call does nothing.
  if (release.wrapper && release.argument.type === 'pointer_expression') return;
  const unit = unitOf(fn, release);
  const again = startsAnew(unit) ? unit : release.statement;
  if (!isWhole(fn, again) || (again.id === release.statement.id && !isPure(release.call))) return;
  const text = fn.textOf(again);
  const edits = insertAfter(fn, again, text);
  const variant = again.id === release.statement.id ? 'statement' : 'loop';
  yield { kind: 'double-release', variant, scope, at: fn.spanOf(release.call).start, edits, accepted: [rules.double] };
}

/** Uses of one page that need it to be there. */
const uses: readonly ((page: string) => string)[] = [
  (page) => `flush_dcache_page(${page});`,
  (page) => `set_page_dirty_lock(${page});`,
  (page) => `memset(page_address(${page}), 0, 1);`,
  (page) => `kunmap_local(kmap_local_page(${page}));`,
];

/** `choose` picks the way of touching, the same for the same place. */
export function* touchAfter({ fn, release, group, scope }: ReleaseSite, choose: (n: number) => number): Generator<Draft> {
  const { argument, statement } = release;
  // Behind a release of another kind the page may well be held by somebody else.
  if (!group?.takings.length || !isPure(argument) || isNull(argument) || !release.direct) return;
  const page = pageText(fn, release);
  const unit = unitOf(fn, release);
  const loop = /^(for|while)_statement$/.test(unit.type);
  const behind = loop ? unit : statement;
  const touched = loop ? firstOfLoop(fn, release) : page;
  if (touched === undefined || !isWhole(fn, behind) || (loop && !inBlock(unit))) return;
  const way = choose(uses.length);
  const use = uses[way]?.(touched);
  if (use === undefined) return;
  const edits = insertAfter(fn, behind, use);
  yield { kind: 'touch-after', variant: use.replace(/\(.*/, ''), scope, at: fn.spanOf(release.call).start, edits, accepted: [rules.late] };
}

/** What a loop from 0 up, or down to 0, has released for sure. */
function firstOfLoop(fn: FunctionText, release: Release): string | undefined {
  const { argument } = release;
  const array = argument.type === 'subscript_expression' ? argument.childForFieldName('argument') : null;
  const down = /^while\s*\(\s*\w+--\s*\)/.test(unitOf(fn, release).text);
  return array && /^[\w>.-]+$/.test(array.text) && (down || countingLoop(release)) ? `${fn.textOf(array)}[0]` : undefined;
}

/** The first page that the release lets go of. */
function pageText(fn: FunctionText, { argument, count }: Release): string | undefined {
  const text = fn.textOf(argument);
  if (!count) return text;
  if (argument.type === 'pointer_expression' && text.startsWith('&')) return text.slice(1).trim();
  return /^[\w>.\-[\]]+$/.test(text) ? `${text}[0]` : undefined;
}
