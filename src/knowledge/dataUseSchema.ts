/** The shape of `dataUse.json`. Types for the product, schemas for the tests (import this file for types only). */
import * as z from 'zod';

const argument = z.int().min(0).max(9);
const nameSchema = z.string().regex(/^[A-Za-z_]\w*$/);

const dataUseSchema = z.union([
  /** The CPU writes to the memory that this argument points to. */
  z.strictObject({ writes: argument }),
  /** The page, scatterlist or address `maps` is given to a device; `direction` says who writes. */
  z.strictObject({ maps: argument, direction: argument }),
  /** The object of this argument hears of changes of the address space: of a range that it names. */
  z.strictObject({ covers: argument }),
]);
export type DataUse = z.infer<typeof dataUseSchema>;

export const dataUseFileSchema = z.strictObject({
  about: z.string(),
  entries: z.array(z.strictObject({ names: z.array(nameSchema).min(1), gone: z.array(nameSchema).optional(), use: dataUseSchema })),
  /** Values of a direction argument. */
  directions: z.array(z.strictObject({ names: z.array(nameSchema).min(1), gone: z.array(nameSchema).optional(), deviceWrites: z.boolean() })),
  /** Members that hold an address space which nobody runs in yet: its pages are anonymous, and nobody else's. */
  unshared: z.array(z.strictObject({ struct: nameSchema, member: nameSchema })),
  lifetimes: z.array(z.strictObject({ stays: z.boolean(), words: z.array(z.string().regex(/^[a-z]+$/)).min(1) })),
});
export type DataUseFile = z.infer<typeof dataUseFileSchema>;
