/**
 * One process at a time, across processes of this machine: the lock is a file that holds its owner's process id.
 * A lock whose owner is gone is taken over.
 */
import fs from 'node:fs';
import path from 'node:path';
import { Refusal } from './refusal.mjs';

const POLL_MS = 200;
const LIMIT_MS = 15 * 60_000;

/** The owner's process id, or undefined if the lock is free or being let go. */
function ownerOf(file) {
  try {
    return Number(fs.readFileSync(file, 'utf8')) || 0; // 0, which is nobody, for a file that a crash left empty
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid) {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Linking is atomic and brings the content along, so nobody ever sees an empty lock. */
function tryTake(file) {
  const mine = `${file}.${process.pid}`;
  fs.writeFileSync(mine, String(process.pid));
  try {
    fs.linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/** Renames the dead owner's lock away; if a faster process has put its own there meanwhile, that one goes back. */
function removeStale(file, deadPid) {
  const aside = `${file}.stale-${process.pid}`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (ownerOf(aside) !== deadPid) fs.linkSync(aside, file);
  fs.rmSync(aside, { force: true });
}

/** Runs `work` while holding the lock. `onWait` is called once if another process has it. */
export async function withLock(file, work, onWait) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const started = Date.now();
  let waited = false;
  while (!tryTake(file)) {
    const owner = ownerOf(file);
    if (owner === undefined) continue;
    if (!isAlive(owner)) {
      removeStale(file, owner);
      continue;
    }
    if (Date.now() - started > LIMIT_MS)
      throw new Refusal(`process ${owner} has held ${file} for ${LIMIT_MS / 60_000} minutes; end it and run the command again.`);
    if (!waited) onWait?.(owner);
    waited = true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}
