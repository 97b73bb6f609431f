/** Harmless edits of names, conditions and the way through the function. */
import type { Node } from 'web-tree-sitter';
import type { Group } from './checks.ts';
import { reachableFrom, statementsOf } from './control.ts';
import { inBlock, indentOf, insertBefore, isPure, isWhole, replace, wrap } from './editing.ts';
import type { FunctionText } from './pages.ts';
import { failingReturn } from './pathFaults.ts';
import type { Draft, Scope } from './types.ts';

type Make = (variant: string, at: Node, edits: Draft['edits']) => Draft;

export function* harmlessPath(fn: FunctionText, groups: readonly Group[], scope: Scope): Generator<Draft> {
  const draft: Make = (variant, node, edits) => ({ kind: 'harmless', variant, scope, at: fn.spanOf(node).start, edits, accepted: [] });
  const near = new Set(groups.flatMap((g) => g.takings.flatMap((t) => [t.taking.step, ...t.checks.map((c) => c.step)])));
  const takes = new Set(groups.flatMap((g) => g.takings.map((t) => t.taking.step)));
  yield* renames(fn, groups, draft);
  yield* conditions(fn, near, draft);
  yield* exits(fn, groups, draft);
  yield* startings(fn, takes, draft);
  for (const { taking } of groups.flatMap((g) => g.takings)) {
    const statement = taking.call.parent?.type === 'assignment_expression' ? taking.call.parent.parent : null;
    if (statement?.type !== 'expression_statement' || !inBlock(statement) || !isWhole(fn, statement)) continue;
    yield draft('debug-before', statement, insertBefore(fn, statement, 'pr_debug("%s: take\\n", __func__);'));
    yield draft('comment-before', statement, wrap(fn, statement, `/* May take fewer than asked for. */\n${indentOf(fn, statement)}`, ''));
    const label = statement.parent?.type === 'labeled_statement';
    if (!label) yield draft('braces', statement, wrap(fn, statement, '{ ', ' }'));
  }
}

/** Locals by which the function knows its pages and their number. */
function* renames(fn: FunctionText, groups: readonly Group[], draft: Make): Generator<Draft> {
  const names = new Set(groups.flatMap((g) => [g.name, ...g.takings.flatMap((t) => [...t.counts])]).filter((n) => /^[a-z_]\w*$/.test(n)));
  const { start, end } = fn.spanOf(fn.definition);
  const text = fn.file.text.slice(start, end);
  // A macro may use the caller's names; directives would have to be renamed with care.
  if (/^[ \t]*#/m.test(text)) return;
  for (const name of names) {
    const uses = fn.definition.descendantsOfType('identifier').filter((n): n is Node => n?.text === name);
    const declared = uses.filter(
      (n) => /declarator$|^declaration$|^parameter_declaration$/.test(n.parent?.type ?? '') && n.parent?.childForFieldName('value')?.id !== n.id,
    );
    const words = [...text.matchAll(new RegExp(`(?<![\\w>.])\\b${name}\\b`, 'g'))];
    if (declared.length !== 1 || words.length !== uses.length || /^(struct|type)/.test(name)) continue;
    const [first] = uses;
    if (first)
      yield draft(
        'rename',
        first,
        uses.map((n) => replace(fn, n, `seed_${name}`)),
      );
  }
}

function* conditions(fn: FunctionText, near: ReadonlySet<number>, draft: Make): Generator<Draft> {
  for (const node of fn.body.descendantsOfType('if_statement')) {
    const condition = node?.childForFieldName('condition');
    const inner = condition?.namedChild(0);
    const then = node?.childForFieldName('consequence');
    const step = node ? fn.graph.entryOf.get(node.id) : undefined;
    if (!node || !condition || !inner || !then || step === undefined || !near.has(step) || !isWhole(fn, node)) continue;
    const text = fn.textOf(inner);
    const otherwise = node.childForFieldName('alternative');
    if (!/likely\(/.test(text)) yield draft('unlikely', node, [replace(fn, condition, `(unlikely(${text}))`)]);
    const [left, right] = [inner.childForFieldName('left'), inner.childForFieldName('right')];
    const operator = inner.type === 'binary_expression' ? inner.childForFieldName('operator')?.text : undefined;
    const jump = soleJump(then);
    if (operator === '||' && left && right && jump && !otherwise && inBlock(node)) {
      const indent = indentOf(fn, node);
      const leave = fn.textOf(jump);
      yield draft('split-or', node, [
        replace(fn, node, `if (${fn.textOf(left)})\n${indent}\t${leave}\n${indent}if (${fn.textOf(right)})\n${indent}\t${leave}`),
      ]);
    }
    if (operator !== undefined && left && right && /^([<>]=?|[!=]=)$/.test(operator)) {
      if (isPure(left) && isPure(right))
        yield draft('mirrored', node, [replace(fn, inner, `${fn.textOf(right)} ${mirror[operator] ?? operator} ${fn.textOf(left)}`)]);
      yield draft('not-opposite', node, [replace(fn, inner, `!(${fn.textOf(left)} ${opposite[operator]} ${fn.textOf(right)})`)]);
    }
    const second = otherwise?.namedChildren.find((c) => c?.type !== 'comment');
    if (otherwise && second && second.type !== 'if_statement') {
      const swapped = `if (!(${text})) ${braced(fn, second)} else ${braced(fn, then)}`;
      yield draft('reversed', node, [replace(fn, node, swapped)]);
    } else if (!otherwise && jump) {
      yield draft('empty-else', node, [
        replace(fn, node, `if (!(${text})) {\n${indentOf(fn, node)}\t;\n${indentOf(fn, node)}} else ${braced(fn, then)}`),
      ]);
    }
  }
}

const mirror: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
const opposite: Readonly<Record<string, string>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<', '==': '!=', '!=': '==' };

const braced = (fn: FunctionText, node: Node): string => (node.type === 'compound_statement' ? fn.textOf(node) : `{ ${fn.textOf(node)} }`);

/** A branch that is nothing but a jump out. */
function soleJump(branch: Node): Node | undefined {
  const only = branch.type === 'compound_statement' ? (branch.namedChildCount === 1 ? branch.namedChild(0) : null) : branch;
  return only && /^(goto|return)_statement$/.test(only.type) ? only : undefined;
}

const COPIED_STATEMENTS = 4;

/** `goto out;` becomes what stands at `out`, where that is short and ends the function. */
function* exits(fn: FunctionText, groups: readonly Group[], draft: Make): Generator<Draft> {
  for (const node of fn.body.descendantsOfType('goto_statement')) {
    const name = node?.childForFieldName('label')?.text;
    const label = fn.body.descendantsOfType('labeled_statement').find((n) => n?.childForFieldName('label')?.text === name);
    const at = node ? fn.graph.entryOf.get(node.id) : undefined;
    if (!node || !label || label.parent?.id !== fn.body.id || at === undefined || !groups.some((g) => g.held.has(at) || g.short.has(at))) continue;
    const all = statementsOf(fn.body);
    const behind = [...statementsOf(label), ...all.slice(all.findIndex((s) => s.id === label.id) + 1)];
    const end = behind.findIndex((s) => s.type === 'return_statement');
    const copied = behind.slice(0, end < 0 ? behind.length : end + 1);
    // Only a function without a value may run off its end.
    if (
      (end < 0 && failingReturn(fn) !== 'return;') ||
      copied.length > COPIED_STATEMENTS ||
      copied.some(
        (s) =>
          /labeled_statement|declaration/.test(s.type) || s.descendantsOfType(['labeled_statement', 'declaration']).length > 0 || !isWhole(fn, s),
      )
    )
      continue;
    const indent = indentOf(fn, node);
    const text = [...copied.map(fn.textOf), ...(end < 0 ? ['return;'] : [])].join(`\n${indent}`);
    yield draft('copied-exit', node, [replace(fn, node, `{ ${text} }`)]);
  }
}

/** A way out before anything is taken. */
function* startings(fn: FunctionText, takes: ReadonlySet<number>, draft: Make): Generator<Draft> {
  const leave = failingReturn(fn);
  const first = statementsOf(fn.body).find((s) => s.type !== 'declaration');
  const at = first && fn.graph.entryOf.get(first.id);
  if (leave === undefined || !first || at === undefined || takes.size === 0 || !inBlock(first)) return;
  const before = reachableFrom(fn.graph, takes);
  const earlier = [...takes].some((t) => (fn.graph.steps[t]?.node?.startIndex ?? 0) < first.startIndex);
  if (before.has(at) || earlier) return;
  yield draft('return-before', first, insertBefore(fn, first, `if (!current->mm) ${leave}`));
}
