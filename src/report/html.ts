/**
 * The `html` format: one page that opens from a mail. Nothing is loaded from elsewhere, a content policy forbids it, and every text of the tree is
 * escaped. The script only filters; without it the page is whole.
 */
import { createHash } from 'node:crypto';
import { displayText } from '../base/encoding.ts';
import { groupBy } from '../base/groupBy.ts';
import type { Level } from '../protocol/finding.ts';
import { subsystemOf } from '../protocol/subsystem.ts';
import { SCRIPT, STYLE } from './htmlAssets.ts';
import { type AuditReport, compareText, countLevels, type ExcerptLine, type LocatedFinding, type LocatedStep, type ReportedRule } from './model.ts';
import { plural, summaryLine, suppressedLine } from './summary.ts';

const levels: readonly Level[] = ['error', 'warning', 'note'];
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML. Control characters that no parser takes become visible signs. */
export const escapeHtml = (text: string): string =>
  Array.from(displayText(text), (c) => {
    const code = c.charCodeAt(0);
    if (code < 0x20 && c !== '\t' && c !== '\n') return String.fromCharCode(0x2400 + code);
    return entities[c] ?? c;
  }).join('');

const contentHash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

function excerptHtml(lines: readonly ExcerptLine[]): string {
  if (lines.length === 0) return '';
  const rows = lines.map((l) => {
    const mark = l.marked === '' ? '' : `<mark>${escapeHtml(l.marked)}</mark>`;
    return `<span class="no">${l.line}</span>${escapeHtml(l.before)}${mark}${escapeHtml(l.after)}`;
  });
  return `<pre>${rows.join('\n')}</pre>`;
}

function suggestionHtml(f: LocatedFinding): string {
  const fixes = f.fixes.map((fix) => {
    const remarks = [fix.introducesHelper ? 'adds the helper to the tree' : '', fix.safety === 'needs-review' ? 'needs review' : ''].filter(
      (s) => s !== '',
    );
    return `<li>${escapeHtml(fix.title)}${remarks.length === 0 ? '' : ` <span class="dim">(${remarks.join(', ')})</span>`}</li>`;
  });
  if (fixes.length > 0) return `<dt>Suggestion</dt><dd><ul>${fixes.join('')}</ul></dd>`;
  return f.noFixReason === undefined ? '' : `<dt>No fix</dt><dd>${escapeHtml(f.noFixReason)}</dd>`;
}

/** A step in another file than the finding's names it. */
function stepHtml({ file, range, message, kind, excerpt }: LocatedStep, findingFile: string): string {
  const place = `${file === findingFile ? '' : `${file}:`}${range.startLine}:${range.startColumn}`;
  const source = excerpt === undefined ? '' : excerptHtml([excerpt]);
  return `<li${kind === undefined ? '' : ` class="${kind}"`}><span class="at">${escapeHtml(place)}</span> ${escapeHtml(message)}${source}</li>`;
}

function findingHtml(f: LocatedFinding): string {
  const steps = f.path.map((s) => stepHtml(s, f.file)).join('');
  const facts = [
    f.enclosing === undefined ? '' : `<dt>In</dt><dd><code>${escapeHtml(f.enclosing)}</code></dd>`,
    f.condition ? `<dt>Compiled if</dt><dd><code>${escapeHtml(f.condition)}</code></dd>` : '',
    steps === '' ? '' : `<dt>Path</dt><dd><ol class="path">${steps}</ol></dd>`,
    suggestionHtml(f),
  ].join('');
  return [
    `<article class="finding" data-level="${f.level}" data-text="${escapeHtml(`${f.file} ${f.rule} ${f.kind} ${f.message} ${f.enclosing ?? ''}`.toLowerCase())}">`,
    `<p class="head"><span class="level ${f.level}">${f.level}</span> <span class="at">${f.range.startLine}:${f.range.startColumn}</span> ${escapeHtml(f.message)} <span class="rule">${escapeHtml(f.rule)}</span></p>`,
    excerptHtml(f.excerpt),
    facts === '' ? '' : `<dl>${facts}</dl>`,
    '</article>',
  ].join('');
}

const countCells = (findings: readonly LocatedFinding[]): string => {
  const counts = countLevels(findings);
  return levels.map((level) => `<td class="number${counts[level] === 0 ? ' dim' : ''}">${counts[level]}</td>`).join('');
};

function tableHtml(heading: string, rows: readonly { readonly label: string; readonly findings: readonly LocatedFinding[] }[]): string {
  const body = rows.map((r) => `<tr><th scope="row">${r.label}</th>${countCells(r.findings)}</tr>`).join('');
  return `<table><thead><tr><th scope="col">${heading}</th><th scope="col">errors</th><th scope="col">warnings</th><th scope="col">notes</th></tr></thead><tbody>${body}</tbody></table>`;
}

function subsystemHtml(name: string, findings: readonly LocatedFinding[], anchor: string): string {
  const files = [...groupBy(findings, (f) => f.file)].map(
    ([file, inFile]) => `<section class="file"><h3><code>${escapeHtml(file)}</code></h3>${inFile.map(findingHtml).join('\n')}</section>`,
  );
  return `<details open class="subsystem" id="${anchor}"><summary><h2>${escapeHtml(name)}</h2> <span class="dim">${plural(findings.length, 'finding')}</span></summary>${files.join('\n')}</details>`;
}

/** Links in a report lead to pages of rules; anything but an ordinary address is shown without a link. */
const ruleLabel = (id: string, rules: readonly ReportedRule[]): string => {
  const rule = rules.find((r) => r.id === id);
  const name = `<code>${escapeHtml(id)}</code>`;
  if (!rule) return name;
  const linked = rule.url !== undefined && /^https?:\/\//.test(rule.url) ? `<a href="${escapeHtml(rule.url)}">${name}</a>` : name;
  return `${linked} <span class="dim">${escapeHtml(rule.title)}</span>`;
};

const TOOLBAR = `<form id="filter" hidden><input type="search" id="words" placeholder="Filter: file, function, rule, words" aria-label="Filter">${levels
  .map((l) => `<label><input type="checkbox" name="level" value="${l}" checked> ${l}s</label>`)
  .join('')}<output id="shown"></output></form>`;

const capital = (sentence: string): string => `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
const anchorOf = (subsystem: number): string => `subsystem-${subsystem + 1}`;

export function formatHtml(report: AuditReport): string {
  const subsystems = [...groupBy(report.findings, (f) => subsystemOf(f.file))].sort(([a], [b]) => compareText(a, b));
  const rules = [...groupBy(report.findings, (f) => f.rule)];
  const policy = `default-src 'none'; style-src ${contentHash(STYLE)}; script-src ${contentHash(SCRIPT)}; base-uri 'none'; form-action 'none'`;
  const kernel = report.kernelVersions.length === 0 ? '' : `, kernel ${report.kernelVersions.join(', ')}`;
  const when = report.timing === undefined ? '' : `, ${report.timing.endedAt.slice(0, 10)}`;
  const problems = report.problems.map((p) => `<li>${escapeHtml(p.message)}</li>`).join('');
  return [
    '<!DOCTYPE html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">',
    `<title>gupscope: ${plural(report.findings.length, 'finding')}</title>`,
    `<style>${STYLE}</style></head><body>`,
    `<header><h1>gupscope audit</h1><p>${escapeHtml(summaryLine(countLevels(report.findings), report.exit))}</p>`,
    ...[suppressedLine(report)].flatMap((line) => (line === undefined ? [] : [`<p>${escapeHtml(capital(line))}</p>`])),
    `<p class="dim">${escapeHtml(`${plural(report.stats.files, 'file')} read${kernel}; gupscope ${report.toolVersion}${when}`)}</p></header>`,
    report.findings.length === 0 ? '<p>Nothing was found.</p>' : '',
    rules.length === 0
      ? ''
      : tableHtml(
          'Rule',
          rules.map(([id, findings]) => ({ label: ruleLabel(id, report.rules), findings })),
        ),
    subsystems.length === 0
      ? ''
      : tableHtml(
          'Subsystem',
          subsystems.map(([name, findings], i) => ({ label: `<a href="#${anchorOf(i)}">${escapeHtml(name)}</a>`, findings })),
        ),
    problems === '' ? '' : `<section class="problems"><h2>Notes on this run</h2><ul>${problems}</ul></section>`,
    subsystems.length === 0 ? '' : TOOLBAR,
    ...subsystems.map(([name, findings], i) => subsystemHtml(name, findings, anchorOf(i))),
    `<script>${SCRIPT}</script></body></html>\n`,
  ].join('\n');
}
