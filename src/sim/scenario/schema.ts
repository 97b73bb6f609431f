/**
 * A scenario as JSON: who starts with what, and each actor's program. It says nothing of an order between actors, and nothing of policies. The library of
 * this room, files of users and what findings are lowered to are all of this form.
 */
import * as z from 'zod';
import { policyNames } from '../policy/index.ts';
import { conditionSchema, stepSchema } from '../step/index.ts';

const identifier = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'a name is a letter followed by letters, digits, dashes and underscores');
const key = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a key is lower-case words with dashes');

/** A fixed value, or the values of a variant, the default first. */
const parameterSchema = z.union([
  z.string(),
  z.strictObject({
    values: z.array(z.string()).min(1),
    /** The other policies know only the first value. */
    policies: z.array(z.enum(policyNames)).min(1).optional(),
    /** Other variants know only the first value. Names keys that stand before this one. */
    when: conditionSchema.optional(),
  }),
]);

/** References that somebody holds when the scenario begins. `others`: they stay for ever and are no leak. */
const holdSchema = z.strictObject({ by: identifier, gets: z.int().min(0).optional(), pins: z.int().min(0).optional() });

const pageSchema = z.strictObject({
  name: identifier,
  /**
   * `file`: in the page cache of a filesystem that is told of stores. `shmem`: of one that is not. `anon`: anonymous, owned by one process. `dax`: a page of
   * persistent memory that a file maps. `zero`: the shared page of zeroes. `kernel`: allocated memory. `wild`: an array slot that nobody filled.
   */
  kind: z.enum(['file', 'shmem', 'anon', 'dax', 'zero', 'kernel', 'wild']),
  /** Pages of the folio; more than 1 is a large one. */
  size: z.int().min(1).max(512).optional(),
  /** How the process maps it. Absent: as its kind usually is, a clean file page read-only, anonymous memory writable, the others not at all. */
  mapped: z.enum(['no', 'read-only', 'writable']).optional(),
  /** A file page with data that the disk does not have: the user stored to it. */
  dirty: z.boolean().optional(),
  /** In memory that must stay movable. */
  movable: z.boolean().optional(),
  held: z.array(holdSchema).optional(),
  when: conditionSchema.optional(),
});

const actorSchema = z.strictObject({
  name: identifier,
  /** Does not begin before all of these hold what they acquire, or have ended. */
  after: z.array(identifier).min(1).optional(),
  /** Need not begin. */
  optional: z.boolean().optional(),
  /** Runs where sleeping is not allowed. */
  atomic: z.boolean().optional(),
  when: conditionSchema.optional(),
  program: z.array(stepSchema).min(1),
});

const bioSchema = z.strictObject({
  name: identifier,
  /** A table of vecs that no bio describes. */
  outside: z.boolean().optional(),
  /** Borrows pages that somebody else releases, and says so. */
  borrowed: z.union([z.boolean(), z.strictObject({ parameter: key })]).optional(),
});

/** What `sometimes` can say. */
export interface PredicateDescription {
  readonly all?: readonly PredicateDescription[] | undefined;
  readonly any?: readonly PredicateDescription[] | undefined;
  readonly not?: PredicateDescription | undefined;
  /** The actor's own entry in the ledger is not empty. */
  readonly holds?: { readonly actor: string; readonly page: string } | undefined;
  /** A labelled step was taken. */
  readonly taken?: string | undefined;
  /** The actor has taken a step; `finished`: its last. */
  readonly begun?: string | undefined;
  readonly finished?: string | undefined;
  readonly page?:
    | { readonly name: string; readonly is: 'dirty' | 'clean' | 'writeback' | 'detached' | 'freed' | 'shared' | 'write-protected' }
    | undefined;
}

const predicateSchema: z.ZodType<PredicateDescription, PredicateDescription> = z.lazy(() =>
  z
    .strictObject({
      all: z.array(predicateSchema).optional(),
      any: z.array(predicateSchema).optional(),
      not: predicateSchema.optional(),
      holds: z.strictObject({ actor: identifier, page: identifier }).optional(),
      taken: identifier.optional(),
      begun: identifier.optional(),
      finished: identifier.optional(),
      page: z
        .strictObject({ name: identifier, is: z.enum(['dirty', 'clean', 'writeback', 'detached', 'freed', 'shared', 'write-protected']) })
        .optional(),
    })
    .refine((value) => Object.keys(value).length === 1, 'say exactly one thing here; join several with "all" or "any"'),
);

/** Invariants that a scenario may ask for beside those that are asked everywhere. */
const asked = z.enum(['I4', 'I5', 'I6', 'I7', 'I9', 'I11']);
const everywhere = z.enum(['I1', 'I2', 'I3', 'I8', 'I10', 'I12', 'I13']);

export const scenarioSchema = z.strictObject({
  /** For editors; not read. */
  $schema: z.string().optional(),
  name: key,
  /** One sentence: what it shows. */
  title: z.string().min(1),
  /** Who claimed it, or which code does it. */
  origin: z.string().optional(),
  parameters: z.record(key, parameterSchema).optional(),
  pages: z.array(pageSchema).optional(),
  bios: z.array(bioSchema).optional(),
  actors: z.array(actorSchema).min(1),
  asks: z.array(asked).optional(),
  /** Invariants that are asked everywhere and not here, in these variants. */
  'does-not-ask': z.array(z.strictObject({ invariant: everywhere, when: conditionSchema.optional() })).optional(),
  sometimes: z.strictObject({ sentence: z.string().min(1), reached: predicateSchema }),
});

type Deep<T> = T extends readonly (infer Item)[] ? readonly Deep<Item>[] : T extends object ? { readonly [Key in keyof T]: Deep<T[Key]> } : T;

/** As it is written: arguments may name parameters. */
export type ScenarioDescription = Deep<z.input<typeof scenarioSchema>>;
