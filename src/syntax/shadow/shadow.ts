/** Makes the text that the grammar reads in place of an item: one choice of arms, without comments and directives, the dialect rewritten. */
import type { OpenedFile } from '../sourceFile.ts';
import { DIRECTIVE, tokenize } from '../tokens.ts';
import type { Dialect, Item, Rewrite } from '../types.ts';
import { isLive, type Selection } from '../variants.ts';
import { ShadowText } from './shadowText.ts';

export interface ShadowedItem {
  /** As long as the item from `skipped` on, with the same line ends. */
  readonly text: string;
  /** What is parsed before and after it, so that the whole is a translation unit. */
  readonly prefix: string;
  readonly suffix: string;
  /** Leading characters of the item that are not part of `text` (`#define NAME(…)`). */
  readonly skipped: number;
  readonly rewrites: readonly Rewrite[];
}

export function shadowItem(file: OpenedFile, item: Item, _dialect: Dialect, selection: Selection): ShadowedItem {
  const from = item.kind === 'macro' ? (item.body?.start ?? item.end) : item.start;
  const out = new ShadowText(file.text, from, item.end);
  for (const t of tokenize(file.text, from, item.end, item.kind !== 'macro')) {
    if (t.kind !== DIRECTIVE && isLive(file, selection, t.start)) out.copy(file.text, t.start, t.end);
  }
  const macro = item.kind === 'macro';
  return { text: out.toString(), prefix: macro ? 'void f(void){' : '', suffix: macro ? ';}' : '', skipped: from - item.start, rewrites: [] };
}
