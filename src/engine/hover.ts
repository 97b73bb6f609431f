/** What the editor shows over a word: the knowledge base on a tracked name, the rule on a finding. */

import { apiText } from '../knowledge/index.ts';
import type { Finding } from '../protocol/finding.ts';
import type { Rule } from '../rules/index.ts';
import type { HoverText, OpenFile, TreeFacts } from './types.ts';

export interface HoverFacts {
  readonly tree: TreeFacts;
  readonly findings: readonly Finding[];
  readonly rules: readonly Rule[];
  /** Off: the editor shows the findings itself, and only what their messages leave out is said. */
  readonly sayFindings: boolean;
}

export function hoverAt(file: OpenFile, offset: number, { tree, findings, rules, sayFindings }: HoverFacts): HoverText | undefined {
  const span = wordAt(file.source.text, offset);
  if (!span) return undefined;
  const parts: string[] = [];
  for (const f of findings) {
    if (f.span.start > offset || offset >= f.span.end) continue;
    const rule = rules.find((r) => r.info.id === f.rule);
    const said = [
      ...(sayFindings ? [`**${f.rule}** (${f.level}): ${f.message}`] : []),
      ...(f.condition ? [`Compiled if \`${f.condition}\`.`] : []),
      ...(sayFindings && rule?.info.url !== undefined ? [`[About this rule](${rule.info.url})`] : []),
    ];
    if (said.length > 0) parts.push(said.join('\n\n'));
  }
  const fact = apiText(file.source.text.slice(span.start, span.end), tree.version);
  if (fact !== undefined) parts.push(fact);
  return parts.length === 0 ? undefined : { span, text: parts.join('\n\n---\n\n') };
}

function wordAt(text: string, offset: number): { start: number; end: number } | undefined {
  const isWord = (i: number): boolean => /\w/.test(text[i] ?? '');
  if (!isWord(offset)) return undefined;
  let start = offset;
  let end = offset;
  while (start > 0 && isWord(start - 1)) start--;
  while (end < text.length && isWord(end)) end++;
  return { start, end };
}
