import { describe, expect, it } from 'vitest';
import { nearest, suggestion } from '../../src/base/nearest.ts';

const rules = ['bvec/direct-page-access', 'gup/leak-on-path', 'gup/partial-pin', 'bio/mixed-origin'];

describe('nearest', () => {
  it.each([
    ['bvec/direct-page-acess', ['bvec/direct-page-access']],
    ['direct-page-access', ['bvec/direct-page-access']],
    ['partial', ['gup/partial-pin']],
    ['gup/partail-pin', ['gup/partial-pin']],
    ['GUP/Leak-On-Path', ['gup/leak-on-path']],
    ['nonsense-entirely', []],
    ['', []],
  ])('finds what %s was meant to be', (asked, expected) => {
    expect(nearest(asked, rules)).toEqual(expected);
  });

  it('puts several into a sentence', () => {
    expect(suggestion('pin_user_pag', ['pin_user_page', 'pin_user_pages', 'unrelated'])).toBe(' (did you mean pin_user_page or pin_user_pages?)');
    expect(suggestion('zzz', rules)).toBe('');
  });
});
