import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../src/base/jsonText.ts';

const read = (text: string) => {
  const json = readJson(text);
  if (!json.ok) throw new Error(json.error.message);
  return json.value;
};

describe('readJson', () => {
  it('gives the value of whatever is JSON', () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), (text) => {
        const json = readJson(text);
        // The one thing that JSON.parse takes and this does not.
        if (!json.ok) expect(json.error.message).toMatch(/is given twice$/);
        else expect(json.value.value).toEqual(JSON.parse(text));
      }),
    );
  });

  it('knows where a value and where its key stands', () => {
    const text = '{ "a": [10, {"b": 20}] }';
    const json = read(text);
    expect(json.valueAt(['a', 1, 'b'])).toBe(text.indexOf('20'));
    expect(json.keyAt(['a', 1, 'b'])).toBe(text.indexOf('"b"'));
    expect(json.valueAt(['a', 0])).toBe(text.indexOf('10'));
    expect(json.keyAt(['a', 0])).toBe(text.indexOf('10'));
    expect(json.valueAt([])).toBe(0);
  });

  it('points at what is around a place that is not there', () => {
    const text = '{ "a": {"b": 1} }';
    expect(read(text).valueAt(['a', 'c', 'd'])).toBe(text.indexOf('{"b"'));
    expect(read(text).keyAt(['a', 'c'])).toBe(text.indexOf('{"b"'));
  });

  it.each([
    ['', 0, 'a value is expected here'],
    ['{', 1, 'a closing } is expected here'],
    ['[1 2]', 3, 'a comma is expected here'],
    ['{"a":1,}', 7, 'a name in double quotes is expected here'],
    ['{"a" 1}', 5, 'a colon is expected here'],
    ['// a\n1', 0, 'JSON has no comments'],
    ['"a', 0, 'this string does not end on its line'],
    ['[1] 2', 4, 'nothing more is expected here'],
    ['{"a":1,"b":{"c":1,"c":2}}', 18, '"c" is given twice'],
  ])('says what is wrong and where: %s', (text, offset, message) => {
    expect(readJson(text)).toEqual({ ok: false, error: { offset, message } });
  });
});
