/**
 * Which statement can follow which in one function: one step a simple statement or condition. Small and slow, and on purpose not the analysis that it helps
 * to judge. Conditions are not split at `&&` and `||`.
 */
import type { Node } from 'web-tree-sitter';

export interface Edge {
  readonly to: number;
  /** The condition's outcome; absent on steps that are no condition. */
  readonly when?: boolean;
}

export interface Step {
  /** Absent for the exit, for the `for` parts that are left out, and for labels. */
  readonly node?: Node;
  readonly condition: boolean;
  readonly label?: string;
  readonly next: Edge[];
}

export interface Graph {
  readonly steps: readonly Step[];
  readonly entry: number;
  readonly exit: number;
  /** Where control enters a statement, by the node's id. */
  readonly entryOf: ReadonlyMap<number, number>;
  /** By label. */
  readonly labels: ReadonlyMap<string, number>;
}

interface Surroundings {
  readonly onBreak: number;
  readonly onContinue: number;
}

const alwaysTrue = (condition: Node): boolean => /^\(?\s*(1|true|;;)\s*\)?$/.test(condition.text);
const alwaysFalse = (condition: Node): boolean => /^\(?\s*(0|false)\s*\)?$/.test(condition.text);

/** `body` is a function's compound statement. */
export function buildGraph(body: Node): Graph {
  const steps: Step[] = [];
  const entryOf = new Map<number, number>();
  const labels = new Map<string, number>();
  const add = (node: Node | undefined, condition: boolean, ...next: Edge[]): number => steps.push({ ...(node ? { node } : {}), condition, next }) - 1;
  const exit = add(undefined, false);
  const labelStep = (name: string): number => {
    const known = labels.get(name);
    if (known !== undefined) return known;
    const made = steps.push({ condition: false, label: name, next: [] }) - 1;
    labels.set(name, made);
    return made;
  };
  const link = (from: number, edge: Edge): void => void steps[from]?.next.push(edge);

  const sequence = (nodes: readonly Node[], next: number, around: Surroundings): number =>
    nodes.reduceRight((behind, node) => lower(node, behind, around), next);

  const lower = (node: Node, next: number, around: Surroundings): number => {
    const at = place(node, next, around);
    entryOf.set(node.id, at);
    return at;
  };

  const place = (node: Node, next: number, around: Surroundings): number => {
    const field = (name: string): Node | null => node.childForFieldName(name);
    switch (node.type) {
      case 'comment':
        return next;
      case 'compound_statement':
      case 'case_statement':
        return sequence(statementsOf(node), next, around);
      case 'else_clause':
        return sequence(statementsOf(node), next, around);
      case 'if_statement': {
        const [condition, then, otherwise] = [field('condition'), field('consequence'), field('alternative')];
        if (!condition || !then) break;
        const yes = lower(then, next, around);
        const no = otherwise ? lower(otherwise, next, around) : next;
        return add(condition, true, { to: yes, when: true }, { to: no, when: false });
      }
      case 'while_statement': {
        const [condition, inner] = [field('condition'), field('body')];
        if (!condition || !inner) break;
        const at = add(condition, true);
        link(at, { to: lower(inner, at, { onBreak: next, onContinue: at }), when: true });
        if (!alwaysTrue(condition)) link(at, { to: next, when: false });
        return at;
      }
      case 'do_statement': {
        const [condition, inner] = [field('condition'), field('body')];
        if (!condition || !inner) break;
        const at = add(condition, true);
        const first = lower(inner, at, { onBreak: next, onContinue: at });
        if (!alwaysFalse(condition)) link(at, { to: first, when: true });
        if (!alwaysTrue(condition)) link(at, { to: next, when: false });
        return first;
      }
      case 'for_statement': {
        const [first, condition, update, inner] = [field('initializer'), field('condition'), field('update'), field('body')];
        if (!inner) break;
        const at = add(condition ?? undefined, true);
        const again = add(update ?? undefined, false, { to: at });
        link(at, { to: lower(inner, again, { onBreak: next, onContinue: again }), when: true });
        if (condition) link(at, { to: next, when: false });
        return add(first ?? undefined, false, { to: at });
      }
      case 'switch_statement': {
        const [condition, inner] = [field('condition'), field('body')];
        if (!condition || !inner) break;
        const at = add(condition, true);
        let behind = next;
        let hasDefault = false;
        for (const child of statementsOf(inner).reverse()) {
          behind = lower(child, behind, { onBreak: next, onContinue: around.onContinue });
          if (child.type !== 'case_statement') continue;
          if (!child.childForFieldName('value')) hasDefault = true;
          link(at, { to: behind });
        }
        if (!hasDefault) link(at, { to: next });
        return at;
      }
      case 'labeled_statement': {
        const name = field('label')?.text ?? '';
        const at = labelStep(name);
        link(at, { to: sequence(statementsOf(node), next, around) });
        return at;
      }
      case 'goto_statement':
        return add(node, false, { to: labelStep(field('label')?.text ?? '') });
      case 'return_statement':
        return add(node, false, { to: exit });
      case 'break_statement':
        return add(node, false, { to: around.onBreak });
      case 'continue_statement':
        return add(node, false, { to: around.onContinue });
      default:
        break;
    }
    return add(node, false, { to: next });
  };
  const entry = lower(body, exit, { onBreak: exit, onContinue: exit });
  return { steps, entry, exit, entryOf, labels };
}

/** The statements below a block, a labelled or `case` statement or an `else`, in order. */
export function statementsOf(node: Node): Node[] {
  const value = node.childForFieldName('value')?.id;
  return node.namedChildren.filter((c): c is Node => c !== null && c.type !== 'comment' && c.type !== 'statement_identifier' && c.id !== value);
}

export interface Barriers {
  /** Steps that are reached but not left. */
  readonly steps?: ReadonlySet<number>;
  /** Edges that are not taken. */
  readonly edge?: (from: number, edge: Edge) => boolean;
}

/** Steps that control can be at after leaving one of `from`; `from` themselves only if there is a way back. */
export function reachableFrom(graph: Graph, from: Iterable<number>, barriers: Barriers = {}): Set<number> {
  const found = new Set<number>();
  const open = [...from];
  const follow = (at: number): void => {
    for (const edge of graph.steps[at]?.next ?? []) {
      if (found.has(edge.to) || barriers.edge?.(at, edge)) continue;
      found.add(edge.to);
      if (!barriers.steps?.has(edge.to)) open.push(edge.to);
    }
  };
  for (let at = open.pop(); at !== undefined; at = open.pop()) follow(at);
  return found;
}

/** The same from the function's start, which is reached itself. */
export function reachableFromEntry(graph: Graph, barriers: Barriers = {}): Set<number> {
  const found = barriers.steps?.has(graph.entry) ? new Set<number>() : reachableFrom(graph, [graph.entry], barriers);
  return found.add(graph.entry);
}
