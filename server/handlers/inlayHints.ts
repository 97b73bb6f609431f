/**
 * What calls do to the counts of pages, behind each: `+1 pin`, `−1 ref ×n`. Told by what the flow analysis followed on the ways through the function, so a call
 * that goes by a wrapper of the same file has its hint too.
 */
import { type CancellationToken, type InlayHint, InlayHintKind, type InlayHintParams } from 'vscode-languageserver/node';
import { displayText } from '../../src/base/encoding.ts';
import { overlaps, type Span } from '../../src/base/span.ts';
import type { Engine } from '../../src/engine/index.ts';
import type { ReferenceKind, Trace, TraceEvent } from '../../src/protocol/trace.ts';
import { offsetOf, type Stamp } from '../documents.ts';
import { analyse, isStale, type ServerContext } from '../serverContext.ts';
import { inSlices } from '../slices.ts';

/** Longer counts would hide the code that they stand behind. */
const LONGEST_COUNT = 16;
const words: Readonly<Record<ReferenceKind, string>> = { pin: 'pin', get: 'ref', borrowed: 'lent' };

export async function inlayHints(context: ServerContext, asked: Stamp, params: InlayHintParams, token: CancellationToken): Promise<InlayHint[]> {
  const { project, file } = await analyse(context, asked, token);
  if (!project.features.inlayHints) return [];
  const { text, lines, items } = file.source;
  const range: Span = { start: offsetOf(text, lines, params.range.start), end: offsetOf(text, lines, params.range.end) };
  const hints: InlayHint[] = [];
  for (const item of items) {
    if (item.kind !== 'function' || !overlaps(item, range)) continue;
    const paths = await inSlices(
      (cancel) => project.engine.pathsAt(file, item.start, cancel),
      () => isStale(context, asked, token),
    );
    for (const { end, label, tooltip } of hintsOf(paths, project.engine.referencesAt(file, item.start))) {
      if (end < range.start || range.end < end) continue;
      const { line, column } = lines.positionAt(end);
      const position = { line, character: column };
      hints.push({ position, label: displayText(label), kind: InlayHintKind.Type, paddingLeft: true, tooltip: displayText(tooltip) });
    }
  }
  return hints.sort((a, b) => a.position.line - b.position.line || a.position.character - b.position.character);
}

interface Hint {
  readonly end: number;
  readonly label: string;
  readonly tooltip: string;
}

/** One for each call, in no order. Ways that differ in what the call does are told beside each other. `plain`: calls that the ways say nothing of. */
function hintsOf(paths: readonly Trace[], plain: ReturnType<Engine['referencesAt']>): readonly Hint[] {
  const calls = new Map<string, { readonly end: number; readonly labels: Set<string>; readonly call: string }>();
  for (const event of paths.flat()) {
    const told = effectOf(event);
    if (told === undefined) continue;
    const key = `${event.span.start} ${event.span.end}`;
    const known = calls.get(key) ?? { end: event.span.end, labels: new Set<string>(), call: told.call };
    known.labels.add(told.label);
    calls.set(key, known);
  }
  for (const { span, call } of plain) {
    const key = `${span.start} ${span.end}`;
    if (!calls.has(key)) calls.set(key, { end: span.end, labels: new Set([effect('+1', 'get', '1')]), call });
  }
  return [...calls.values()].map(({ end, labels, call }) => {
    const label = [...labels].sort().join(' or ');
    return { end, label, tooltip: `${call}() on the ways through this function: ${label}` };
  });
}

function effectOf(event: TraceEvent): { readonly label: string; readonly call: string } | undefined {
  switch (event.event) {
    case 'acquire':
      // A call that fails takes nothing, which is no news.
      return event.outcome === 'none' ? undefined : { label: effect('+1', event.kind, event.requested), call: event.call };
    case 'reference':
      return { label: effect('+1', 'get', '1'), call: event.call };
    case 'release':
      return { label: effect('−1', event.kind, event.count), call: event.call };
    case 'check':
    case 'jump':
    case 'map':
    case 'unmap':
    case 'access':
    case 'dirty':
    case 'hand-over':
    case 'free-array':
    case 'device-memory':
    case 'return':
      return undefined;
    default:
      return event satisfies never;
  }
}

/** `+1 pin ×n`: one of each of so many pages. */
function effect(sign: string, kind: ReferenceKind, count: string | undefined): string {
  const given = count?.replaceAll(/\s+/g, ' ').trim() ?? 'n';
  const times = given === '1' ? '' : ` ×${given === 'each' || given === 'all' || given.length > LONGEST_COUNT ? 'n' : given}`;
  return `${sign} ${words[kind]}${times}`;
}
