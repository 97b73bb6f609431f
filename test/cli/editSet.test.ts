import { describe, expect, it } from 'vitest';
import { EditSet } from '../../src/cli/fixPlan.ts';
import type { Fix } from '../../src/protocol/finding.ts';

const fixOf = (...edits: readonly (readonly [file: string, start: number, end: number, newText: string])[]): Fix => ({
  id: 'x',
  title: 'X',
  safety: 'safe',
  preferred: true,
  introducesHelper: false,
  changes: edits.map(([file, start, end, newText]) => ({ file, edits: [{ span: { start, end }, newText }] })),
});

describe('EditSet', () => {
  it('takes a fix whole or not at all', () => {
    const set = new EditSet();
    expect(set.take(fixOf(['a.c', 0, 5, 'x']))).toBe(true);
    expect(set.take(fixOf(['b.c', 0, 5, 'y'], ['a.c', 4, 6, 'z']))).toBe(false);
    expect([...set.files.keys()]).toEqual(['a.c']);
  });

  it('takes an edit that several fixes share once', () => {
    const set = new EditSet();
    expect(set.take(fixOf(['a.c', 0, 5, 'x'], ['bvec.h', 9, 9, 'helper']))).toBe(true);
    expect(set.take(fixOf(['a.c', 7, 9, 'y'], ['bvec.h', 9, 9, 'helper']))).toBe(true);
    expect(set.files.get('bvec.h')).toHaveLength(1);
    expect(set.files.get('a.c')).toHaveLength(2);
  });

  it('lets edits touch, but not where one of them only inserts', () => {
    const set = new EditSet();
    expect(set.take(fixOf(['a.c', 0, 5, 'x']))).toBe(true);
    expect(set.take(fixOf(['a.c', 5, 8, 'y']))).toBe(true);
    expect(set.take(fixOf(['a.c', 8, 8, 'z']))).toBe(false);
    expect(set.take(fixOf(['a.c', 9, 9, 'z']))).toBe(true);
    expect(set.take(fixOf(['a.c', 9, 9, 'other']))).toBe(false);
  });
});
