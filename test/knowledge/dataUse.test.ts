/** What calls do with page data: the file is what its types say, and each name stands once. */
import { describe, expect, it } from 'vitest';
import file from '../../src/knowledge/dataUse.json' with { type: 'json' };
import { dataUseFileSchema } from '../../src/knowledge/dataUseSchema.ts';
import { dataUseOf, deviceWrites, flagFor, flagNamed, gupFlags, lookup } from '../../src/knowledge/index.ts';

describe('the use of page data', () => {
  it('is valid, and names each thing once', () => {
    const { entries, directions } = dataUseFileSchema.parse(file);
    const names = [...entries, ...directions].flatMap((e) => [...e.names, ...(e.gone ?? [])]);
    expect(names.filter((n, i) => names.indexOf(n) !== i)).toEqual([]);
  });

  it('agrees with the prototypes on where the direction stands', () => {
    for (const name of file.entries.flatMap((e) => e.names)) {
      const use = dataUseOf(name);
      const facts = lookup(name);
      if (!use || !('direction' in use) || !facts) continue;
      expect(facts.parameters[use.direction]?.name, name).toBe('dir');
    }
  });

  it.each([
    ['DMA_FROM_DEVICE', true],
    ['DMA_BIDIRECTIONAL', true],
    ['DMA_TO_DEVICE', false],
    ['PCI_DMA_FROMDEVICE', true],
    ['write', undefined],
  ])('%s', (name, writes) => expect(deviceWrites(name)).toBe(writes));
});

describe('the flags', () => {
  it('are known by what they change', () => {
    expect((['write', 'longterm', 'pin', 'get'] as const).map(flagFor)).toEqual(['FOLL_WRITE', 'FOLL_LONGTERM', 'FOLL_PIN', 'FOLL_GET']);
    expect(flagNamed('FOLL_FORCE')?.callerMayPass).toBe('yes');
    expect(gupFlags.length).toBeGreaterThan(15);
  });
});
