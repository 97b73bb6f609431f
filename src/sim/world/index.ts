/** The entities of a model as fields of the form: pages, folios, page tables, the ledger of references. It decides nothing of what happens to them. */
export { type Bio, createBio, type Vec } from './bio.ts';
export {
  biasOf,
  createPage,
  expectedReferences,
  type Folio,
  isSame,
  ledger,
  next,
  OTHERS,
  ofChosen,
  onChosen,
  type Page,
  type PageShape,
  type PageTableEntry,
  restingCount,
} from './page.ts';
export { createFields, type Mirror, type Scene, type Usage } from './scene.ts';
