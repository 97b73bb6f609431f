/** From a scenario, a policy and a variant to what was found: the road that every face takes. */
export { type Cell, cellsOf, type VariantChoice } from './cells.ts';
export { ModelMistake, type RunOptions, runCell, runCells } from './runCell.ts';
