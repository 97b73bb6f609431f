/** Finds the kernel tree around a path, and reads from its headers what the rules need to know of it. Helpers are looked up, never inferred from the version. */

import { decodeSource } from '../base/encoding.ts';
import type { FileReader } from '../base/fileReader.ts';
import { formatKernelVersion, type KernelVersion, parseKernelVersion } from '../base/kernelVersion.ts';
import type { Problem } from '../base/problem.ts';
import { helpers as bvecHelpers, knownTrees, nearestTree } from '../knowledge/index.ts';
import { openSource, type SourceFile } from '../syntax/index.ts';
import type { TreeFacts } from './types.ts';

export const parentOf = (path: string): string | undefined => {
  const cut = path.lastIndexOf('/');
  return cut < 0 || path === '/' ? undefined : cut === 0 ? '/' : path.slice(0, cut);
};
export const joinPath = (folder: string, name: string): string => normalise(folder === '/' ? `/${name}` : `${folder}/${name}`);

/** Resolves `.` and `..`. */
export function normalise(path: string): string {
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') out.pop();
    else out.push(part);
  }
  return `/${out.join('/')}`;
}

/** The nearest folder at or above `path` with a `Makefile` that gives VERSION and PATCHLEVEL beside `include/linux`. */
export function locateTree(reader: FileReader, path: string): string | undefined {
  for (let at: string | undefined = normalise(path); at !== undefined; at = parentOf(at)) {
    if (reader.exists(joinPath(at, 'include/linux')) && versionOf(reader, at)) return at;
  }
  return undefined;
}

function versionOf(reader: FileReader, root: string): KernelVersion | undefined {
  const bytes = reader.read(joinPath(root, 'Makefile'));
  if (!bytes) return undefined;
  const text = decodeSource(bytes.subarray(0, 4096)).text;
  const value = (name: string): string | undefined => new RegExp(`^${name}\\s*=\\s*(\\d+)`, 'm').exec(text)?.[1];
  const major = value('VERSION');
  const minor = value('PATCHLEVEL');
  if (major === undefined || minor === undefined) return undefined;
  const sublevel = value('SUBLEVEL');
  return { major: Number(major), minor: Number(minor), ...(sublevel === undefined ? {} : { sublevel: Number(sublevel) }) };
}

/**
 * Facts of the tree at `root`, or, without one, of the version asked for or the newest known.
 * `requested` is what the user said (`X.Y`); it wins over the tree's Makefile for the facts of functions, not for which helpers exist.
 */
export function openTree(reader: FileReader, root: string | undefined, requested: string | undefined): TreeFacts {
  const problems: Problem[] = [];
  const own = root === undefined ? undefined : versionOf(reader, root);
  const asked = requested === undefined ? undefined : parseKernelVersion(requested);
  const newest = nearestTree(undefined);
  const version = asked ?? own ?? parseKernelVersion(newest) ?? { major: 6, minor: 12 };
  if (root === undefined && !asked) {
    problems.push({
      severity: 'note',
      message: `no kernel tree around the audited files: taking Linux ${newest}, the newest version known; --tree or --kernel-version says otherwise`,
    });
  } else if (!knownTrees.some((known) => known === `${version.major}.${version.minor}`)) {
    problems.push({
      severity: 'note',
      message: `Linux ${formatKernelVersion(version)} is not in the knowledge base: taking the facts of ${nearestTree(version)}${root === undefined ? '' : ', and the helpers from the headers of the tree'}`,
    });
  }
  const helpers = root === undefined ? helpersOfVersion(nearestTree(version)) : helpersOfTree(reader, root);
  return { root, version, versionFrom: asked ? 'option' : own ? 'tree' : 'newest-known', helpers, problems };
}

type Helpers = Record<string, { header: string; parameters: readonly string[] }>;

function helpersOfVersion(key: string): Helpers {
  const out: Helpers = {};
  for (const h of bvecHelpers) {
    if (!h.in.some((v) => v === key)) continue;
    const open = h.prototype.indexOf('(', h.prototype.indexOf(h.name));
    out[h.name] = { header: h.headers[0] ?? '', parameters: open < 0 ? [] : splitParameters(h.prototype, open) };
  }
  return out;
}

function helpersOfTree(reader: FileReader, root: string): Helpers {
  const out: Helpers = {};
  const opened = new Map<string, SourceFile | undefined>();
  const open = (header: string): SourceFile | undefined => {
    if (!opened.has(header)) {
      const bytes = reader.read(joinPath(root, header));
      opened.set(header, bytes ? openSource(decodeSource(bytes).text) : undefined);
    }
    return opened.get(header);
  };
  for (const h of bvecHelpers) {
    for (const header of h.headers) {
      const parameters = parametersIn(open(header), h.name);
      if (!parameters) continue;
      out[h.name] = { header, parameters };
      break;
    }
  }
  return out;
}

/** Parameter names (or whole declarations) of the function or macro `name` that `file` defines or declares; undefined if it does not. */
export function parametersIn(file: SourceFile | undefined, name: string): string[] | undefined {
  if (!file) return undefined;
  const macro = file.macros.get(name);
  if (macro) return [...(macro.params ?? [])];
  if (!file.text.includes(name)) return undefined;
  const item = file.items.find((i) => i.name === name && i.kind !== 'macro');
  if (!item?.nameSpan) return undefined;
  const open = file.text.indexOf('(', item.nameSpan.end);
  return open < 0 || open > item.end ? undefined : splitParameters(file.text, open);
}

function splitParameters(text: string, open: number): string[] {
  const out: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let i = open; i < text.length; i++) {
    const c = text[i];
    if (c === '(') depth++;
    else if (c === ')') {
      if (--depth > 0) continue;
      const last = text.slice(from, i).trim();
      if (last !== '' && last !== 'void') out.push(last);
      return out;
    } else if (c === ',' && depth === 1) {
      out.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  return out;
}
