/**
 * The engine's only door to files: disk in the command line, open buffers over disk in the server, a map in tests.
 * Paths are absolute, with `/`. Every call answers at once.
 */
export interface FileReader {
  /** The bytes, or undefined if there is no such readable file. */
  read(path: string): Uint8Array | undefined;
  exists(path: string): boolean;
  /** Names of the entries of a folder; empty if it cannot be read. */
  list(path: string): readonly string[];
}
