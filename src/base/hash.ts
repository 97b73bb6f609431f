/** FNV-1a, 53 bits, as 14 hexadecimal digits: stable across runs and machines, for fingerprints and cache keys of small texts; not cryptographic. */
export function stableHash(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    low = Math.imul(low ^ c, 0x01000193);
    high = Math.imul(high ^ c, 0x5bd1e995) ^ (low >>> 15);
  }
  return (high >>> 11).toString(16).padStart(6, '0') + (low >>> 0).toString(16).padStart(8, '0');
}
