/** Levels of rules as the settings have them. */
import picomatch from 'picomatch';
import type { Level } from '../protocol/finding.ts';
import type { RuleLevels } from './types.ts';

/** The level of a finding: what the rule says, unless the settings name the rule; the last entry that matches wins. */
export function levelOf(rule: string, own: Level, levels: RuleLevels): Level | 'off' {
  let level: Level | 'off' = own;
  for (const [pattern, wanted] of Object.entries(levels)) if (pattern === rule || picomatch.isMatch(rule, pattern)) level = wanted;
  return level;
}
