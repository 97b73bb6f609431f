/** Which fixes "fix all" takes, and how they become one change: the same choice as the command line's `fix` without `--introduce-helpers`. */
import { overlaps, type TextEdit } from '../src/base/span.ts';
import type { FileEdits, Finding, Fix } from '../src/protocol/finding.ts';

/** The fix of a finding that is taken without asking, if it has one. */
export const unaskedFix = (finding: Finding): Fix | undefined =>
  finding.fixes.find((fix) => fix.preferred && fix.safety === 'safe' && !fix.introducesHelper);

/**
 * Edits that do not overlap, by file. A fix whose edits meet those of one before it waits for the next run; a group counts once.
 * Empty if there is nothing to do.
 */
export function fixAllChanges(findings: readonly Finding[]): readonly FileEdits[] {
  const groups = new Set<string>();
  const byFile = new Map<string, TextEdit[]>();
  for (const finding of findings) {
    const fix = unaskedFix(finding);
    if (fix === undefined || (fix.group !== undefined && groups.has(fix.group))) continue;
    if (fix.changes.some((change) => change.edits.some((edit) => (byFile.get(change.file) ?? []).some((taken) => clash(taken, edit))))) continue;
    if (fix.group !== undefined) groups.add(fix.group);
    for (const change of fix.changes) byFile.set(change.file, [...(byFile.get(change.file) ?? []), ...change.edits]);
  }
  return [...byFile].map(([file, edits]) => ({ file, edits: [...edits].sort((a, b) => a.span.start - b.span.start) }));
}

/** Two insertions at one place clash too: their order would be an accident. */
const clash = (a: TextEdit, b: TextEdit): boolean => overlaps(a.span, b.span) || a.span.start === b.span.start;
