/** Calls that take one more reference on a page that they are given, whoever holds it: no path of a finding tells of these, since nothing has to follow from them. */
import type { KernelVersion } from '../base/kernelVersion.ts';
import type { Span } from '../base/span.ts';
import { lookup } from '../knowledge/index.ts';
import { tokenize, WORD } from '../syntax/tokens.ts';

export interface PlainReference {
  /** The call, up to its closing parenthesis. */
  readonly span: Span;
  readonly call: string;
}

/** In the part of the text that `within` says, in order of position. */
export function plainReferences(text: string, within: Span, version: KernelVersion): readonly PlainReference[] {
  const tokens = tokenize(text, within.start, within.end, true);
  return tokens.flatMap(({ kind, text: call, start }, i) => {
    if (kind !== WORD || tokens[i + 1]?.text !== '(' || !takesOne(call, version)) return [];
    let depth = 0;
    for (const token of tokens.slice(i + 1)) {
      if (token.text === '(') depth++;
      else if (token.text === ')') depth--;
      if (depth === 0) return [{ span: { start, end: token.end }, call }];
    }
    return [];
  });
}

function takesOne(name: string, version: KernelVersion): boolean {
  const effects = lookup(name, version)?.effects ?? [];
  return effects.some(({ effect, count, argument = -1, when = [] }) => effect === 'get' && count === '1' && argument >= 0 && when.length === 0);
}
