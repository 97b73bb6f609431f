/** The `github` format: workflow commands that GitHub turns into annotations on the lines of a pull request. */
import { displayText } from '../base/encoding.ts';
import { type AuditReport, messageOf } from './model.ts';

const commands = { error: 'error', warning: 'warning', note: 'notice' } as const;

// The escapes are those of the runner's own toolkit (actions/toolkit, packages/core/src/command.ts).
const data = (s: string): string => displayText(s).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (s: string): string => data(s).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** `pathOf` gives the path as the workflow sees it from a name relative to the source root. */
export function formatGithub(report: AuditReport, pathOf: (file: string) => string): string {
  return report.findings
    .map((f) => {
      const properties = [
        `file=${property(pathOf(f.file))}`,
        `line=${f.range.startLine}`,
        `endLine=${f.range.endLine}`,
        `col=${f.range.startColumn}`,
        `endColumn=${f.range.endColumn}`,
        `title=${property(f.rule)}`,
      ];
      // The annotation stands in its file, so a step names another one only.
      const steps = f.path.map(
        (s, i) => `${i + 1}. ${s.file === f.file ? `line ${s.range.startLine}` : `${pathOf(s.file)}:${s.range.startLine}`}: ${s.message}`,
      );
      return `::${commands[f.level]} ${properties.join(',')}::${data([messageOf(f), ...steps].join('\n'))}\n`;
    })
    .join('');
}
