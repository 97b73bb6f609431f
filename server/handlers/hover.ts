/** Hover: what the knowledge base says of the word, and the findings there. The text is the engine's. */
import type { CancellationToken, Hover, HoverParams } from 'vscode-languageserver/node';
import { displayText } from '../../src/base/encoding.ts';
import { toRange } from '../convert.ts';
import { offsetOf } from '../documents.ts';
import { analyse, type ServerContext } from '../serverContext.ts';
import { isCFile, pathOfUri } from '../uris.ts';

export async function hover(context: ServerContext, params: HoverParams, token: CancellationToken): Promise<Hover | null> {
  const path = pathOfUri(params.textDocument.uri);
  const document = path === undefined ? undefined : context.documents.get(path);
  if (document === undefined || !isCFile(document.path)) return null;
  const { project, file } = await analyse(context, document, token);
  const found = project.engine.hover(file, offsetOf(document.text, document.lines, params.position));
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
