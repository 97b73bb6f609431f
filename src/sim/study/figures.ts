/** Numbers as people read them. */

/** 1,234,567 */
export const grouped = (n: number): string => n.toLocaleString('en-US');

/** Three digits that say something: 0, 0.49, 7.4, 83, 1,240. */
export function rough(n: number): string {
  if (n === 0) return '0';
  if (n < 0.005) return '<0.01';
  if (n < 1) return n.toFixed(2);
  return n < 10 ? n.toFixed(1) : grouped(Math.round(n));
}

const US_PER_MS = 1000;
const US_PER_S = 1_000_000;

/** 420 us, 7.4 ms, 83 s, 11 min 36 s, 3 h 20 min. */
export function duration(us: number): string {
  if (us < US_PER_MS) return `${Math.round(us)} us`;
  if (us < US_PER_S) return `${rough(us / US_PER_MS)} ms`;
  const seconds = us / US_PER_S;
  if (seconds < 120) return `${rough(seconds)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  return minutes < 120 ? `${minutes} min ${Math.round(seconds) % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const MEBIBYTE = 1 << 20;
export const mebibytes = (bytes: number): string => rough(bytes / MEBIBYTE);
