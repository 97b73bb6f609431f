/** The graph of the states of a model, for Graphviz: breadth first from the first state, as far as the bound goes. */
import { type Machine, ModelFault, NO_BREAK } from '../explore/index.ts';

/**
 * A node is a state: where actors stand, and the fields that differ from the first state. An edge is a step. What breaks an invariant is red and not gone
 * past, a deadlock is red, a state with nothing left to do has two borders. States past `maxStates` are left out, and the title says so.
 */
export function dotOf(machine: Machine, maxStates: number): string {
  const { model, layout, actions } = machine;
  const first = machine.first();
  const numbers = new Map([[first.join(), 0]]);
  const queue = [first];
  const nodes: string[] = [];
  const edges: string[] = [];
  let cut = 0;
  const broken = (rank: number) => model.invariants[rank]?.name ?? '';
  const describe = (values: Int32Array) => {
    const where = model.actors.map(({ name, locations }, actor) => `${name}: ${locations[values[actor] ?? 0]}`);
    const fields = layout.cells.flatMap(({ name }, i) => (i >= model.actors.length && values[i] !== first[i] ? [`${name} = ${values[i]}`] : []));
    return [...where, ...fields].join('\n');
  };
  const target = (values: Int32Array): number | undefined => {
    const key = values.join();
    const known = numbers.get(key);
    if (known !== undefined) return known;
    if (numbers.size >= maxStates) return undefined;
    numbers.set(key, queue.length);
    queue.push(values);
    return queue.length - 1;
  };
  for (const [from, values] of queue.entries()) {
    const rank = machine.judge(values);
    const dead = machine.deadlocked(values);
    const style = rank !== NO_BREAK || dead ? ', color=red' : machine.finished(values) ? ', peripheries=2' : '';
    nodes.push(
      `  s${from} [label=${quote(`${rank === NO_BREAK ? '' : `${broken(rank)}\n`}${dead ? 'deadlock\n' : ''}${describe(values)}`)}${style}];`,
    );
    if (rank !== NO_BREAK) continue;
    for (const action of machine.enabled(values)) {
      const name = `${actions[action]?.actor.name}: ${actions[action]?.step.name}`;
      const label = (text: string) => `[label=${quote(text)}`;
      const wrong = wrongOf(machine, values, action);
      if (typeof wrong === 'string') {
        const end = `b${edges.length}`;
        nodes.push(`  ${end} [label=${quote(wrong)}, color=red];`);
        edges.push(`  s${from} -> ${end} ${label(name)}, color=red];`);
        continue;
      }
      const to = target(wrong);
      if (to === undefined) cut++;
      else edges.push(`  s${from} -> s${to} ${label(name)}];`);
    }
  }
  const title = cut === 0 ? `${model.name}, ${queue.length} states` : `${model.name}, the first ${queue.length} states; ${cut} steps lead to others`;
  return [`digraph model {`, `  label=${quote(title)};`, '  node [shape=box, fontname="monospace"];', ...nodes, ...edges, '}', ''].join('\n');
}

/** The state behind a step, or in words what the step breaks. */
function wrongOf(machine: Machine, values: Int32Array, action: number): Int32Array | string {
  try {
    const taken = machine.take(values, action);
    return taken.broken === NO_BREAK ? taken.values : (machine.model.invariants[taken.broken]?.name ?? '');
  } catch (error) {
    if (error instanceof ModelFault) return error.message;
    throw error;
  }
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
