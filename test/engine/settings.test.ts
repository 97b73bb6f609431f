/** `.gupscope.json` as people write it, and write it wrong. */
import { describe, expect, it } from 'vitest';
import { defaultSettings, fileFilter, parseSettings } from '../../src/engine/index.ts';
import { createLevels } from '../../src/engine/levels.ts';

const refused = (text: string): string => {
  const parsed = parseSettings(text, '.gupscope.json');
  if (parsed.ok) throw new Error(`taken: ${text}`);
  return parsed.error.message;
};

describe('the file', () => {
  it('sets what it names and leaves the rest', () => {
    const text = `{
  "$schema": "gupscope.schema.json",
  "rules": { "gup/*": "warning", "gup/leak-on-path": "on" },
  "overrides": [{ "files": ["drivers/staging"], "rules": { "**": "note" } }],
  "kernelVersion": "6.12"
}`;
    expect(parseSettings(text, '.gupscope.json')).toEqual({
      ok: true,
      value: {
        ...defaultSettings,
        rules: { 'gup/*': 'warning', 'gup/leak-on-path': 'on' },
        overrides: [{ files: ['drivers/staging'], rules: { '**': 'note' } }],
        kernelVersion: '6.12',
      },
    });
    expect(parseSettings('{}', '.gupscope.json')).toEqual({ ok: true, value: defaultSettings });
  });

  it.each([
    ['{', '1:2: this is not valid JSON (close brace expected); mend it or remove the file'],
    ['', '1:1: this is not valid JSON (value expected); mend it or remove the file'],
    ['{\n  "rules": {},\n}', '3:1: this is not valid JSON (property name expected); mend it or remove the file'],
    ['{\n  // quiet\n  "rules": {}\n}', '2:3: this is not valid JSON (invalid comment token); mend it or remove the file'],
    ['[]', '1:1: the file must be an object'],
    ['{\n  "rule": {}\n}', '2:3: there is no setting "rule" (did you mean rules?)'],
    [
      '{\n  "overrides": [\n    { "file": ["a"], "rules": {} }\n  ]\n}',
      '3:5: overrides[0].files must be a list; .gupscope.json:3:7: there is no setting "file" in overrides[0] (did you mean files?)',
    ],
    ['{ "rules": { "gup/*": "warn" } }', '1:23: rules.gup/* must be one of error, warning, note, on, off (did you mean warning?)'],
    ['{ "rules": { "gup/*": 1 } }', '1:23: rules.gup/* must be one of error, warning, note, on, off'],
    ['{ "rules": { "gup/leak-on-pth": "off" } }', '1:14: there is no rule gup/leak-on-pth (did you mean gup/leak-on-path?)'],
    ['{ "overrides": [{ "files": ["a"], "rules": { "gpu/*": "off" } }] }', '1:46: there is no rule gpu/* (did you mean gup/*?)'],
    ['{ "overrides": [{ "files": [], "rules": {} }] }', '1:28: overrides[0].files must not be empty'],
    ['{ "include": "drivers" }', '1:14: include must be a list'],
    ['{ "exclude": [1] }', '1:15: exclude[0] must be a string'],
    ['{ "kernelVersion": "six" }', '1:20: kernelVersion: a kernel version looks like 6.12'],
    ['{ "rules": [], "exclude": 1 }', '1:12: rules must be an object; .gupscope.json:1:27: exclude must be a list'],
  ])('%s is refused where it is wrong', (text, sentence) => {
    expect(refused(text)).toBe(`.gupscope.json:${sentence}`);
  });
});

describe('levels', () => {
  it('know which rules are silent everywhere', () => {
    const ever = (settings: Parameters<typeof createLevels>[0]): boolean => createLevels(settings).isEverOn('gup/leak-on-path');
    const off = { 'gup/*': 'off' } as const;
    expect(ever({ rules: {}, overrides: [] })).toBe(true);
    expect(ever({ rules: off, overrides: [] })).toBe(false);
    expect(ever({ rules: off, overrides: [{ files: ['fs'], rules: { 'gup/leak-*': 'note' } }] })).toBe(true);
    expect(ever({ rules: {}, overrides: [{ files: ['fs'], rules: off }] })).toBe(true);
    expect(
      ever({
        rules: {},
        overrides: [
          { files: ['fs'], rules: { '**': 'error' } },
          { files: ['**'], rules: off },
        ],
      }),
    ).toBe(false);
  });
});

describe('globs of files', () => {
  const lets = (settings: { include?: string[]; exclude?: string[] }, file: string): boolean =>
    fileFilter({ include: [], exclude: [], ...settings })(file);

  it('name files, or folders with all that is in them', () => {
    for (const folder of ['drivers/staging', 'drivers/staging/', './drivers/staging', 'drivers/staging/**', 'drivers/sta*'])
      expect(lets({ exclude: [folder] }, 'drivers/staging/media/a.c'), folder).toBe(false);
    expect(lets({ exclude: ['drivers/staging'] }, 'drivers/stagings/a.c')).toBe(true);
    expect(lets({ include: ['drivers/**/*.c'] }, 'drivers/a/b.c')).toBe(true);
    expect(lets({ include: ['drivers/**/*.c'] }, 'drivers/a/b.h')).toBe(false);
    expect(lets({ include: ['.hidden'] }, '.hidden/a.c')).toBe(true);
  });
});
