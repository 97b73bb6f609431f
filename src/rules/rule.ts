/** What a rule is: metadata, a pure check of one parsed item, and the fixes of what it found. A rule never reads files and never knows an editor. */
import type { Level } from '../protocol/finding.ts';

/** Metadata of a rule, plain data: what `rules`, SARIF, hover and the documentation page show. */
export interface RuleInfo {
  readonly id: string;
  /** One line, imperative or noun phrase, no full stop. */
  readonly title: string;
  /** The highest level that the rule reports by default. */
  readonly level: Level;
  /** Markdown, the whole page. */
  readonly documentation: string;
  /** Address of the page for a reader of a report. */
  readonly url: string;
}
