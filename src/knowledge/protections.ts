/** What keeps memory of a device in place, and what is void when that ends. */
import data from './protections.json' with { type: 'json' };

/** Arguments are 0-based. */
export type ProtectionCall =
  /** Between this and its end, what was given is good. */
  | { readonly does: 'start' }
  | { readonly does: 'end'; readonly startedBy: string }
  /** Writes an address or a number of a page to where these arguments point. */
  | { readonly does: 'give-into'; readonly into: readonly number[]; readonly startedBy: string }
  /** The result is a reference on the device behind the page of that number. */
  | { readonly does: 'count'; readonly of: number }
  | { readonly does: 'uncount'; readonly reference: number }
  /** The result is a page, which nothing but the reference on its device keeps. */
  | { readonly does: 'give-of'; readonly of: number }
  /** The result is an address inside of what the object describes. */
  | { readonly does: 'give-object'; readonly object: number }
  | { readonly does: 'end-object'; readonly object: number };

const calls = new Map<string, ProtectionCall>();
for (const r of data.regions) {
  calls.set(r.starts, { does: 'start' });
  calls.set(r.ends, { does: 'end', startedBy: r.starts });
  for (const g of r.gives) calls.set(g.call, { does: 'give-into', into: g.into, startedBy: r.starts });
}
for (const c of data.counted) {
  calls.set(c.starts.call, { does: 'count', of: c.starts.of });
  calls.set(c.ends.call, { does: 'uncount', reference: c.ends.reference });
  calls.set(c.gives.call, { does: 'give-of', of: c.gives.of });
}
for (const o of data.objects) {
  for (const g of o.gives) calls.set(g.call, { does: 'give-object', object: g.object });
  for (const e of o.ends) calls.set(e.call, { does: 'end-object', object: e.object });
}
const derives = new Set(data.derives);
const asks = new Set(data.asks);

export const protectionCall = (name: string): ProtectionCall | undefined => calls.get(name);

/** Its result is the same page or address by another name. */
export const derivesPage = (name: string): boolean => derives.has(name);

/** Asks what its argument is, and does not touch what stands there. */
export const asksPage = (name: string): boolean => asks.has(name);

/** A function without one of these ends no protection. */
export const protectionEnds: readonly string[] = [...calls]
  .filter(([, c]) => ['end', 'uncount', 'end-object'].includes(c.does))
  .map(([name]) => name);
