/**
 * The shape of the knowledge base: what kernel functions, macros, fields and flags do to page references, as data that rules ask
 * by effect, never by name. Holds types and their zod schemas; the schemas run in tests and the build, so that loading stays a plain import
 * (import this file for types only: zod costs more to load than the whole data).
 */
import * as z from 'zod';

/** The trees whose sources were read. A fact about another version is an inference from these, and `lookup` says so. */
export const treeVersionSchema = z.enum(['6.1', '6.12']);
export type TreeVersion = z.infer<typeof treeVersionSchema>;

/** `V` read in the sources (or in the original mail, for a series), `M` history from memory and not verified, `?` checked and not confirmed. */
export const certaintySchema = z.enum(['V', 'M', '?']);
export type Certainty = z.infer<typeof certaintySchema>;

/** A mainline release, `6.5`. A stable release may carry later helpers: presence is looked up in a tree's headers, never inferred from this. */
const releaseSchema = z.string().regex(/^\d+\.\d+$/);
/** `since` is the first mainline release that has it, `until` the first one that has it no more. */
export const rangeSchema = z.strictObject({ since: releaseSchema.optional(), until: releaseSchema.optional(), certainty: certaintySchema });
export type VersionRange = z.infer<typeof rangeSchema>;

/** `include/linux/mm.h:1585`: path below the kernel root and 1-based line of the declaration in the tree that was read. */
const sourceLineSchema = z.string().regex(/^[\w./+-]+\.[chS](:\d+)?$/);

/**
 * Where an effect lands, by parameter name: `page`, `pages[]` (each element), `*pages[]` (each element of the array that it points to), `vec->`
 * (held inside the object), `return`, `return[]`, `return->`. A name is one of the prototype's parameters.
 */
const placeSchema = z.string().regex(/^\*?[a-z_][a-z_0-9]*(\[\]|->([a-z_0-9]+(\[\])?)?)*$/i);

/**
 * How many: `1`; `return` (the returned number); `param:N` (value of that parameter); `bytes:return+*start` (pages that the returned bytes touch from
 * the offset that was stored there); `bytes:A` (pages that that many bytes touch); `all` (everything that the object holds); `each` (one for each
 * entry that is not NULL); `unknown`.
 */
const countSchema = z.string().regex(/^(1|return|all|each|unknown|param:[a-z_0-9]+|bytes:(return|[a-z_0-9]+)(\+\*?[a-z_0-9]+)?)$/i);

/** The kinds that `struct iov_iter` has in either tree; UBUF and IOVEC are user-backed, PIPE is 6.1 only, FOLIOQ 6.12 only. */
export const iterKindSchema = z.enum(['UBUF', 'IOVEC', 'BVEC', 'KVEC', 'XARRAY', 'FOLIOQ', 'PIPE', 'DISCARD']);

export const effectKindSchema = z.enum([
  // references and pins
  'get', // takes one page reference (put_page drops it)
  'pin', // takes one pin (unpin_* drops it)
  'borrow', // hands out pages whose validity rests on somebody else's reference: nothing to release
  'release-get',
  'release-pin',
  'move-get', // the callee takes the caller's reference over
  'move-pin', // the callee or object takes the caller's pin over
  'own-get', // the callee takes a reference of its own; the caller keeps its
  'store-borrowed', // keeps the pointer, takes nothing: the caller's reference must outlive it
  // page contents
  'dirty', // marks dirty without taking the lock
  'dirty-lock', // locks, marks dirty, unlocks
  'lock-page',
  'unlock-page',
  'write-page', // the CPU stores into the page
  'read-page',
  // addresses
  'map',
  'unmap',
  'dma-map',
  'dma-unmap',
  // memory that is no page reference
  'alloc-array',
  'free-array',
  'alloc-page',
  'free-page',
  'fault-in',
  'none',
]);
export type EffectKind = z.infer<typeof effectKindSchema>;

/** A condition; all of a list must hold. */
export const conditionSchema = z.union([
  /** About the result. `valid` = not NULL and not an error pointer. */
  z.strictObject({ return: z.enum(['>0', '>=0', '==0', '<0', '<=0', 'true', 'false', 'valid']) }),
  z.strictObject({ param: z.string(), is: z.enum(['null', 'non-null', 'true', 'false']) }),
  /** A flags parameter that holds (or lacks) a flag. */
  z.strictObject({ param: z.string(), has: z.string() }),
  z.strictObject({ param: z.string(), lacks: z.string() }),
  /** The iterator passed is one of these kinds. */
  z.strictObject({ iter: z.array(iterKindSchema).min(1) }),
  z.strictObject({ bioFlag: z.string(), is: z.enum(['set', 'clear']) }),
  /** What no other form says, in words. */
  z.strictObject({ text: z.string() }),
]);
export type Condition = z.infer<typeof conditionSchema>;

export const effectSchema = z.strictObject({
  effect: effectKindSchema,
  on: placeSchema.optional(),
  count: countSchema.optional(),
  when: z.array(conditionSchema).optional(),
  /** `free-array`, `alloc-array`: what frees it. `map`: what unmaps it. */
  with: z.string().optional(),
  /** The pages are dirtied by this release: always, or if that parameter is true. */
  dirties: z.string().optional(),
  /** A pin taken as FOLL_LONGTERM: always, or by the caller's flags. */
  longterm: z.enum(['always', 'by-flags', 'never']).optional(),
});
export type Effect = z.infer<typeof effectSchema>;

export const returnConventionSchema = z.enum([
  'void',
  'page-count', // G: >0 pages taken, may be fewer than asked; <0 errno
  'byte-count', // B: >0 bytes, may be fewer than asked; 0 nothing; <0 errno
  'count-not-negative', // like page-count, never an errno
  'zero-or-errno',
  'all-or-errno', // the number asked for, or an errno with nothing held
  'length-or-zero', // the length added, or 0 and nothing was stored
  'bool',
  'pointer', // never fails
  'pointer-or-null',
  'pointer-or-errptr',
  'pointer-null-or-errptr',
  'error-page', // a page that is tested with is_error_page()
  'value', // a plain number, a structure, an address: says nothing about ownership
]);
export type ReturnConvention = z.infer<typeof returnConventionSchema>;

export const returnsSchema = z.strictObject({
  convention: returnConventionSchema,
  /** A success may cover less than was asked for. */
  partial: z.boolean().optional(),
  /** What the caller holds when the call fails; `some` = part of it, and the caller must release that. */
  heldOnError: z.enum(['nothing', 'some']).optional(),
  /** When 0 comes back, in words. */
  zero: z.string().optional(),
  note: z.string().optional(),
});
export type Returns = z.infer<typeof returnsSchema>;

export const contextSchema = z.strictObject({
  lock: z
    .enum(['none', 'mmap-held', 'mmap-not-held', 'mmap-read-held', 'mmap-taken-inside', 'folio-locked', 'page-table-lock', 'dax-read-lock'])
    .optional(),
  /** The lock may have been dropped on return when this parameter is not NULL. */
  dropsLockThrough: z.string().optional(),
  /** `if:make_dirty` = sleeps when that parameter is true. */
  sleeps: z.union([z.boolean(), z.string().regex(/^if:[a-z_]+$/)]).optional(),
  irqSafe: z.boolean().optional(),
  /** Calls that end the validity of what was handed out. */
  validUntil: z.array(z.string()).optional(),
  note: z.string().optional(),
});
export type CallContext = z.infer<typeof contextSchema>;

/** What can differ between versions. A form without `at` is a series that never merged, or a release before the trees that were read. */
const factFields = {
  effects: z.array(effectSchema).optional(),
  returns: returnsSchema.optional(),
  context: contextSchema.optional(),
  /** The functions that release what this one takes. */
  releaseWith: z.array(z.string()).optional(),
  notes: z.array(z.string()).optional(),
};

export const formSchema = z.strictObject({
  /** Function: a full prototype with parameter names. Macro: `name(args)` or `name`. Field: its declaration. Flag: absent. */
  prototype: z.string().optional(),
  at: z.partialRecord(treeVersionSchema, sourceLineSchema).optional(),
  range: rangeSchema.optional(),
  /** The mailing-list series that this form belongs to. */
  series: z.enum(['pfn-t-2015', 'bvec-gup-2019', 'vaddr-pin-2019', 'iov-pin-2020', 'extract-2023']).optional(),
  ...factFields,
});
export type Form = z.infer<typeof formSchema>;

export const entryKindSchema = z.enum(['function', 'macro', 'iterator-macro', 'field', 'flag', 'type']);
export type EntryKind = z.infer<typeof entryKindSchema>;

export const familySchema = z.enum([
  'gup',
  'gup-flag',
  'release',
  'dirty',
  'pin-query',
  'memfd',
  'iov-iter',
  'bio',
  'bvec',
  'dma',
  'transfer',
  'page-cache',
  'kmap',
  'dax',
  'wrapper',
  'rfc',
  'allocation',
]);
export type Family = z.infer<typeof familySchema>;

export const flagFactsSchema = z.strictObject({
  /** May a caller pass it? `pin-only` = only to the pin family. */
  callerMayPass: z.enum(['yes', 'no', 'pin-only', 'get-only']),
  meaning: z.string(),
  ownership: z.enum(['none', 'get', 'pin', 'longterm', 'write']),
});

export const apiEntrySchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z_]\w*$/),
  kind: entryKindSchema,
  family: familySchema,
  /** A word whose presence makes a file and a function worth looking at. */
  tracked: z.boolean(),
  /** A static or driver-private name: it means this only in these files (paths, or folders ending in `/`). */
  onlyIn: z.array(z.string()).min(1).optional(),
  /** Internal to the memory management: known, never reported. */
  internal: z.boolean().optional(),
  /** One line: what it does with pages. */
  summary: z.string(),
  ...factFields,
  flag: flagFactsSchema.optional(),
  /** At least one. Newest tree first. */
  forms: z.array(formSchema).min(1),
  certainty: certaintySchema,
  /** The file that defines it, where that is not the declaration. */
  definedIn: z.string().optional(),
  /** A page of the kernel's own documentation, below the root. */
  doc: z.string().optional(),
  /** The function called inside, for wrappers. */
  inner: z.array(z.string()).optional(),
});
export type ApiEntry = z.infer<typeof apiEntrySchema>;

export const apiFileSchema = z.strictObject({ about: z.string(), entries: z.array(apiEntrySchema) });

/** A fact of the domain tables that the sources contradict, laid over the entry when the data is loaded. */
export const correctionSchema = z.strictObject({
  name: z.string(),
  /** What the tables said. */
  was: z.string(),
  /** What the sources say, with path and symbol. */
  is: z.string(),
  set: apiEntrySchema.partial().optional(),
});
export type Correction = z.infer<typeof correctionSchema>;
export const correctionsFileSchema = z.strictObject({ about: z.string(), corrections: z.array(correctionSchema) });
