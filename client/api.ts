/** What the extension shows to other extensions, and to the tests in the editor: everything that a user sees as text. */
import type { Disposable, TreeDataProvider, Uri } from 'vscode';
import type { Grouping } from './findingsOutline.ts';
import type { TreeNode } from './findingsTreeNode.ts';
import type { StepRemark } from './pathFocus.ts';
import type { ServerState } from './server.ts';
import type { ShownReplay } from './timeline/timeline.ts';

export interface GupscopeApi {
  readonly findings: {
    readonly tree: TreeDataProvider<TreeNode>;
    readonly grouping: Grouping;
    /** Fires after the rows changed. */
    readonly onDidChange: (listener: () => void) => Disposable;
  };
  /** The remarks of the path that is shown now. */
  readonly path: {
    readonly remarks: (uri: Uri) => readonly StepRemark[];
    readonly onDidChange: (listener: () => void) => Disposable;
  };
  /** The timeline beside the editor; nothing is shown while it is closed. */
  readonly replay: {
    readonly shown: ShownReplay | undefined;
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
