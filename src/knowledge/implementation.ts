/** The files that are the machinery itself. */
import data from './implementation.json' with { type: 'json' };

const files = new Set(data.files);

/** Code that may pass flags that no caller may: the memory management itself. `file` is relative to the kernel root. */
export const passesInternalFlags = (file: string): boolean => data.folders.some((folder) => file.startsWith(folder));

export const isImplementation = (file: string): boolean => files.has(file);

/** Functions of the file count references that are not their callers'. `file` is relative to the kernel root. */
export const countsItsOwn = (file: string): boolean => data.folders.some((folder) => file.startsWith(folder));

/** The block layer and its headers, which may lay out bio_vec tables. `file` is relative to the kernel root. */
export const isBlockLayer = (file: string): boolean => data.blockLayer.places.some((p) => (p.endsWith('/') ? file.startsWith(p) : file === p));
