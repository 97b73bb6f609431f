/** Which of an entry's forms speaks for a kernel version, and how sure that is. Presence in a real tree is asked of its headers, not of this. */
import type { KernelVersion } from '../base/kernelVersion.ts';
import type { ApiEntry, Form, TreeVersion, VersionRange } from './schema.ts';

/** Oldest first. */
export const knownTrees: readonly TreeVersion[] = ['6.1', '6.12'];

/** `exact`: this release was read. `between`: a remembered range covers it. `nearest`: taken from the nearest release that was read. `series`: never merged. */
export type Basis = 'exact' | 'between' | 'nearest' | 'series';

export interface ChosenForm {
  readonly form: Form;
  readonly basis: Basis;
  /** Does that version have it? `unknown` where only neighbours were read and no range decides. */
  readonly presence: 'present' | 'absent' | 'unknown';
  /** The tree whose facts these are; absent for a form that neither tree has. */
  readonly tree?: TreeVersion;
}

const parts = (release: string): readonly [number, number] => {
  const [major, minor] = release.split('.');
  return [Number(major), Number(minor)];
};
const compare = (a: readonly [number, number], b: readonly [number, number]): number => a[0] - b[0] || a[1] - b[1];

const inRange = (range: VersionRange, version: KernelVersion): boolean => {
  const v = [version.major, version.minor] as const;
  return (range.since === undefined || compare(v, parts(range.since)) >= 0) && (range.until === undefined || compare(v, parts(range.until)) < 0);
};

/** The newest tree read that is not newer than `version`, else the oldest; the newest if there is no version. */
export function nearestTree(version: KernelVersion | undefined): TreeVersion {
  let best: TreeVersion | undefined;
  if (version === undefined) best = knownTrees.at(-1);
  else for (const tree of knownTrees) if (compare(parts(tree), [version.major, version.minor]) <= 0) best = tree;
  return best ?? knownTrees[0] ?? '6.12';
}

const newestTreeOf = (form: Form): TreeVersion | undefined => [...knownTrees].reverse().find((tree) => form.at?.[tree] !== undefined);

/** Never fails: an entry has at least one form. Without a version the newest tree that has the name speaks. */
export function chooseForm(entry: ApiEntry, version: KernelVersion | undefined): ChosenForm {
  const first = entry.forms[0];
  if (first === undefined) throw new Error(`the knowledge base entry ${entry.name} has no form`);
  if (version === undefined) {
    const tree = newestTreeOf(first);
    if (tree !== undefined) return { form: first, basis: 'exact', presence: 'present', tree };
    return { form: first, basis: first.series === undefined ? 'nearest' : 'series', presence: 'absent' };
  }
  const exact = `${version.major}.${version.minor}`;
  const tree = knownTrees.find((known) => known === exact);
  if (tree !== undefined) {
    const here = entry.forms.find((form) => form.at?.[tree] !== undefined);
    if (here !== undefined) return { form: here, basis: 'exact', presence: 'present', tree };
    return absent(first, 'exact');
  }
  const ranged = entry.forms.find((form) => form.range !== undefined && inRange(form.range, version));
  if (ranged !== undefined) {
    const from = newestTreeOf(ranged);
    return { form: ranged, basis: 'between', presence: 'present', ...(from === undefined ? {} : { tree: from }) };
  }
  const near = nearestTree(version);
  const form = entry.forms.find((f) => f.at?.[near] !== undefined);
  if (form === undefined) return absent(first, 'nearest');
  const everywhere = entry.forms.some((f) => f.range !== undefined);
  return { form, basis: 'nearest', presence: everywhere ? 'absent' : 'unknown', tree: near };
}

function absent(form: Form, basis: Basis): ChosenForm {
  const tree = newestTreeOf(form);
  return {
    form,
    basis: form.series === undefined ? basis : 'series',
    presence: basis === 'nearest' ? 'unknown' : 'absent',
    ...(tree === undefined ? {} : { tree }),
  };
}
