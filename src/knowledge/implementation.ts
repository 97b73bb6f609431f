/** The files that are the machinery itself. */
import data from './implementation.json' with { type: 'json' };

const files = new Set(data.files);

/** `file` is relative to the kernel root. */
export const isImplementation = (file: string): boolean => files.has(file);

/** Functions of the file count references that are not their callers'. `file` is relative to the kernel root. */
export const countsItsOwn = (file: string): boolean => data.owners.some((folder) => file.startsWith(folder));
