/** Arranges findings as a tree: by subsystem, by rule or by file. Pure: no editor types, so that it is tested without one. */
import type { FileFindings, ListedFinding } from '../src/protocol/requests.ts';

export const groupings = ['subsystem', 'rule', 'file'] as const;
export type Grouping = (typeof groupings)[number];

/** Never empty: a group or file without findings is left out. */
export type OutlineNode =
  | { readonly kind: 'subsystem' | 'rule'; readonly name: string; readonly count: number; readonly children: readonly FileNode[] }
  | FileNode
  | FindingNode;

export interface FileNode {
  readonly kind: 'file';
  readonly uri: string;
  readonly file: string;
  /** Which group it stands in, since under rules one file may stand in several. */
  readonly group: string;
  readonly count: number;
  readonly children: readonly FindingNode[];
}

export interface FindingNode {
  readonly kind: 'finding';
  readonly uri: string;
  readonly file: string;
  readonly group: string;
  readonly finding: ListedFinding;
}

/** The top rows. Groups by name, files by path (as given), findings by position (as given). */
export function outline(files: readonly FileFindings[], by: Grouping): readonly OutlineNode[] {
  switch (by) {
    case 'file':
      return files.flatMap((file) => fileNode(file, '', file.findings));
    case 'subsystem':
      return grouped(
        'subsystem',
        files,
        (file) => [file.subsystem],
        () => true,
      );
    case 'rule':
      return grouped(
        'rule',
        files,
        (file) => [...new Set(file.findings.map((finding) => finding.rule))],
        (finding, rule) => finding.rule === rule,
      );
  }
}

function grouped(
  kind: 'subsystem' | 'rule',
  files: readonly FileFindings[],
  groupsOf: (file: FileFindings) => readonly string[],
  belongs: (finding: ListedFinding, group: string) => boolean,
): readonly OutlineNode[] {
  const groups = new Map<string, FileNode[]>();
  for (const file of files)
    for (const name of groupsOf(file)) {
      const nodes = groups.get(name) ?? [];
      nodes.push(
        ...fileNode(
          file,
          name,
          file.findings.filter((finding) => belongs(finding, name)),
        ),
      );
      groups.set(name, nodes);
    }
  return [...groups]
    .filter(([, children]) => children.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, children]) => ({ kind, name, count: children.reduce((sum, child) => sum + child.count, 0), children }));
}

function fileNode(file: FileFindings, group: string, findings: readonly ListedFinding[]): readonly FileNode[] {
  if (findings.length === 0) return [];
  const children = findings.map((finding): FindingNode => ({ kind: 'finding', uri: file.uri, file: file.file, group, finding }));
  return [{ kind: 'file', uri: file.uri, file: file.file, group, count: children.length, children }];
}

/** The same row in two outlines has the same key, so that it stays open when findings change. */
export function keyOf(node: OutlineNode): string {
  switch (node.kind) {
    case 'subsystem':
    case 'rule':
      return `${node.kind}:${node.name}`;
    case 'file':
      return `file:${node.group}:${node.uri}`;
    case 'finding': {
      const { start } = node.finding.range;
      return `finding:${node.group}:${node.uri}:${start.line}:${start.character}:${node.finding.rule}`;
    }
  }
}
