/**
 * Which fixes are taken together, and what the files hold afterwards. Fixes are taken in the order of their findings; one that would touch what another
 * already changed waits for the next pass, which looks at the changed text anew. It ends when a pass changes nothing, so fixing twice is fixing once.
 * Nothing is written here.
 */
import { decodeSource, encodeSource } from '../base/encoding.ts';
import type { FileReader } from '../base/fileReader.ts';
import { applyEdits, type Span, type TextEdit } from '../base/span.ts';
import { createEngine, type Engine, relativeTo, type Settings, type TreeFacts } from '../engine/index.ts';
import type { Finding, Fix } from '../protocol/finding.ts';
import { compareText } from '../report/index.ts';
import type { CParser } from '../syntax/index.ts';
import { type IndexedTree, openIndexed } from '../wrappers/index.ts';
import { createOverlayReader } from './diskReader.ts';
import type { Interrupt } from './interrupt.ts';
import { absoluteOf } from './sourceRoot.ts';

/** A chain of fixes that enable one another is short; more passes would be two fixes that undo each other. */
const MAX_PASSES = 12;

export interface FixRequest {
  /** Absolute paths, and the number of their tree. */
  readonly files: readonly { readonly path: string; readonly tree: number }[];
  readonly reader: FileReader;
  readonly parser: CParser;
  readonly sourceRoot: string;
  readonly settings: Settings;
  readonly introduceHelpers: boolean;
  /** The facts of a tree as `reader` shows it: asked again when a header has changed. */
  readonly openTrees: (reader: FileReader) => readonly TreeFacts[];
  /** See `EngineOptions.nameTaken`. */
  readonly nameTaken: (tree: TreeFacts) => (name: string) => string | undefined;
  /** What is known of functions of other files, by the number of the tree. */
  readonly indexes: readonly (IndexedTree | undefined)[];
  readonly cancel: Interrupt;
}

export interface ChangedFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the source root. */
  readonly file: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

export interface FixPlan {
  /** By file; only those that differ. */
  readonly changed: readonly ChangedFile[];
  /** Findings that are settled. */
  readonly converted: number;
  /** Findings that are left, by the reason why. */
  readonly left: ReadonlyMap<string, number>;
  /** Files that could not be read any more, or in which the analysis failed: one sentence each. */
  readonly refused: readonly string[];
}

/** The edits of one pass, by file; a fix is taken whole or not at all. */
export class EditSet {
  readonly #files = new Map<string, TextEdit[]>();

  /** False if some edit meets one that was taken before; edits that are equal to one are the same edit. */
  take(fix: Fix): boolean {
    const fresh: { file: string; edit: TextEdit }[] = [];
    for (const { file, edits } of fix.changes) {
      for (const edit of edits) {
        const taken = this.#files.get(file) ?? [];
        if (taken.some((t) => sameEdit(t, edit))) continue;
        if (taken.some((t) => meet(t.span, edit.span))) return false;
        fresh.push({ file, edit });
      }
    }
    for (const { file, edit } of fresh) this.#files.set(file, [...(this.#files.get(file) ?? []), edit]);
    return true;
  }

  get files(): ReadonlyMap<string, readonly TextEdit[]> {
    return this.#files;
  }
}

const sameEdit = (a: TextEdit, b: TextEdit): boolean => a.span.start === b.span.start && a.span.end === b.span.end && a.newText === b.newText;

/** Also true for an insertion at the edge of another edit: which text comes first would be a guess. */
const meet = (a: Span, b: Span): boolean =>
  a.start === a.end || b.start === b.end ? a.start <= b.end && b.start <= a.end : a.start < b.end && b.start < a.end;

/** The fix that `fix` takes of a finding, or why it takes none. */
function chooseFix(finding: Finding, introduceHelpers: boolean): Fix | string {
  const usable = finding.fixes.find((fix) => fix.preferred && fix.safety === 'safe');
  if (!usable) {
    const other = finding.fixes[0];
    return other ? `needs review: ${other.title}` : (finding.noFixReason ?? 'no fix is known');
  }
  if (usable.introducesHelper && !introduceHelpers) return 'the tree lacks the helper; --introduce-helpers adds it to its header';
  return usable;
}

export async function planFixes(request: FixRequest): Promise<FixPlan> {
  const { sourceRoot, reader: disk } = request;
  const originals = new Map<string, Uint8Array>();
  const current = new Map<string, Uint8Array>();
  const reader = createOverlayReader(disk, current);
  const leftByFile = new Map<string, readonly string[]>();
  const refused: string[] = [];
  let converted = 0;
  let pending = [...request.files].sort((a, b) => compareText(a.path, b.path));

  for (let pass = 0; pass < MAX_PASSES && pending.length > 0; pass++) {
    const engines = enginesOf(request, reader);
    const edits = new EditSet();
    const again = new Set<string>();
    for (const { path, tree } of pending) {
      // Lets a signal in between two files.
      await new Promise(setImmediate);
      if (request.cancel.cancelled) return { changed: [], converted: 0, left: new Map(), refused: [] };
      const engine = engines[tree];
      const bytes = reader.read(path);
      if (engine === undefined || bytes === undefined) {
        refused.push(`cannot read ${relativeTo(sourceRoot, path)} any more; it was left as it is`);
        continue;
      }
      originals.set(path, originals.get(path) ?? bytes);
      const root = engine.tree.root ?? sourceRoot;
      const file = openIndexed({ engine, index: request.indexes[tree], root }, path, decodeSource(bytes), bytes.length);
      const { findings } = engine.report(file, { stats: false, fixes: true });
      const taken = takeFixes(findings, edits, request.introduceHelpers);
      converted += taken.converted;
      leftByFile.set(path, taken.left);
      if (taken.waiting > 0) again.add(path);
    }
    const changed = applyAll(edits, { sourceRoot, reader, originals, current });
    if (changed.length === 0) break;
    for (const path of changed) again.add(path);
    // A header that gained a helper may settle findings of any file.
    const everywhere = changed.some((path) => !pending.some((p) => p.path === path));
    pending = request.files.filter(({ path }) => again.has(path) || (everywhere && (leftByFile.get(path)?.length ?? 0) > 0));
    pending.sort((a, b) => compareText(a.path, b.path));
  }

  const left = new Map<string, number>();
  for (const reason of [...leftByFile.values()].flat()) left.set(reason, (left.get(reason) ?? 0) + 1);
  const changed = [...current]
    .map(([path, after]) => ({ path, file: relativeTo(sourceRoot, path), before: originals.get(path) ?? after, after }))
    .filter((c) => !Buffer.from(c.before).equals(c.after))
    .sort((a, b) => compareText(a.file, b.file));
  return { changed, converted, left, refused };
}

const enginesOf = (request: FixRequest, reader: FileReader): Engine[] =>
  request.openTrees(reader).map((tree) =>
    createEngine({
      reader,
      parser: request.parser,
      tree,
      sourceRoot: request.sourceRoot,
      settings: request.settings,
      nameTaken: request.nameTaken(tree),
    }),
  );

interface Taken {
  readonly converted: number;
  readonly left: readonly string[];
  /** Fixes that met another one. */
  readonly waiting: number;
}

function takeFixes(findings: readonly Finding[], edits: EditSet, introduceHelpers: boolean): Taken {
  const groups = new Set<string>();
  const left: string[] = [];
  let converted = 0;
  let waiting = 0;
  for (const finding of findings) {
    const fix = chooseFix(finding, introduceHelpers);
    if (typeof fix === 'string') left.push(fix);
    else if (fix.group !== undefined && groups.has(fix.group)) converted++;
    else if (edits.take(fix)) {
      converted++;
      if (fix.group !== undefined) groups.add(fix.group);
    } else waiting++;
  }
  return { converted, left, waiting };
}

interface Texts {
  readonly sourceRoot: string;
  readonly reader: FileReader;
  readonly originals: Map<string, Uint8Array>;
  readonly current: Map<string, Uint8Array>;
}

/** Changes `current`; the paths whose bytes are others now. */
function applyAll(edits: EditSet, { sourceRoot, reader, originals, current }: Texts): string[] {
  const changed: string[] = [];
  for (const [file, list] of edits.files) {
    const path = absoluteOf(sourceRoot, file);
    const before = reader.read(path);
    if (before === undefined) continue;
    originals.set(path, originals.get(path) ?? before);
    const source = decodeSource(before);
    const after = encodeSource({ ...source, text: applyEdits(source.text, list) });
    if (Buffer.from(before).equals(after)) continue;
    current.set(path, after);
    changed.push(path);
  }
  return changed;
}
