/** The comment that an editor writes for whoever wants to allow a finding. The reason is theirs to give: without it the comment allows nothing. */
import type { Finding } from '../../protocol/finding.ts';
import type { SourceFile } from '../../syntax/index.ts';

export interface AllowText {
  /** Where the two are inserted, one behind the other. */
  readonly offset: number;
  readonly before: string;
  /** The reason goes in front of it. */
  readonly after: string;
}

/** A line above that of the finding, indented as that is. */
export function allowText(source: SourceFile, { rule, span }: Pick<Finding, 'rule' | 'span'>): AllowText {
  const { text, lines } = source;
  const start = lines.lineSpan(span.start).start;
  const indent = /^[ \t]*/.exec(text.slice(start, span.start))?.[0] ?? '';
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const item = source.itemAt(span.start);
  // Inside a definition each line says that it goes on.
  const goesOn = item?.kind === 'macro' && item.start < start ? ' \\' : '';
  return { offset: start + indent.length, before: `/* gupscope: allow ${rule} -- `, after: ` */${goesOn}${newline}${indent}` };
}
