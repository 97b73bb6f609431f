/**
 * Says in words why kbuild does not compile a file, from the `obj-$(CONFIG_X)` lines on the way from the tree's root to it. Words for a report
 * only: that the file is not compiled was decided by kbuild.
 */
import { posix } from 'node:path';

/** `name-$(CONFIG_X) += a.o b.o` in one record. `condition` is absent for `-y`, `-m` and `-objs`. */
interface ObjectLine {
  readonly target: string;
  readonly condition?: string;
  readonly words: readonly string[];
}

export interface KbuildFacts {
  /** The text of a file of the tree, by its path relative to the root; undefined if there is none. */
  readonly read: (path: string) => string | undefined;
  /** Symbols that are `y` or `m`. */
  readonly enabled: ReadonlySet<string>;
}

function objectLines(makefile: string): ObjectLine[] {
  const lines: ObjectLine[] = [];
  for (const line of makefile.replaceAll(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const m = /^\s*([\w.-]+?)-(?:y|m|objs|\$\((CONFIG_\w+)\))\s*[+:]?=\s*(.*)$/.exec(line);
    if (m?.[1] === undefined) continue;
    const words = (m[3] ?? '').replace(/#.*/, '').split(/\s+/).filter(Boolean);
    lines.push({ target: m[1], words, ...(m[2] === undefined ? {} : { condition: m[2] }) });
  }
  return lines;
}

/** The symbol that is off, among the lines that list `name`, following composite objects up to `obj-` or `lib-`. */
function missingSymbol(lines: readonly ObjectLine[], name: string, enabled: ReadonlySet<string>, seen: Set<string>): string | undefined {
  if (seen.has(name)) return undefined;
  seen.add(name);
  for (const line of lines.filter((l) => l.words.includes(name))) {
    if (line.condition !== undefined && !enabled.has(line.condition)) return line.condition;
    if (line.target === 'obj' || line.target === 'lib') continue;
    const above = missingSymbol(lines, `${line.target}.o`, enabled, seen);
    if (above !== undefined) return above;
  }
  return undefined;
}

/** One clause without a full stop, `CONFIG_BOUNCE is not set`. */
export function whyNotCompiled(source: string, facts: KbuildFacts): string {
  let name = posix.basename(source).replace(/\.c$/, '.o');
  for (let dir = posix.dirname(source); ; name = `${posix.basename(dir)}/`, dir = posix.dirname(dir)) {
    const text = facts.read(posix.join(dir, 'Kbuild')) ?? facts.read(posix.join(dir, 'Makefile'));
    const symbol = text === undefined ? undefined : missingSymbol(objectLines(text), name, facts.enabled, new Set());
    if (symbol !== undefined) return `${symbol} is not set`;
    if (dir === '.') return 'kbuild lists it for no object of this configuration';
  }
}
