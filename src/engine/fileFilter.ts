/** Which files the settings let in. */
import picomatch from 'picomatch';
import type { Settings } from './settings.ts';

/** Takes a path relative to the source root, with `/`. */
export function fileFilter({ include, exclude }: Settings): (file: string) => boolean {
  if (include.length === 0 && exclude.length === 0) return () => true;
  const included = include.length === 0 ? () => true : picomatch([...include], { dot: true });
  const excluded = exclude.length === 0 ? () => false : picomatch([...exclude], { dot: true });
  return (file) => included(file) && !excluded(file);
}
