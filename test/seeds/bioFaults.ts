/** Faults at bios: tables laid out by hand, pages of two origins in one bio, pages of others released. */
import type { Node } from 'web-tree-sitter';
import { insertAfter, insertBefore, isPure, isWhole, replace } from './editing.ts';
import { argumentsOf, type FunctionText } from './pages.ts';
import { type Draft, rules } from './types.ts';

/** A function without one of these has none. */
export const bioWords: readonly string[] = ['__bio_add_page', 'bio_iov_iter_get_pages', 'bio_for_each_segment', 'rq_for_each_segment'];

const callsOf = (fn: FunctionText, name: RegExp): Node[] =>
  fn.body.descendantsOfType('call_expression').filter((n): n is Node => n !== null && name.test(n.childForFieldName('function')?.text ?? ''));
const statementOf = (call: Node): Node | undefined => (call.parent?.type === 'expression_statement' ? call.parent : undefined);
const isName = (node: Node | undefined): node is Node => node?.type === 'identifier';

export function* bioFaults(fn: FunctionText, path: string): Generator<Draft> {
  if (!path.startsWith('block/')) yield* handRolled(fn);
  yield* mixedBio(fn);
  yield* walkedRelease(fn);
}

/** What the helper does, without it. */
function* handRolled(fn: FunctionText): Generator<Draft> {
  for (const call of callsOf(fn, /^__bio_add_page$/)) {
    const [bio, page, length, offset] = argumentsOf(call);
    const statement = statementOf(call);
    if (!bio || !page || !length || !offset || !statement || !isName(bio) || !isPure(call) || !isWhole(fn, statement)) continue;
    const vec = `${fn.textOf(bio)}->bi_io_vec[${fn.textOf(bio)}->bi_vcnt]`;
    const stores = [
      `${vec}.bv_page = ${fn.textOf(page)};`,
      `${vec}.bv_len = ${fn.textOf(length)};`,
      `${vec}.bv_offset = ${fn.textOf(offset)};`,
      `${fn.textOf(bio)}->bi_vcnt++;`,
    ];
    const edits = [replace(fn, statement, `{ ${stores.join(' ')} }`)];
    yield { kind: 'hand-rolled', variant: 'add', scope: 'function', at: fn.spanOf(call).start, edits, accepted: [rules.table] };
  }
}

/** A page of the kernel's into a bio of a user's pages, right before it goes. */
function* mixedBio(fn: FunctionText): Generator<Draft> {
  for (const fill of callsOf(fn, /^bio_iov_iter_get_pages$/)) {
    const [bio] = argumentsOf(fill);
    if (!isName(bio)) continue;
    const sent = callsOf(fn, /^submit_bio(_wait)?$/).filter(
      (c) => fn.textOf(argumentsOf(c)[0] ?? c) === fn.textOf(bio) && c.startIndex > fill.startIndex,
    );
    const statement = sent.map(statementOf).find((s) => s !== undefined);
    if (!statement || !isWhole(fn, statement)) continue;
    const at = fn.spanOf(statement).start;
    const add = (page: string): string => `__bio_add_page(${fn.textOf(bio)}, ${page}, 512, 0);`;
    yield {
      kind: 'mixed-bio',
      variant: 'kernel',
      scope: 'function',
      at,
      edits: insertBefore(fn, statement, add('virt_to_page(current)')),
      accepted: [rules.mixed],
    };
    yield { kind: 'harmless', variant: 'zero-page', scope: 'function', at, edits: insertBefore(fn, statement, add('ZERO_PAGE(0)')), accepted: [] };
  }
}

const walks = /^(?:bio|rq)_for_each_segment\s*\(\s*(\w+)/;

/** The page of the vec at hand is dropped, which whoever filled the bio will do. The parser is shown loops of macros as while loops. */
function* walkedRelease(fn: FunctionText): Generator<Draft> {
  for (const loop of fn.body.descendantsOfType('while_statement')) {
    const vec = loop && walks.exec(fn.textOf(loop))?.[1];
    const body = loop?.childForFieldName('body');
    const last = body?.type === 'compound_statement' ? body.namedChildren.findLast((n) => n?.type === 'expression_statement') : undefined;
    if (vec === undefined || vec === null || !last || !isWhole(fn, last)) continue;
    const page = `${vec}.bv_page`;
    const at = fn.spanOf(last).start;
    yield {
      kind: 'walked-release',
      variant: 'put',
      scope: 'function',
      at,
      edits: insertAfter(fn, last, `put_page(${page});`),
      accepted: [rules.borrowed],
    };
    yield { kind: 'harmless', variant: 'look', scope: 'function', at, edits: insertAfter(fn, last, `flush_dcache_page(${page});`), accepted: [] };
  }
}
