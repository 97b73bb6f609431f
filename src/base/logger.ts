/** Handed down, never global. Sinks: the editor's log channel, stderr, an array in tests. */
export interface Logger {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}
