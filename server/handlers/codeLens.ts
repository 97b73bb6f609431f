/** A line above each function with a finding that can be replayed, which says what the replay comes to. That is searched only for lines that are in view. */
import type { CancellationToken, CodeLens } from 'vscode-languageserver/node';
import { isReplayable } from '../../src/replay/index.ts';
import { checkReplay } from '../checks.ts';
import { toRange } from '../convert.ts';
import type { Stamp } from '../documents.ts';
import type { Replays } from '../replays.ts';
import { analyse, isStale, type ServerContext } from '../serverContext.ts';
import { pathOfUri } from '../uris.ts';

export async function codeLenses(context: ServerContext, asked: Stamp, token: CancellationToken): Promise<CodeLens[]> {
  const { project, file, report } = await analyse(context, asked, token);
  if (!project.features.codeLens) return [];
  return report.findings.filter(isReplayable).map((finding) => {
    const item = file.source.itemAt(finding.span.start);
    const span = item?.nameSpan ?? finding.span;
    return { range: toRange(file.source.lines, span), data: { uri: asked.document.uri, fingerprint: finding.fingerprint } };
  });
}

/** A finding that went meanwhile leaves a line that says nothing of it; the client asks again for the new text. */
export async function resolveCodeLens(context: ServerContext, replays: Replays, lens: CodeLens, token: CancellationToken): Promise<CodeLens> {
  const target = checkReplay(lens.data);
  const asked = target === undefined ? undefined : context.documents.stamp(pathOfUri(target.uri) ?? '');
  if (target === undefined || asked === undefined) return lens;
  const { project, file, report } = await analyse(context, asked, token);
  const finding = report.findings.find(({ fingerprint }) => fingerprint === target.fingerprint);
  if (finding === undefined) return { ...lens, command: replays.command('Replay', target) };
  const short = await replays.short({ project, file, isStale: () => isStale(context, asked, token) }, finding, token);
  return { ...lens, command: replays.command(short === undefined ? 'Replay' : `Replay: ${short}`, target) };
}
