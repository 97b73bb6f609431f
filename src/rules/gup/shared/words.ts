/** The words that make an item worth following: names that take or drop references of user pages, asked of the knowledge base by what they do. */
import { entries, trackedWords } from '../../../knowledge/index.ts';
import type { ApiEntry, EffectKind } from '../../../knowledge/schema.ts';

const MOVES_REFERENCES: ReadonlySet<EffectKind> = new Set(['get', 'pin', 'release-get', 'release-pin', 'move-get', 'move-pin']);

const movesReferences = (entry: ApiEntry | undefined): boolean =>
  [entry?.effects, ...(entry?.forms.map((form) => form.effects) ?? [])].some((effects) => effects?.some((e) => MOVES_REFERENCES.has(e.effect)));

/** Sorted, each once. In any version: a name that once took a reference is worth a look in every tree. */
export const referenceWords: readonly string[] = trackedWords().filter((word) => movesReferences(entries.get(word)));
