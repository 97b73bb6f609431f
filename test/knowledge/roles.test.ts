/** Roles of names: the data is what its types say, each name stands once, and the answers are those that a flow analysis relies on. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { entries, lookup, lookupCall, nameSuggests, parsePrototype, roleOf } from '../../src/knowledge/index.ts';
import { harmlessFileSchema, rolesFileSchema, wordsFileSchema } from '../../src/knowledge/roleSchema.ts';

const folder = new URL('../../src/knowledge/roles/', import.meta.url);
const files = readdirSync(folder).sort();
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const schemaOf = (name: string): typeof rolesFileSchema | typeof harmlessFileSchema | typeof wordsFileSchema =>
  name === 'harmless.json' ? harmlessFileSchema : name === 'words.json' ? wordsFileSchema : rolesFileSchema;

const twice = (names: readonly string[]): readonly string[] => names.filter((name, i) => names.indexOf(name) !== i);

describe('every file of the roles', () => {
  it.each(files)('%s is valid', (name) => {
    const result = schemaOf(name).safeParse(read(name));
    expect(result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)).toEqual([]);
  });

  it('is loaded, and names each thing once', () => {
    const tables = files.filter((name) => schemaOf(name) === rolesFileSchema).map((name) => rolesFileSchema.parse(read(name)));
    const named = tables.flatMap((table) =>
      table.entries.flatMap(({ names, gone, role }) => [...names, ...(gone ?? [])].map((name) => ({ name, role }))),
    );
    const harmless = harmlessFileSchema.parse(read('harmless.json'));
    expect(named.length).toBeGreaterThan(200);
    expect(named.filter(({ name, role }) => JSON.stringify(roleOf(name)) !== JSON.stringify(role))).toEqual([]);
    expect(harmless.names.filter((name) => roleOf(name)?.role !== 'harmless')).toEqual([]);
    expect(twice([...named.map(({ name }) => name), ...harmless.names])).toEqual([]);
    expect(twice(harmless.prefixes)).toEqual([]);
    // A shorter start says it already.
    expect(harmless.prefixes.filter((p) => harmless.prefixes.some((other) => other !== p && p.startsWith(other)))).toEqual([]);
  });

  it('gives no role to a name whose effect on references is in the tables', () => {
    const others = new Set(['none', 'fault-in', 'borrow', 'free-page']);
    const both = [...entries.keys()].filter(
      (name) => roleOf(name) !== undefined && lookup(name)?.effects.some(({ effect }) => !others.has(effect)) === true,
    );
    expect(both).toEqual([]);
  });

  it('has no word that an earlier group of the same reach takes', () => {
    const { groups } = wordsFileSchema.parse(read('words.json'));
    for (const group of groups) expect(twice(group.words)).toEqual([]);
    const lost = groups.flatMap((group, i) =>
      group.words.filter((word) => groups.slice(0, i).some((g) => (g.where === group.where || g.where === 'anywhere') && g.words.includes(word))),
    );
    expect(lost).toEqual([]);
  });
});

describe('roleOf', () => {
  it.each([
    ['unlikely', { role: 'same-value', argument: 0 }],
    ['WARN_ON', { role: 'truth', argument: 0 }],
    ['drm_WARN_ON', { role: 'truth', argument: 1 }],
    ['IS_ERR_OR_NULL', { role: 'is-error-or-null', argument: 0 }],
    ['min_t', { role: 'minimum', arguments: [1, 2] }],
    ['kmem_cache_free', { role: 'free', argument: 1 }],
    ['page_folio', { role: 'same-page', argument: 0 }],
    ['sg_page', { role: 'from-container', argument: 0 }],
    ['iter_is_ubuf', { role: 'user-backed', argument: 0, trueMeans: true, exact: false }],
    ['iov_iter_is_kvec', { role: 'user-backed', argument: 0, trueMeans: false, exact: false }],
    ['xa_store', { role: 'keeps', arguments: [2], to: 'structure', unless: 'error' }],
    ['generic_make_request', { role: 'keeps', arguments: [0], to: 'bio' }],
  ])('%s', (name, role) => {
    expect(roleOf(name)).toEqual(role);
  });

  it('knows families by how their names start', () => {
    expect(roleOf('pr_warn_ratelimited')).toEqual({ role: 'harmless' });
    expect(roleOf('trace_mm_page_free')).toEqual({ role: 'harmless' });
    expect(roleOf('my_trace_page')).toBeUndefined();
  });

  it('lets no family swallow a name that the tables hold', () => {
    expect(lookup('bio_set_pages_dirty')).toBeDefined();
    expect(roleOf('bio_set_pages_dirty')).toBeUndefined();
  });

  it('knows nothing of names like those that objects inherit', () => {
    expect(roleOf('constructor')).toBeUndefined();
    expect(roleOf('toString')).toBeUndefined();
  });
});

describe('nameSuggests', () => {
  it.each([
    ['drv_unpin_pages', 'releases'],
    ['umem_release', 'releases'],
    ['queue_page', 'keeps'],
    ['copy_page_data', 'touches'],
    ['is_page_released', 'nothing'],
    ['__free_buffer', 'releases'],
    ['FreeUserPages', 'releases'],
    ['SetPageDirty', 'touches'],
    ['add_to_unpin_list', 'keeps'],
    ['dump_page_free', 'releases'],
    ['can_free_page', 'nothing'],
    ['drv_err', 'nothing'],
    ['my_frob', undefined],
    ['', undefined],
    ['___', undefined],
  ])('%s: %s', (name, suggestion) => {
    expect(nameSuggests(name)).toBe(suggestion);
  });
});

describe('lookupCall', () => {
  const v61 = { major: 6, minor: 1 };
  const v612 = { major: 6, minor: 12 };
  const named = (name: string, version: typeof v61 | undefined, count: number): readonly string[] =>
    lookupCall(name, version, count)?.parameters.map((p) => p.name) ?? [];

  it('prefers the form of the version', () => {
    expect(lookupCall('get_user_pages', v61, 5)).toEqual(lookup('get_user_pages', v61));
    expect(lookupCall('get_user_pages', v612, 4)).toEqual(lookup('get_user_pages', v612));
    expect(lookupCall('get_user_pages_fast', { major: 4, minor: 19 }, 4)?.parameters[2]?.name).toBe('write');
    expect(lookupCall('get_user_pages_fast', v612, 4)?.parameters[2]?.name).toBe('gup_flags');
    // Eight arguments twice: the release tells which.
    expect(named('get_user_pages_remote', { major: 4, minor: 7 }, 8).indexOf('pages')).toBe(6);
    expect(named('get_user_pages_remote', { major: 5, minor: 4 }, 8).indexOf('pages')).toBe(5);
  });

  it.each([
    ['get_user_pages', 8, 6, 3],
    ['get_user_pages', 6, 4, 1],
    ['get_user_pages', 5, 3, 1],
    ['get_user_pages_unlocked', 7, 6, 3],
    ['get_user_pages_unlocked', 5, 4, 1],
    ['get_user_pages_locked', 8, 6, 3],
    ['get_user_pages_locked', 6, 4, 1],
    ['get_user_pages_remote', 8, 5, 3],
    ['get_user_pages_remote', 7, 4, 2],
    ['pin_user_pages_remote', 8, 5, 3],
    ['get_user_pages_longterm', 5, 3, 1],
    ['__get_user_pages_fast', 4, 3, 1],
  ])('finds %s with %i arguments, whatever the version', (name, count, pages, number) => {
    for (const version of [undefined, v61, v612]) {
      const facts = lookupCall(name, version, count);
      expect(facts?.parameters.map((p) => p.name)).toHaveLength(count);
      expect(facts?.parameters[pages]?.name).toBe('pages');
      expect(facts?.parameters[number]?.name).toBe('nr_pages');
      expect(facts?.effects.find(({ effect }) => effect === 'get' || effect === 'pin')).toMatchObject({ argument: pages, path: '[]' });
    }
  });

  it('takes a call that no form allows for something else', () => {
    expect(lookupCall('get_user_pages', v612, 3)).toBeUndefined();
    expect(lookupCall('no_such_name', v612, 3)).toBeUndefined();
  });
});

describe('what flow asks of the tables', () => {
  const forms = [...entries.values()]
    .filter((entry) => entry.internal !== true && entry.kind !== 'flag' && entry.kind !== 'field' && entry.kind !== 'type')
    .flatMap((entry) =>
      entry.forms.flatMap(({ prototype }) => {
        const facts = lookupCall(entry.name, undefined, parsePrototype(prototype ?? '')?.parameters.length ?? 0);
        return facts === undefined ? [] : [facts];
      }),
    );
  const OWNING = new Set(['get', 'pin', 'release-get', 'release-pin', 'move-get', 'move-pin', 'own-get', 'store-borrowed']);

  it('has an argument and a number for whatever changes hands', () => {
    expect(forms.length).toBeGreaterThan(400);
    const open = forms.flatMap((facts) =>
      facts.effects
        .filter((e) => OWNING.has(e.effect) && (e.argument === undefined || e.count === undefined))
        .map((e) => `${facts.prototype ?? facts.name}: ${e.effect} ${e.on ?? ''}`),
    );
    expect(open).toEqual([]);
  });

  it('says when pages are taken by a call that can fail', () => {
    const certain = new Set(['void', 'pointer', 'value']);
    const open = forms.flatMap((facts) =>
      facts.effects
        .filter((e) => (e.effect === 'get' || e.effect === 'pin') && e.when === undefined && !certain.has(facts.returns?.convention ?? 'void'))
        .filter(() => facts.returns?.heldOnError !== 'some')
        .map((e) => `${facts.prototype ?? facts.name}: ${e.effect}`),
    );
    expect(open).toEqual([]);
  });
});
