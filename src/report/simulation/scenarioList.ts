/** The scenarios that there are. */
import { hanging } from './columns.ts';

export interface ScenarioFacts {
  readonly name: string;
  /** One sentence: what it shows. */
  readonly title: string;
  /** Who claimed it, or which code does it. */
  readonly origin: string | null;
  /** Invariants beside those that are asked everywhere. */
  readonly asks: readonly string[];
  /** Values of each key of a variant, the default first. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** Number of variants under each policy. */
  readonly variants: Readonly<Record<string, number>>;
}

const WIDTH = 100;
const INDENT = '    ';

/** A paragraph each. */
export function scenarioListText(all: readonly ScenarioFacts[]): string {
  return all
    .map(({ name, title, origin, keys }) => {
      const choices = Object.entries(keys).map(([key, values]) => `${key}=${values.join('|')}`);
      return [
        name,
        ...hanging(INDENT, title, WIDTH),
        ...(origin === null ? [] : hanging(INDENT, origin, WIDTH)),
        ...(choices.length === 0 ? [] : hanging(`${INDENT}variants: `, choices.join('  '), WIDTH)),
        '',
      ].join('\n');
    })
    .join('\n');
}

export const scenarioListJson = (all: readonly ScenarioFacts[]): string => `[\n${all.map((facts) => JSON.stringify(facts)).join(',\n')}\n]\n`;
