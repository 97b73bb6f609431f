/** The `json` format: an array of findings, for scripts. */
import { displayText } from '../base/encoding.ts';
import type { AuditReport, LocatedFinding } from './model.ts';
import { flatTrace } from './trace.ts';

function record(f: LocatedFinding): object {
  return {
    rule: f.rule,
    level: f.level,
    kind: f.kind,
    message: f.message,
    file: f.file,
    ...f.range,
    function: f.enclosing ?? null,
    condition: f.condition ?? null,
    fingerprint: f.fingerprint,
    path: f.path.map((step) => ({ file: step.file, ...step.range, message: step.message, kind: step.kind ?? null })),
    trace: f.trace === undefined ? null : flatTrace(f.trace),
    ...(f.replay === undefined ? {} : { replay: f.replay }),
    fixes: f.fixes.map((fix) => ({
      id: fix.id,
      title: fix.title,
      safety: fix.safety,
      preferred: fix.preferred,
      introducesHelper: fix.introducesHelper,
      group: fix.group ?? null,
      changes: fix.changes.map((c) => ({ file: c.file, edits: c.edits.map((e) => ({ ...e.range, newText: e.newText })) })),
    })),
    noFixReason: f.noFixReason ?? null,
  };
}

/** One finding a line, so that a diff of two runs can be read; `[]` if there are none. */
export function formatJson(report: AuditReport): string {
  const lines = report.findings.map((f) => JSON.stringify(record(f), wellFormed));
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`;
}

/** Bytes that are not UTF-8 have no name in JSON: they become U+FFFD. */
const wellFormed = (_key: string, value: unknown): unknown => (typeof value === 'string' ? displayText(value) : value);
