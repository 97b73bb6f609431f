/** Hover: what the knowledge base says of the word, and the findings there. The text is the engine's. */
import type { CancellationToken, Hover, Position } from 'vscode-languageserver/node';
import { displayText } from '../../src/base/encoding.ts';
import { toRange } from '../convert.ts';
import { offsetOf, type Stamp } from '../documents.ts';
import { analyse, type ServerContext } from '../serverContext.ts';

export interface HoverQuestion {
  readonly position: Position;
  /** Repeat the findings there: for clients whose hovers leave diagnostics out. */
  readonly findings: boolean;
}

export async function hover(
  context: ServerContext,
  asked: Stamp,
  { position, findings }: HoverQuestion,
  token: CancellationToken,
): Promise<Hover | null> {
  const { project, file } = await analyse(context, asked, token);
  const found = project.engine.hover(file, offsetOf(asked.document.text, asked.document.lines, position), { findings });
  if (found === undefined) return null;
  const text = displayText(found.text);
  return {
    range: toRange(file.source.lines, found.span),
    contents: context.traits.markdownHover ? { kind: 'markdown', value: text } : { kind: 'plaintext', value: plain(text) },
  };
}

/** Markdown without its marks, for clients that would show them. */
const plain = (markdown: string): string =>
  markdown
    .replace(/^```.*$\n?/gm, '')
    .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1 ($2)')
    .replace(/\*\*|`/g, '');
