/**
 * Shapes of messages, checked as far as the handlers rely on them: the JSON of a broken client must not become an offset of NaN.
 * The casts are sound for what is read: each check tests every member that its handler uses.
 */
import type {
  CodeAction,
  CodeActionParams,
  DidChangeConfigurationParams,
  DidChangeTextDocumentParams,
  DidChangeWatchedFilesParams,
  DidChangeWorkspaceFoldersParams,
  DidCloseTextDocumentParams,
  DidOpenTextDocumentParams,
  DocumentDiagnosticParams,
  ExecuteCommandParams,
  HoverParams,
  RenameFilesParams,
} from 'vscode-languageserver/node';
import type { OpenReplayParams, ReplayParams } from '../src/protocol/replay.ts';
import type { AuditFileParams, AuditWorkspaceParams, InitializationOptions, RuleTextParams } from '../src/protocol/requests.ts';
import type { Check } from './boundary.ts';

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);
const isString = (value: unknown): value is string => typeof value === 'string';
const isIndex = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isPosition = (value: unknown): boolean => isObject(value) && isIndex(value['line']) && isIndex(value['character']);
const isRange = (value: unknown): boolean => isObject(value) && isPosition(value['start']) && isPosition(value['end']);
const namesDocument = (value: Members): boolean => isObject(value['textDocument']) && isString(value['textDocument']['uri']);
const isListOf = (value: unknown, check: (entry: unknown) => boolean): boolean => Array.isArray(value) && value.every(check);
const hasUri = (value: unknown): boolean => isObject(value) && isString(value['uri']);

const check =
  <P>(test: (raw: Members) => boolean): Check<P> =>
  (raw) =>
    isObject(raw) && test(raw) ? (raw as P) : undefined;

export const checkOpen: Check<DidOpenTextDocumentParams> = check(
  (p) =>
    isObject(p['textDocument']) &&
    isString(p['textDocument']['uri']) &&
    isString(p['textDocument']['text']) &&
    Number.isInteger(p['textDocument']['version']),
);
export const checkChange: Check<DidChangeTextDocumentParams> = check(
  (p) =>
    namesDocument(p) && isListOf(p['contentChanges'], (c) => isObject(c) && isString(c['text']) && (c['range'] === undefined || isRange(c['range']))),
);
export const checkDocument: Check<DidCloseTextDocumentParams> = check(namesDocument);
export const checkDiagnostic: Check<DocumentDiagnosticParams> = check(
  (p) => namesDocument(p) && (p['previousResultId'] === undefined || p['previousResultId'] === null || isString(p['previousResultId'])),
);
export const checkCodeAction: Check<CodeActionParams> = check(
  (p) =>
    namesDocument(p) &&
    isRange(p['range']) &&
    isObject(p['context']) &&
    (p['context']['only'] === undefined || p['context']['only'] === null || isListOf(p['context']['only'], isString)) &&
    (p['context']['diagnostics'] === undefined || isListOf(p['context']['diagnostics'], isObject)),
);
export const checkAction: Check<CodeAction> = check((p) => isString(p['title']));
export const checkHover: Check<HoverParams> = check((p) => namesDocument(p) && isPosition(p['position']));
export const checkWatched: Check<DidChangeWatchedFilesParams> = check((p) =>
  isListOf(p['changes'], (c) => hasUri(c) && isObject(c) && isIndex(c['type'])),
);
export const checkFolders: Check<DidChangeWorkspaceFoldersParams> = check(
  (p) => isObject(p['event']) && isListOf(p['event']['added'], hasUri) && isListOf(p['event']['removed'], hasUri),
);
export const checkConfiguration: Check<DidChangeConfigurationParams> = check(() => true);
export const checkRenames: Check<RenameFilesParams> = check((p) =>
  isListOf(p['files'], (f) => isObject(f) && isString(f['oldUri']) && isString(f['newUri'])),
);
export const checkDeletes: Check<{ files: { uri: string }[] }> = check((p) => isListOf(p['files'], hasUri));
export const checkCommand: Check<ExecuteCommandParams> = check(
  (p) => isString(p['command']) && (p['arguments'] === undefined || p['arguments'] === null || Array.isArray(p['arguments'])),
);
const isAudit = (p: Members): boolean =>
  (p['roots'] === undefined || isListOf(p['roots'], isString)) &&
  (p['workDoneToken'] === undefined || isString(p['workDoneToken']) || Number.isInteger(p['workDoneToken']));
export const checkAudit: Check<AuditWorkspaceParams> = (raw) => (raw === undefined || raw === null ? {} : check<AuditWorkspaceParams>(isAudit)(raw));

/** What an unresolved code action, or the command that applies one, points at. */
export interface ActionTarget {
  readonly uri: string;
  /** Absent: every safe fix of the file. */
  readonly fix?: { readonly fingerprint: string; readonly id: string };
}

export const checkTarget: Check<ActionTarget> = check(
  (p) => isString(p['uri']) && (p['fix'] === undefined || (isObject(p['fix']) && isString(p['fix']['fingerprint']) && isString(p['fix']['id']))),
);

export const checkAuditFile: Check<AuditFileParams> = check((p) => isString(p['uri']));
const isAbsentOr = (value: unknown, test: (value: unknown) => boolean): boolean => value === undefined || value === null || test(value);
export const checkReplay: Check<ReplayParams> = check(
  (p) =>
    isString(p['uri']) &&
    isAbsentOr(p['version'], Number.isInteger) &&
    isAbsentOr(p['position'], isPosition) &&
    ['fingerprint', 'rule', 'follows', 'policy'].every((name) => isAbsentOr(p[name], isString)) &&
    (p['workDoneToken'] === undefined || isString(p['workDoneToken']) || Number.isInteger(p['workDoneToken'])),
);
export const checkOpenReplay: Check<OpenReplayParams> = check((p) => isString(p['name']) && isString(p['text']));
export const checkRuleText: Check<RuleTextParams> = check((p) => isString(p['rule']));
/** For requests without parameters; anything goes. */
export const checkNothing: Check<unknown> = (raw) => raw ?? {};

/** What is not understood in them is left out: options of another server must not stop this one. */
export function initializationOptions(raw: unknown): InitializationOptions {
  if (!isObject(raw)) return {};
  return {
    ...(raw['fileStatus'] === true ? { fileStatus: true } : {}),
    ...(raw['diagnosticsInHover'] === true ? { diagnosticsInHover: true } : {}),
    ...(raw['settings'] === undefined ? {} : { settings: raw['settings'] }),
  };
}

/** The section `gupscope` of settings that a client pushed; undefined if they are not about us. */
export const pushedSection = (settings: unknown): unknown => (isObject(settings) ? settings['gupscope'] : undefined);
