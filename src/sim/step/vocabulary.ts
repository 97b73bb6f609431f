/**
 * The named steps that a program of a scenario is written in, with their arguments. One entry here may become several atomic steps; which ones depends on
 * the policy. An argument may name a parameter of the scenario instead of a value: `{"parameter": "release"}`; `on` and `off` are then true and false.
 */
import * as z from 'zod';
import { iteratorKinds } from '../policy/index.ts';

/** Lower-case words with dashes; pages, bios and actors may be capitals. */
const identifier = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'a name is a letter followed by letters, digits, dashes and underscores');

const parameterReference = z.strictObject({ parameter: z.string() }).describe('the value of a parameter of this scenario');
const argument = <T extends z.ZodType>(value: T) => z.union([value, parameterReference]);
const toggle = argument(z.boolean());

/** Where a step stands in a source: shown beside it in a trace. */
const sourceSchema = z.strictObject({ file: z.string(), line: z.int().min(1).optional(), symbol: z.string().optional() });

/** Every key must have the value, or one of the values. */
export const conditionSchema = z.record(z.string(), z.union([z.string(), z.array(z.string()).min(1)]));

const common = {
  /** The step is there only in variants of which this is true. */
  when: conditionSchema.optional(),
  /** A name by which `sometimes` and `wait` know that it was taken. */
  label: identifier.optional(),
  source: sourceSchema.optional(),
  /** Words for a trace instead of the step's own. */
  text: z.string().optional(),
};

const page = identifier;
const pages = z.array(identifier).min(1);
const primitive = argument(z.enum(['put', 'unpin']));
const kind = argument(z.enum(['get', 'pin', 'none']));
const operation = argument(z.enum(['read', 'write']));

/** Steps of code that takes pages of user space: a driver, direct I/O, a path of a finding. */
const driverSteps = [
  /** Takes each page, lock-free first where the policy has that. `got`: only so many of them, from the first on; 0 fails. `times`: so often each. */
  z.strictObject({
    do: z.literal('acquire'),
    pages,
    kind,
    write: toggle.optional(),
    longterm: toggle.optional(),
    times: z.int().min(1).optional(),
    got: z.int().min(0).optional(),
    /** `kernel`: the kernel takes a page of its own accord, past page tables and policies. */
    way: argument(z.enum(['any', 'fast', 'slow', 'kernel'])).optional(),
    ...common,
  }),
  /** Takes the pages of an iterator; what that does to counts is a table of the iterator's kind. */
  z.strictObject({
    do: z.literal('extract'),
    pages,
    api: argument(z.enum(['get-pages', 'extract-pages', 'pin-user-pages'])),
    iterator: argument(z.enum(iteratorKinds)),
    write: toggle.optional(),
    ...common,
  }),
  /** Opens and closes the window in which the device may touch the page. */
  z.strictObject({ do: z.literal('map'), page, ...common }),
  z.strictObject({ do: z.literal('unmap'), page, ...common }),
  /** One access of the device between `map` and `unmap`. */
  z.strictObject({ do: z.literal('dma'), page, op: operation, ...common }),
  /** An access through a kernel mapping: page tables are not asked. */
  z.strictObject({ do: z.literal('cpu'), page, op: operation, ...common }),
  /** Marks the page dirty, under the folio lock or not. */
  z.strictObject({ do: z.literal('dirty'), page, lock: toggle, ...common }),
  /** Releases each page with this primitive. `count`, where it differs from the number of pages: a negative one is refused with a warning. */
  z.strictObject({ do: z.literal('release'), pages, with: primitive, times: z.int().min(1).optional(), count: z.int().optional(), ...common }),
  /** Completion of a read: releases if the page is still dirty, else marks it dirty first, in process context. */
  z.strictObject({ do: z.literal('check-dirty-release'), page, with: primitive, ...common }),
  /** An object beside the pages, for the cost table. */
  z.strictObject({ do: z.literal('allocate'), what: z.string(), ...common }),
  /** Hands the holder's own entry for each page to another actor; counts do not change. */
  z.strictObject({ do: z.literal('transfer'), pages, to: identifier, ...common }),
  /** A decision that a path took, a jump, a call that concerns no page: it takes its turn and changes nothing. */
  z.strictObject({ do: z.literal('pass'), ...common }),
  /** One access by a device with a page table of its own, kept right by a notifier: fault, insert, release, access. */
  z.strictObject({
    do: z.literal('odp'),
    page,
    op: operation,
    kind,
    /** Whether an invalidation waits for the device. */
    callback: argument(z.enum(['sync', 'async'])),
    /** Whether the insertion is tried again if a notifier ran since the fault began. */
    'seq-check': toggle,
    hold: argument(z.enum(['until-insert', 'until-done'])),
    ...common,
  }),
] as const;

/** Steps of a process. `crash` ends the world. */
const userSteps = [
  z.strictObject({ do: z.literal('store'), page, ...common }),
  z.strictObject({ do: z.literal('fork'), page, ...common }),
  /** A store by the child of `fork`. */
  z.strictObject({ do: z.literal('child-store'), page, ...common }),
  z.strictObject({ do: z.literal('munmap'), page, ...common }),
  z.strictObject({ do: z.literal('msync'), page, ...common }),
  z.strictObject({ do: z.literal('crash'), page, ...common }),
  /** Waits until a labelled step was taken, or until an actor came to its end. */
  z.strictObject({
    do: z.literal('wait'),
    until: z.union([z.strictObject({ taken: identifier }), z.strictObject({ finished: identifier })]),
    ...common,
  }),
] as const;

/** Steps of the kernel around. */
const kernelSteps = [
  /** One pass of background writeback over the page. */
  z.strictObject({ do: z.literal('writeback'), page, ...common }),
  z.strictObject({ do: z.literal('reclaim'), page, ...common }),
  z.strictObject({ do: z.literal('truncate'), page, 'layout-wait': toggle.optional(), ...common }),
  /** Writes the page out and shares its block with a second file, with page faults kept out meanwhile. */
  z.strictObject({ do: z.literal('snapshot'), page, ...common }),
  /** Carries out the invalidations of an asynchronous callback. */
  z.strictObject({ do: z.literal('invalidate-device'), page, ...common }),
] as const;

/** Steps of the block layer. */
const blockSteps = [
  /** `origin`: whether the page came from user space. `joins`: it lies behind the last page of the last vec; `same-page`: it is that page. */
  z.strictObject({
    do: z.literal('bio-add'),
    bio: identifier,
    page,
    origin: argument(z.enum(['user', 'kernel'])),
    joins: argument(z.enum(['no', 'contiguous', 'same-page'])).optional(),
    ...common,
  }),
  /** Private surgery: the last vec of one bio goes into another, or is copied into it. */
  z.strictObject({ do: z.literal('bio-move'), from: identifier, to: identifier, copy: toggle, ...common }),
  /** A reader of the old member. `uses`: places in the tree that read it so. */
  z.strictObject({ do: z.literal('bio-read'), bio: identifier, uses: z.int().min(1).optional(), ...common }),
  /** Completion: releases as the design says. `with`: where the design has no tag, or the flag of a bio that mixes both. */
  z.strictObject({ do: z.literal('bio-complete'), bio: identifier, with: primitive.optional(), ...common }),
] as const;

/** Steps around persistent memory. */
const pmemSteps = [
  z.strictObject({ do: z.literal('pmem-lookup'), lock: toggle.optional(), ...common }),
  z.strictObject({ do: z.literal('pmem-map'), ...common }),
  z.strictObject({ do: z.literal('pmem-use'), by: argument(z.enum(['dma', 'cpu'])), ...common }),
  z.strictObject({ do: z.literal('pmem-sleep'), until: argument(z.enum(['bounded', 'until-unbind'])), ...common }),
  z.strictObject({ do: z.literal('pmem-unmap'), ...common }),
  z.strictObject({ do: z.literal('pmem-release'), ...common }),
  z.strictObject({ do: z.literal('pmem-unbind'), ...common }),
  /** Somebody else takes the slot of a temporary struct page, if that is possible. */
  z.strictObject({ do: z.literal('pmem-recycle'), ...common }),
  /** A temporary struct page is put where pages of memory are expected, and found there. */
  z.strictObject({ do: z.literal('pmem-leak'), ...common }),
  z.strictObject({ do: z.literal('lru-scan'), ...common }),
  /** A stacked driver passes the vec on to so many legs. */
  z.strictObject({ do: z.literal('pmem-remap'), legs: z.int().min(1).max(4), ...common }),
] as const;

export const stepSchema = z.discriminatedUnion('do', [...driverSteps, ...userSteps, ...kernelSteps, ...blockSteps, ...pmemSteps]);

export type StepDescription = z.infer<typeof stepSchema>;

/** The same with every parameter looked up. */
export type Resolved<T> = T extends { readonly parameter: string }
  ? never
  : T extends readonly (infer Item)[]
    ? readonly Resolved<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Resolved<T[Key]> }
      : T;

export type ResolvedStep = Resolved<StepDescription>;
export type StepName = StepDescription['do'];
export type StepOf<Name extends StepName> = Extract<ResolvedStep, { readonly do: Name }>;
