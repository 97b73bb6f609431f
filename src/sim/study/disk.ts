/** The disk and the list of pages that writeback gave it: one page after the other, in order. */
import type { Page } from './page.ts';

/** A call of msync(): done when all that was listed before it is. */
export interface Sync {
  readonly calledUs: number;
}

export interface DiskUser {
  /** The turn of a page has come. False if it is not written after all. */
  start(page: Page, us: number): boolean;
  /** The page is on disk as it was when it was started. */
  done(page: Page, us: number): void;
  synced(sync: Sync, us: number): void;
}

export interface Disk {
  list(item: Page | Sync, us: number): void;
  /** Does all that happens until then, and at that moment. */
  advance(us: number): void;
}

interface Fifo<T> {
  first(): T | undefined;
  push(item: T): void;
  shift(): void;
}

/** Few spent entries are kept before the array is cut. */
const SPENT = 4096;

function createFifo<T>(): Fifo<T> {
  let items: T[] = [];
  let head = 0;
  return {
    first: () => items[head],
    push: (item) => {
      items.push(item);
    },
    shift() {
      head++;
      if (head < items.length && head < SPENT) return;
      items = items.slice(head);
      head = 0;
    },
  };
}

const isSync = (item: Page | Sync): item is Sync => 'calledUs' in item;

export function createDisk(busyUs: number, latencyUs: number, user: DiskUser): Disk {
  const listed = createFifo<Page | Sync>();
  const underWay = createFifo<{ readonly item: Page | Sync; readonly doneUs: number }>();
  /** From then on the next page can start. */
  let freeUs = 0;
  /** When the last that was started is done. */
  let lastDoneUs = 0;

  function startFirst(item: Page | Sync): void {
    listed.shift();
    if (isSync(item)) {
      lastDoneUs = Math.max(lastDoneUs, freeUs);
      underWay.push({ item, doneUs: lastDoneUs });
    } else if (user.start(item, freeUs)) {
      lastDoneUs = freeUs + latencyUs;
      underWay.push({ item, doneUs: lastDoneUs });
      freeUs += busyUs;
    }
  }

  function finishFirst({ item, doneUs }: { readonly item: Page | Sync; readonly doneUs: number }): void {
    underWay.shift();
    if (isSync(item)) user.synced(item, doneUs);
    else user.done(item, doneUs);
  }

  return {
    list(item, us) {
      if (listed.first() === undefined) freeUs = Math.max(freeUs, us);
      listed.push(item);
    },
    advance(us) {
      for (;;) {
        const next = listed.first();
        const oldest = underWay.first();
        if (oldest !== undefined && oldest.doneUs <= us && (next === undefined || oldest.doneUs <= freeUs || mustWait(next))) {
          if (next !== undefined && mustWait(next)) freeUs = Math.max(freeUs, oldest.doneUs);
          finishFirst(oldest);
        } else if (next !== undefined && freeUs <= us && !mustWait(next)) startFirst(next);
        else return;
      }
    },
  };
}

/** A page that is still being written is not written again before that is done. */
const mustWait = (item: Page | Sync): boolean => !isSync(item) && item.isInFlight;
