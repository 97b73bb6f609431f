/** Files of users: each mistake has its place, and the name that was perhaps meant. */
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../src/sim/scenario/scenarioText.ts';

const good = `{
  "name": "my-race",
  "title": "a driver forgets to release what it took on the error path",
  "parameters": { "error": { "values": ["off", "on"] }, "csum": "on" },
  "pages": [{ "name": "F", "kind": "file", "mapped": "writable" }],
  "bios": [{ "name": "B" }],
  "actors": [
    {
      "name": "driver",
      "program": [
        { "do": "acquire", "pages": ["F"], "kind": "pin", "write": true, "label": "took" },
        { "do": "release", "pages": ["F"], "with": "unpin", "when": { "error": "off" } }
      ]
    },
    { "name": "user", "after": ["driver"], "program": [{ "do": "store", "page": "F" }] }
  ],
  "sometimes": { "sentence": "the page is held", "reached": { "all": [{ "holds": { "actor": "driver", "page": "F" } }, { "taken": "took" }] } }
}`;

/** The text with one place changed; the mark shows where the mistake must be reported. */
function broken(from: string, to: string): { readonly text: string; readonly place: string } {
  expect(good.split(from)).toHaveLength(2);
  const marked = good.replace(from, () => to);
  const offset = marked.indexOf('^');
  const before = marked.slice(0, offset).split('\n');
  return { text: marked.replace('^', ''), place: `${before.length}:${(before.at(-1) ?? '').length + 1}` };
}

describe('a scenario file', () => {
  it('is read if nothing is wrong with it', () => {
    const read = parseScenario(good);
    expect(read.ok).toBe(true);
    if (read.ok) expect(read.value).toEqual(JSON.parse(good));
  });

  it.each([
    ['"do": "release"', '"do": ^"relase"', 'there is no step "relase" (did you mean release?)'],
    ['"do": "store"', '"do": ^"scribble"', /^there is no step "scribble"; known: acquire, extract, .*lru-scan/],
    ['{ "do": "store", "page": "F" }', '^{ "page": "F" }', '"do" is missing'],
    ['{ "do": "store", "page": "F" }', '{ "do": "store", ^"pages": ["F"] }', '"pages" is not known here (did you mean page?)'],
    ['"with": "unpin"', '^"primitive": "unpin"', /^"primitive" is not known here; known: .*with/],
    ['{ "do": "release", "pages": ["F"], "with": "unpin", ', '^{ "do": "release", "pages": ["F"], ', '"with" is missing'],
    ['"write": true', '^"wirte": true', '"wirte" is not known here (did you mean write?)'],
    ['"write": true', '"write": ^"yes"', 'true or false is expected here'],
    ['"kind": "pin"', '"kind": ^"pins"', '"pins" is not known here (did you mean pin?)'],
    ['"kind": "pin"', '"kind": ^"longterm"', '"longterm" is not known here; known: get, pin, none'],
    ['"with": "unpin"', '"with": ^"put_page"', '"put_page" is not known here; known: put, unpin'],
    ['"with": "unpin", ', '"with": { "parameter": ^"prim" }, ', /^there is no parameter "prim"/],
    ['"pages": ["F"], "with"', '"pages": [^"G"], "with"', 'there is no page "G" (did you mean F?)'],
    ['"pages": ["F"], "with"', '"pages": ^[], "with"', 'this must not be empty'],
    ['"page": "F" }] }', '"page": ^"Fil" }] }', 'there is no page "Fil" (did you mean F?)'],
    ['"after": ["driver"]', '"after": [^"drver"]', 'there is no actor "drver" (did you mean driver?)'],
    ['{ "error": "off" }', '{ ^"eror": "off" }', 'there is no parameter "eror" (did you mean error?)'],
    ['{ "error": "off" }', '{ "error": ^"of" }', 'the parameter "error" has no value "of" (did you mean off or on?)'],
    ['{ "error": "off" }', '{ "error": ["on", ^"no"] }', 'the parameter "error" has no value "no" (did you mean on?)'],
    ['"csum": "on"', '"csum": ^"yes"', 'the parameter "csum" has no value "yes"; known: off, on'],
    ['"values": ["off", "on"]', '"values": ["off", "on"], "policies": [^"follpin"]', '"follpin" is not known here (did you mean foll-pin?)'],
    ['"kind": "file"', '"kind": ^"files"', '"files" is not known here (did you mean file?)'],
    ['"kind": "file"', '"kind": "file", "size": ^0', 'this must be at least 1'],
    ['"kind": "file"', '"kind": "file", "size": ^4096', 'this must be at most 512'],
    ['"kind": "file"', '"kind": "file", "size": ^1.5', 'a whole number is expected here'],
    ['[{ "name": "B" }]', '[{ "name": "B" }, { "name": ^"B" }]', 'there are two bios "B"'],
    ['"name": "my-race"', '"name": ^"My Race"', 'a key is lower-case words with dashes'],
    ['"taken": "took"', '"taken": ^"tok"', 'there is no step with the label "tok" (did you mean took?)'],
    ['{ "taken": "took" }', '^{ "taken": "took", "begun": "driver" }', 'say exactly one thing here; join several with "all" or "any"'],
    ['"actor": "driver", "page": "F" } }', '"actor": ^"A", "page": "F" } }', 'there is no actor "A"; known: driver, user'],
    ['{ "sentence": "the page is held", ', '^{ ', '"sentence" is missing'],
    ['"kind": "pin", "write"', '"kind": "pin" ^"write"', 'a comma is expected here'],
  ])('says what is wrong with it and where: %s -> %s', (from, to, message) => {
    const { text, place } = broken(from, to);
    const read = parseScenario(text);
    expect(read.ok).toBe(false);
    if (read.ok) return;
    if (message instanceof RegExp) expect(read.error.message).toMatch(message);
    else expect(read.error.message).toBe(message);
    expect(`${read.error.line}:${read.error.column}`).toBe(place);
  });

  it('must be an object', () => {
    for (const text of ['[]', '3', 'null'])
      expect(parseScenario(text)).toEqual({ ok: false, error: { line: 1, column: 1, message: 'an object is expected here' } });
    expect(parseScenario('{')).toMatchObject({ error: { line: 1, column: 2 } });
  });
});
