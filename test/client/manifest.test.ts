/** The extension's manifest against what it speaks of: the settings' schema, the commands that the code registers, the files that it names. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { groupings } from '../../client/findingsOutline.ts';
import { launchAttributes } from '../../src/dap/index.ts';
import { defaultSettings, settingLevels, settingsFileSchema, settingsSchema } from '../../src/engine/settings.ts';
import { parseSettings } from '../../src/engine/settingsText.ts';
import { rules } from '../../src/rules/index.ts';
import { policyNames } from '../../src/sim/policy/index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { contributes } = manifest;
const declared = contributes.commands.map(({ command }) => command).sort();
const { properties } = contributes.configuration;

/** What these tests read of package.json. */
interface Manifest {
  readonly icon: string;
  readonly capabilities: { readonly untrustedWorkspaces: object; readonly virtualWorkspaces: object };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
    readonly walkthroughs: readonly { readonly icon: string; readonly steps: readonly { readonly media: { readonly svg: string } }[] }[];
    readonly jsonValidation: readonly { readonly url: string }[];
    readonly debuggers: readonly {
      readonly type: string;
      readonly configurationAttributes: { readonly launch: { readonly properties: Readonly<Record<string, LaunchAttribute>> } };
    }[];
  };
}

interface LaunchAttribute {
  readonly enum?: readonly string[];
  readonly description: string;
}

interface Setting {
  readonly type: string;
  readonly default: unknown;
  readonly scope: string;
  readonly order: number;
  readonly markdownDescription: string;
  readonly pattern?: string;
  readonly items?: { readonly type: string };
  readonly additionalProperties?: { readonly type: string; readonly enum: readonly string[] };
}

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'));

/** Of a glob nothing is known before it is matched; an id is offered and checked. */
const ruleLevels = {
  type: 'object',
  properties: Object.fromEntries(rules.map(({ info }) => [info.id, { description: info.title, $ref: '#/definitions/level' }])),
  propertyNames: { anyOf: [{ enum: [...new Set(rules.flatMap(({ info }) => [info.id, info.id.replace(/\/.*/, '')]))] }, { pattern: '[*?{(\\[!]' }] },
  additionalProperties: { $ref: '#/definitions/level' },
};

/** What maps rules to levels is described once. */
const withReferences = (schema: unknown): object =>
  JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('propertyNames' in value)) return value;
    return { $ref: '#/definitions/ruleLevels', ...('default' in value ? { default: value.default } : {}) };
  });

describe('settings', () => {
  const schema = z.toJSONSchema(settingsSchema, { io: 'input', target: 'draft-07' });

  it('are those of the schema, and the four that only an editor has', () => {
    const expected = [...Object.keys(schema.properties ?? {}), 'tree', 'codeLens.enabled', 'inlayHints.enabled', 'trace.server'].map(
      (name) => `gupscope.${name}`,
    );
    expect(Object.keys(properties).sort()).toEqual(expected.sort());
  });

  it.each(Object.keys(settingsSchema.shape))('%s takes what the schema takes', (name) => {
    const described = schema.properties?.[name];
    const setting = properties[`gupscope.${name}`];
    if (typeof described !== 'object' || setting === undefined) throw new Error(`no description of ${name}`);
    expect(setting.type).toBe(described.type);
    if (setting.type === 'object') expect(setting.additionalProperties).toEqual(described.additionalProperties);
    if (setting.type === 'array') expect(setting.items).toEqual(described.items);
    // An editor cannot leave a string out: the empty one means "not set".
    if (setting.type === 'string')
      expect(setting.pattern).toBe(described.pattern === undefined ? undefined : `^(${described.pattern.slice(1, -1)})?$`);
    else expect(setting.default).toEqual(defaultSettings[name as keyof typeof defaultSettings]);
  });

  it('say what they do, in an order, and whose they are', () => {
    const all = Object.values(properties);
    for (const setting of all) expect(setting.markdownDescription).toMatch(/^[A-Z].{30,}\.$/s);
    expect(all.map((setting) => setting.order)).toEqual(all.map((_, i) => i + 1));
    expect(new Set(all.map((setting) => setting.scope))).toEqual(new Set(['resource', 'machine-overridable', 'window']));
  });

  const fileSchema = (): unknown => {
    const { properties: entries = {}, ...file } = z.toJSONSchema(settingsFileSchema, { io: 'input', target: 'draft-07' });
    const described = Object.entries(entries).map(([name, property]) => {
      const text = properties[`gupscope.${name}`]?.markdownDescription.replace(/ Overrides .*$/, '');
      return [name, { ...withReferences(property), ...(text === undefined ? {} : { markdownDescription: text }) }];
    });
    const level = { enum: settingLevels };
    return { ...file, title: 'Settings of gupscope for this folder', properties: Object.fromEntries(described), definitions: { level, ruleLevels } };
  };

  it('of the file .gupscope.json are offered by its JSON schema', async () => {
    await expect(`${JSON.stringify(fileSchema(), undefined, 2)}\n`).toMatchFileSnapshot('../../media/gupscope.schema.json');
  });

  it('in a file are judged by that schema as the command line judges them', () => {
    const ajv = new Ajv({ strict: false });
    const validate = ajv.compile(JSON.parse(readFileSync(join(root, 'media/gupscope.schema.json'), 'utf8')));
    for (const text of [
      '{}',
      '{"$schema": "./gupscope.schema.json"}',
      '{"rules": {"gup/*": "off", "gup/leak-on-path": "on"}}',
      '{"rules": {"gup/leak-on-pth": "off"}}',
      '{"rules": {"gup/*": "loud"}}',
      '{"rules": {"gup": "note"}, "baseline": "known.sarif"}',
      '{"baseline": ""}',
      '{"overrides": [{"files": ["fs"], "rules": {"**": "note"}}]}',
      '{"overrides": [{"files": [], "rules": {"**": "note"}}]}',
      '{"overrides": [{"files": ["fs"]}]}',
      '{"overrides": [{"files": ["fs"], "rules": {"nonsense": "note"}}]}',
      '{"include": ["fs"], "exclude": ["fs/old/**"], "kernelVersion": "6.12"}',
      '{"include": "fs"}',
      '{"kernelVersion": "six"}',
      '{"ruels": {}}',
    ])
      expect(validate(JSON.parse(text)), `${text} ${JSON.stringify(validate.errors)}`).toBe(parseSettings(text, '.gupscope.json').ok);
  });
});

describe('commands', () => {
  it('are all registered by the code, and no other is', () => {
    const text = sources('client').join('\n');
    const registered = [...text.matchAll(/registerCommand\(\s*'([^']+)'/g)].map((m) => m[1] ?? '');
    const byGrouping = groupings.map((by) => `gupscope.findings.groupBy${by[0]?.toUpperCase()}${by.slice(1)}`);
    for (const command of byGrouping) expect(text).toContain(`'${command}'`);
    expect([...registered, ...byGrouping].sort()).toEqual(declared);
  });

  it('hold those of the contract that work today', () => {
    expect(declared).toEqual(expect.arrayContaining(['gupscope.auditWorkspace', 'gupscope.auditFile', 'gupscope.fixAll', 'gupscope.showRule']));
  });

  it('in menus, buttons and steps exist', () => {
    const used = [...JSON.stringify(contributes).matchAll(/command:(gupscope\.[\w.]+)|onCommand:([\w.]+)|"command":"([\w.]+)"/g)].map(
      (m) => m[1] ?? m[2] ?? m[3],
    );
    for (const command of used) expect(declared).toContain(command);
  });
});

describe('the launch of the debugger', () => {
  const [adapter] = contributes.debuggers;
  const attributes = adapter?.configurationAttributes.launch.properties ?? {};

  it('offers what the adapter reads', () => {
    expect(adapter?.type).toBe('gupscope');
    expect(Object.keys(attributes).sort()).toEqual(launchAttributes.filter((name) => name !== 'file').sort());
    for (const { description } of Object.values(attributes)) expect(description).toMatch(/^[A-Z].+\.$/);
  });

  it('offers the policies that there are', () => {
    expect(attributes['policy']?.enum).toEqual(policyNames);
  });
});

describe('files that the manifest names', () => {
  const steps = contributes.walkthroughs.flatMap(({ steps }) => steps);
  const named = [
    manifest.icon,
    ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
    ...contributes.walkthroughs.map(({ icon }) => icon),
    ...steps.map(({ media }) => media.svg),
    ...contributes.jsonValidation.map(({ url }) => url),
  ];
  it.each(named)('%s is there', (file) => {
    expect(existsSync(join(root, file))).toBe(true);
  });
});

it('works in untrusted workspaces, and says which of their settings must wait for trust', () => {
  const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
  expect(untrustedWorkspaces).toMatchObject({ supported: 'limited', restrictedConfigurations: ['gupscope.tree'] });
  expect(virtualWorkspaces).toMatchObject({ supported: 'limited' });
});

it('asks for nothing from the network', () => {
  const specifiers = sources('client').flatMap((text) => [...text.matchAll(/from '([^']+)'/g)].map((m) => m[1] ?? ''));
  const outside = new Set(specifiers.filter((name) => !name.startsWith('.')));
  expect([...outside].sort()).toEqual(['node:path', 'vscode', 'vscode-languageclient/node']);
});
