/**
 * What makes a finding the same finding in a later text: the rule, the name around it, its kind, and the code of its line. Blanks and comments do not
 * count, nor do lines elsewhere. Equal ones in one function are numbered from its start; how they are told apart when one comes or goes is
 * `baseline.ts`'s to say, from the weaker marks.
 */
import { stableHash } from '../base/hash.ts';
import type { Finding } from '../protocol/finding.ts';
import type { Item, SourceFile } from '../syntax/index.ts';

export type Marks = Pick<Finding, 'fingerprint' | 'likeness'>;

/** Lines of code above a finding that its context holds: a check that leaves, the call that it checks, and what comes before. */
const CONTEXT_LINES = 3;
export const CONTEXT_SEPARATOR = ':';

/** Comments, and what may look like one: literals are kept. A comment may begin above the text or end below it. */
const COMMENT_OR_LITERAL = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[^]*?(?:\*\/|$)|\/\/[^\n]*/g;
const codeOf = (text: string): string => text.replaceAll(COMMENT_OR_LITERAL, (found) => (found.startsWith('/') ? '' : found));
/** Enough to tell the lines of one function apart. */
const shortHash = (text: string): string => stableHash(text).slice(-8);
const tight = (text: string): string => text.replaceAll(/\s+/g, '');

/** For the findings of one file, asked in order of position. */
export function createMarker({ text, lines }: SourceFile): (item: Item | undefined, finding: Pick<Finding, 'rule' | 'kind' | 'span'>) => Marks {
  const counts = new Map<string, number>();
  return (item, { rule, kind, span }) => {
    const { start, end } = lines.lineSpan(span.start);
    const key = `${rule}\n${item?.name ?? ''}\n${kind}\n${tight(codeOf(text.slice(start, end).replace(/^(?:(?!\/\*)[^])*?\*\//, '')))}`;
    const ordinal = (counts.get(key) ?? 0) + 1;
    counts.set(key, ordinal);
    return {
      fingerprint: stableHash(`${key}\n${ordinal}`),
      likeness: { line: stableHash(key), context: linesAbove(text, item, start).map(shortHash).join(CONTEXT_SEPARATOR) },
    };
  };
}

/** The nearest lines of code above `lineStart` inside the item, nearest first. */
function linesAbove(text: string, item: Item | undefined, lineStart: number): string[] {
  const from = item?.start ?? lineStart;
  const above = codeOf(text.slice(from, Math.max(from, lineStart)));
  return above
    .split('\n')
    .map(tight)
    .filter((line) => line !== '')
    .slice(-CONTEXT_LINES)
    .reverse();
}
