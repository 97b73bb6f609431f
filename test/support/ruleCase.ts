/**
 * Reads a rule's case file: C with expectations under the lines that they speak of.
 *
 *     //! tree NAME                     the tree of test/rules/trees around the file
 *     	return bv->bv_page;
 *     //          ^^^^^^^ warning[rule] kind: the message, or a part of it
 *     //- other.h                       the rest of the file is another file beside the first
 *
 * The carets stand under the range, tabs counting to the next multiple of eight. Marker lines are taken out before the text is analysed.
 */
export interface Expectation {
  /** 0-based line of the text without markers. */
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly level: string;
  readonly rule: string;
  readonly kind: string | undefined;
  readonly message: string | undefined;
}

export interface RuleCase {
  readonly tree: string;
  readonly text: string;
  readonly expected: readonly Expectation[];
  readonly beside: Readonly<Record<string, string>>;
}

const MARKER = /^\/\/\s*(\^+) (\w+)\[([\w/-]+)\](?: ([\w-]+))?(?:: (.*))?$/;

export function readCase(source: string): RuleCase {
  const parts = source.split(/^\/\/- (.+)\n/m);
  const beside: Record<string, string> = {};
  for (let i = 1; i + 1 < parts.length; i += 2) beside[parts[i] ?? ''] = parts[i + 1] ?? '';
  const tree = /^\/\/! tree (\w+)$/m.exec(source)?.[1] ?? 'bare';
  const lines: string[] = [];
  const expected: Expectation[] = [];
  for (const line of (parts[0] ?? '').split('\n')) {
    const marker = MARKER.exec(line);
    if (!marker) {
      lines.push(line);
      continue;
    }
    const above = lines.at(-1) ?? '';
    const from = characterAt(above, line.indexOf('^'));
    expected.push({
      line: lines.length - 1,
      from,
      to: from + (marker[1]?.length ?? 0),
      level: marker[2] ?? '',
      rule: marker[3] ?? '',
      kind: marker[4],
      message: marker[5],
    });
  }
  return { tree, text: lines.join('\n'), expected, beside };
}

/** The character of `line` that stands at a visual column. */
function characterAt(line: string, column: number): number {
  let at = 0;
  for (let i = 0; i < line.length; i++) {
    if (at >= column) return i;
    at = line[i] === '\t' ? (Math.floor(at / 8) + 1) * 8 : at + 1;
  }
  return line.length;
}
