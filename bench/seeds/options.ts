/** What `npm run bench -- seeds` takes on its command line. */
import { faultKinds, type SeedKind } from '../../test/seeds/types.ts';

export interface SeedOptions {
  readonly tree: '6.12' | '6.1' | 'all';
  readonly kind?: SeedKind;
  readonly id?: number;
  /** Part of a path. */
  readonly file?: string;
  readonly survivors: boolean;
  readonly json?: string;
  readonly write?: string;
}

export const usage = `seeds: plants faults and harmless edits in real functions and counts what is reported
  --tree 6.12|6.1|all  the kernel (6.12)
  --kind KIND          only ${[...faultKinds, 'harmless'].join(', ')}
  --file PART          only files whose path holds PART
  --survivors          list what was missed of the open part, with its diff
  --id N               one seed: the whole function after the edit, and what is reported
  --write DIR          write the edited files there (with --id, --kind or --file)
  --json FILE          also write the verdicts of the open part to FILE`;

/** Throws one sentence if they make no sense. */
export function parseOptions(args: readonly string[]): SeedOptions {
  const value = (name: string): string | undefined => {
    const at = args.indexOf(name);
    if (at < 0) return undefined;
    const given = args[at + 1];
    if (given === undefined || given.startsWith('--')) throw new Error(`${name} needs a value.\n${usage}`);
    return given;
  };
  const known = ['--tree', '--kind', '--file', '--survivors', '--id', '--write', '--json'];
  const strange = args.find((arg) => arg.startsWith('--') && !known.includes(arg));
  if (strange !== undefined) throw new Error(`there is no option ${strange}.\n${usage}`);
  const tree = value('--tree') ?? '6.12';
  if (tree !== '6.12' && tree !== '6.1' && tree !== 'all') throw new Error(`there is no tree ${tree}.\n${usage}`);
  const [kind, id, file, json, write] = ['--kind', '--id', '--file', '--json', '--write'].map(value);
  const kinds: readonly SeedKind[] = [...faultKinds, 'harmless'];
  const wanted = kinds.find((k) => k === kind);
  if (kind !== undefined && wanted === undefined) throw new Error(`there is no kind ${kind}.\n${usage}`);
  if (id !== undefined && !/^\d+$/.test(id)) throw new Error(`${id} is no number of a seed.\n${usage}`);
  return {
    tree,
    survivors: args.includes('--survivors'),
    ...(wanted === undefined ? {} : { kind: wanted }),
    ...(id === undefined ? {} : { id: Number(id) }),
    ...(file === undefined ? {} : { file }),
    ...(json === undefined ? {} : { json }),
    ...(write === undefined ? {} : { write }),
  };
}
