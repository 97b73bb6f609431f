/** What must be true, by name, and what a break is called. It changes nothing and picks no order. */
export { countsAreBack, countsAreCovered, nothingIsLost } from './predicates.ts';
export { askedEverywhere, type InvariantId, invariantTable } from './table.ts';
