/** The rows of the findings view: those of the outline, and below a finding the steps of its path. Pure: no editor types. */
import type { ListedFinding, ListedStep } from '../src/protocol/requests.ts';
import { type FindingNode, keyOf, type OutlineNode } from './findingsOutline.ts';

export interface StepNode {
  readonly kind: 'step';
  /** Of the finding's document. */
  readonly uri: string;
  readonly finding: ListedFinding;
  readonly step: ListedStep;
  /** From 1. */
  readonly number: number;
  readonly key: string;
}

export type TreeNode = OutlineNode | StepNode;

export const stepsOf = (node: FindingNode): readonly StepNode[] =>
  (node.finding.path ?? []).map((step, i) => ({
    kind: 'step',
    uri: node.uri,
    finding: node.finding,
    step,
    number: i + 1,
    key: `step:${i + 1}:${node.finding.fingerprint}:${keyOf(node)}`,
  }));

export function childrenOf(node: TreeNode): readonly TreeNode[] {
  switch (node.kind) {
    case 'finding':
      return stepsOf(node);
    case 'step':
      return [];
    case 'subsystem':
    case 'rule':
    case 'file':
      return node.children;
  }
}

export const rowKey = (node: TreeNode): string => (node.kind === 'step' ? node.key : keyOf(node));
