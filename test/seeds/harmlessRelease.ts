/** Harmless edits at a release: the same done in other words. */
import type { Group } from './checks.ts';
import { countingLoop } from './countFaults.ts';
import { ancestor, inBlock, indentOf, isPure, isWhole, namesIn, replace, wrap } from './editing.ts';
import { argumentsOf, type FunctionText, type Release } from './pages.ts';
import type { Draft, Scope } from './types.ts';

/** Array releases of which another one does the same with more to say. */
const alike: Readonly<Record<string, (args: readonly string[]) => string>> = {
  unpin_user_pages: ([pages, n]) => `unpin_user_pages_dirty_lock(${pages}, ${n}, false)`,
};
/** What releases a whole array as the loop over this one does. */
const plural: Readonly<Record<string, string>> = { put_page: 'release_pages', unpin_user_page: 'unpin_user_pages' };

export function* harmlessRelease(fn: FunctionText, release: Release, group: Group | undefined, scope: Scope): Generator<Draft> {
  const { statement, call, callee, argument, count } = release;
  if (!isWhole(fn, statement)) return;
  const at = fn.spanOf(call).start;
  const indent = indentOf(fn, statement);
  const draft = (variant: string, edits: Draft['edits']): Draft => ({ kind: 'harmless', variant, scope, at, edits, accepted: [] });
  const args = argumentsOf(call).map(fn.textOf);

  // Not inside the `if` of an `else` that would go with the new one.
  const [open, close] = inBlock(statement) ? ['', ''] : ['{ ', ' }'];
  yield draft('if-one', wrap(fn, statement, `${open}if (1) { `, ` }${close}`));
  yield draft('do-once', wrap(fn, statement, 'do { ', ' } while (0);'));
  yield draft('comment', wrap(fn, statement, `/* The pages go here. */\n${indent}`, ''));
  yield draft('debug', wrap(fn, statement, `${open}pr_debug("%s: release\\n", __func__);\n${indent}`, close));

  if (count && isPure(count)) {
    const list = args.map((a, i) => (i === args.indexOf(fn.textOf(count)) ? 'seed_count' : a)).join(', ');
    yield draft('count-alias', [
      replace(fn, statement, `{\n${indent}\tlong seed_count = ${fn.textOf(count)};\n\n${indent}\t${callee}(${list});\n${indent}}`),
    ]);
  }
  if (isPure(argument) && !/^p9_|^unpin_folio|folio/.test(callee)) {
    const type = count ? 'struct page **' : 'struct page *';
    const place = args.indexOf(fn.textOf(argument));
    const list = args.map((a, i) => (i === place ? 'seed_pages' : a)).join(', ');
    if (/^(unpin_user_pages|unpin_user_pages_dirty_lock|release_pages|put_page|unpin_user_page)$/.test(callee)) {
      yield draft('page-alias', [
        replace(fn, statement, `{\n${indent}\t${type}seed_pages = ${fn.textOf(argument)};\n\n${indent}\t${callee}(${list});\n${indent}}`),
      ]);
      if (args.length === (count ? 2 : 1)) yield draft('helper', helperEdits(fn, release, args));
    }
  }
  const other = alike[callee]?.(args);
  if (other !== undefined && count) yield draft('dirty-lock-form', [replace(fn, call, other)]);
  if (group) yield* tested(fn, release, draft);
  yield* loops(fn, release, draft);
}

/** The release moves into a function of its own above. */
function helperEdits(fn: FunctionText, { statement, callee, count }: Release, args: readonly string[]): Draft['edits'] {
  const head = fn.file.itemAt(fn.spanOf(statement).start);
  const before = head ? head.start : fn.spanOf(fn.definition).start;
  const parameters = count ? 'struct page **pages, unsigned long nr' : 'struct page *page';
  const own = count ? 'pages, nr' : 'page';
  const helper = `static void gupscope_seed_release(${parameters})\n{\n\t${callee}(${own});\n}\n\n`;
  return [{ span: { start: before, end: before }, newText: helper }, replace(fn, statement, `gupscope_seed_release(${args.join(', ')});`)];
}

type Make = (variant: string, edits: Draft['edits']) => Draft;

/** A local array that was tested before is tested again. */
function* tested(fn: FunctionText, { argument, statement }: Release, draft: Make): Generator<Draft> {
  if (argument.type !== 'identifier') return;
  const name = argument.text;
  const test = fn.body.descendantsOfType('if_statement').find((n) => n?.childForFieldName('condition')?.text === `(!${name})`);
  const branch = test?.childForFieldName('consequence');
  if (!test || !branch || !/(return|goto)\b/.test(branch.text) || test.parent?.id !== fn.body.id || test.startIndex > statement.startIndex) return;
  const [open, close] = inBlock(statement) ? ['', ''] : ['{ ', ' }'];
  yield draft('null-test', wrap(fn, statement, `${open}if (${name}) { `, ` }${close}`));
}

function* loops(fn: FunctionText, release: Release, draft: Make): Generator<Draft> {
  const { statement, callee, argument } = release;
  const counting = countingLoop(release);
  if (counting && isWhole(fn, counting.loop)) {
    const { loop, bound, index } = counting;
    const many = plural[callee];
    const single = loop.childForFieldName('body');
    const only = single?.id === statement.id || (single?.type === 'compound_statement' && single.namedChildCount === 1);
    const array =
      argument.type === 'subscript_expression' && argument.childForFieldName('index')?.text === index ? argument.childForFieldName('argument') : null;
    const later = fn.file.text.slice(fn.spanOf(loop).end, fn.spanOf(fn.body).end);
    const unused = !new RegExp(`\\b${index}\\b`).test(later) && !ancestor(loop, /^(for|while|do)_statement$/, fn.body);
    if (many !== undefined && only && array && unused)
      yield draft('array-form', [replace(fn, loop, `${many}(${fn.textOf(array)}, ${fn.textOf(bound)});`)]);
    if (only && isPure(bound))
      yield draft(
        'bound-alias',
        wrap(fn, loop, `{\n${indentOf(fn, loop)}\tlong seed_bound = ${fn.textOf(bound)};\n\n${indentOf(fn, loop)}\t`, ' }').concat(
          replace(fn, bound, 'seed_bound'),
        ),
      );
  }
  let loop = statement.parent;
  if (loop?.type === 'compound_statement') loop = loop.parent;
  const condition = loop?.type === 'while_statement' ? loop.childForFieldName('condition') : null;
  const index = /^\(\s*(\w+)--\s*\)$/.exec(condition?.text ?? '')?.[1];
  if (!loop || !condition || index === undefined || !namesIn(statement).has(index)) return;
  if (
    !new RegExp(`\\b(int|long|ssize_t)\\s[^;()]*\\b${index}\\b[^;()]*;`).test(fn.body.text) ||
    new RegExp(`\\bunsigned\\s[^;()]*\\b${index}\\b`).test(fn.definition.text)
  )
    return;
  const head = { start: fn.spanOf(loop).start, end: fn.spanOf(condition).end };
  yield draft('while-to-for', [{ span: head, newText: `for (${index} = ${index} - 1; ${index} >= 0; ${index}--)` }]);
}
