/** Where the bytes go: data to stdout or a file, everything else to stderr. A reader that stops reading (`| head`) is no error. */
import { resolve } from 'node:path';
import { writeWhole } from './atomicWrite.ts';
import { Failure, reasonOf } from './failure.ts';

const isClosedPipe = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EPIPE';

/** Without a listener a closed pipe would end the process with a stack trace; every write reports its own failure. */
export function installPipeGuards(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (!isClosedPipe(error)) process.exitCode = 2;
    });
  }
}

/** Ends when the bytes are handed over. */
export function writeStdout(data: string | Uint8Array): Promise<void> {
  return new Promise((done, refuse) => {
    process.stdout.write(data, (error) => {
      if (error && !isClosedPipe(error)) refuse(new Failure(`cannot write to standard output (${reasonOf(error)})`));
      else done();
    });
  });
}

/** A line on stderr, with the name in front. */
export const say = (line: string): void => {
  process.stderr.write(`gupscope: ${line}\n`);
};

/** Data of a command: to `file` as a whole, else to stdout. */
export async function writeData(data: string, file: string | undefined): Promise<void> {
  if (file === undefined) return writeStdout(data);
  writeNamed(data, '--output', file);
}

/** To the file that an option names, as a whole. */
export function writeNamed(data: string, option: string, file: string): void {
  const written = writeWhole({ path: resolve(file), bytes: Buffer.from(data), expected: undefined });
  if (!written.ok) throw new Failure(`${option} ${file} ${written.error}`);
}
