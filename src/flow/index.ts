/** The flow room's public face: the analysis of a file's functions, and what it says of each. */
export type { Defect, FlowResult, HandOver, PagesFacts } from './defect.ts';
export { createFileFlow, createFlowCache, type FileFlow, type FlowCache } from './fileFlow.ts';
