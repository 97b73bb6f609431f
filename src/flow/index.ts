/** The flow room's public face: the analysis of a file's functions, and what it says of each. */
export type { FlowResult } from './defect.ts';
export { createFileFlow, createFlowCache, type FileFlow, type Offered } from './fileFlow.ts';
export type { Elsewhere } from './others.ts';
export { actsOf, type PortableSummary, readSummary } from './portable.ts';
export type { Summary } from './summary.ts';
