/** Runs a command, measures its wall and processor time, and, when asked, the memory of the process and all that it starts. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

export interface Measured {
  readonly wallMs: number;
  /** Of all its processes and threads, in the kernel too: what is left to compare on a machine that others use. */
  readonly cpuMs: number;
  readonly status: number | null;
  readonly stdout: string;
}

const SAMPLE_MS = 5;

/** Node does not tell what its children used, the shell does: three numbers in seconds, alone on stderr. */
const TIMED = 'TIMEFORMAT="%R %U %S"; time "$@" 2>/dev/null';

function start({ program, args, cwd }: Command): { pid: number | undefined; done: Promise<Measured> } {
  const child = spawn('bash', ['-c', TIMED, 'bash', program, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  let times = '';
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    times += chunk.toString();
  });
  const done = new Promise<Measured>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = times.trim().split(' ').map(Number);
      resolve({ wallMs: wall * 1000, cpuMs: (user + system) * 1000, status, stdout: Buffer.concat(chunks).toString() });
    });
  });
  return { pid: child.pid, done };
}

export const runOnce = (command: Command): Promise<Measured> => start(command).done;

/** A process that ended between two reads has no memory any more. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** The process and its descendants, from the kernel's own lists. */
function descendants(pid: number): number[] {
  const children = threadsOf(pid).flatMap((thread) => readProc(pid, `task/${thread}/children`).split(' ').filter(Boolean).map(Number));
  return [pid, ...children.flatMap(descendants)];
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

const residentKb = (pid: number): number => Number(/^VmRSS:\s+(\d+) kB/m.exec(readProc(pid, 'status'))?.[1] ?? 0);

/**
 * The largest sum, over one run, of the resident memory of all processes at one moment. Bytes. Shared pages count in each process, which is against us
 * as much as against a peer. Sampling costs time: never take the wall time of the same run.
 */
export async function peakMemory(command: Command): Promise<number> {
  const { pid, done } = start(command);
  let peakKb = 0; // without the shell that keeps the time
  const timer = setInterval(() => {
    if (pid !== undefined)
      peakKb = Math.max(
        peakKb,
        descendants(pid)
          .slice(1)
          .reduce((sum, p) => sum + residentKb(p), 0),
      );
  }, SAMPLE_MS);
  try {
    await done;
  } finally {
    clearInterval(timer);
  }
  return peakKb * 1024;
}
