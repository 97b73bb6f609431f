/**
 * The open documents' analyses: keeps each document's file in the engine in step with its text, and the last report for as long as it holds.
 * Everything here is synchronous; whoever asks has a project in hand.
 */
import { posix } from 'node:path';
import { type Cancel, Cancelled, never } from '../src/base/cancel.ts';
import type { Logger } from '../src/base/logger.ts';
import type { Problem } from '../src/base/problem.ts';
import type { OpenFile } from '../src/engine/index.ts';
import type { FileReport } from '../src/protocol/finding.ts';
import type { OpenDocument } from './documents.ts';
import { letsIn, type Project } from './projects.ts';

/** UTF-16 code units: about the 32 MB up to which the command line reads a file. */
const MAX_LENGTH = 32 * 1024 * 1024;

/** What the engine says of one version of a document. */
export interface Analysis {
  readonly project: Project;
  readonly version: number;
  readonly file: OpenFile;
  /** Without fixes, which cost more than finding what they are for; without statistics, which cost a parse of functions that no rule asks about. */
  readonly report: FileReport;
  /** The same report with fixes; made once. Throws `Cancelled` as `Analyses.of` does. */
  readonly fixed: (cancel?: Cancel) => FileReport;
}

interface Followed {
  readonly document: OpenDocument;
  readonly project: Project;
  file: OpenFile;
  /** Of the project, when the file was opened. */
  generation: number;
  last: { readonly analysis: Analysis; readonly generation: number } | undefined;
}

export class Analyses {
  readonly #logger: Logger;
  readonly #othersChanged: () => void;
  readonly #followed = new Map<string, Followed>();

  /** `othersChanged`: what some document offers to others is not what it was. */
  constructor(logger: Logger, othersChanged: () => void) {
    this.#logger = logger;
    this.#othersChanged = othersChanged;
  }

  /** Throws `Cancelled` if `cancel` says so on the way; what was done until then is kept by the engine. */
  of(document: OpenDocument, project: Project, cancel: Cancel): Analysis {
    const followed = this.#follow(document, project);
    const { last } = followed;
    // Functions of other files may have other answers: a text without an edit is followed anew, as far as that matters to it.
    if (followed.generation !== project.generation) {
      followed.file = project.engine.followAnew(followed.file);
      followed.generation = project.generation;
    }
    if (last?.analysis.file === followed.file && last.analysis.version === document.version && last.generation === project.generation)
      return last.analysis;
    const { file } = followed;
    const left = isTooLong(document) ? [tooLong] : letsIn(project, document.path) ? undefined : [];
    const report = left === undefined ? project.engine.report(file, { stats: false, fixes: false, cancel }) : leftOut(file, project, left);
    let fixed = report.findings.length === 0 ? report : undefined;
    const analysis: Analysis = {
      project,
      version: document.version,
      file,
      report,
      fixed: (wanted = never) => (fixed ??= project.engine.report(file, { stats: false, fixes: true, cancel: wanted })),
    };
    followed.last = { analysis, generation: project.generation };
    if (left === undefined && project.others.looked(project.engine, file)) {
      project.generation++;
      followed.generation = project.generation;
      followed.last = { analysis, generation: project.generation };
      this.#othersChanged();
    }
    return analysis;
  }

  drop(path: string): void {
    this.#followed.delete(path);
  }

  /** The engine's file for the document's text, brought up to date by the edits since the last call. */
  #follow(document: OpenDocument, project: Project): Followed {
    let followed = this.#followed.get(document.path);
    const { restart, batches } = document.takePending();
    if (restart || followed?.document !== document || followed.project !== project) {
      followed = this.#openText(document, project);
      this.#followed.set(document.path, followed);
      // The engine holds an empty text in its place, to which edits mean nothing.
      if (isTooLong(document)) document.restart();
      return followed;
    }
    try {
      for (const batch of batches) followed.file = project.engine.edit(followed.file, batch);
    } catch (e) {
      if (e instanceof Cancelled) throw e;
      // A mistake of ours in one edit must not leave the document behind its text for good.
      this.#logger.error(
        `${document.path}, version ${document.version}: edit failed, the file is read anew: ${e instanceof Error ? (e.stack ?? e.message) : String(e)}`,
      );
      followed.file = this.#openText(document, project).file;
    }
    return followed;
  }

  #openText(document: OpenDocument, project: Project): Followed {
    const { engine, others } = project;
    const elsewhere = others.elsewhere(document.path, engine, () => this.#followed.get(document.path)?.file ?? file);
    const text = { text: isTooLong(document) ? '' : document.text, bom: false, escapedBytes: false };
    const file = engine.open(document.path, text, undefined, elsewhere);
    return { document, project, file, generation: project.generation, last: undefined };
  }
}

const isTooLong = (document: OpenDocument): boolean => document.text.length > MAX_LENGTH;
const tooLong: Problem = { severity: 'note', message: `gupscope does not analyse files of more than ${MAX_LENGTH >> 20} million characters` };

const leftOut = (file: OpenFile, project: Project, problems: readonly Problem[]): FileReport => ({
  file: posix.relative(project.sourceRoot, file.path),
  findings: [],
  allowed: [],
  known: [],
  stats: { bytes: file.bytes, trackedFunctions: 0, functionsWithSyntaxErrors: [], incompleteFunctions: [], acquiringFunctions: 0, handedOver: [] },
  problems,
});
