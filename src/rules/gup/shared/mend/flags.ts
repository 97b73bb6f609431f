/** Fixes of the flags that a call of the family gets: one taken out, one put in. */
import type { Node } from 'web-tree-sitter';
import type { Span, TextEdit } from '../../../../base/span.ts';
import { lookup } from '../../../../knowledge/index.ts';
import { replace } from '../../../c/editing.ts';
import { isWhole } from '../../../c/view.ts';
import { argumentsOf, type Bench, callAt } from './bench.ts';

/** The argument that holds the flags, by the prototype that takes so many arguments. */
function flagsOf(span: Span, name: string, bench: Bench): Node | undefined {
  const call = callAt(bench, span, name);
  const args = call ? argumentsOf(call) : [];
  const at = lookup(name)?.parameters.findIndex((p) => p.name.endsWith('flags')) ?? -1;
  const flags = args[at];
  return flags && isWhole(bench.view.spanOf(flags), bench.view) ? flags : undefined;
}

/** Edits that take `flag` out of what stands in the call; undefined if it comes from elsewhere. */
export function withoutFlag(span: Span, name: string, flag: string, bench: Bench): readonly TextEdit[] | undefined {
  const flags = flagsOf(span, name, bench);
  const own = flags && [flags, ...flags.descendantsOfType('identifier')].find((n) => n?.type === 'identifier' && bench.view.textOf(n) === flag);
  if (!flags || !own) return undefined;
  if (own.id === flags.id) return [replace(bench.view.spanOf(flags), '0')];
  const parent = own.parent;
  if (parent?.type !== 'binary_expression' || parent.childForFieldName('operator')?.text !== '|') return undefined;
  const [left, right] = [parent.childForFieldName('left'), parent.childForFieldName('right')];
  const rest = left?.id === own.id ? right : left;
  return rest ? [replace(bench.view.spanOf(parent), bench.view.textOf(rest))] : undefined;
}

/** Edits that put `flag` to what stands in the call. */
export function withFlag(span: Span, name: string, flag: string, bench: Bench): readonly TextEdit[] | undefined {
  const flags = flagsOf(span, name, bench);
  if (!flags) return undefined;
  const text = bench.view.textOf(flags);
  if (text === '0') return [replace(bench.view.spanOf(flags), flag)];
  const isPlain = flags.type === 'identifier' || flags.type === 'binary_expression' || flags.type === 'parenthesized_expression';
  return [replace(bench.view.spanOf(flags), isPlain ? `${text} | ${flag}` : `${flag} | (${text})`)];
}
