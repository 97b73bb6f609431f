/** The flow room's public face: the analysis of a file's functions, and what it says of each. */
export type { FlowResult } from './defect.ts';
export { createFileFlow, createFlowCache, type FileFlow } from './fileFlow.ts';
