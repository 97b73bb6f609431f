/** Paths and URIs. Inside the server a file is its absolute path with `/`; URIs exist at the face. */
import { posix, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** An absolute path, or undefined for a URI that cannot be read. An untitled or otherwise virtual document gets its own scheme as first folder, so that it meets no file. */
export function pathOfUri(uri: string): string | undefined {
  let url: URL;
  try {
    url = new URL(uri);
  } catch {
    return undefined;
  }
  if (url.protocol === 'file:') {
    try {
      const path = fileURLToPath(url);
      return posix.normalize(sep === '/' ? path : path.replaceAll(sep, '/'));
    } catch {
      return undefined;
    }
  }
  try {
    return posix.normalize(`/${url.protocol}/${decodeURIComponent(url.pathname)}`);
  } catch {
    return undefined;
  }
}

/** A tilde stays as it is: editors write it so, and Debian's folders hold it. */
export const uriOfPath = (path: string): string => pathToFileURL(path).href.replaceAll('%7E', '~');

/** True for documents that stand for a file on disk. */
export const isFileUri = (uri: string): boolean => uri.startsWith('file:');

/** Only these are audited, whatever language the editor thinks they are in. */
export const isCFile = (path: string): boolean => path.endsWith('.c') || path.endsWith('.h');

export const isHeader = (path: string): boolean => path.endsWith('.h');

/** True if `path` is `folder` or lies in it. */
export const liesIn = (path: string, folder: string): boolean => path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
