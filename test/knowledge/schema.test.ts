/** The data is what its types say: `load.ts` trusts this test instead of validating at every start. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  bvecMembers,
  bvecSources,
  corrections,
  entries,
  helperConditions,
  helperDecisions,
  ignored,
  iteratorMacros,
  parsePrototype,
} from '../../src/knowledge/index.ts';
import { bvecHelpersFileSchema, ignoredFileSchema, iteratorMacrosFileSchema, structFieldsFileSchema } from '../../src/knowledge/listSchema.ts';
import { type ApiEntry, apiFileSchema, correctionsFileSchema, type Effect } from '../../src/knowledge/schema.ts';

const folder = new URL('../../src/knowledge/api/', import.meta.url);
const files = readdirSync(folder).sort();
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

const lists: Readonly<Record<string, z.ZodType>> = {
  'bvecHelpers.json': bvecHelpersFileSchema,
  'iteratorMacros.json': iteratorMacrosFileSchema,
  'structFields.json': structFieldsFileSchema,
  'ignored.json': ignoredFileSchema,
  'corrections.json': correctionsFileSchema,
};

describe('every file of the knowledge base', () => {
  it.each(files)('%s is valid', (name) => {
    const result = (lists[name] ?? apiFileSchema).safeParse(read(name));
    expect(result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)).toEqual([]);
  });

  it('is loaded', () => {
    const tables = files.filter((name) => lists[name] === undefined).map((name) => apiFileSchema.parse(read(name)));
    const names = tables.flatMap((table) => table.entries.map((entry) => entry.name));
    expect([...entries.keys()].sort()).toEqual(names.toSorted());
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });
});

const all = [...entries.values()];
const each = (problemsOf: (entry: ApiEntry) => readonly string[]): readonly string[] =>
  all.flatMap((entry) => problemsOf(entry).map((problem) => `${entry.name}: ${problem}`));
const effectsOf = (entry: ApiEntry): readonly Effect[] => [...(entry.effects ?? []), ...entry.forms.flatMap((form) => form.effects ?? [])];

describe('every entry', () => {
  it('has prototypes that parse and carry its name', () => {
    expect(
      each((entry) =>
        entry.forms.flatMap(({ prototype }) => {
          if (prototype === undefined) return entry.kind === 'flag' ? [] : ['no prototype'];
          if (entry.kind === 'field') return prototype.endsWith(entry.name) ? [] : [prototype];
          const parsed = parsePrototype(prototype);
          if (parsed?.name !== entry.name) return [prototype];
          const isFunction = entry.kind === 'function';
          if (isFunction !== (parsed.returns !== '')) return [`is no ${entry.kind}: ${prototype}`];
          return isFunction ? parsed.parameters.filter((p) => p.name === '').map((p) => `unnamed ${p.type}`) : [];
        }),
      ),
    ).toEqual([]);
  });

  it('names only parameters that its prototype has', () => {
    const named = (text: string | undefined): string[] => {
      const word = /^\*?(\w+)/.exec(text ?? '')?.[1];
      return word === undefined || word === 'return' ? [] : [word];
    };
    const counted = (count: string | undefined): string[] => {
      if (count === undefined || /^(1|return|all|each|unknown)$/.test(count)) return [];
      return count
        .replace(/^\w+:/, '')
        .split('+')
        .map((part) => part.replace('*', ''))
        .filter((part) => part !== 'return');
    };
    const words = (effect: Effect): string[] => [
      ...named(effect.on),
      ...counted(effect.count),
      ...(effect.dirties?.startsWith('if:') === true ? [effect.dirties.slice(3)] : []),
      ...(effect.when ?? []).flatMap((c) => ('param' in c ? [c.param] : [])),
    ];
    expect(
      each((entry) =>
        entry.forms.flatMap((form) => {
          if (form.prototype === undefined || entry.kind === 'field') return [];
          // A later form of a series may have other parameters: it states no effects of its own here.
          if (form.series !== undefined && entry.forms.length > 1) return [];
          const parameters = new Set(parsePrototype(form.prototype)?.parameters.map((p) => p.name));
          const context = form.context ?? entry.context;
          const used = [
            ...(form.effects ?? entry.effects ?? []).flatMap(words),
            ...(context?.dropsLockThrough === undefined ? [] : [context.dropsLockThrough]),
            ...(typeof context?.sleeps === 'string' ? [context.sleeps.slice(3)] : []),
          ];
          return used.filter((name) => !parameters.has(name)).map((name) => `${name} is no parameter of ${form.prototype ?? ''}`);
        }),
      ),
    ).toEqual([]);
  });

  it('says how what it takes is released, and releases nothing that is not known', () => {
    const released = (entry: ApiEntry): readonly string[] => [...(entry.releaseWith ?? []), ...entry.forms.flatMap((form) => form.releaseWith ?? [])];
    expect(each((entry) => released(entry).filter((name) => !entries.has(name)))).toEqual([]);
    expect(each((entry) => (entry.inner ?? []).filter((name) => !entries.has(name)))).toEqual([]);
    const takesForCaller = (entry: ApiEntry): boolean =>
      entry.internal !== true && effectsOf(entry).some(({ effect, on }) => (effect === 'get' || effect === 'pin') && on !== undefined);
    // A macro or function that only adds to what the caller holds has its release beside it, in the same family.
    const exempt = new Set(['vhost_scsi_map_to_sgl', 'skb_frag_ref', '__skb_frag_ref', 'generic_pipe_buf_get']);
    expect(each((entry) => (takesForCaller(entry) && released(entry).length === 0 && !exempt.has(entry.name) ? ['no release'] : []))).toEqual([]);
  });

  it('has a result convention that fits its type', () => {
    expect(
      each((entry) =>
        entry.forms.flatMap((form) => {
          if (entry.kind !== 'function' || form.prototype === undefined) return [];
          const convention = (form.returns ?? entry.returns)?.convention;
          if (convention === undefined) return entry.internal === true ? [] : ['no convention'];
          const type = parsePrototype(form.prototype)?.returns ?? '';
          const pointer = type.endsWith('*');
          if ((convention === 'void') !== (type === 'void')) return [`${type} is ${convention}`];
          if (convention.startsWith('pointer') && !pointer) return [`${type} is ${convention}`];
          if (convention === 'bool' && type !== 'bool') return [`${type} is ${convention}`];
          return pointer && !convention.startsWith('pointer') && convention !== 'error-page' && convention !== 'value'
            ? [`${type} is ${convention}`]
            : [];
        }),
      ),
    ).toEqual([]);
  });

  it('does not overlap itself', () => {
    expect(
      each((entry) => (['6.1', '6.12'] as const).filter((tree) => entry.forms.filter((form) => form.at?.[tree] !== undefined).length > 1)),
    ).toEqual([]);
  });

  it('reads as one line', () => {
    expect(each((entry) => (/^[A-Z(].*\.$/.test(entry.summary) && !entry.summary.includes('\n') ? [] : [entry.summary]))).toEqual([]);
  });
});

describe('the lists', () => {
  it('name each thing once', () => {
    const twice = (names: readonly string[]): readonly string[] => names.filter((name, i) => names.indexOf(name) !== i);
    expect(twice(helperDecisions.map((h) => h.name))).toEqual([]);
    expect(twice(iteratorMacros.map((m) => m.name))).toEqual([]);
    expect(twice(bvecMembers.map((m) => `${m.struct}.${m.member}`))).toEqual([]);
    expect(twice(bvecSources.map((s) => s.name))).toEqual([]);
    expect(twice(ignored.flatMap((g) => g.names ?? []))).toEqual([]);
    expect(twice(corrections.map((c) => c.name))).toEqual([]);
  });

  it('point at arguments that exist', () => {
    const count = (prototype: string): number => parsePrototype(prototype)?.parameters.length ?? -1;
    expect(helperDecisions.filter((h) => h.subject >= count(h.prototype)).map((h) => h.name)).toEqual([]);
    expect(
      iteratorMacros.filter((m) => m.variable >= count(m.prototype) || (m.statementArgument ?? 0) >= count(m.prototype)).map((m) => m.name),
    ).toEqual([]);
    expect(iteratorMacros.filter((m) => m.variable < 0 !== (m.localVariable !== undefined)).map((m) => m.name)).toEqual([]);
  });

  it('agree with the tables about what is a macro', () => {
    const kinds = (name: string): string | undefined => entries.get(name)?.kind;
    expect(iteratorMacros.filter((m) => kinds(m.name) !== (m.isLoop ? 'iterator-macro' : 'macro')).map((m) => m.name)).toEqual([]);
    expect(helperDecisions.filter((h) => h.helper && kinds(h.name)?.replace('iterator-', '') !== h.kind).map((h) => h.name)).toEqual([]);
  });

  it('explain every condition of a helper', () => {
    for (const helper of helperDecisions) for (const condition of helper.conditions) expect(helperConditions[condition]).toMatch(/\w/);
  });

  it('ignore nothing that the tables hold', () => {
    expect(ignored.flatMap((g) => g.names ?? []).filter((name) => entries.has(name))).toEqual([]);
    const patterns = ignored.flatMap((g) => g.patterns ?? []);
    expect(
      patterns.flatMap((p) => all.filter((entry) => new RegExp(`^(?:${p})$`).test(entry.name)).map((entry) => `${p} hides ${entry.name}`)),
    ).toEqual([]);
  });

  it('correct only what the tables hold', () => {
    expect(corrections.filter((c) => !entries.has(c.name)).map((c) => c.name)).toEqual([]);
  });
});
