/**
 * The pages of the workload under one policy: what each event of the tape does to them, and what it costs. The steps are those of the kernel in small:
 * a page is marked dirty by page_mkwrite when a store faults or a call pins it for writing; writeback takes the write permission away, clears dirty and
 * writes; a device that holds the page writes without asking. Whoever faults while the page is being written waits (stable pages).
 */
import { createDisk, type Sync } from './disk.ts';
import { createHistogram } from './histogram.ts';
import { createPage, isByDevice, type Page, packWrite, type Risk, risk, riskOf, timeOf } from './page.ts';
import type { StudyPolicy } from './policies.ts';
import type { PolicyResult } from './results.ts';
import { type Block, type EventKind, event, FLAG } from './tape.ts';
import { filePages, PAGE_BYTES, type Workload } from './workload.ts';

export interface World {
  /** Plays the events of a block; blocks come in the order in which the tape made them. */
  play(block: Block): void;
  /** After the last block; may be asked once. */
  finish(): PolicyResult;
}

/** A call whose pages are held. */
interface Call {
  readonly sinceUs: number;
  readonly isRefused: boolean;
}

const countNothing = () => ({
  pins: { calls: 0, refusedCalls: 0, pages: 0, slowCalls: 0, gupFastLost: 0, heldCalls: 0 },
  copies: { bounce: 0, fork: 0 },
  mostBounceAtOnce: 0,
  atomics: 0,
  locks: { mmap: 0, lru: 0, folio: 0 },
  faults: 0,
  deviceStops: 0,
  refaults: 0,
  migrations: 0,
  writebacks: 0,
  extraWritebacks: 0,
  harm: { tornBlocks: 0, lostWrites: 0, lostPages: 0, misdirectedWrites: 0, brokenSyncs: 0, syncs: 0, dirtiedBehind: 0 },
  device: { made: 0, saved: 0, lost: 0, unsaved: 0, waiting: 0 },
  user: { made: 0, saved: 0, lost: 0, unsaved: 0, waiting: 0 },
  refusedWrites: 0,
  anonymousWrites: 0,
});

export function createWorld(policy: StudyPolicy, w: Workload): World {
  const ofFile = filePages(w);
  const pages = Array.from({ length: w.pages }, (_, i) => createPage(i < ofFile, ((i - ofFile) * w.movable) % 100 < w.movable));
  const file = pages.slice(0, ofFile);
  const anonymous = pages.slice(ofFile);
  /** By number; undefined where none is open. */
  const calls: (Call | undefined)[] = [];
  const n = countNothing();
  const delay = { device: createHistogram(), user: createHistogram() };
  const waits = { acquire: createHistogram(), device: createHistogram(), store: createHistogram(), sync: createHistogram() };
  const area = createRiskArea();
  let copiesInFlight = 0;
  let nowUs = 0;

  /** To be called after whatever may change what the disk lacks of a page. */
  function reassess(page: Page, us: number): void {
    const now = riskOf(page, policy.hides);
    if (now === page.risk) return;
    area.move(page.risk, now, us);
    page.risk = now;
  }

  function write(page: Page, us: number, byDevice: boolean): void {
    (byDevice ? n.device : n.user).made++;
    page.unsaved.push(packWrite(us, byDevice));
    reassess(page, us);
  }

  /** page_mkwrite, where nothing has to be waited for. */
  function makeWritable(page: Page): void {
    n.faults++;
    n.locks.folio++;
    page.isWritable = true;
    page.isDirty = true;
  }

  function store(page: Page, us: number): void {
    if (!page.isFile) {
      if (page.isShared) copyOnWrite(page, us);
      return;
    }
    if (!page.isWritable && page.isInFlight) {
      waits.store.add(page.doneUs - us);
      page.waitingStores++;
      return;
    }
    if (!page.isWritable) makeWritable(page);
    write(page, us, false);
  }

  function copyOnWrite(page: Page, us: number): void {
    page.isShared = false;
    page.movedUs = us;
  }

  function pin(block: Block, i: number, us: number): void {
    const first = block.page[i] ?? 0;
    const run = pages.slice(first, first + (block.count[i] ?? 0));
    const isLong = ((block.flag[i] ?? 0) & FLAG) !== 0;
    const isFile = run[0]?.isFile === true;
    const isRefused = isFile && (policy.refuses === 'file' || (policy.refuses === 'long-file' && isLong));
    calls[block.call[i] ?? 0] = { sinceUs: us, isRefused };
    n.pins.calls++;
    if (isRefused) {
      n.pins.refusedCalls++;
      return;
    }
    const couldBeFast = run.every((page) => (page.isFile ? page.isWritable : !page.isShared));
    const isFast = couldBeFast && !policy.hides;
    n.pins.pages += run.length;
    n.atomics += run.length * (isFast ? policy.atomics.fast : policy.atomics.slow);
    if (!isFast) {
      n.pins.slowCalls++;
      n.locks.mmap++;
    }
    if (couldBeFast && !isFast) n.pins.gupFastLost++;
    if (policy.hides) n.locks.lru += run.length;
    let waitUs = 0;
    for (const page of run) {
      if (page.isFile && page.isInFlight && !page.isWritable) {
        waitUs = Math.max(waitUs, page.doneUs - us);
        page.isAwaited = true;
      } else if (page.isFile && !page.isWritable) makeWritable(page);
      else if (page.isShared) copyOnWrite(page, us);
      if (policy.migrates && isLong && page.isMovable && page.holders === 0) {
        n.migrations++;
        page.isMovable = false;
      }
      page.holders++;
      reassess(page, us);
    }
    if (waitUs > 0) waits.acquire.add(waitUs);
  }

  function deviceWrite(page: Page, call: Call, us: number): void {
    if (call.isRefused) {
      n.refusedWrites++;
      return;
    }
    const hadToStop = page.isStopped;
    if (hadToStop) {
      page.isStopped = false;
      n.refaults++;
    }
    if (!page.isFile) {
      n.anonymousWrites++;
      if (hadToStop && page.isShared) copyOnWrite(page, us);
      if (!policy.notifies && call.sinceUs < page.movedUs) n.harm.misdirectedWrites++;
      return;
    }
    const mustWait = page.isInFlight && (hadToStop || page.waitingDevice > 0 || (page.isAwaited && call.sinceUs >= page.snapshotUs));
    if (mustWait) {
      if (hadToStop) waits.device.add(page.doneUs - us);
      page.waitingDevice++;
      return;
    }
    if (hadToStop && !page.isWritable) makeWritable(page);
    if (page.isInFlight && !page.isCopy && !page.isTorn) {
      page.isTorn = true;
      n.harm.tornBlocks++;
    }
    write(page, us, true);
  }

  function release(block: Block, i: number, us: number): void {
    const number = block.call[i] ?? 0;
    const call = calls[number];
    calls[number] = undefined;
    if (call === undefined || call.isRefused) return;
    const forgets = ((block.flag[i] ?? 0) & FLAG) !== 0;
    const first = block.page[i] ?? 0;
    for (const page of pages.slice(first, first + (block.count[i] ?? 0))) {
      n.atomics += policy.atomics.release;
      if (policy.hides) n.locks.lru++;
      page.holders--;
      if (page.holders === 0) {
        page.isStopped = false;
        if (policy.hides) page.isDirty = true;
      }
      if (!forgets) {
        n.locks.folio++;
        if (page.isFile && !page.isDirty) n.harm.dirtiedBehind++;
        page.isDirty = true;
      }
      reassess(page, us);
    }
  }

  const isHidden = (page: Page): boolean => policy.hides && page.holders > 0;

  function listDirty(us: number): void {
    for (const page of file) {
      if (!page.isDirty || page.isQueued || isHidden(page)) continue;
      page.isQueued = true;
      disk.list(page, us);
    }
  }

  /** The driver ends what the device is doing with the page before the page is protected. */
  function notify(page: Page): void {
    if (!policy.notifies || page.holders === 0 || page.isStopped) return;
    page.isStopped = true;
    n.deviceStops++;
  }

  const disk = createDisk(w['disk-busy'], w['disk-latency'], {
    start(page, us) {
      page.isQueued = false;
      if (!page.isDirty || isHidden(page)) return false;
      n.locks.folio++;
      n.writebacks++;
      if (page.unsaved.length === 0) n.extraWritebacks++;
      notify(page);
      page.isWritable = false;
      page.isCopy = policy.bounces && page.holders > 0;
      if (page.isCopy) {
        n.copies.bounce++;
        n.mostBounceAtOnce = Math.max(n.mostBounceAtOnce, ++copiesInFlight);
      } else page.isDirty = false;
      page.isInFlight = true;
      page.snapshotUs = us;
      page.doneUs = us + w['disk-latency'];
      reassess(page, us);
      return true;
    },
    done(page, us) {
      let saved = 0;
      for (const packed of page.unsaved) {
        if (timeOf(packed) > page.snapshotUs) break;
        const byDevice = isByDevice(packed);
        (byDevice ? n.device : n.user).saved++;
        (byDevice ? delay.device : delay.user).add(us - timeOf(packed));
        saved++;
      }
      page.unsaved.splice(0, saved);
      if (page.isCopy) copiesInFlight--;
      page.isInFlight = page.isCopy = page.isTorn = false;
      const { waitingStores, waitingDevice } = page;
      if (page.isAwaited || waitingStores + waitingDevice > 0) makeWritable(page);
      page.isAwaited = false;
      page.waitingStores = page.waitingDevice = 0;
      for (let i = 0; i < waitingStores; i++) write(page, us, false);
      for (let i = 0; i < waitingDevice; i++) write(page, us, true);
      reassess(page, us);
    },
    synced({ calledUs }: Sync, us) {
      waits.sync.add(us - calledUs);
      // What was written in the very microsecond of the call had not returned before it.
      const isKept = file.every(({ unsaved: [oldest] }) => oldest === undefined || timeOf(oldest) >= calledUs);
      if (!isKept) n.harm.brokenSyncs++;
    },
  });

  function sync(us: number): void {
    n.harm.syncs++;
    listDirty(us);
    disk.list({ calledUs: us }, us);
  }

  function fork(): void {
    for (const page of anonymous) {
      if (policy.copiesAtFork && page.holders > 0) n.copies.fork++;
      else {
        notify(page);
        page.isShared = true;
      }
    }
  }

  /** Shrinks the page cache by one page, if nothing speaks against it. */
  function reclaim(page: Page, us: number): void {
    if (page.isDirty || page.isInFlight || page.isQueued || page.holders > 0) return;
    if (page.unsaved.length > 0) n.harm.lostPages++;
    for (const packed of page.unsaved) (isByDevice(packed) ? n.device : n.user).lost++;
    n.harm.lostWrites += page.unsaved.length;
    page.unsaved.length = 0;
    page.isWritable = false;
    reassess(page, us);
  }

  function playOne(block: Block, i: number, us: number): void {
    const kind = block.kind[i] as EventKind; // the tape writes no other number
    const page = pages[block.page[i] ?? 0];
    const call = calls[block.call[i] ?? 0];
    if (page === undefined) throw new Error(`the tape names page ${block.page[i]} of ${pages.length}`);
    switch (kind) {
      case event.store:
        return store(page, us);
      case event.pin:
        return pin(block, i, us);
      case event.deviceWrite:
        if (call === undefined) throw new Error(`the tape lets call ${block.call[i]} write, which holds nothing`);
        return deviceWrite(page, call, us);
      case event.release:
        return release(block, i, us);
      case event.writeback:
        return listDirty(us);
      case event.sync:
        return sync(us);
      case event.fork:
        return fork();
      case event.reclaim:
        return reclaim(page, us);
      default:
        return kind satisfies never;
    }
  }

  return {
    play(block) {
      for (let i = 0; i < block.length; i++) {
        nowUs = block.atUs[i] ?? 0;
        disk.advance(nowUs);
        playOne(block, i, nowUs);
      }
    },
    finish() {
      for (const page of file) {
        n.user.waiting += page.waitingStores;
        n.device.waiting += page.waitingDevice;
        for (const packed of page.unsaved) {
          const byDevice = isByDevice(packed);
          (byDevice ? n.device : n.user).unsaved++;
          (byDevice ? delay.device : delay.user).add(nowUs - timeOf(packed));
        }
      }
      for (const call of calls) if (call?.isRefused === false) n.pins.heldCalls++;
      const { mostBounceAtOnce, device, user, ...counts } = n;
      return {
        policy: policy.name,
        ...counts,
        allocs: { bounce: n.copies.bounce, fork: n.copies.fork, mostBounceAtOnce },
        atRisk: area.average(nowUs),
        delay: { device: delay.device.quantiles(), user: delay.user.quantiles() },
        waits: {
          acquire: waits.acquire.quantiles(),
          device: waits.device.quantiles(),
          store: waits.store.quantiles(),
          sync: waits.sync.quantiles(),
        },
        writes: { device, user },
      };
    },
  };
}

/** Bytes over time: how many pages are of each risk, summed up by how long. */
function createRiskArea() {
  const pages = new Float64Array(4);
  const pageUs = new Float64Array(4);
  let lastUs = 0;
  let most = 0;
  const advance = (us: number): void => {
    for (let i = 0; i < pages.length; i++) pageUs[i] = (pageUs[i] ?? 0) + (pages[i] ?? 0) * (us - lastUs);
    lastUs = us;
  };
  return {
    move(from: Risk, to: Risk, us: number): void {
      advance(us);
      pages[from] = (pages[from] ?? 0) - 1;
      pages[to] = (pages[to] ?? 0) + 1;
      const atRisk = (pages[risk.seen] ?? 0) + (pages[risk.heldBack] ?? 0) + (pages[risk.unseen] ?? 0);
      most = Math.max(most, atRisk);
    },
    average(us: number) {
      advance(us);
      const bytes = (of: Risk): number => (us === 0 ? 0 : ((pageUs[of] ?? 0) * PAGE_BYTES) / us);
      return {
        seenBytes: bytes(risk.seen),
        heldBackBytes: bytes(risk.heldBack),
        unseenBytes: bytes(risk.unseen),
        mostBytes: most * PAGE_BYTES,
      };
    },
  };
}
