/** From the path of a finding to a scenario of the simulation: what the path does, what stands around it, which policy its kernel has. */
export { completed } from './complete.ts';
export type { PlacedEvent } from './driver.ts';
export { environmentOf, isListed } from './environments.ts';
export { type FindingReplay, isReplayable, replayAfterFix, replayOf } from './finding.ts';
export { pathAfter } from './nearest.ts';
export { policyOf, type ReplayedFinding, scenarioOf } from './scenario.ts';
