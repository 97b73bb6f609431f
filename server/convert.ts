/** Engine data to protocol data: positions, severities, diagnostics, edits. Nothing else converts; nothing here asks the engine. */
import type {
  Diagnostic,
  DiagnosticSeverity,
  Location,
  SnippetTextEdit,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { displayText } from '../src/base/encoding.ts';
import type { LineIndex } from '../src/base/lineIndex.ts';
import type { Span } from '../src/base/span.ts';
import type { AllowText } from '../src/engine/index.ts';
import type { FileEdits, Finding, Level, PathStep } from '../src/protocol/finding.ts';
import type { ListedFinding, ListedStep, WireRange } from '../src/protocol/requests.ts';
import type { ClientTraits } from './clientTraits.ts';

/** What a diagnostic carries for the light bulb: enough to find its finding again in a later text. */
export interface DiagnosticData {
  readonly fingerprint: string;
}

/** A file as the client sees it, to place spans in. */
export interface PlacedFile {
  readonly uri: string;
  /** Undefined for a file that is not open. */
  readonly version: number | undefined;
  readonly lines: LineIndex;
}

/** Finds a file by its name in reports, relative to the source root; undefined if it cannot be read. */
export type Place = (file: string) => PlacedFile | undefined;

export function toRange(lines: LineIndex, span: Span): WireRange {
  const start = lines.positionAt(span.start);
  const end = lines.positionAt(span.end);
  return { start: { line: start.line, character: start.column }, end: { line: end.line, character: end.column } };
}

/**
 * A note is Information, not Hint: VS Code leaves hints out of its Problems view and draws them as three dots, so the count there would differ from
 * the command line's, and a reader who wants to convert them would not find them.
 */
export function toSeverity(level: Level): DiagnosticSeverity {
  switch (level) {
    case 'error':
      return 1;
    case 'warning':
      return 2;
    case 'note':
      return 3;
  }
}

type EditTraits = Pick<ClientTraits, 'documentChanges' | 'snippetEdits'>;

export interface DiagnosticOptions {
  readonly relatedInformation: boolean;
  readonly place: Place;
  /** Address of a rule's page; undefined if the rule is not known. */
  readonly urlOf: (rule: string) => string | undefined;
}

export function toDiagnostic(finding: Finding, lines: LineIndex, options: DiagnosticOptions): Diagnostic {
  const url = options.urlOf(finding.rule);
  const related = options.relatedInformation ? finding.path.flatMap((step, i) => toRelated(step, i + 1, options.place)) : [];
  const data: DiagnosticData = { fingerprint: finding.fingerprint };
  return {
    range: toRange(lines, finding.span),
    severity: toSeverity(finding.level),
    code: finding.rule,
    ...(url === undefined ? {} : { codeDescription: { href: url } }),
    source: 'gupscope',
    message: messageOf(finding),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
    data,
  };
}

/** As reports say it: with the condition under which the text is compiled, `defined(X)` as `X`. */
const messageOf = ({ message, condition = '' }: Finding): string =>
  displayText(condition === '' ? message : `${message} (if ${condition.replace(/\bdefined\s*\(\s*(\w+)\s*\)/g, '$1')})`);

/** Editors list related places in an order of their own, so each says its number. */
function toRelated(step: PathStep, number: number, place: Place): { location: Location; message: string }[] {
  return toSteps([step], place).map(({ uri, range, message }) => ({ location: { uri, range }, message: `${number}. ${message}` }));
}

/** A step in a file that cannot be read is left out, since nobody could go there. */
export const toSteps = (path: readonly PathStep[], place: Place): ListedStep[] =>
  path.flatMap(({ file, span, message, kind }) => {
    const placed = place(file);
    if (placed === undefined) return [];
    return [{ uri: placed.uri, range: toRange(placed.lines, span), message: displayText(message), ...(kind === undefined ? {} : { kind }) }];
  });

/** A finding of a file that is not open, as a diagnostic without its path. */
export function fromListed(finding: ListedFinding, urlOf: DiagnosticOptions['urlOf']): Diagnostic {
  const url = urlOf(finding.rule);
  return {
    range: finding.range,
    severity: toSeverity(finding.level),
    code: finding.rule,
    ...(url === undefined ? {} : { codeDescription: { href: url } }),
    source: 'gupscope',
    message: finding.message,
    data: { fingerprint: finding.fingerprint } satisfies DiagnosticData,
  };
}

export function toListed(finding: Finding, lines: LineIndex, place: Place): ListedFinding {
  return {
    rule: finding.rule,
    level: finding.level,
    message: messageOf(finding),
    range: toRange(lines, finding.span),
    ...(finding.enclosing === undefined ? {} : { enclosing: finding.enclosing }),
    fixable: finding.fixes.length > 0,
    ...(finding.path.length === 0 ? {} : { path: toSteps(finding.path, place) }),
    fingerprint: finding.fingerprint,
  };
}

/** With the cursor where the reason goes, if the client can put it there. */
export function toAllowEdit({ offset, before, after }: AllowText, file: PlacedFile, { documentChanges, snippetEdits }: EditTraits): WorkspaceEdit {
  const range = toRange(file.lines, { start: offset, end: offset });
  // Blanks at the end of an unfinished comment would be all that is left of the place.
  const plain: TextEdit = { range, newText: displayText(before.trimEnd() + after) };
  if (!documentChanges) return { changes: { [file.uri]: [plain] } };
  const escaped = (text: string): string => displayText(text).replaceAll(/[\\$}]/g, '\\$&');
  const snippet: SnippetTextEdit = { range, snippet: { kind: 'snippet', value: `${escaped(before)}$1${escaped(after)}` } };
  return { documentChanges: [{ textDocument: { uri: file.uri, version: file.version ?? null }, edits: [snippetEdits ? snippet : plain] }] };
}

/** Undefined if one of the files cannot be read any more: half of such an edit would leave a call without its definition. */
export function toWorkspaceEdit(changes: readonly FileEdits[], place: Place, documentChanges: boolean): WorkspaceEdit | undefined {
  const placed: { file: PlacedFile; edits: TextEdit[] }[] = [];
  for (const change of changes) {
    const file = place(change.file);
    if (file === undefined) return undefined;
    placed.push({ file, edits: change.edits.map((e) => ({ range: toRange(file.lines, e.span), newText: displayText(e.newText) })) });
  }
  if (!documentChanges) return { changes: Object.fromEntries(placed.map(({ file, edits }) => [file.uri, edits])) };
  const list: TextDocumentEdit[] = placed.map(({ file, edits }) => ({
    textDocument: { uri: file.uri, version: file.version ?? null },
    edits,
  }));
  return { documentChanges: list };
}
