/**
 * Child processes for the kernel build: a clean environment, captured output, a bound on how many run at once. Knows no kernel.
 */
import { spawn } from 'node:child_process';
import { availableParallelism, homedir, tmpdir } from 'node:os';

export interface Ran {
  /** Exit status; 128 + n for a signal is not told apart, a process killed by a signal has -1. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Only what make and gcc need: a caller's CPATH, MAKEFLAGS, KCFLAGS or CROSS_COMPILE would change what is compiled. */
export function cleanEnvironment(extra: Readonly<Record<string, string>>): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: homedir(), TMPDIR: tmpdir(), LC_ALL: 'C', ...extra };
}

/** Never rejects for a failing command, only for one that cannot be started. */
export function run(command: string, args: readonly string[], options: { cwd: string; env?: Record<string, string> }): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? cleanEnvironment({}), stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ status: code ?? -1, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') }),
    );
  });
}

/** Answers in the order of `items`, at most one running job per processor. */
export async function mapInParallel<T, R>(items: readonly T[], job: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = Array.from({ length: items.length });
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) results[i] = await job(items[i] as T);
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), items.length) }, worker));
  return results;
}
