/** An item as the splitter sees it. */
import type { Span } from '../base/span.ts';
import { EQUALS, SEMICOLON } from './characters.ts';
import { type Directive, readDefine } from './directives.ts';
import { declaredName, functionName } from './header.ts';
import type { State } from './splitState.ts';
import type { ItemKind } from './types.ts';

/** An item before it knows its place among the arms. */
export interface RawItem extends Span {
  readonly kind: ItemKind;
  readonly name: string | undefined;
  readonly nameSpan: Span | undefined;
  readonly body: Span | undefined;
  readonly complete: boolean;
  /** Text from here on had no say in where this item and those before it end: an edit at or after it leaves them as they are. */
  readonly looked: number;
  /** Where the split goes on behind this item (and behind the macros inside it) with nothing open. */
  readonly resume: number;
}

/** The item between the offsets, judged by what `state` says about its head and braces. */
export function itemFrom(text: string, state: State, span: Span, how: Pick<RawItem, 'complete' | 'looked' | 'resume'>): RawItem {
  const { head, bodyStart, shape } = state.done ?? state;
  const isFunction = shape === 'function';
  const name = isFunction ? functionName(text, head) : declaredName(text, head);
  const bodyEnd = isFunction || text.charCodeAt(span.end - 1) !== SEMICOLON ? span.end : span.end - 1;
  const hasBody = bodyStart >= 0 && bodyStart <= bodyEnd && (isFunction || shape === 'initializer' || head.some((t) => t.code === EQUALS));
  return {
    kind: isFunction ? 'function' : 'declaration',
    name: name?.word,
    nameSpan: name === undefined ? undefined : { start: name.start, end: name.end },
    body: hasBody ? { start: bodyStart, end: bodyEnd } : undefined,
    ...span,
    ...how,
  };
}

export function macroFrom(text: string, directive: Directive): RawItem {
  const parts = readDefine(text, directive);
  return {
    kind: 'macro',
    name: parts === undefined ? undefined : text.slice(parts.name.start, parts.name.end),
    nameSpan: parts?.name,
    body: parts?.body,
    complete: true,
    start: directive.start,
    end: directive.end,
    looked: directive.end + 1,
    resume: directive.end,
  };
}
