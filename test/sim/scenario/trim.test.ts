/** Models are made smaller before they are searched: that must change nothing that a search can see. */
import { describe, expect, it } from 'vitest';
import { validate } from '../../../src/sim/form/index.ts';
import { build } from '../../../src/sim/scenario/compile.ts';
import { library } from '../../../src/sim/scenario/index.ts';
import { trim } from '../../../src/sim/scenario/trim.ts';
import { variantsOf } from '../../../src/sim/scenario/variants.ts';
import { judge } from '../support/judge.ts';

describe('a trimmed model', () => {
  it.each(library.map((scenario) => [scenario.name, scenario] as const))('of %s has the same verdict and as many states', (_, scenario) => {
    for (const policy of ['c1-notify', 'off-lru', 'longterm-deny'] as const) {
      const variant = variantsOf(scenario, policy).at(-1) ?? {};
      const whole = build(scenario, policy, variant);
      const small = trim(whole);
      expect(validate(small)).toEqual([]);
      expect(trim(small)).toEqual(small);
      const { word, invariant, states, trace } = judge(whole);
      expect(judge(small)).toMatchObject({ word, states, trace, ...(invariant === undefined ? {} : { invariant }) });
    }
  });
});
