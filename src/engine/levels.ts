/** Levels of rules as the settings have them, for each file. */
import picomatch from 'picomatch';
import type { Level } from '../protocol/finding.ts';
import { fileGlobs } from './fileFilter.ts';
import type { SettingLevel, Settings } from './settings.ts';

type Matches = (name: string) => boolean;

/** What a name of rules means: the rule itself, all of a group (`gup`), or all that a glob matches (`gup/*`). */
export function ruleMatcher(pattern: string): Matches {
  const glob = picomatch(pattern);
  return (rule) => rule === pattern || rule.startsWith(`${pattern}/`) || glob(rule);
}

export interface Levels {
  /** The level of a finding in a file: what the rule says, unless the settings name the rule; the last entry that matches wins. */
  of(file: string, rule: string, own: Level): Level | 'off';
  /** False if the rule is silent in every file. */
  isEverOn(rule: string): boolean;
}

/** Entries for some files. */
interface Layer {
  /** Undefined: all. */
  readonly files: Matches | undefined;
  readonly entries: readonly { readonly matches: Matches; readonly level: SettingLevel }[];
}

/** A glob for every file. */
export const EVERY_FILE = '**';

export function createLevels({ rules, overrides }: Pick<Settings, 'rules' | 'overrides'>): Levels {
  const layerOf = (files: Matches | undefined, levels: Settings['rules']): Layer => ({
    files,
    entries: Object.entries(levels).map(([pattern, level]) => ({ matches: ruleMatcher(pattern), level })),
  });
  const layers = [
    layerOf(undefined, rules),
    ...overrides.map((override) => layerOf(override.files.includes(EVERY_FILE) ? undefined : fileGlobs(override.files), override.rules)),
  ].filter((layer) => layer.entries.length > 0);
  const setBy = ({ entries }: Layer, rule: string): SettingLevel | undefined => entries.findLast(({ matches }) => matches(rule))?.level;

  /** Reports ask about one file after the other, and often. */
  let last: { readonly file: string; readonly levels: Map<string, SettingLevel> } | undefined;
  const levelIn = (file: string, rule: string): SettingLevel => {
    if (last?.file !== file) last = { file, levels: new Map() };
    let level = last.levels.get(rule);
    if (level === undefined) {
      level = 'on';
      for (const layer of layers) if (layer.files?.(file) !== false) level = setBy(layer, rule) ?? level;
      last.levels.set(rule, level);
    }
    return level;
  };
  return {
    of(file, rule, own) {
      const level = layers.length === 0 ? 'on' : levelIn(file, rule);
      return level === 'on' ? own : level;
    },
    isEverOn(rule) {
      for (const layer of layers.toReversed()) {
        const level = setBy(layer, rule);
        if (level === undefined || (level === 'off' && layer.files !== undefined)) continue;
        return level !== 'off';
      }
      return true;
    },
  };
}
