import { describe, expect, test } from 'vitest';
import { type ActorOptions, actor, type Block, branch, either, eq, jump, mark, printBool, step, variables } from '../../../src/sim/form/index.ts';

const { x } = variables({ x: { min: 0, max: 3, initial: 0 } }).at;

/** `from -name-> to [guard]`, a line a step. */
function lines(program: readonly Block[], options: ActorOptions = {}): string[] {
  return actor('a', program, options).steps.map(({ from, name, to, guard }) => {
    const condition = guard.op === 'bool' && guard.value ? '' : ` [${printBool(guard)}]`;
    return `${from} -${name}-> ${to}${condition}`;
  });
}

const s = (name: string) => step(name, []);

test('a sequence', () => {
  expect(lines([s('one'), s('two')])).toEqual(['one -one-> two', 'two -two-> done']);
});

test('no program at all', () => {
  expect(actor('a', [])).toEqual({ name: 'a', locations: ['done'], start: 'done', rest: ['done'], steps: [] });
});

test('the two arms of a branch share a location, and a missing arm goes on behind', () => {
  expect(lines([branch(eq(x, 1), [s('one')], [s('other')]), s('last')])).toEqual([
    'one -one-> last [x == 1]',
    'one -other-> last [!(x == 1)]',
    'last -last-> done',
  ]);
  expect(lines([s('first'), branch(eq(x, 1), [s('maybe')]), step('last', [], { guard: eq(x, 2) })])).toEqual([
    'first -first-> maybe',
    'maybe -maybe-> last [x == 1]',
    'maybe -last-> done [(!(x == 1) && x == 2)]',
    'last -last-> done [x == 2]',
  ]);
});

test('nested branches join their conditions', () => {
  expect(lines([branch(eq(x, 1), [branch(eq(x, 2), [s('both')])]), s('last')])).toEqual([
    'both -both-> last [(x == 1 && x == 2)]',
    'both -last-> done [(x == 1 && !(x == 2))]',
    'both -last-> done [!(x == 1)]',
    'last -last-> done',
  ]);
});

test('a choice', () => {
  expect(lines([either([s('left'), s('more')], [s('right')], []), s('last')])).toEqual([
    'left -left-> more',
    'left -right-> last',
    'left -last-> done',
    'more -more-> last',
    'last -last-> done',
  ]);
});

test('a loop back to a mark, and a way out', () => {
  expect(lines([mark('again'), s('try'), branch(eq(x, 0), [jump('again')]), s('go on')])).toEqual([
    'again -try-> try',
    'try -try-> try [x == 0]',
    'try -go on-> done [!(x == 0)]',
  ]);
  expect(lines([mark('again'), either([s('turn'), jump('again')], [s('leave'), jump('done')])])).toEqual([
    'again -turn-> again',
    'again -leave-> done',
  ]);
});

test('steps of one name at two places', () => {
  expect(lines([s('put'), s('put')])).toEqual(['put -put-> put #2', 'put #2 -put-> done']);
});

test('where an actor rests', () => {
  const rests = (options: ActorOptions) => actor('a', [s('one'), s('two')], options).rest;
  expect(rests({})).toEqual(['done']);
  expect(rests({ optional: true })).toEqual(['one', 'done']);
  expect(rests({ environment: true })).toEqual(['one', 'two', 'done']);
});

describe('programs that mean nothing are refused', () => {
  const refused: readonly [string, readonly Block[], RegExp][] = [
    ['a jump to nowhere', [jump('there')], /^a jumps to there, which is no mark of it\.$/],
    ['two marks of one name', [mark('m'), s('one'), mark('m'), s('two')], /^a has two marks named m; give each its own name\.$/],
    ['steps behind a jump', [mark('m'), s('one'), jump('m'), s('two')], /^a has steps behind its jump to m; they can never be reached\.$/],
    ['a loop without a step', [mark('m'), branch(eq(x, 0), [jump('m')]), s('one')], /^a has a loop without a step\.$/],
    ['an end without a step', [s('one'), branch(eq(x, 0), [s('two')])], /^a can come to its end without a step; put a step into the empty branch\.$/],
  ];
  test.each(refused)('%s', (_, program, message) => {
    expect(() => actor('a', program)).toThrow(message);
  });
});
