/** Scenarios that cannot be run, told by where the mistake stands. Those that the text alone shows are the business of scenarioText.test.ts. */
import { describe, expect, it } from 'vitest';
import { compile, library, parseScenario, type ScenarioDescription, ScenarioError } from '../../../src/sim/scenario/index.ts';
import { judge } from '../support/judge.ts';

const base: ScenarioDescription = {
  name: 'mine',
  title: 'a scenario of the user',
  pages: [{ name: 'P', kind: 'anon' }],
  actors: [
    {
      name: 'driver',
      program: [
        { do: 'acquire', pages: ['P'], kind: 'pin' },
        { do: 'release', pages: ['P'], with: 'unpin' },
      ],
    },
  ],
  sometimes: { sentence: 'the driver runs', reached: { begun: 'driver' } },
};

function problemsOf(scenario: ScenarioDescription): readonly string[] {
  try {
    compile(scenario, 'foll-pin', {});
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
  }
}

describe('a mistake in a scenario', () => {
  it('is no mistake where there is none', () => {
    expect(problemsOf(base)).toEqual([]);
  });

  it('names the page that is not there', () => {
    const actors: ScenarioDescription['actors'] = [{ name: 'driver', program: [{ do: 'cpu', page: 'Q', op: 'read' }] }];
    expect(problemsOf({ ...base, actors })).toEqual(['actors.0.program.0: there is no page named Q.']);
  });

  it('names the page that is not there in this variant', () => {
    const pages: ScenarioDescription['pages'] = [{ name: 'P', kind: 'anon', when: { mode: 'other' } }];
    const parameters: ScenarioDescription['parameters'] = { mode: { values: ['one', 'other'] } };
    expect(problemsOf({ ...base, pages, parameters })).toEqual(['actors.0.program.0: there is no page named P.']);
  });

  it('names what stands twice in one variant', () => {
    const pages: ScenarioDescription['pages'] = [
      { name: 'P', kind: 'anon', when: { mode: 'one' } },
      { name: 'P', kind: 'file', when: { mode: ['one', 'other'] } },
    ];
    const parameters: ScenarioDescription['parameters'] = { mode: { values: ['one', 'other'] } };
    expect(problemsOf({ ...base, pages, parameters })).toEqual(['pages.1.name: there are two of the page P in one variant.']);
  });

  it('names the value that a parameter brings to where it does not belong', () => {
    const actors: ScenarioDescription['actors'] = [{ name: 'driver', program: [{ do: 'acquire', pages: ['P'], kind: { parameter: 'how' } }] }];
    expect(problemsOf({ ...base, actors, parameters: { how: 'borrow' } }).join()).toMatch(/^actors\.0\.program\.0\.kind: /);
  });

  it('names the parameter that is not there, and the value that the steps do not know', () => {
    const actors: ScenarioDescription['actors'] = [{ name: 'driver', program: [{ do: 'release', pages: ['P'], with: { parameter: 'how' } }] }];
    expect(problemsOf({ ...base, actors })[0]).toBe('actors.0.program.0.with: there is no parameter how.');
    expect(problemsOf({ ...base, parameters: { msync: 'never' } })[0]).toMatch(/^parameters\.msync: never is none of skip, block, ebusy/);
  });

  it('names steps that make no sense for their page', () => {
    const fork: ScenarioDescription['actors'] = [
      {
        name: 'user',
        program: [
          { do: 'wait', until: { finished: 'user' } },
          { do: 'fork', page: 'P' },
        ],
      },
    ];
    expect(problemsOf({ ...base, pages: [{ name: 'P', kind: 'file' }], actors: fork })[0]).toMatch(/^actors\.0\.program\.1: P is no anonymous page/);
    expect(problemsOf({ ...base, pages: [{ name: 'P', kind: 'wild' }] })[0]).toMatch(/^actors\.0\.program\.0: P is an array slot/);
  });
});

describe('a scenario that waits for what never comes', () => {
  it('is a deadlock', () => {
    const waits: ScenarioDescription['actors'] = [
      { name: 'driver', program: [{ do: 'wait', until: { finished: 'other' } }] },
      { name: 'other', program: [{ do: 'wait', until: { finished: 'driver' } }] },
    ];
    expect(judge(compile({ ...base, actors: waits }, 'foll-pin', {}))).toMatchObject({ word: 'DEADLOCK', invariant: null });
  });
});

it.each(library.map((scenario) => [scenario.name, scenario] as const))('reads %s as a file', (_, scenario) => {
  const parsed = parseScenario(JSON.stringify(scenario, undefined, 1));
  expect(parsed.ok ? parsed.value : parsed.error).toEqual(scenario);
});
