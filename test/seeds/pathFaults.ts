/** Faults of a path: a way out that is taken while pages are held. */
import type { Node } from 'web-tree-sitter';
import type { Group } from './checks.ts';
import { reachableFrom } from './control.ts';
import { inBlock, insertBefore, isWhole, replace } from './editing.ts';
import type { FunctionText } from './pages.ts';
import { type Draft, rules, type Scope } from './types.ts';

/** `return …;` for a failure, as the function's own type has it; undefined where no value is safe to make up. */
export function failingReturn(fn: FunctionText): string | undefined {
  const type = fn.definition.childForFieldName('type')?.text ?? '';
  let declarator = fn.definition.childForFieldName('declarator');
  let pointers = 0;
  for (; declarator && declarator.type !== 'function_declarator'; declarator = declarator.childForFieldName('declarator'))
    if (declarator.type === 'pointer_declarator') pointers++;
  if (!declarator) return undefined;
  if (pointers > 0) return /\bERR_PTR\(/.test(fn.body.text) ? 'return ERR_PTR(-EINTR);' : 'return NULL;';
  if (type === 'void') return 'return;';
  if (type === 'bool') return 'return false;';
  return /^(int|long|ssize_t|signed|long int|s32|s64)$/.test(type) ? 'return -EINTR;' : undefined;
}

/** Conditions that any function may ask; nothing is known of their outcome. */
const conditions = ['unlikely(gupscope_seed())', 'signal_pending(current)', 'fatal_signal_pending(current)'];

export function* earlyReturn(fn: FunctionText, group: Group, scope: Scope, choose: (n: number, at: number) => number): Generator<Draft> {
  const leave = failingReturn(fn);
  if (leave === undefined) return;
  for (const node of fn.body.descendantsOfType(/* of the shadow */ statementTypes)) {
    if (!node || !inBlock(node) || !isWhole(fn, node)) continue;
    const at = fn.graph.entryOf.get(node.id);
    if (at === undefined || !group.held.has(at)) continue;
    const start = fn.spanOf(node).start;
    const condition = conditions[choose(conditions.length, start)] ?? '';
    const accepted = group.full.has(at) || group.short.size === 0 ? [rules.leak] : [rules.leak, rules.partial];
    yield { kind: 'early-return', variant: condition, scope, at: start, edits: insertBefore(fn, node, `if (${condition}) ${leave}`), accepted };
  }
}

const statementTypes = [
  'expression_statement',
  'if_statement',
  'for_statement',
  'while_statement',
  'do_statement',
  'switch_statement',
  'goto_statement',
];

export function* gotoPast(fn: FunctionText, group: Group, scope: Scope): Generator<Draft> {
  const { graph } = fn;
  const takes = new Set(group.takings.map((t) => t.taking.step));
  const drops = group.releases.map((r) => r.step);
  const releases = (label: number): boolean => {
    const behind = reachableFrom(graph, [label], { steps: takes });
    return drops.some((d) => behind.has(d));
  };
  const offsetOf = (label: string): number =>
    fn.body.descendantsOfType('labeled_statement').find((n) => n?.childForFieldName('label')?.text === label)?.startIndex ?? -1;
  for (const node of fn.body.descendantsOfType('goto_statement')) {
    const name = node?.childForFieldName('label');
    const at = node ? graph.entryOf.get(node.id) : undefined;
    const label = graph.labels.get(name?.text ?? '');
    if (!node || !name || at === undefined || label === undefined || !releases(label)) continue;
    const held = group.held.has(at);
    if (!held && !(group.short.has(at) && behindShortCheck(fn, group, node))) continue;
    const ladder = reachableFrom(graph, [label]);
    const later = [...graph.labels]
      .filter(
        ([other, step]) =>
          step !== label && ladder.has(step) && offsetOf(other) > offsetOf(name.text) && offsetOf(name.text) > node.startIndex && !releases(step),
      )
      .sort((a, b) => offsetOf(a[0]) - offsetOf(b[0]));
    const past = later[0]?.[0];
    const accepted = held && !group.short.has(at) ? [rules.leak] : [rules.leak, rules.partial];
    if (past === undefined) {
      const leave = failingReturn(fn);
      const edits = leave === undefined ? [] : [replace(fn, node, leave)];
      if (edits.length > 0 && isWhole(fn, node)) yield { kind: 'goto-past', variant: 'return', scope, at: fn.spanOf(node).start, edits, accepted };
      continue;
    }
    yield { kind: 'goto-past', variant: past, scope, at: fn.spanOf(node).start, edits: [replace(fn, name, past)], accepted };
  }
}

/** The statement is in the branch that a check takes when fewer pages came than were asked for; some may have come. */
function behindShortCheck(fn: FunctionText, group: Group, node: Node): boolean {
  return group.takings.some((t) =>
    t.checks.some((c) => {
      if (c.level !== 'short') return false;
      const test = fn.graph.steps[c.step]?.node?.parent;
      const branch = test?.childForFieldName(c.good ? 'alternative' : 'consequence');
      return !!branch && branch.startIndex <= node.startIndex && node.endIndex <= branch.endIndex;
    }),
  );
}
