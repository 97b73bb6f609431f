/** What a macro's replacement says about its uses, and who is asked when. */
import { describe, expect, it } from 'vitest';
import { collectMacros, createDialect, type MacroDefinition, openSource } from '../../src/syntax/index.ts';
import { classifyMacro } from '../../src/syntax/macros.ts';
import { wordUses } from '../../src/syntax/words.ts';

const header = `
#ifndef H
#define H
/* #define commented */
#define for_all(p, h) for (p = (h); p; p = p->next)
  # define for_some(p, h, c) \\
	for_all(p, h) \\
		if (!(c)) {} else
#define via(p) for_all(p, list)
#define held(l) if (take(l))
#define once(l) for (int i = take(l); i; i = 0)
#define __quiet __attribute__((quiet))
#define __two __quiet __attribute__((x(1, 2)))
#define __sec(x) __attribute__((section(#x)))
#define __none
#define __empty(x)
#define word_t unsigned long
#define TABLE(n) static int n[] = { 1 };
#define DO(x) do { x; } while (0)
#define LOG(x) if (on) say(x)
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define WAIT(c) while (!(c)) cpu_relax()
#define SELF SELF
#define PING PONG
#define PONG PING
#endif
`;
const macros = collectMacros(header);
const kind = (name: string): string => {
  const definition = macros.get(name);
  return definition === undefined ? 'unknown' : classifyMacro(definition, (n) => macros.get(n));
};

describe('a macro', () => {
  it.each([
    ['for_all', 'iterator'],
    ['for_some', 'iterator'],
    ['via', 'iterator'],
    ['once', 'iterator'],
    ['held', 'governor'],
    ['__quiet', 'annotation'],
    ['__two', 'annotation'],
    ['__sec', 'annotation'],
    ['__none', 'annotation'],
    ['__empty', 'statement'],
    ['word_t', 'type'],
    ['TABLE', 'declarer'],
    ['DO', 'statement'],
    ['LOG', 'statement'],
    ['MAX', 'expression'],
    ['SELF', 'expression'],
    ['PING', 'expression'],
    ['commented', 'unknown'],
  ])('%s is: %s', (name, expected) => {
    expect(kind(name)).toBe(expected);
  });
});

describe('a dialect', () => {
  const asked: string[] = [];
  const lookup = (name: string): MacroDefinition | undefined => {
    asked.push(name);
    return macros.get(name);
  };

  it('asks elsewhere only once, and never for what the file defines', () => {
    const file = openSource('#define for_all(x) if (x)\n#define mine(x) via(x)\n');
    const dialect = createDialect({ file, lookup });
    expect(dialect.kindOf('for_all')).toBe('governor');
    expect(asked).toEqual([]);
    expect(dialect.kindOf('mine')).toBe('governor');
    expect(dialect.kindOf('mine')).toBe('governor');
    expect(dialect.kindOf('nobody')).toBeUndefined();
    expect(dialect.kindOf('nobody')).toBeUndefined();
    expect(asked).toEqual(['via', 'nobody']);
  });

  it('answers from near without asking', () => {
    const dialect = createDialect({
      file: openSource(''),
      lookup: () => {
        throw new Error('asked');
      },
    });
    expect(dialect.nearKindOf('held')).toBeUndefined();
    expect(dialect.nearKindOf('their_for_each_thing')).toBe('iterator');
  });

  it('does without any headers', () => {
    expect(createDialect({ file: openSource('') }).kindOf('held')).toBeUndefined();
  });
});

describe('word uses', () => {
  const words = new Set(['page', 'pin']);
  const usesIn = (text: string): string[] => {
    const file = openSource(text);
    return file.items.flatMap((item) => wordUses(file, item, words).map((u) => `${item.kind} ${item.name ?? '?'} ${text.slice(u.start - 2, u.end)}`));
  };

  it('are live identifiers', () => {
    expect(usesIn('int f(void)\n{\n\t/* page */ p->page = "pin"; // pin\n\tpages(pin, \'page\');\n}\n')).toEqual([
      'function f ->page',
      'function f s(pin',
    ]);
  });

  it('of a macro are in its replacement, not in its name or parameters', () => {
    expect(usesIn('#define pin(page) a(page)\n#define B(x) x##page pin_ ## pin\n')).toEqual(['macro pin a(page']);
  });

  it('inside a function leave directives out, a macro there has its own', () => {
    expect(usesIn('int f(void)\n{\n#if pin > 1\n\tx = pin;\n#endif\n#define P x, page\n}\n')).toEqual(['function f = pin', 'macro P , page']);
  });

  it('are found in every arm', () => {
    expect(usesIn('int f(void)\n{\n#if 0\n\tx = pin;\n#else\n\ty = page;\n#endif\n}\n')).toEqual(['function f = pin', 'function f = page']);
  });
});
