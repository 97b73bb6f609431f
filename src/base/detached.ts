/** Strings that stand on their own. */

/**
 * Equal to `value`, plain data. A part of a string keeps the whole string in memory in the engines that we run on; these keep nothing but themselves, which is
 * worth its price where a few names of a large text are remembered for long.
 */
export const detached = <T extends readonly (string | readonly unknown[])[]>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
