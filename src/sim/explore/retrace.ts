/** From the number of a state back to the steps that led there: by the counts of new states, then by taking the steps again. */
import { ModelFault } from './closures.ts';
import { packInto, unpack } from './layout.ts';
import type { Machine } from './machine.ts';
import type { Store } from './store.ts';

/** Actions from the first state to this one, a shortest such schedule in the graph that was searched. Linear in the states before it. */
export function traceTo(machine: Machine, store: Store, state: number): readonly number[] {
  const path = pathTo(store, state);
  const { layout } = machine;
  const states = store.states();
  const packed = new Int32Array(layout.words);
  return path.slice(1).map((child, i) => {
    const parent = unpack(layout, states, (path[i] ?? 0) * layout.words);
    const action = machine.enabled(parent).find((action) => {
      packInto(layout, machine.take(parent, action).values, packed, 0);
      return packed.every((word, w) => word === states[child * layout.words + w]);
    });
    if (action === undefined) throw new Error('the search went a step that cannot be taken again');
    return action;
  });
}

/** From the first state to this one. */
function pathTo(store: Store, state: number): number[] {
  const found = store.found();
  const path = [state];
  // states were found in the order of those that found them, the first one by nobody
  let parent = 0;
  let behind = 1 + (found[0] ?? 0);
  const parents: number[] = [];
  while (behind <= state) {
    parent++;
    behind += found[parent] ?? 0;
  }
  let child = state;
  while (child > 0) {
    // `behind` is one more than the last state that `parent` found
    while (behind - (found[parent] ?? 0) > child) {
      behind -= found[parent] ?? 0;
      parent--;
    }
    parents.push(parent);
    child = parent;
  }
  return [...parents.reverse(), ...path];
}

/** Takes the steps of a state again until one leaves a range, and says which. */
export function explainFault(machine: Machine, store: Store, state: number): { readonly message: string; readonly trace: readonly number[] } {
  const trace = traceTo(machine, store, state);
  const values = unpack(machine.layout, store.states(), state * machine.layout.words);
  try {
    for (const action of machine.enabled(values)) machine.reached(machine.take(values, action).values);
  } catch (error) {
    if (error instanceof ModelFault) return { message: error.message, trace };
    throw error;
  }
  throw new Error('the search left a range where the machine does not');
}
