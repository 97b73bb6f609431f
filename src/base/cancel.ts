/** Polled by every loop that can pass 10 ms. */
export interface Cancel {
  readonly cancelled: boolean;
}

export const never: Cancel = { cancelled: false };

/** Unwinds to the one boundary of a request or task; nothing half-built is stored on the way. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

export function throwIfCancelled(cancel: Cancel): void {
  if (cancel.cancelled) throw new Cancelled();
}
