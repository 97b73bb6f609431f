/** Faults around the data of pages: not marked dirty, marked without the lock, referenced instead of pinned, pinned as if for a moment. */
import type { Node } from 'web-tree-sitter';
import type { Group } from './checks.ts';
import { isWhole, remove, replace } from './editing.ts';
import type { FunctionText, Release } from './pages.ts';
import { type Draft, rules, type Scope } from './types.ts';

interface DataSite {
  readonly fn: FunctionText;
  readonly group: Group;
  readonly scope: Scope;
}

const callsOf = (fn: FunctionText, name: RegExp): Node[] =>
  fn.body.descendantsOfType('call_expression').filter((n): n is Node => n !== null && name.test(n.childForFieldName('function')?.text ?? ''));
const argumentsOf = (call: Node): Node[] =>
  (call.childForFieldName('arguments')?.namedChildren ?? []).filter((n): n is Node => n !== null && n.type !== 'comment');

const WRITES = /\b(memcpy_to_page|memzero_page|zero_user|clear_highpage|copy_page_from_iter|DMA_FROM_DEVICE|DMA_BIDIRECTIONAL)\b/;
const DEVICE = /\b(dma_map_(page|sg|sgtable|single)(_attrs)?)\b/;
const ADDRESS = /\b(kmap\w*|page_address|vmap)\b/;
const STORES = /\b(memcpy|memset|memmove|copy_from_user|set_bit|clear_bit|test_and_set_bit|bitmap_set)\b/;

/** Something in the function writes to pages by a name that says so. */
const writesData = (fn: FunctionText): boolean => {
  const text = fn.textOf(fn.body);
  return WRITES.test(text) || (ADDRESS.test(text) && STORES.test(text));
};

const takesForWriting = (fn: FunctionText, group: Group): boolean => group.takings.some((t) => /\bFOLL_WRITE\b/.test(fn.textOf(t.taking.call)));

/** No line marks these pages dirty any more. */
export function* cleanRelease({ fn, group, scope }: DataSite): Generator<Draft> {
  if (!takesForWriting(fn, group) || !writesData(fn)) return;
  const marks = callsOf(fn, /^set_page_dirty(_lock)?$/);
  const dirtying = group.releases.filter((r) => r.callee.endsWith('_dirty_lock'));
  for (const release of dirtying) {
    const args = argumentsOf(release.call);
    if (marks.length > 0 || args.length !== 3 || args[2]?.text === 'false' || !isWhole(fn, release.call)) continue;
    const edits = [replace(fn, release.call, `unpin_user_pages(${args.slice(0, 2).map(fn.textOf).join(', ')})`)];
    yield { kind: 'clean-release', variant: 'call', scope, at: fn.spanOf(release.call).start, edits, accepted: [rules.clean] };
  }
  const [mark] = marks;
  const statement = mark?.parent;
  if (!mark || marks.length > 1 || dirtying.length > 0 || statement?.type !== 'expression_statement' || !isWhole(fn, statement)) return;
  yield { kind: 'clean-release', variant: 'mark', scope, at: fn.spanOf(mark).start, edits: remove(fn, statement), accepted: [rules.clean] };
}

export function* unlockedDirty({ fn, group, scope }: DataSite): Generator<Draft> {
  for (const call of callsOf(fn, /^set_page_dirty_lock$/)) {
    const callee = call.childForFieldName('function');
    const [page] = argumentsOf(call);
    if (!callee || !page || !group.releases.some((r) => sameArray(r, page)) || !isWhole(fn, call)) continue;
    const edits = [replace(fn, callee, 'set_page_dirty')];
    yield { kind: 'unlocked-dirty', variant: 'call', scope, at: fn.spanOf(call).start, edits, accepted: [rules.unlocked] };
  }
}

const arrayOf = (text: string): string => text.replace(/\s+/g, '').replace(/^&/, '').replace(/\[.*$/, '');
const sameArray = (release: Release, page: Node): boolean => arrayOf(release.argument.text) === arrayOf(page.text);

const references: Readonly<Record<string, string>> = {
  unpin_user_page: 'put_page',
  unpin_user_pages: 'release_pages',
  unpin_user_pages_dirty_lock: 'release_pages',
};

/** The call and every release of its pages, from pin to get. */
export function* getForPin({ fn, group, scope }: DataSite): Generator<Draft> {
  const [taking, ...others] = group.takings;
  const callee = taking?.taking.call.childForFieldName('function');
  const name = taking?.taking.callee ?? '';
  // Pages in a member are released elsewhere, too, and that would be the fault.
  if (scope !== 'function' || !taking || others.length > 0 || !callee || !name.startsWith('pin_user_pages') || !isWhole(fn, taking.taking.call))
    return;
  if (!DEVICE.test(fn.textOf(fn.body)) && !(takesForWriting(fn, group) && writesData(fn))) return;
  if (/FOLL_LONGTERM/.test(fn.textOf(fn.body))) return;
  const releases = group.releases.map((r) => ({ call: r.call, name: references[r.callee] }));
  if (releases.length === 0 || releases.some((r) => r.name === undefined || !isWhole(fn, r.call))) return;
  const edits = [replace(fn, callee, name.replace('pin_', 'get_'))];
  for (const r of releases) {
    const args = argumentsOf(r.call).slice(0, r.name === 'put_page' ? 1 : 2);
    edits.push(replace(fn, r.call, `${r.name}(${args.map(fn.textOf).join(', ')})`));
  }
  yield { kind: 'get-for-pin', variant: 'all', scope, at: fn.spanOf(taking.taking.call).start, edits, accepted: [rules.reference] };
}

/** `FOLL_LONGTERM` to a function that takes references. */
export function* refusedFlag({ fn, group, scope }: DataSite): Generator<Draft> {
  for (const { taking } of group.takings) {
    const callee = taking.call.childForFieldName('function');
    const flag = argumentsOf(taking.call).find((a) => /^(\w+\s*\|\s*)*FOLL_WRITE$/.test(a.text));
    if (!callee || !flag || !isWhole(fn, taking.call)) continue;
    const bad = taking.callee.startsWith('pin_user_pages') ? 'FOLL_GET' : taking.callee.startsWith('get_user_pages') ? 'FOLL_LONGTERM' : undefined;
    if (bad === undefined) continue;
    const edits = [replace(fn, flag, `${fn.textOf(flag)} | ${bad}`)];
    yield { kind: 'refused-flag', variant: bad, scope, at: fn.spanOf(taking.call).start, edits, accepted: [rules.flags] };
  }
}

/** Pins that stay, without the flag that says so. */
export function* shortTerm({ fn, group, scope }: DataSite): Generator<Draft> {
  for (const { taking } of group.takings) {
    const flags = argumentsOf(taking.call).find((a) => a.type === 'binary_expression' && /\bFOLL_LONGTERM\b/.test(a.text));
    if (scope !== 'field' || !flags || !isWhole(fn, taking.call)) continue;
    const rest = fn
      .textOf(flags)
      .split('|')
      .map((f) => f.trim())
      .filter((f) => f !== 'FOLL_LONGTERM');
    const edits = [replace(fn, flags, rest.join(' | '))];
    yield { kind: 'short-term', variant: 'flag', scope, at: fn.spanOf(taking.call).start, edits, accepted: [rules.longterm] };
  }
}
