/** The table of mappings: what its types say, each name once, each family with a call that undoes it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lookup, mappingCall, mappingWords } from '../../src/knowledge/index.ts';
import { mappingsFileSchema } from '../../src/knowledge/mappingSchema.ts';

const file = mappingsFileSchema.parse(JSON.parse(readFileSync(new URL('../../src/knowledge/mappings.json', import.meta.url), 'utf8')));

describe('the table of mappings', () => {
  it('names each call once', () => {
    const names = file.families.flatMap((f) => [...f.maps, ...f.undoes].map((c) => c.name));
    expect(new Set(names).size).toBe(names.length);
  });

  it('agrees with the facts of the knowledge base on what undoes what', () => {
    const wrong = file.families.flatMap((f) =>
      f.maps.flatMap(({ name, gone }) => {
        const effect = lookup(name)?.effects.find((e) => e.effect === 'map');
        return gone === true || effect?.with === undefined || f.undoes.some((u) => u.name === effect.with) ? [] : [name];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('answers by name', () => {
    expect(mappingCall('kmap_local_folio')).toMatchObject({ does: 'map', argument: 0, family: { name: 'local', by: 'address', nests: true } });
    expect(mappingCall('folio_release_kmap')).toMatchObject({ does: 'unmap', argument: 1, family: { name: 'local' } });
    expect(mappingCall('kunmap')).toMatchObject({ does: 'unmap', family: { name: 'long', by: 'page', nests: false } });
    expect(mappingCall('put_page')).toBeUndefined();
    expect(mappingWords).toContain('bvec_kmap_local');
    expect(mappingWords).not.toContain('kunmap_local');
  });
});
