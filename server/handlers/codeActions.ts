/**
 * The light bulb: the fixes of findings in a range, and "fix all" for a file. An action that was not chosen yet carries only what it takes to find its fix
 * again in the text as it is by then; edits are made when the client asks for them, if it can ask.
 */
import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Command,
  type Diagnostic,
  LSPErrorCodes,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { Span } from '../../src/base/span.ts';
import { allowText } from '../../src/engine/index.ts';
import type { Finding, Fix } from '../../src/protocol/finding.ts';
import type { Analysis } from '../analyses.ts';
import { type ActionTarget, checkTarget } from '../checks.ts';
import { toAllowEdit, toWorkspaceEdit } from '../convert.ts';
import { offsetOf, type Stamp } from '../documents.ts';
import { fixAllChanges, unaskedFix } from '../fixAll.ts';
import { ALLOW_ID, applyFixCommand, FIX_ALL_KIND } from '../names.ts';
import { analyseWithFixes, placeIn, type ServerContext } from '../serverContext.ts';
import { pathOfUri } from '../uris.ts';
import { diagnosticsOf } from './diagnostics.ts';

/** `quickfix` stands for `quickfix.anything`, not the other way round. */
const wants = (only: readonly string[] | undefined, kind: string): boolean =>
  only === undefined || only.some((wanted) => wanted === '' || wanted === kind || kind.startsWith(`${wanted}.`));

export async function codeActions(
  context: ServerContext,
  asked: Stamp,
  params: CodeActionParams,
  token: CancellationToken,
): Promise<(CodeAction | Command)[]> {
  const { uri } = params.textDocument;
  const only = params.context.only ?? undefined;
  const { document } = asked;
  const analysis = await analyseWithFixes(context, asked, token);
  const shown = params.context.diagnostics ?? [];
  const start = offsetOf(document.text, document.lines, params.range.start);
  const end = offsetOf(document.text, document.lines, params.range.end);
  const range: Span = { start: Math.min(start, end), end: Math.max(start, end) };
  const meant = analysis
    .fixed()
    .findings.filter(
      (finding) =>
        (finding.span.start <= range.end && range.start <= finding.span.end) || shown.some((d) => fingerprintOf(d) === finding.fingerprint),
    );
  const actions: CodeAction[] = [];
  if (wants(only, CodeActionKind.QuickFix)) actions.push(...quickFixes(context, analysis, { uri, findings: meant, shown }));
  // Unasked it is offered beside a finding only, so that the menu of an innocent line stays empty.
  if (wants(only, FIX_ALL_KIND) && (only !== undefined || meant.length > 0)) {
    const count = analysis.fixed().findings.filter((finding) => unaskedFix(finding) !== undefined).length;
    if (count > 0)
      actions.push({ title: `Fix all ${count} that gupscope can fix safely in this file`, kind: FIX_ALL_KIND, data: { uri } satisfies ActionTarget });
  }
  if (!context.traits.codeActionLiterals)
    return actions.map((action): Command => ({ title: action.title, command: applyFixCommand, arguments: [action.data] }));
  if (context.traits.lazyActionEdits) return actions;
  const finished: CodeAction[] = [];
  for (const { data, ...action } of actions) {
    const target = checkTarget(data);
    if (target !== undefined && (await isFree(analysis, target))) finished.push({ ...action, edit: await editNow(context, target, token) });
  }
  return finished;
}

/** False if the fix would introduce a name that the tree has. */
const isFree = async (analysis: Analysis, target: ActionTarget): Promise<boolean> =>
  changesOf(analysis, target)?.introducesHelper !== true || (await analysis.project.names.search()) === undefined;

export async function resolveCodeAction(context: ServerContext, action: CodeAction, token: CancellationToken): Promise<CodeAction> {
  const target = checkTarget(action.data);
  return target === undefined ? action : { ...action, edit: await editNow(context, target, token) };
}

export async function applyFix(context: ServerContext, argument: unknown, token: CancellationToken): Promise<void> {
  const target = checkTarget(argument);
  if (target === undefined) throw new ResponseError(LSPErrorCodes.RequestFailed, `${applyFixCommand} needs the argument that came with it`);
  await context.connection.workspace.applyEdit({ label: 'gupscope', edit: await editNow(context, target, token) });
}

async function editNow(context: ServerContext, target: ActionTarget, token: CancellationToken): Promise<WorkspaceEdit> {
  const path = pathOfUri(target.uri);
  const now = path === undefined ? undefined : context.documents.stamp(path);
  if (now === undefined) throw new ResponseError(LSPErrorCodes.RequestFailed, `${target.uri} is not open any more`);
  const analysis = await analyseWithFixes(context, now, token);
  const found = changesOf(analysis, target);
  const allow = allowEdit(context, analysis, target);
  if (allow !== undefined) return allow;
  const taken = found?.introducesHelper === true ? await analysis.project.names.search() : undefined;
  if (taken !== undefined)
    throw new ResponseError(LSPErrorCodes.RequestFailed, `${taken.file} already has something named ${taken.name}; the fix would clash with it`);
  // The search takes seconds; what was found before it says nothing of a text that came meanwhile.
  const isCurrent = now.document.version === now.version && context.documents.get(now.document.path) === now.document;
  const edit = isCurrent && found ? toWorkspaceEdit(found.changes, placeIn(context, analysis.project), context.traits.documentChanges) : undefined;
  if (edit === undefined)
    throw new ResponseError(LSPErrorCodes.ContentModified, 'the code that this fix is for has changed; ask for the fixes again');
  return edit;
}

/** Undefined if the target is another fix, or what it was for is not there any more. */
function allowEdit(context: ServerContext, analysis: Analysis, { fix }: ActionTarget): WorkspaceEdit | undefined {
  const { file, report, project } = analysis;
  const finding = fix?.id === ALLOW_ID ? report.findings.find((f) => f.fingerprint === fix.fingerprint) : undefined;
  const place = finding && placeIn(context, project)(finding.file);
  return finding && place ? toAllowEdit(allowText(file.source, finding), place, context.traits) : undefined;
}

/** Undefined if the code that the fix was for is not there any more. */
function changesOf(analysis: Analysis, { fix: wanted }: ActionTarget): Pick<Fix, 'changes' | 'introducesHelper'> | undefined {
  const { findings } = analysis.fixed();
  if (wanted === undefined) return { changes: fixAllChanges(findings), introducesHelper: false };
  return findings.find((f) => f.fingerprint === wanted.fingerprint)?.fixes.find((fix) => fix.id === wanted.id);
}

function quickFixes(
  context: ServerContext,
  analysis: Analysis,
  about: { readonly uri: string; readonly findings: readonly Finding[]; readonly shown: readonly Diagnostic[] },
): CodeAction[] {
  const { uri, findings, shown } = about;
  const own = new Map(diagnosticsOf(context, analysis, false).map((diagnostic) => [fingerprintOf(diagnostic), diagnostic]));
  const shownByFingerprint = new Map(shown.map((diagnostic) => [fingerprintOf(diagnostic), diagnostic]));
  const diagnosticOf = ({ fingerprint }: Finding): Diagnostic[] => {
    const diagnostic = shownByFingerprint.get(fingerprint) ?? own.get(fingerprint);
    return diagnostic === undefined ? [] : [diagnostic];
  };
  const grouped = new Map<string, CodeAction>();
  const action = (finding: Finding, fix: Fix): CodeAction[] => {
    // One edit that settles several findings is one entry of the menu.
    const key = fix.group === undefined ? undefined : `${fix.id}\n${fix.group}`;
    const before = key === undefined ? undefined : grouped.get(key);
    if (before !== undefined) {
      before.diagnostics = [...(before.diagnostics ?? []), ...diagnosticOf(finding)];
      return [];
    }
    const made: CodeAction = {
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics: diagnosticOf(finding),
      ...(fix.preferred ? { isPreferred: true } : {}),
      data: { uri, fix: { fingerprint: finding.fingerprint, id: fix.id } } satisfies ActionTarget,
    };
    if (key !== undefined) grouped.set(key, made);
    return [made];
  };
  const allow = (finding: Finding): CodeAction[] =>
    // A comment about a comment would help nobody.
    finding.rule.startsWith('gupscope/')
      ? []
      : [
          {
            title: `Allow ${finding.rule} here, with a reason`,
            kind: CodeActionKind.QuickFix,
            diagnostics: diagnosticOf(finding),
            data: { uri, fix: { fingerprint: finding.fingerprint, id: ALLOW_ID } } satisfies ActionTarget,
          },
        ];
  // What mends comes before what hides.
  return [...findings.flatMap((finding) => finding.fixes.flatMap((fix) => action(finding, fix))), ...findings.flatMap(allow)];
}

/** Some clients drop `data`; then nothing is known of it. */
function fingerprintOf(diagnostic: Diagnostic): string | undefined {
  const data: unknown = diagnostic.data;
  return typeof data === 'object' && data !== null && 'fingerprint' in data && typeof data.fingerprint === 'string' ? data.fingerprint : undefined;
}
