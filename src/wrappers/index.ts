/** The room of what functions do for callers in other files of a tree. */
export { Answers } from './answers.ts';
export { describeOffer } from './describe.ts';
export { CollectedNames, type DefinerTable, type FileTable, fileCount, NamesGatherer, type NamesMet, pathOf, treeOf } from './names.ts';
export { type Offer, type Told } from './offers.ts';
export { type Grounds, noPast, type Past, type Trace } from './past.ts';
export { type Outcome, type Round, type Settled, settle, type Task } from './settle.ts';
export { IndexedTree, openIndexed, type TreeIndex, treeScope } from './treeIndex.ts';
export { auditFile, lookUp, offersOfFile, type Workplace } from './work.ts';
