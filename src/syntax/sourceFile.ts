/** A file's text with its items: opened once, then carried through edits by splitting again only what an edit can have touched. */
import { LineIndex } from '../base/lineIndex.ts';
import { applyEdits, type Span, shift, type TextEdit } from '../base/span.ts';
import { armText, type Group, placeAt, placesAround, readGroups } from './arms.ts';
import { type Directive, isConditional, opensGroup, operandText } from './directives.ts';
import { collectDefinitions } from './macros.ts';
import type { RawItem } from './rawItem.ts';
import { split } from './splitter.ts';
import type { ArmRef, Item, MacroDefinition, SourceFile } from './types.ts';

/** What the room itself may ask of a file beyond the public face. */
export interface OpenedFile extends SourceFile {
  readonly directives: readonly Directive[];
  readonly groups: readonly Group[];
  /** Parallel to `items`. */
  readonly raw: readonly RawItem[];
}

class File implements OpenedFile {
  readonly text: string;
  readonly items: readonly Item[];
  readonly raw: readonly RawItem[];
  readonly directives: readonly Directive[];
  readonly groups: readonly Group[];
  #lines: LineIndex | undefined;
  #macros: ReadonlyMap<string, MacroDefinition> | undefined;

  constructor(
    text: string,
    raw: readonly RawItem[],
    directives: readonly Directive[],
    identityOf: (item: RawItem, index: number, self: OpenedFile) => object,
  ) {
    this.text = text;
    this.raw = raw;
    this.directives = directives;
    this.groups = readGroups(text, directives);
    this.items = raw.map((item, i) => {
      const arms = this.#armsAround(item);
      const { kind, name, nameSpan, body, complete, start, end } = item;
      return {
        kind,
        ...(name === undefined ? {} : { name }),
        ...(nameSpan === undefined ? {} : { nameSpan }),
        ...(body === undefined ? {} : { body }),
        complete,
        arms,
        identity: identityOf(item, i, this),
        start,
        end,
      };
    });
  }

  #armsAround(item: RawItem): readonly ArmRef[] {
    if (this.groups.length === 0) return [];
    return placesAround(placeAt(this.groups, item.start))
      .filter((p) => item.end <= (p.group.arms[p.arm]?.content.end ?? 0))
      .map((p) => ({ group: p.group.start, arm: p.arm }));
  }

  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines;
  }

  get macros(): ReadonlyMap<string, MacroDefinition> {
    this.#macros ??= collectDefinitions(this.text, this.directives);
    return this.#macros;
  }

  get includes(): readonly string[] {
    return this.directives.filter((d) => d.kind === 'include').map((d) => operandText(this.text, d));
  }

  conditionAt(offset: number): string {
    return placesAround(placeAt(this.groups, offset))
      .filter((p) => !p.group.guard)
      .map((p) => armText(this.text, p.group, p.arm))
      .filter((c) => c !== '')
      .join(' && ');
  }

  itemAt(offset: number): Item | undefined {
    let low = 0;
    let high = this.items.length - 1;
    while (low <= high) {
      const mid = (low + high) >> 1;
      if ((this.items[mid]?.start ?? 0) <= offset) low = mid + 1;
      else high = mid - 1;
    }
    for (let i = high; i >= 0; i--) {
      const item = this.items[i];
      if (item === undefined) continue;
      if (offset < item.end) return item;
      // Only macros stand inside another item: the first other item that ends before the offset ends the search.
      if (item.kind !== 'macro') return undefined;
    }
    return undefined;
  }
}

export function openSource(text: string): OpenedFile {
  const { items, directives } = split(text, 0, [], () => false);
  return new File(text, items, directives, () => ({}));
}

/** The conditions open at a place in the directive list, as text: two boundaries are the same only if these are. Moves forward only. */
class OpenConditions {
  readonly #text: string;
  #next = 0;
  #stack: string[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  after(directives: readonly Directive[], count: number): string {
    for (; this.#next < count; this.#next++) {
      const d = directives[this.#next];
      if (d === undefined || !isConditional(d.kind)) continue;
      const line = `${d.kind} ${operandText(this.#text, d)}`;
      if (opensGroup(d.kind)) this.#stack.push(line);
      else if (d.kind === 'endif') this.#stack.pop();
      else if (this.#stack.length > 0) this.#stack.push(`${this.#stack.pop() ?? ''}\n${line}`);
    }
    return this.#stack.join('\n\n');
  }
}

/** How many of the directives start before `offset`. */
function directivesBefore(directives: readonly Directive[], offset: number): number {
  let low = 0;
  let high = directives.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((directives[mid]?.start ?? 0) < offset) low = mid + 1;
    else high = mid;
  }
  return low;
}

const movedSpan = (s: Span | undefined, by: number): Span | undefined => (s === undefined ? undefined : shift(s, by));

function moved(item: RawItem, by: number): RawItem {
  return {
    ...item,
    nameSpan: movedSpan(item.nameSpan, by),
    body: movedSpan(item.body, by),
    start: item.start + by,
    end: item.end + by,
    looked: item.looked + by,
    resume: item.resume + by,
  };
}

/** What an item's meaning hangs on beside the macros around it: its text and the conditions it stands under. */
function identityKey(file: OpenedFile, item: Span): string {
  const around = placesAround(placeAt(file.groups, item.start)).map((p) => armText(file.text, p.group, p.arm));
  return `${around.join('\n')}\0${file.text.slice(item.start, item.end)}`;
}

/**
 * The file after `edits` (which speak of the old text). The same as opening the new text, but splits only from the item before the first edit to the
 * first boundary behind the last one where old and new agree again, and keeps the identity of items whose text and conditions did not change.
 */
export function editSource(file: SourceFile, edits: readonly TextEdit[]): OpenedFile {
  const old = opened(file);
  if (edits.length === 0) return old;
  const text = applyEdits(old.text, edits);
  const firstEdit = Math.min(...edits.map((e) => e.span.start));
  const lastEdit = Math.max(...edits.map((e) => e.span.end));
  const delta = text.length - old.text.length;

  // Items that looked no further than the first edit stay; macros inside an item go with it, as they resume where it does.
  let keep = old.raw.findIndex((item) => item.looked > firstEdit || item.resume > firstEdit);
  if (keep < 0) keep = old.raw.length;
  const from = old.raw[keep - 1]?.resume ?? 0;
  const prior = old.directives.slice(0, directivesBefore(old.directives, from));

  const oldBoundaries = new Map<number, number>();
  for (let i = keep; i < old.raw.length; i++) {
    const at = old.raw[i]?.resume ?? 0;
    if (at >= lastEdit) oldBoundaries.set(at + delta, i + 1);
  }
  const oldConditions = new OpenConditions(old.text);
  const newConditions = new OpenConditions(text);
  let goOn = old.raw.length;
  let tailDirectives: readonly Directive[] = [];
  const result = split(text, from, prior, (offset, directives) => {
    const index = oldBoundaries.get(offset);
    if (index === undefined) return false;
    const passed = directivesBefore(old.directives, offset - delta);
    if (newConditions.after(directives, directives.length) !== oldConditions.after(old.directives, passed)) return false;
    goOn = index;
    tailDirectives = old.directives.slice(passed);
    return true;
  });

  const again = keep + result.items.length;
  const raw = [...old.raw.slice(0, keep), ...result.items, ...old.raw.slice(goOn).map((item) => moved(item, delta))];
  const directives = [...result.directives, ...tailDirectives.map((d) => ({ ...shift(d, delta), kind: d.kind, operand: d.operand + delta }))];

  // Among the items split again, those that are as before keep their identity.
  const spare = new Map<string, object>();
  for (const item of old.items.slice(keep, goOn)) spare.set(identityKey(old, item), item.identity);
  return new File(text, raw, directives, (item, i, self) => {
    if (i < keep) return old.items[i]?.identity ?? {};
    if (i >= again) return old.items[i - again + goOn]?.identity ?? {};
    const key = identityKey(self, item);
    const identity = spare.get(key);
    spare.delete(key);
    return identity ?? {};
  });
}

/** Only this room makes source files, so each is one of ours. */
export function opened(file: SourceFile): OpenedFile {
  if (file instanceof File) return file;
  throw new Error('a SourceFile that openSource did not make');
}
