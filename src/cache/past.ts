/** What earlier runs left in a store: some outcomes of each file, with all that they hung on, newest first. */
import type { FileReader } from '../base/fileReader.ts';
import { relativeTo } from '../engine/index.ts';
import type { Grounds, Past, Trace } from '../wrappers/index.ts';
import { contentName } from './indexFile.ts';
import type { Store } from './store.ts';

export interface PastOptions {
  readonly store: Store;
  readonly reader: FileReader;
  /** Names everything else that outcomes hang on: the facts of the tree. */
  readonly scope: string;
}

/** Of one file: rounds of a run differ in what other files offer, and branches in the text. */
const MAX_TRACES = 6;

interface Entry {
  readonly traces: readonly Trace[];
}

export function createPast({ store, reader, scope }: PastOptions): Past {
  const contents = new Map<string, string | null>();
  const contentAt = (path: string): string | null => {
    let content = contents.get(path);
    if (content === undefined) {
      const bytes = reader.read(path);
      content = bytes ? contentName(bytes) : null;
      contents.set(path, content);
    }
    return content;
  };
  /** Read last, for whoever is about to add to it. */
  let last: { readonly name: string; readonly entry: Entry } | undefined;
  const entryOf = (name: string): Entry => {
    if (last?.name === name) return last.entry;
    const found = store.get(name);
    const entry = isEntry(found) ? found : { traces: [] };
    last = { name, entry };
    return entry;
  };
  const nameOf = (what: string, file: string): string => `${scope}\n${what}\n${file}`;

  return {
    contentOf: contentName,
    groundsNow: (grounds, root) =>
      Array.from(grounds, ([question, answer]): Grounds[number] => [
        moved(question, root, HERE),
        answer === undefined ? null : isInclude(question) ? relativeTo(root, answer) : answer,
        answer !== undefined && isInclude(question) ? contentAt(answer) : null,
      ]),
    groundsHold(grounds, root, answer) {
      for (const [question, before, content] of grounds) {
        const asked = moved(question, HERE, root);
        const now = answer(asked);
        if (!isInclude(asked)) {
          if ((now ?? null) !== before) return false;
        } else if ((now === undefined ? null : relativeTo(root, now)) !== before || (now === undefined ? null : contentAt(now)) !== content)
          return false;
      }
      return true;
    },
    recall: (what, file, content, holds) => entryOf(nameOf(what, file)).traces.find((t) => t.content === content && holds(t)),
    keep(what, file, trace) {
      const name = nameOf(what, file);
      const entry: Entry = { traces: [trace, ...entryOf(name).traces].slice(0, MAX_TRACES) };
      last = { name, entry };
      store.put(name, entry);
    },
  };
}

const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null && 'traces' in value && Array.isArray(value.traces);

/** Stands for the root of the tree. */
const HERE = '~';
const isInclude = (question: string): boolean => question.includes('<') || question.includes('"');

/** The folder before the line break of an include, if it lies in `from`, as if `from` were `to`. */
function moved(question: string, from: string, to: string): string {
  const cut = question.indexOf('\n');
  const folder = question.slice(0, Math.max(0, cut));
  if (cut < 0 || (folder !== from && !folder.startsWith(`${from}/`))) return question;
  return to + question.slice(from.length);
}
