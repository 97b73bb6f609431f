/** "Did you mean": the names closest to one that is not known. */

/** Edits (insert, delete, replace, swap of neighbours) from `a` to `b`. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** At most three of `names`, best first, ties by name; empty if none is near. A name that holds the asked one, or its last part, counts as near. */
export function nearest(asked: string, names: readonly string[]): string[] {
  const wanted = asked.toLowerCase();
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  const score = (name: string): number => {
    const lower = name.toLowerCase();
    const part = lower.split('/').at(-1) ?? lower;
    const best = Math.min(distance(wanted, lower), distance(wanted, part));
    return best > limit && wanted.length >= 3 && lower.includes(wanted) ? limit : best;
  };
  return names
    .map((name) => ({ name, score: score(name) }))
    .filter((s) => s.score <= limit)
    .sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map((s) => s.name);
}

/** ` (did you mean a, b or c?)`, or nothing. */
export function suggestion(asked: string, names: readonly string[]): string {
  const found = nearest(asked, names);
  const last = found.pop();
  if (last === undefined) return '';
  return ` (did you mean ${found.length === 0 ? last : `${found.join(', ')} or ${last}`}?)`;
}
