/**
 * The audit's own thread: lists the C files of some folders, reads each, and analyses those that hold a word of a rule, so that the editor's questions are
 * answered meanwhile. Knows no protocol; it posts plain data to the server proper, and dies with the audit.
 */
import { posix } from 'node:path';
import { decodeSource } from '../src/base/encoding.ts';
import type { OpenFile } from '../src/engine/index.ts';
import type { FileFindings } from '../src/protocol/requests.ts';
import { rules } from '../src/rules/index.ts';
import { createScanner } from '../src/scan/index.ts';
import { loadParser, readBundled } from './bundled.ts';
import { Documents } from './documents.ts';
import { editorFiles } from './files.ts';
import { fileFindings } from './handlers/fileStatus.ts';
import { letsIn, openProject, type Project, placeOf, renewEngine } from './projects.ts';
import { placeIn } from './serverContext.ts';
import { cFiles, readIfHit } from './treeFiles.ts';
import { liesIn, uriOfPath } from './uris.ts';

export interface AuditTask {
  readonly kind: 'audit';
  /** Workspace folders, absolute; `audited` are those to go through. */
  readonly folders: readonly string[];
  readonly audited: readonly string[];
  /** The editor's settings for each audited folder, unchecked. */
  readonly settings: readonly unknown[];
  /** Open documents: they count, not the disk behind them. */
  readonly open: readonly { readonly path: string; readonly uri: string; readonly text: string }[];
}

export type AuditMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number; readonly found: readonly FileFindings[] }
  | { readonly kind: 'problem'; readonly sentence: string }
  | { readonly kind: 'done'; readonly files: number };

/** Time between two messages: often enough for a progress bar, rare enough to cost nothing. */
const POST_INTERVAL_MS = 100;
/** After so many analysed files the engine starts afresh: the headers that it read would else fill the thread's memory, and most serve one subsystem only. */
const RENEWAL = 16;

export async function runAudit(task: AuditTask, post: (message: AuditMessage) => void): Promise<void> {
  const problem = (sentence: string): void => post({ kind: 'problem', sentence });
  const open = new Map(task.open.map((document) => [document.path, document]));
  const reader = editorFiles((path) => open.get(path)?.text);
  // The client's own spelling of a URI is known for the file that is audited only; other files of a path are named by ours.
  const documents = new Documents();
  const parser = await loadParser();
  const projects = new Map<string, Project>();
  const placed = new Map<string, Project>();
  const said = new Set<string>();

  const projectOf = async (path: string, settings: unknown): Promise<Project> => {
    const folder = posix.dirname(path);
    const known = placed.get(folder);
    if (known !== undefined) return known;
    const place = placeOf(reader, path, task.folders);
    const project = projects.get(place.sourceRoot) ?? openProject({ reader, parser, place, editor: settings });
    if (!projects.has(place.sourceRoot)) await project.others.load();
    projects.set(place.sourceRoot, project);
    placed.set(folder, project);
    for (const sentence of [...project.problems, ...project.notes.map((note) => `${place.sourceRoot}: ${note}`)]) {
      if (!said.has(sentence)) problem(sentence);
      said.add(sentence);
    }
    return project;
  };

  const roots = task.audited.filter((folder, i) => !task.audited.some((other, k) => liesIn(folder, other) && (folder !== other || k < i)));
  let total = 0;
  for (const root of roots) for (const _ of cFiles(root, problem)) total++;
  const scanner = createScanner(readBundled('scanner.wasm'), [...new Set(rules.flatMap((rule) => rule.words))]);
  let found: FileFindings[] = [];
  let done = 0;
  let analysed = 0;
  let lastPost = 0;
  const tell = (): void => {
    post({ kind: 'progress', done, total: Math.max(done, total), found });
    found = [];
    lastPost = performance.now();
  };
  const audit = async (path: string, settings: unknown): Promise<void> => {
    const text = open.get(path);
    const bytes = text === undefined ? readIfHit(path, scanner, problem) : new TextEncoder().encode(text.text);
    if (bytes === undefined) return;
    const project = await projectOf(path, settings);
    if (!letsIn(project, path)) return;
    if (++analysed % RENEWAL === 0) renewEngine(project, reader, parser);
    const { engine, others } = project;
    const file: OpenFile = engine.open(
      path,
      decodeSource(bytes),
      bytes.length,
      others.elsewhere(path, engine, () => file),
    );
    const report = engine.report(file, { stats: false, fixes: true });
    const findings = fileFindings(text?.uri ?? uriOfPath(path), { file, report }, placeIn({ documents, reader }, project));
    if (findings.findings.length > 0) found.push(findings);
  };
  tell();
  for (const root of roots) {
    const settings = task.settings[task.audited.indexOf(root)];
    for (const path of cFiles(root, () => undefined)) {
      try {
        await audit(path, settings);
      } catch (e) {
        // A mistake of ours in one file must not cost the others.
        problem(`gupscope failed in ${path} (${e instanceof Error ? e.message : String(e)}); please report it.`);
      }
      done++;
      if (performance.now() - lastPost > POST_INTERVAL_MS) tell();
    }
  }
  tell();
  post({ kind: 'done', files: done });
}
