/** What was found out about the functions of a tree, for people. */
import { actsOf } from '../flow/index.ts';
import { lookup, roleOf } from '../knowledge/index.ts';
import type { Offer } from './offers.ts';

export interface DescribedOffer {
  readonly name: string;
  readonly file: string;
  /** `pins`, `references`; empty where it takes none. */
  readonly takes: readonly string[];
  readonly drops: readonly string[];
  /**
   * `new`: nobody else speaks of it. `known`: the knowledge base does, and its word counts, as a person checked it. `otherwise`: it does, and says something else
   * of the pages that the function takes, so that one of them is wrong, or the tree is not the kernel that was read.
   */
  readonly knowledge: 'new' | 'known' | 'otherwise';
}

const words = { pin: 'pins', get: 'references', borrowed: 'pages' } as const;

export function describeOffer({ name, file, summary }: Offer): DescribedOffer {
  const { takes, drops } = actsOf(summary);
  return {
    name,
    file,
    takes: takes.map((kind) => words[kind]),
    drops: drops.map((kind) => words[kind]),
    knowledge: comparedWithKnowledge(name, takes),
  };
}

function comparedWithKnowledge(name: string, takes: readonly string[]): DescribedOffer['knowledge'] {
  const effects = lookup(name)?.effects;
  if (!effects) return roleOf(name) ? 'known' : 'new';
  const known = effects.flatMap(({ effect }) => (effect === 'pin' || effect === 'get' ? [effect] : []));
  return takes.length > 0 && known.length > 0 && !takes.some((kind) => known.some((k) => k === kind)) ? 'otherwise' : 'known';
}
