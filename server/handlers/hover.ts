/** Hover: what the knowledge base says of the word, and what the message of a finding there leaves out: its path, and why it has no fix. */
import type { CancellationToken, Hover, Position } from 'vscode-languageserver/node';
import { displayText } from '../../src/base/encoding.ts';
import type { Finding } from '../../src/protocol/finding.ts';
import { type Place, toRange, toSteps } from '../convert.ts';
import { offsetOf, type Stamp } from '../documents.ts';
import { analyse, analyseWithFixes, placeIn, type ServerContext } from '../serverContext.ts';

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
  const { project, file, report } = await analyse(context, asked, token);
  const offset = offsetOf(asked.document.text, asked.document.lines, position);
  const found = project.engine.hover(file, offset, { findings });
  const isHere = ({ span }: Finding): boolean => span.start <= offset && offset < span.end;
  const here = report.findings.some(isHere) ? (await analyseWithFixes(context, asked, token)).fixed().findings.filter(isHere) : [];
  const place = placeIn(context, project);
  const more = here.flatMap((finding) => detailsOf(finding, place));
  const first = here[0];
  const span = found?.span ?? first?.span;
  if (span === undefined || (found === undefined && more.length === 0)) return null;
  const said = found === undefined ? [] : [found.text];
  // Below the message of the finding, whoever shows it.
  const text = displayText((findings ? [...said, ...more] : [...more, ...said]).join('\n\n---\n\n'));
  return {
    range: toRange(file.source.lines, span),
    contents: context.traits.markdownHover ? { kind: 'markdown', value: text } : { kind: 'plaintext', value: plain(text) },
  };
}

/** Markdown: the steps as a numbered list of links, and why no fix is offered. */
function detailsOf({ path, noFixReason }: Finding, place: Place): string[] {
  const steps = toSteps(path, place).map(({ uri, range: { start }, message }, i) => {
    // A parenthesis in a URI would end the link.
    const target = `${uri.replaceAll('(', '%28').replaceAll(')', '%29')}#L${start.line + 1},${start.character + 1}`;
    return `${i + 1}. [line ${start.line + 1}](${target}): ${escaped(message)}`;
  });
  const said = [...(steps.length === 0 ? [] : [steps.join('\n')]), ...(noFixReason === undefined ? [] : [`No quick fix: ${escaped(noFixReason)}.`])];
  return said.length === 0 ? [] : [said.join('\n\n')];
}

/** Text of the tree, so that no sign in it is read as markup. */
const escaped = (text: string): string => text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&');

/** Markdown without its marks, for clients that would show them. */
const plain = (markdown: string): string =>
  markdown
    .replace(/^```.*$\n?/gm, '')
    .replace(/(?<!\\)\[((?:\\.|[^\]\\])*)\]\((?:file:[^)]*)\)/g, '$1')
    .replace(/(?<!\\)\[((?:\\.|[^\]\\])*)\]\(([^)]*)\)/g, '$1 ($2)')
    .replace(/(?<!\\)(?:\*\*|`)/g, '')
    .replace(/\\([\\`*_{}[\]<>#|~])/g, '$1');
