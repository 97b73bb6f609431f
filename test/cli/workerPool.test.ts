import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WorkerDied, WorkerPool } from '../../src/cli/workerPool.ts';
import { temporaryFolder } from './cliFixture.ts';

/** Threads that double numbers, refuse what is odd, and end at zero. */
function doublingPool(size: number): WorkerPool<{ factor: number }, number, number> {
  const file = join(temporaryFolder(), 'double.cjs');
  writeFileSync(
    file,
    `const { parentPort } = require('node:worker_threads');
     let factor;
     parentPort.on('message', ({ id, task, setup }) => {
       if (setup) ({ factor } = setup);
       else if (task === 0) process.exit(3);
       else parentPort.postMessage(task % 2 ? { id, error: 'odd' } : { id, value: task * factor });
     });`,
  );
  const pool = new WorkerPool<{ factor: number }, number, number>({ file, size });
  pool.begin({ factor: 2 });
  return pool;
}

describe('WorkerPool', () => {
  it('answers every task, or says why not', async () => {
    const pool = doublingPool(3);
    const tasks = Array.from({ length: 100 }, (_, i) => i + 1);
    const answers = await Promise.allSettled(tasks.map((task) => pool.run(task)));
    expect(answers.map((a) => (a.status === 'fulfilled' ? a.value : String(a.reason)))).toEqual(tasks.map((n) => (n % 2 ? 'Error: odd' : n * 2)));
    await pool.close();
  });

  it('replaces a thread that dies, which takes only its own tasks with it', async () => {
    const pool = doublingPool(2);
    const [killer, besideIt, behindIt] = await Promise.allSettled([pool.run(0), pool.run(4), pool.run(6)]);
    expect(killer).toEqual({ status: 'rejected', reason: new WorkerDied('it ended with status 3') });
    expect(besideIt).toEqual({ status: 'fulfilled', value: 8 });
    expect(behindIt).toMatchObject({ status: 'rejected', reason: expect.any(WorkerDied) });
    expect(await Promise.all([pool.run(6), pool.run(8), pool.run(10)])).toEqual([12, 16, 20]);
    await pool.close();
  });

  it('ends at once when closed, whatever is open', async () => {
    const pool = doublingPool(1);
    const settled: string[] = [];
    void pool.run(2).then(
      () => settled.push('answered'),
      () => settled.push('refused'),
    );
    await pool.close();
    expect(settled.filter((s) => s === 'refused')).toEqual([]);
  });
});
