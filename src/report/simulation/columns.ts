/** Text in columns: wrapping and filling up. Counts characters; what is laid out here is ASCII but for names of users. */

/** A space at which no line is broken. */
export const HARD_SPACE = '\u00a0';

/** Lines of at most `width` characters, broken at spaces; what is longer without one is cut. One empty line for no text. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/[^\S\u00a0]+/).filter((w) => w !== '')) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length <= width) {
      line += ` ${rest}`;
      continue;
    }
    if (line !== '') lines.push(line);
    for (; rest.length > width; rest = rest.slice(width)) lines.push(rest.slice(0, width));
    line = rest;
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines.map((one) => one.replaceAll(HARD_SPACE, ' ').trimEnd());
}

/** Cells beside each other, each as many lines as it needs; no spaces at the ends of lines. */
export function beside(cells: readonly { readonly lines: readonly string[]; readonly width: number }[], gap: string): string[] {
  const height = Math.max(...cells.map(({ lines }) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    cells
      .map(({ lines, width }) => (lines[row] ?? '').padEnd(width))
      .join(gap)
      .trimEnd(),
  );
}

/** The text in lines of at most `width`, the first after `head`, the others below it. */
export function hanging(head: string, text: string, width: number): string[] {
  return wrapped(text, width - head.length).map((line, i) => `${i === 0 ? head : ' '.repeat(head.length)}${line}`.trimEnd());
}
