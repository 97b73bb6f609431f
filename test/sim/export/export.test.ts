import { expect, test } from 'vitest';
import { machineOf } from '../../../src/sim/explore/index.ts';
import { dotOf, promelaOf } from '../../../src/sim/export/index.ts';
import { actor, eq, flag, increase, type Model, range, record, set, step, variables } from '../../../src/sim/form/index.ts';
import { askSpin } from '../support/spin.ts';

const page = record('page', { ref: range(-1, 1, 0) });
const plain = variables({ int: flag(), 'a b': flag(), a_b: flag() });

const model: Model = {
  name: 'two */ actors',
  fields: [...page.fields, ...plain.fields],
  actors: [
    actor('run', [step('get', [increase(page.at.ref, 1)], { source: { file: 'mm/gup.c', symbol: 'try_get_folio' } })]),
    actor('other', [step('set', [set(plain.at.int, 1), set(plain.at['a b'], 1), set(plain.at.a_b, 1)], { guard: eq(page.at.ref, 1) })]),
  ],
  invariants: [{ name: 'small', sentence: 'It is small.', when: 'always', holds: eq(plain.at.a_b, 0) }],
  sometimes: [],
  ends: [],
  costs: [],
};

test('Promela has a process an actor, a d_step a step, and names that it can take', () => {
  expect(promelaOf(model)).toBe(`/* model two * / actors; spin -a FILE && gcc -DSAFETY -o pan pan.c && ./pan -E */
short page_ref = 0;
bit int_ = 0;
bit a_b = 0;
bit a_b_2 = 0;
bit at_run = 0; /* 0 get, 1 done */
bit at_other = 0; /* 0 set, 1 done */

#define AT_REST ((at_run == 1) && (at_other == 1))
#define INVARIANT_0 (a_b_2 == 0) /* small: It is small. */

proctype run_() {
run__0: /* get */
  if
  :: d_step { /* get, mm/gup.c try_get_folio */
       true ->
       assert((page_ref + 1) <= 1);
       page_ref = (page_ref + 1);
       at_run = 1
     }; goto run__1
  fi;
run__1: /* done */
  false
}

proctype other() {
other_0: /* set */
  if
  :: d_step { /* set */
       (page_ref == 1) ->
       int_ = 1;
       a_b = 1;
       a_b_2 = 1;
       at_other = 1;
       assert(INVARIANT_0)
     }; goto other_1
  fi;
other_1: /* done */
  false
}

proctype deadlock() {
  atomic {
    !AT_REST && timeout ->
    assert(false)
  }
}

init {
  atomic {
    assert(INVARIANT_0);
    run run_();
    run other();
    run deadlock()
  }
}
`);
});

test('Spin takes the names, and finds what is wrong', async () => {
  expect(await askSpin([model])).toMatchObject([{ error: true, length: 2 }]);
});

test('the graph of the states', () => {
  expect(dotOf(machineOf(model), 10)).toBe(`digraph model {
  label="two */ actors, 2 states";
  node [shape=box, fontname="monospace"];
  s0 [label="run: get\\nother: set"];
  s1 [label="run: done\\nother: set\\npage.ref = 1"];
  b1 [label="small", color=red];
  s0 -> s1 [label="run: get"];
  s1 -> b1 [label="other: set", color=red];
}
`);
});

test('a graph that is cut says so', () => {
  expect(dotOf(machineOf({ ...model, invariants: [] }), 1)).toContain('label="two */ actors, the first 1 states; 1 steps lead to others"');
});
