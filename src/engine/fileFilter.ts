/** Which files the settings let in. */
import picomatch from 'picomatch';
import type { Settings } from './settings.ts';

/** Globs for paths relative to the source root, with `/`; one that matches a folder stands for all in it. */
export function fileGlobs(globs: readonly string[]): (file: string) => boolean {
  const patterns = globs.map((glob) => glob.replace(/^\.\//, '').replace(/\/+$/, ''));
  return picomatch(
    patterns.flatMap((pattern) => [pattern, `${pattern}/**`]),
    { dot: true },
  );
}

/** Takes a path relative to the source root, with `/`. */
export function fileFilter({ include, exclude }: Pick<Settings, 'include' | 'exclude'>): (file: string) => boolean {
  if (include.length === 0 && exclude.length === 0) return () => true;
  const included = include.length === 0 ? () => true : fileGlobs(include);
  const excluded = exclude.length === 0 ? () => false : fileGlobs(exclude);
  return (file) => included(file) && !excluded(file);
}
