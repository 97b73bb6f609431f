/**
 * What is known of every file that was analysed: open documents as they stand in the editor, over what the last audit found on disk.
 * Knows neither rows nor icons; whoever shows findings listens to `onDidChange`.
 */
import * as vscode from 'vscode';
import type { FileFindings, FileStatus, ListedFinding, PartialFunction, WorkspaceFindings } from '../src/protocol/requests.ts';

/** What the server says of one file. */
export interface KnownFile extends FileFindings {
  readonly partial: readonly PartialFunction[];
}

export class FindingsStore implements vscode.Disposable {
  /** By URI as VS Code spells it. */
  readonly #open = new Map<string, KnownFile>();
  readonly #onDisk = new Map<string, KnownFile>();
  readonly #changed = new vscode.EventEmitter<void>();
  #audit = 0;
  #wasAudited = false;
  #batched: NodeJS.Timeout | undefined;

  /** Many files that change together are one event. */
  readonly onDidChange = this.#changed.event;

  dispose(): void {
    clearTimeout(this.#batched);
    this.#changed.dispose();
  }

  /** Files with at least one finding, in path order. */
  files(): readonly KnownFile[] {
    const all = new Map([...this.#onDisk, ...this.#open]);
    return [...all.values()]
      .filter((file) => file.findings.length > 0)
      .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.uri < b.uri ? -1 : 1));
  }

  /** Undefined for a file that was not analysed yet; a clean one has no findings. */
  file(uri: vscode.Uri): KnownFile | undefined {
    const key = uri.toString();
    return this.#open.get(key) ?? this.#onDisk.get(key);
  }

  /** What the server says of an open document, or of a file on disk. */
  setStatus(status: FileStatus, isOpen: boolean): void {
    const key = keyOf(status.uri);
    const file = spelled(status);
    if (isOpen) this.#open.set(key, file);
    else this.#setOnDisk(key, file);
    this.#tell();
  }

  addBatch(batch: WorkspaceFindings): void {
    if (batch.audit > this.#audit) {
      this.#onDisk.clear();
      this.#audit = batch.audit;
    }
    for (const file of batch.files) this.#setOnDisk(keyOf(file.uri), { ...spelled(file), partial: [] });
    this.#tell();
  }

  /** A new audit begins: findings of the one before go at once, so that a clean tree does not keep them. */
  startAudit(): void {
    this.#wasAudited = true;
    this.#onDisk.clear();
    this.#tell();
  }

  /** The server was replaced by a new one, which counts its audits from 1 again; findings stay until it speaks. */
  forgetAuditNumber(): void {
    this.#audit = 0;
  }

  /** What is on disk counts from now on. `saved`: the document was on disk as it stood in the editor. */
  close(uri: vscode.Uri, saved: boolean): void {
    const key = uri.toString();
    const last = this.#open.get(key);
    if (!this.#open.delete(key) || last === undefined) return;
    if (saved && (this.#wasAudited || this.#onDisk.has(key))) this.#setOnDisk(key, last);
    this.#tell();
  }

  /** The file, or everything in the folder, is no more. */
  remove(uri: vscode.Uri): void {
    const key = uri.toString();
    for (const map of [this.#open, this.#onDisk]) for (const known of map.keys()) if (known === key || known.startsWith(`${key}/`)) map.delete(known);
    this.#tell();
  }

  #setOnDisk(key: string, file: KnownFile): void {
    if (file.findings.length > 0) this.#onDisk.set(key, file);
    else this.#onDisk.delete(key);
  }

  #tell(): void {
    this.#batched ??= setTimeout(() => {
      this.#batched = undefined;
      this.#changed.fire();
    }, 50);
  }
}

/** The server may escape other characters than VS Code does. */
const keyOf = (uri: string): string => vscode.Uri.parse(uri).toString();

/** With every URI as VS Code spells it, so that they can be compared with those of documents. */
const spelled = <F extends FileFindings>(file: F): F => ({ ...file, uri: keyOf(file.uri), findings: file.findings.map(spelledPath) });

const spelledPath = (finding: ListedFinding): ListedFinding =>
  finding.path === undefined ? finding : { ...finding, path: finding.path.map((step) => ({ ...step, uri: keyOf(step.uri) })) };
