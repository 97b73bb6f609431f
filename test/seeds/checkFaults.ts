/** Faults of the check: fewer pages than asked for, or an errno, pass for what was wanted. */
import type { Node } from 'web-tree-sitter';
import { type Check, type Checked, canBeShort, type Group, stripped } from './checks.ts';
import { reachableFrom } from './control.ts';
import { isPure, isWhole, namesIn, remove, replace } from './editing.ts';
import { assignmentsIn, type FunctionText } from './pages.ts';
import { type Draft, rules, type Scope } from './types.ts';

const plain = (text: string): string => text.replace(/\s+/g, '');

const both: readonly string[] = [rules.partial, rules.unchecked];

/** Where the good side of a check starts. */
function goodSide(fn: FunctionText, check: Check): number[] {
  return (fn.graph.steps[check.step]?.next ?? []).filter((e) => e.when === check.good).map((e) => e.to);
}

/** The `if` whose whole condition the check is in. */
function ifOf(fn: FunctionText, check: Check): Node | undefined {
  const parent = fn.graph.steps[check.step]?.node?.parent;
  return parent?.type === 'if_statement' ? parent : undefined;
}

/** The bad side never comes back: its last statement leaves. */
function leaves(branch: Node | null): boolean {
  const last = branch?.type === 'compound_statement' ? branch.namedChildren.filter((n) => n?.type !== 'comment').at(-1) : branch;
  return /^(return|goto|break|continue)_statement$/.test(last?.type ?? '');
}

/** The check may let fewer through than asked for: behind it, the function goes on with the number asked for. */
export function* shortUnnoticed(fn: FunctionText, group: Group, scope: Scope): Generator<Draft> {
  for (const checked of group.takings) {
    const { taking, checks, unread } = checked;
    const { requested, result } = taking;
    if (!requested || !canBeShort(fn, taking) || unread || !isPure(requested)) continue;
    const short = checks.filter((c) => c.level === 'short');
    const [check] = short;
    const node = check && ifOf(fn, check);
    if (!check?.with || !node || short.length !== 1 || plain(fn.textOf(stripped(check.with))) !== plain(fn.textOf(requested))) continue;
    if (!usesCount(fn, checked, check, requested)) continue;
    const at = fn.spanOf(check.test).start;
    const left = check.test.childForFieldName('left');
    const operator = check.test.childForFieldName('operator')?.text;
    const reversed = left?.id === check.with.id;
    const subject = reversed ? check.test.childForFieldName('right') : left;
    if (!subject || !isWhole(fn, node)) continue;
    const weak = `${fn.textOf(subject)} ${operator === '==' || check.good ? '>=' : '<'} 0`;
    const unsigned = result !== undefined && isUnsigned(fn, result);
    yield {
      kind: 'short-unnoticed',
      variant: 'weakened',
      scope,
      at,
      edits: [replace(fn, check.test, weak)],
      accepted: unsigned ? both : [rules.partial],
    };
    const whole = !check.good && stripped(node.childForFieldName('condition') ?? node).id === check.test.id;
    if (!result || !whole || node.childForFieldName('alternative') || !leaves(node.childForFieldName('consequence')) || !isPure(check.test)) continue;
    const negative = checks.some(
      (c) => c !== check && c.level !== 'short' && goodSide(fn, c).some((s) => s === check.step || reachableFrom(fn.graph, [s]).has(check.step)),
    );
    yield { kind: 'short-unnoticed', variant: 'deleted', scope, at, edits: remove(fn, node), accepted: negative ? [rules.partial] : both };
  }
}

/** The number asked for is used behind the check as it was: before the next acquire, and before it gets another value. */
function usesCount(fn: FunctionText, { taking }: Checked, check: Check, requested: Node): boolean {
  const text = plain(fn.textOf(requested));
  const assigned = assignmentsIn(fn.body).filter((a) => plain(fn.textOf(a.left)) === text);
  const steps = new Set([taking.step, ...assigned.flatMap((a) => fn.stepOf(a.node) ?? [])]);
  const starts = goodSide(fn, check);
  const after = reachableFrom(
    fn.graph,
    starts.filter((s) => !steps.has(s)),
    { steps },
  );
  for (const start of starts) after.add(start);
  const names = namesIn(requested);
  return [...after].some((s) => {
    const node = steps.has(s) ? undefined : fn.graph.steps[s]?.node;
    return node && [...namesIn(node)].some((n) => names.has(n)) && plain(fn.textOf(node)).includes(text);
  });
}

export function* unchecked(fn: FunctionText, group: Group, scope: Scope): Generator<Draft> {
  for (const checked of group.takings) {
    const { taking, checks, unread, counts } = checked;
    if (unread || !/^(page-count|byte-count|pointer-or-errptr)$/.test(taking.convention)) continue;
    const [check] = checks;
    if (!check || checks.length !== 1) continue;
    const node = ifOf(fn, check);
    const at = fn.spanOf(check.test).start;
    const draft = (variant: string, edits: Draft['edits'], accepted: readonly string[]): Draft => ({
      kind: 'unchecked',
      variant,
      scope,
      at,
      edits,
      accepted,
    });
    const plainIf =
      node && !node.childForFieldName('alternative') && !check.good && leaves(node.childForFieldName('consequence')) && isWhole(fn, node);
    if (!goesOn(fn, group, checked, check)) continue;
    const inside = check.step === taking.step;
    const whole = stripped(fn.graph.steps[check.step]?.node ?? check.test).id === check.test.id;
    if (plainIf && inside && alone(check.test, taking.call)) {
      yield draft('call-only', [replace(fn, node, `${fn.textOf(taking.call)};`)], [rules.unchecked]);
    } else if (plainIf && !inside && whole && isPure(node.childForFieldName('condition') ?? node)) {
      yield draft('deleted', remove(fn, node), [rules.unchecked, rules.partial]);
    }
    yield* weakerTest(fn, check, draft);
    // With `&&` something else may still stop it; `==` and `!=` work on unsigned values.
    const ordered = /^<=?$/.test(operatorOf(check)) ? !check.good : operatorOf(check) === '>' && check.good && whole;
    const edits = ordered && check.level !== 'zero-only' && !inConjunction(check.test) ? unsignedResult(fn, checked, counts) : undefined;
    if (edits) yield draft('unsigned', edits, [rules.unchecked]);
  }
}

const inConjunction = (test: Node): boolean => {
  for (let up = test.parent; up && !up.type.endsWith('_statement'); up = up.parent)
    if (up.type === 'binary_expression' && up.childForFieldName('operator')?.text === '&&') return true;
  return false;
};

/** Behind the check, more is done than a loop that a negative number ends before it starts, and the return of that number. */
function goesOn(fn: FunctionText, group: Group, { counts }: Checked, check: Check): boolean {
  const after = new Set(goodSide(fn, check));
  for (const step of reachableFrom(fn.graph, goodSide(fn, check))) after.add(step);
  return [...after].some((step) => {
    const node = fn.graph.steps[step]?.node;
    if (!node || node.type === 'return_statement' || inLoopUpTo(node, counts)) return false;
    const names = namesIn(node);
    return names.has(/^\w+/.exec(group.name)?.[0] ?? '') || [...counts].some((c) => names.has(c));
  });
}

function inLoopUpTo(node: Node, counts: ReadonlySet<string>): boolean {
  for (let up: Node | null = node; up; up = up.parent) {
    const test = up.type === 'for_statement' ? up.childForFieldName('condition') : null;
    if (test?.childForFieldName('operator')?.text === '<' && counts.has(test.childForFieldName('right')?.text ?? '')) return true;
  }
  return false;
}

const operatorOf = (check: Check): string => check.test.childForFieldName('operator')?.text ?? '';

/** The test is the call, or a comparison of it, and nothing else. */
const alone = (test: Node, call: Node): boolean =>
  test.id === call.id || ['left', 'right', 'argument'].some((f) => test.childForFieldName(f)?.id === call.id);

/** `ret <= 0` and `ret < 0` become `!ret`; an error pointer is looked at as if it could be NULL. */
function* weakerTest(fn: FunctionText, check: Check, draft: (v: string, e: Draft['edits'], a: readonly string[]) => Draft): Generator<Draft> {
  const { test } = check;
  const subject =
    test.type === 'binary_expression' && check.with
      ? (['left', 'right'].map((f) => test.childForFieldName(f)).find((n) => n && n.id !== check.with?.id) ?? undefined)
      : undefined;
  const zero = check.with && stripped(check.with).text === '0';
  if (subject && zero && !check.good && /^<=?$/.test(operatorOf(check))) {
    const text = fn.textOf(subject);
    const whole = /^[\w.>-]+$|^\w+\([^]*\)$|^\([^]*\)$/.test(text) ? text : `(${text})`;
    yield draft('not', [replace(fn, test, `!${whole}`)], [rules.unchecked]);
  }
  if (test.type === 'call_expression' && test.childForFieldName('function')?.text === 'IS_ERR') {
    const pointer = test.childForFieldName('arguments')?.namedChild(0);
    if (pointer) yield draft('null-test', [replace(fn, test, `!${fn.textOf(pointer)}`)], [rules.unchecked]);
  }
}

/** The result's own declaration, moved to an unsigned type. */
function unsignedResult(fn: FunctionText, { taking }: Checked, counts: ReadonlySet<string>): Draft['edits'] | undefined {
  const name = taking.result?.type === 'identifier' ? taking.result.text : undefined;
  // A copy in another variable may be what is tested.
  if (name === undefined || counts.size !== 1 || assignsNegative(fn, name)) return undefined;
  const declarations = fn.body.descendantsOfType('declaration').filter((d): d is Node => d !== null && declares(d, name) !== undefined);
  const [declaration] = declarations;
  const type = declaration?.childForFieldName('type');
  if (!declaration || !type || declarations.length !== 1 || declaration.parent?.id !== fn.body.id || !isWhole(fn, declaration)) return undefined;
  const wider: Readonly<Record<string, string>> = { int: 'unsigned int', long: 'unsigned long', ssize_t: 'size_t' };
  const unsigned = wider[fn.textOf(type)];
  if (unsigned === undefined) return undefined;
  const declarators = declaration.childrenForFieldName('declarator').filter((n): n is Node => n !== null);
  if (declarators.length === 1) return [replace(fn, type, unsigned)];
  const own = declares(declaration, name);
  const rest = declarators.filter((d) => d.id !== own?.id).map(fn.textOf);
  return own && [replace(fn, declaration, `${fn.textOf(type)} ${rest.join(', ')};\n\t${unsigned} ${fn.textOf(own)};`)];
}

function isUnsigned(fn: FunctionText, result: Node): boolean {
  const declaration = fn.body.descendantsOfType('declaration').find((d) => d && declares(d, result.text) !== undefined);
  return /\bunsigned\b|^(?:size_t|u\d+|uint\d*_t)\b/.test(declaration?.text ?? '');
}

/** Whether other errnos land in the variable does not matter; that it is compared elsewhere would. */
function assignsNegative(fn: FunctionText, name: string): boolean {
  return (
    fn.body
      .descendantsOfType('call_expression')
      .some((c) => /^IS_ERR_VALUE$/.test(c?.childForFieldName('function')?.text ?? '') && c?.text.includes(name)) ||
    assignmentsIn(fn.body).some((a) => a.left.type === 'identifier' && a.left.text !== name && a.right.text === name)
  );
}

function declares(declaration: Node, name: string): Node | undefined {
  return declaration.childrenForFieldName('declarator').find((d): d is Node => {
    const own = d?.type === 'init_declarator' ? d.childForFieldName('declarator') : d;
    return own?.type === 'identifier' && own.text === name;
  });
}
