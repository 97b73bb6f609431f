/** `kmap/unbalanced`: mappings of pages that some path does not undo, or undoes out of order or by the wrong call. */
import type { FlowResult } from '../../../flow/defect.ts';
import type { MappingDefect } from '../../../flow/mappings/draft.ts';
import { mappingCall, mappingWords } from '../../../knowledge/index.ts';
import type { Level, PathStep } from '../../../protocol/finding.ts';
import type { TraceEvent } from '../../../protocol/trace.ts';
import { conditionClause, quote, shorten, whenPhrase } from '../../gup/shared/phrases.ts';
import type { FlowRule, RuleFinding } from '../../rule.ts';
import { messages, steps } from './messages.ts';
import documentation from './rule.md';

/** Longer ones are not repeated in a message. */
const LONGEST_ARGUMENT = 40;

/** `kunmap_local(kaddr)`: the plain call that undoes the mapping. */
function undoOf({ mappedBy, address, page }: MappingDefect): string {
  const family = mappingCall(mappedBy)?.family;
  const argument = family?.by === 'page' ? page : address;
  const fits = argument !== undefined && argument.length <= LONGEST_ARGUMENT;
  return `${family?.undoes[0]?.name ?? 'the call that undoes it'}(${fits ? shorten(argument, LONGEST_ARGUMENT) : ''})`;
}

function messageOf(d: MappingDefect): string {
  const mapping = { address: d.address, page: d.page, mappedBy: d.mappedBy };
  const undo = undoOf(d);
  const call = d.call ?? '';
  switch (d.how) {
    case 'exit':
      return messages.exit({ mapping, undo, when: whenPhrase(d) });
    case 'never':
      return messages.never({ mapping, undo });
    case 'round':
      return messages.round({ mapping, undo, when: whenPhrase(d) });
    case 'order':
      return messages.order({ mapping, call, inner: d.inner ?? '' });
    case 'other-family':
      return messages.otherFamily({ mapping, call, undo });
    case 'by-page':
      return messages.byPage({ mapping, call, undo });
    case 'by-address':
      return messages.byAddress({ mapping, call, undo });
    case 'twice':
      return messages.twice({ mapping, call });
  }
}

/** A mapping for long that stays does no harm but on machines with high memory, and a page that others map as well is none of the path's. */
const levelOf = (d: MappingDefect): Level => (mappingCall(d.mappedBy)?.family.nests === true || d.how === 'by-address' ? 'error' : 'warning');

function stepOf(e: TraceEvent): PathStep | undefined {
  const at = { file: '', span: e.span } as const;
  switch (e.event) {
    case 'map':
      return { ...at, message: steps.map({ call: e.call, text: e.text }), kind: 'acquire' };
    case 'unmap':
      return { ...at, message: steps.unmap({ call: e.call }), kind: 'release' };
    case 'check': {
      const clause = conditionClause(e.text, e.taken);
      const message = e.role === 'loop' ? (e.taken ? `the loop goes on, as ${clause}` : `the loop ends, as ${clause}`) : `here ${clause}`;
      return { ...at, message, kind: 'branch' };
    }
    case 'jump':
      return { ...at, message: e.label === undefined ? e.how : `${e.how} ${quote(e.label)}`, kind: 'jump' };
    case 'return':
      return { ...at, message: steps.ends({ value: e.value }), kind: 'exit' };
    // What happens to references on the way says nothing here.
    case 'acquire':
    case 'reference':
    case 'access':
    case 'dirty':
    case 'hand-over':
    case 'release':
    case 'free-array':
    case 'device-memory':
      return undefined;
  }
}

export const unbalanced: FlowRule = {
  info: {
    id: 'kmap/unbalanced',
    title: 'Mappings of pages that some path does not undo, or undoes wrongly',
    level: 'error',
    url: 'https://www.kernel.org/doc/html/latest/mm/highmem.html',
    documentation,
  },
  words: mappingWords,
  flow: true,
  check: (result: FlowResult): readonly RuleFinding[] =>
    (result.mappings ?? []).map((d) => ({
      kind: d.how,
      level: levelOf(d),
      message: messageOf(d),
      span: d.span,
      trace: d.trace,
      path: d.trace.flatMap((e) => stepOf(e) ?? []),
      fixes: [],
      ...(d.condition === undefined ? {} : { condition: d.condition }),
    })),
};
