/**
 * The shapes of the lists beside the API tables: the bvec helpers whose bodies may touch the field, iterator macros, struct members of type
 * `struct bio_vec`, and the names that look tracked but are not. Types for the product, schemas for the tests.
 */
import * as z from 'zod';
import { certaintySchema, treeVersionSchema } from './schema.ts';

/** What must hold before a helper may stand for the open-coded form; each has its sentence in `conditions` of the list. */
export const helperConditionSchema = z.enum([
  'addressable', // the argument is an lvalue of the type or a pointer to one, not a function result
  'not-const',
  'no-side-effects',
  'single-page', // bv_offset + bv_len <= PAGE_SIZE
  'lowmem',
  'not-cloned', // the bio owns its table
  'not-assignable', // the helper's result is no lvalue
  'all-three-fields', // page, length and offset are all set, nothing between reads them
  'own-offset', // the offset added is the same bvec's
  'own-length', // the length is the same bvec's
  'linear-map', // the address is in the linear map, not vmalloc
  'folio-offset-normalised', // an offset of a page or more is stored as another page and the rest
  'unmap-too', // the matching unmap changes in the same edit
  'current-iter', // reads through bio->bi_iter, single page
]);
export type HelperCondition = z.infer<typeof helperConditionSchema>;

export const bvecHelperSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['function', 'macro']),
  /** False: it touches the field in a header, but is an ordinary user of it and is reported like one. */
  helper: z.boolean(),
  reason: z.string(),
  prototype: z.string(),
  /** 0-based index of the argument that is the bvec, or the bio or table that holds it; -1 if there is none. */
  subject: z.int(),
  /** What that argument is. */
  subjectIs: z.enum(['bvec-pointer', 'bvec-table', 'bvec-iter-all', 'bio', 'page', 'none']),
  /** True if a pointer to a const bvec may be passed. */
  acceptsConst: z.boolean(),
  /** How its body touches the field today: in the trees that were read. */
  touches: z.enum(['reads', 'writes', 'reads-writes', 'through-helper', 'no']),
  /** Headers to look it up in, most likely first; empty for a name of a series that has no home in either tree. */
  headers: z.array(z.string()),
  in: z.array(treeVersionSchema),
  since: z.strictObject({ release: z.string(), certainty: certaintySchema }).optional(),
  conditions: z.array(helperConditionSchema),
  /** The open-coded idiom that it replaces; `accessor` and `setter` are the plain read and store; absent if no fix uses it. */
  fix: z
    .enum([
      'virt',
      'phys',
      'kmap-local',
      'copy-from',
      'copy-to',
      'zero',
      'set-page',
      'set-folio',
      'set-virt',
      'first-page',
      'first-bvec',
      'last-bvec',
      'iter-page',
      'bio-page',
      'accessor',
      'initialiser',
      'put',
    ])
    .optional(),
  series: z.string().optional(),
});
export type BvecHelper = z.infer<typeof bvecHelperSchema>;
export const bvecHelpersFileSchema = z.strictObject({
  about: z.string(),
  conditions: z.record(helperConditionSchema, z.string()),
  helpers: z.array(bvecHelperSchema),
});

export const iteratorMacroSchema = z.strictObject({
  name: z.string(),
  prototype: z.string(),
  /** 0-based index of the loop variable's argument. -1: the macro declares a variable of its own (`localVariable`). */
  variable: z.int(),
  localVariable: z.string().optional(),
  /** What the loop variable is inside the body. */
  variableIs: z.enum(['bvec-value', 'bvec-pointer', 'folio-iter', 'folio-vec', 'bio-pointer']),
  /** `single-page`: bv_offset + bv_len <= PAGE_SIZE; `multi-page`: may exceed it, bv_offset may be PAGE_SIZE or more. */
  pages: z.enum(['single-page', 'multi-page', 'per-folio', 'none']),
  /** Only the owner of the bio may use it: it walks the whole table and not just the part that this driver was given. */
  ownerOnly: z.boolean(),
  /** A store through the variable changes the table. */
  storesReachTable: z.boolean(),
  /** Governs a statement like `for`; false for a macro that takes the statement as an argument. */
  isLoop: z.boolean(),
  /** Index of the argument that is the statement, where it is one. */
  statementArgument: z.int().optional(),
  headers: z.array(z.string()).min(1),
  in: z.array(treeVersionSchema).min(1),
  note: z.string().optional(),
});
export type IteratorMacro = z.infer<typeof iteratorMacroSchema>;
export const iteratorMacrosFileSchema = z.strictObject({ about: z.string(), macros: z.array(iteratorMacroSchema) });

export const bvecMemberSchema = z.strictObject({
  /** Structure or union tag; members of an anonymous member count for the enclosing one. */
  struct: z.string(),
  member: z.string(),
  /** `value`: `x.member.bv_page`; `pointer`: `x.member->bv_page`, `x.member[i].bv_page`; `array`: `x.member[i].bv_page`. */
  is: z.enum(['value', 'pointer', 'array']),
  const: z.boolean(),
  /** The file that declares it, in each tree that has it. */
  at: z.partialRecord(treeVersionSchema, z.string()),
  /** The named member of anonymous type that it stands in: `x.through.member`. */
  through: z.string().optional(),
  note: z.string().optional(),
});
export type BvecMember = z.infer<typeof bvecMemberSchema>;

export const bvecSourceSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['function', 'macro', 'typedef']),
  /** What a call gives, or what the typedef stands for. */
  is: z.enum(['value', 'pointer', 'const-pointer']),
  prototype: z.string(),
  at: z.partialRecord(treeVersionSchema, z.string()),
  note: z.string().optional(),
});
export type BvecSource = z.infer<typeof bvecSourceSchema>;
export const structFieldsFileSchema = z.strictObject({
  about: z.string(),
  members: z.array(bvecMemberSchema),
  sources: z.array(bvecSourceSchema),
});

export const ignoredGroupSchema = z.strictObject({
  reason: z.string(),
  names: z.array(z.string()).optional(),
  /** Regular expressions for whole names, where a subsystem has a family of them. */
  patterns: z.array(z.string()).optional(),
});
export type IgnoredGroup = z.infer<typeof ignoredGroupSchema>;
export const ignoredFileSchema = z.strictObject({ about: z.string(), groups: z.array(ignoredGroupSchema) });
