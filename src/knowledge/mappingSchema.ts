/** The shape of the table of mappings. Types for the product, schemas for the tests (import this file for types only: zod costs more to load than the data). */
import * as z from 'zod';

const nameSchema = z.string().regex(/^[A-Za-z_]\w*$/);
const argument = z.int().min(0).max(9);
/** A name of older kernels, which neither of the trees that were read has. */
const gone = z.literal(true).optional();

const mappingFamilySchema = z.strictObject({
  name: z.enum(['long', 'local', 'atomic']),
  /** `page`: the argument that is mapped, 0-based: a page, a folio, a frame number, a bio_vec. The result is the address. */
  maps: z.array(z.strictObject({ name: nameSchema, page: argument, gone })).min(1),
  /** `argument`: what names the mapping. The first one is the plain one. */
  undoes: z.array(z.strictObject({ name: nameSchema, argument, gone })).min(1),
  /** By what it is named when it is undone: the page that was mapped, or any address inside. */
  by: z.enum(['page', 'address']),
  /** Undone in the reverse order in which they were made, together with those of every other family that nests. */
  nests: z.boolean(),
  /** What a forgotten one does; a clause. */
  harm: z.string(),
});
export type MappingFamily = z.infer<typeof mappingFamilySchema>;

export const mappingsFileSchema = z.strictObject({ about: z.string(), families: z.array(mappingFamilySchema).min(1) });
export type MappingsFile = z.infer<typeof mappingsFileSchema>;
