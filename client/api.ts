/** What the extension shows to other extensions, and to the tests in the editor: everything that a user sees as text. */
import type { Disposable, TreeDataProvider } from 'vscode';
import type { Grouping, OutlineNode } from './findingsOutline.ts';
import type { ServerState } from './server.ts';

export interface GupscopeApi {
  readonly findings: {
    readonly tree: TreeDataProvider<OutlineNode>;
    readonly grouping: Grouping;
    /** Fires after the rows changed. */
    readonly onDidChange: (listener: () => void) => Disposable;
  };
  /** Text and tooltip of the status bar item; undefined while it is hidden. */
  readonly status: { readonly text: string; readonly tooltip: string } | undefined;
  readonly server: {
    readonly state: ServerState;
    readonly processId: number | undefined;
    readonly onDidChangeState: (listener: () => void) => Disposable;
  };
}
