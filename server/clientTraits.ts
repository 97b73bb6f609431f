/** What the client can do, read once from its capabilities, so that no handler digs in them. */
import type { ClientCapabilities, InitializeParams } from 'vscode-languageserver/node';

export interface ClientTraits {
  /** It asks for diagnostics itself; otherwise they are published. */
  readonly pullDiagnostics: boolean;
  readonly refreshDiagnostics: boolean;
  readonly versionedPublish: boolean;
  readonly relatedInformation: boolean;
  readonly codeActionLiterals: boolean;
  /** It keeps `data` of an action and asks for `edit` when the user chose the action. */
  readonly lazyActionEdits: boolean;
  readonly documentChanges: boolean;
  /** Edits of a document may hold a place for the cursor. */
  readonly snippetEdits: boolean;
  readonly configuration: boolean;
  readonly registerConfiguration: boolean;
  readonly registerWatchedFiles: boolean;
  readonly workspaceFolders: boolean;
  readonly createProgress: boolean;
  readonly markdownHover: boolean;
  readonly applyEdit: boolean;
}

export function clientTraits(params: InitializeParams): ClientTraits {
  const capabilities: ClientCapabilities = params.capabilities ?? {};
  const { textDocument, workspace, window } = capabilities;
  const action = textDocument?.codeAction;
  return {
    pullDiagnostics: textDocument?.diagnostic !== undefined,
    refreshDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    versionedPublish: textDocument?.publishDiagnostics?.versionSupport === true,
    relatedInformation: (textDocument?.diagnostic?.relatedInformation ?? textDocument?.publishDiagnostics?.relatedInformation) === true,
    codeActionLiterals: action?.codeActionLiteralSupport !== undefined,
    lazyActionEdits: action?.dataSupport === true && action.resolveSupport?.properties.includes('edit') === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    snippetEdits: workspace?.workspaceEdit?.documentChanges === true && workspace.workspaceEdit.snippetEditSupport === true,
    configuration: workspace?.configuration === true,
    registerConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registerWatchedFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    createProgress: window?.workDoneProgress === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes('markdown') === true,
    applyEdit: workspace?.applyEdit === true,
  };
}
