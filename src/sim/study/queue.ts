/** A binary heap of numbers, least key first, equal keys by the number itself, so that the order never depends on how the heap came about. */
export interface Queue {
  readonly size: number;
  first(): number | undefined;
  push(item: number): void;
  /** Takes the first away. */
  pop(): void;
  /** After the key of the first has grown. */
  sink(): void;
}

/** Keys are asked for when an item moves; only the key of the first may change, and only upwards. */
export function createQueue(keyOf: (item: number) => number): Queue {
  const items: number[] = [];
  const before = (a: number, b: number): boolean => keyOf(a) < keyOf(b) || (keyOf(a) === keyOf(b) && a < b);

  function sink(): void {
    const moved = items[0];
    if (moved === undefined) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      let least = items[child];
      const other = items[child + 1];
      if (least !== undefined && other !== undefined && before(other, least)) {
        least = other;
        child++;
      }
      if (least === undefined || !before(least, moved)) break;
      items[at] = least;
      at = child;
    }
    items[at] = moved;
  }

  return {
    get size() {
      return items.length;
    },
    first: () => items[0],
    push(item) {
      let at = items.length;
      items.push(item);
      for (;;) {
        const parent = (at - 1) >> 1;
        const above = items[parent];
        if (at === 0 || above === undefined || !before(item, above)) break;
        items[at] = above;
        at = parent;
      }
      items[at] = item;
    },
    pop() {
      const last = items.pop();
      if (items.length === 0 || last === undefined) return;
      items[0] = last;
      sink();
    },
    sink,
  };
}
