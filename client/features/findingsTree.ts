/** The view `gupscope.findings`: every known finding, grouped by subsystem, rule or file, with counts; a click goes to the place. */
import * as vscode from 'vscode';
import type { Level } from '../../src/protocol/finding.ts';
import type { ListedStep, WireRange } from '../../src/protocol/requests.ts';
import { type FileNode, type Grouping, groupings, type OutlineNode, outline } from '../findingsOutline.ts';
import type { FindingsStore } from '../findingsStore.ts';
import { childrenOf, rowKey, type TreeNode } from '../findingsTreeNode.ts';
import { hasPath } from '../pathFocus.ts';

export const viewId = 'gupscope.findings';
const groupingKey = 'gupscope.groupBy';

export interface FindingsTree extends vscode.Disposable {
  readonly provider: vscode.TreeDataProvider<TreeNode>;
  readonly grouping: Grouping;
  /** The row that the user chose; undefined if there is none any more. */
  readonly onDidChoose: vscode.Event<TreeNode | undefined>;
}

const levelIcons: Readonly<Record<Level, vscode.ThemeIcon>> = {
  error: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
  warning: new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground')),
  note: new vscode.ThemeIcon('info', new vscode.ThemeColor('problemsInfoIcon.foreground')),
};

const stepIcons: Readonly<Record<NonNullable<ListedStep['kind']>, string>> = {
  acquire: 'lock',
  branch: 'git-branch',
  jump: 'debug-step-over',
  release: 'unlock',
  use: 'eye',
  exit: 'debug-step-out',
  'hand-over': 'export',
};

const groupingCommands: Readonly<Record<Grouping, string>> = {
  subsystem: 'gupscope.findings.groupBySubsystem',
  rule: 'gupscope.findings.groupByRule',
  file: 'gupscope.findings.groupByFile',
};

/** `refresh` asks for everything again. */
export function registerFindingsTree(context: vscode.ExtensionContext, store: FindingsStore, refresh: () => Promise<void>): FindingsTree {
  const stored = context.workspaceState.get<string>(groupingKey);
  let grouping: Grouping = groupings.find((known) => known === stored) ?? 'subsystem';
  let roots: readonly OutlineNode[] = [];
  const changed = new vscode.EventEmitter<void>();
  const chosen = new vscode.EventEmitter<TreeNode | undefined>();
  const provider: vscode.TreeDataProvider<TreeNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => [...(node === undefined ? roots : childrenOf(node))],
    getTreeItem: treeItem,
  };
  const view = vscode.window.createTreeView(viewId, { treeDataProvider: provider, showCollapseAll: true });

  const show = (): void => {
    const files = store.files();
    const count = files.reduce((sum, file) => sum + file.findings.length, 0);
    roots = outline(files, grouping);
    view.badge = count === 0 ? undefined : { value: count, tooltip: counted(count, 'finding') };
    // Only an empty one leaves room for the welcome text.
    view.message = count === 0 ? '' : `${counted(count, 'finding')} in ${counted(files.length, 'file')}`;
    setContext('gupscope.hasFindings', count > 0);
    changed.fire();
  };
  const groupBy = async (by: Grouping): Promise<void> => {
    grouping = by;
    setContext(groupingKey, by);
    show();
    await context.workspaceState.update(groupingKey, by);
  };

  setContext(groupingKey, grouping);
  show();
  const parts = [
    view,
    changed,
    chosen,
    view.onDidChangeSelection(({ selection }) => chosen.fire(selection[0])),
    store.onDidChange(show),
    ...groupings.map((by) => vscode.commands.registerCommand(groupingCommands[by], () => groupBy(by))),
    vscode.commands.registerCommand('gupscope.findings.refresh', refresh),
  ];
  return {
    provider,
    onDidChoose: chosen.event,
    get grouping() {
      return grouping;
    },
    dispose: () => vscode.Disposable.from(...parts).dispose(),
  };
}

function treeItem(node: TreeNode): vscode.TreeItem {
  const isLeaf = node.kind === 'step' || (node.kind === 'finding' && !hasPath(node.finding));
  const item = new vscode.TreeItem(labelOf(node), isLeaf ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Collapsed);
  item.id = rowKey(node);
  item.contextValue = node.kind === 'finding' && !isLeaf ? 'pathFinding' : node.kind;
  switch (node.kind) {
    case 'subsystem':
      item.iconPath = new vscode.ThemeIcon('folder-library');
      item.description = String(node.count);
      item.tooltip = `${counted(node.count, 'finding')} in ${counted(node.children.length, 'file')}`;
      break;
    case 'rule':
      item.iconPath = new vscode.ThemeIcon('law');
      item.description = String(node.count);
      item.tooltip = `${counted(node.count, 'finding')} in ${counted(node.children.length, 'file')}`;
      break;
    case 'file':
      // The scheme is nobody's: the name gives the icon, but VS Code adds no count of its own, which leaves out notes and so differs from ours.
      item.resourceUri = vscode.Uri.parse(node.uri).with({ scheme: 'gupscope-file' });
      item.iconPath = vscode.ThemeIcon.File;
      item.description = `${node.count} ${folderBelow(node)}`.trim();
      item.tooltip = `${node.file}: ${counted(node.count, 'finding')}`;
      break;
    case 'finding': {
      const { finding } = node;
      item.iconPath = levelIcons[finding.level];
      item.description = finding.message;
      item.tooltip = new vscode.MarkdownString()
        .appendText(finding.message)
        .appendMarkdown(`\n\n\`${finding.rule}\`, ${finding.level}${finding.fixable ? ', has a quick fix' : ''}  \n`)
        .appendText(`${node.file}:${finding.range.start.line + 1}`);
      item.command = goTo('Go to Finding', node.uri, finding.range);
      break;
    }
    case 'step': {
      const { kind, message, range, uri } = node.step;
      item.iconPath = new vscode.ThemeIcon(kind === undefined ? 'debug-stackframe-dot' : stepIcons[kind]);
      item.description = `line ${range.start.line + 1}`;
      item.tooltip = message;
      item.command = goTo('Go to Step', uri, range);
      break;
    }
  }
  return item;
}

const goTo = (title: string, uri: string, range: WireRange): vscode.Command => ({
  command: 'vscode.open',
  title,
  arguments: [vscode.Uri.parse(uri), { selection: rangeOf(range) }],
});

function labelOf(node: TreeNode): string {
  switch (node.kind) {
    case 'subsystem':
      return node.name === '.' ? 'top folder' : node.name;
    case 'rule':
      return node.name;
    case 'file':
      return node.file.slice(node.file.lastIndexOf('/') + 1);
    case 'finding':
      // Short and first, since the message is often cut off by the side bar's width.
      return `${node.finding.enclosing ?? 'line'}:${node.finding.range.start.line + 1}`;
    case 'step':
      return `${node.number}. ${node.step.message}`;
  }
}

/** The folder of the file, without what the row of its subsystem says already. */
function folderBelow({ file, group }: FileNode): string {
  const folder = file.slice(0, Math.max(0, file.lastIndexOf('/')));
  return folder === group ? '' : folder.startsWith(`${group}/`) && group !== '' ? folder.slice(group.length + 1) : folder;
}

export const rangeOf = (range: WireRange): vscode.Range =>
  new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);

/** `1 finding`, `2 findings`. */
export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

const setContext = (key: string, value: string | boolean): void => void vscode.commands.executeCommand('setContext', key, value);
