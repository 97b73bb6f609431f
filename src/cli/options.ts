/** Checks of single option values, shared by the commands; each failure is one sentence that commander puts behind the option's name. */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { parseKernelVersion } from '../base/kernelVersion.ts';
import { suggestion } from '../base/nearest.ts';
import { ruleMatcher } from '../engine/index.ts';
import { rules } from '../rules/index.ts';
import { Failure, reasonOf } from './failure.ts';
import type { Target } from './sourceRoot.ts';

/** More threads than this only cost memory. */
const MAX_JOBS = 256;

/** More than any scenario of the library has; some 600 MB. */
export const MAX_STATES = 20_000_000;

export function parseJobs(value: string): number {
  const jobs = Number(value);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > MAX_JOBS) throw new InvalidArgumentError(`Give a whole number from 1 to ${MAX_JOBS}.`);
  return jobs;
}

export function parseCount(value: string): number {
  const count = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('Give a whole number from 1 up.');
  return count;
}

export function parseSeed(value: string): number {
  const seed = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(seed)) throw new InvalidArgumentError('Give a whole number from 0 up.');
  return seed;
}

export const defaultJobs = (): number => Math.min(availableParallelism(), MAX_JOBS);

export function parseVersionOption(value: string): string {
  if (!/^\d+\.\d+(\.\d+)?$/.test(value) || parseKernelVersion(value) === undefined)
    throw new InvalidArgumentError('Give a kernel version such as 6.12.');
  return value;
}

/** For an option that may be given several times; commander hands in what it has so far. */
export const collect = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];

/** The ids of `known` that `wanted` names, by id, by group or by glob, in the order of `known`; all of them if nothing is wanted. */
export function selectRules(wanted: readonly string[], known: readonly string[]): readonly string[] {
  if (wanted.length === 0) return known;
  const selected = new Set<string>();
  for (const pattern of wanted) {
    const matches = known.filter(ruleMatcher(pattern));
    if (matches.length === 0) throw new Failure(`there is no rule ${pattern}${suggestion(pattern, known)}; gupscope rules lists them`);
    for (const id of matches) selected.add(id);
  }
  return known.filter((id) => selected.has(id));
}

/** One of the rules follows pages along paths; others know no functions. */
export const followsPages = (selected: readonly string[]): boolean => rules.some((rule) => rule.flow === true && selected.includes(rule.info.id));

/** An absolute path with `/`; the argument must be a folder. */
export function resolveTree(value: string): string {
  const path = resolve(value);
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (error) {
    throw new Failure(`cannot read --tree ${value} (${reasonOf(error)}); give the root of a kernel tree`);
  }
  if (!isFolder) throw new Failure(`--tree ${value} is no folder; give the root of a kernel tree`);
  return path;
}

export interface Targets {
  readonly good: readonly Target[];
  /** One sentence for each path that is no file and no folder that can be looked at. */
  readonly bad: readonly string[];
}

/** Looks at each path once. A path that was given twice counts once. */
export function lookAtPaths(given: readonly string[]): Targets {
  const good: Target[] = [];
  const bad: string[] = [];
  for (const name of given) {
    const path = resolve(name);
    if (good.some((t) => t.path === path)) continue;
    try {
      const stat = statSync(path);
      if (stat.isDirectory()) good.push({ given: name, path, isFolder: true });
      else if (stat.isFile()) good.push({ given: name, path, isFolder: false });
      else bad.push(`cannot read ${name} (it is neither a file nor a folder); to audit a stream use gupscope audit - --stdin-filename FILE`);
    } catch (error) {
      bad.push(`cannot read ${name} (${reasonOf(error)})`);
    }
  }
  return { good, bad };
}
