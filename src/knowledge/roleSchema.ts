/**
 * The shape of the roles: what a flow analysis must know of kernel names that take or drop no page reference. Types for the product, schemas for the
 * tests (import this file for types only: zod costs more to load than the whole data).
 */
import * as z from 'zod';

const argument = z.int().min(0).max(9);

/** Arguments are 0-based. */
export const nameRoleSchema = z.discriminatedUnion('role', [
  /** The result is the value of that argument. */
  z.strictObject({ role: z.literal('same-value'), argument }),
  /** The result is the truth of that argument. */
  z.strictObject({ role: z.literal('truth'), argument }),
  z.strictObject({ role: z.literal(['is-error', 'is-error-or-null', 'error-of', 'error-pointer', 'error-or-zero']), argument }),
  z.strictObject({ role: z.literal('no-return') }),
  /** Does not return if that argument is true. */
  z.strictObject({ role: z.literal('stops-if'), argument }),
  /** The result is memory that nobody else knows. */
  z.strictObject({ role: z.literal('allocate'), zeroed: z.boolean(), fails: z.enum(['null', 'never']) }),
  /** That argument's memory is gone, or will be. */
  z.strictObject({ role: z.literal('free'), argument }),
  /** The result is another name of the page: its folio, its head, its frame number, its physical address. */
  z.strictObject({ role: z.literal('same-page'), argument }),
  /** The result is a page that the object of that argument holds. */
  z.strictObject({ role: z.literal('from-container'), argument }),
  /** The result is where the data of the page of that argument stand in the kernel's address space. */
  z.strictObject({ role: z.literal('address-of'), argument }),
  /** The result is the frame number or physical address of the page of that argument. */
  z.strictObject({ role: z.literal('page-number'), argument }),
  /** False for a number that no page has: then nothing is held. */
  z.strictObject({ role: z.literal('is-page-number'), argument }),
  /** The result is the page with the number that is that argument. */
  z.strictObject({ role: z.literal('page-of-number'), argument }),
  /** True for the zero page, of which pins are not counted. */
  z.strictObject({ role: z.literal('is-zero-page'), argument }),
  /** Reads or writes the memory that those arguments point to. */
  z.strictObject({ role: z.literal('touches'), arguments: z.array(argument).min(1).readonly() }),
  /** The result is the value of that argument, which is NULL afterwards. */
  z.strictObject({ role: z.literal('takes-value'), argument }),
  z.strictObject({ role: z.literal(['minimum', 'maximum', 'divide-up']), arguments: z.tuple([argument, argument]) }),
  /** The number of pages that so many bytes need, rounded up: the sum of those arguments. */
  z.strictObject({ role: z.literal('pages-of-bytes'), arguments: z.array(argument).min(1).max(2).readonly() }),
  /** So many bytes, rounded up to whole pages. */
  z.strictObject({ role: z.literal('whole-pages'), argument }),
  /** A true result says that the iterator's pages are a user's (`trueMeans`) or are not; `exact` if a false result says the opposite. */
  z.strictObject({ role: z.literal('user-backed'), argument, trueMeans: z.boolean(), exact: z.boolean() }),
  /** The objects of those arguments can be reached by others from then on; `unless` the result says that it failed. */
  z.strictObject({
    role: z.literal('keeps'),
    arguments: z.array(argument).min(1).readonly(),
    to: z.enum(['structure', 'bio', 'scatterlist', 'socket', 'mapping', 'pipe', 'callee']),
    unless: z.enum(['error', 'zero']).optional(),
  }),
  /** Neither keeps nor releases pages that it is given, nor touches their data. */
  z.strictObject({ role: z.literal('harmless') }),
]);
export type NameRole = z.infer<typeof nameRoleSchema>;

const nameSchema = z.string().regex(/^[A-Za-z_]\w*$/);

export const roleEntrySchema = z.strictObject({
  /** Functions and macros of at least one of the trees that were read. */
  names: z.array(nameSchema).min(1),
  /** Names of older kernels, which drivers outside the tree still use. */
  gone: z.array(nameSchema).optional(),
  role: nameRoleSchema,
});
export const rolesFileSchema = z.strictObject({ about: z.string(), entries: z.array(roleEntrySchema).min(1) });
export type RolesFile = z.infer<typeof rolesFileSchema>;

export const harmlessFileSchema = z.strictObject({
  about: z.string(),
  names: z.array(nameSchema).min(1),
  /** Starts of names, where a subsystem has a family of them. An exact name anywhere in the roles or the tables wins. */
  prefixes: z.array(nameSchema).min(1),
});

export const suggestionSchema = z.enum(['releases', 'keeps', 'touches', 'nothing']);
export type Suggestion = z.infer<typeof suggestionSchema>;

export const wordsFileSchema = z.strictObject({
  about: z.string(),
  /** In this order: the first group with a word of the name decides. */
  groups: z
    .array(
      z.strictObject({
        suggests: suggestionSchema,
        /** Which of the name's words may be it. */
        where: z.enum(['first', 'last', 'anywhere']),
        words: z.array(z.string().regex(/^[a-z]+$/)).min(1),
      }),
    )
    .min(1),
});
export type WordGroup = z.infer<typeof wordsFileSchema>['groups'][number];
