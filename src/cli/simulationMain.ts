/** What the bundle of the simulation core offers to the command line. */
export { replayHelp, showReplay, showSavedReplay } from './replayRun.ts';
export { simulate, simulateHelp } from './simulate.ts';
export { study, studyHelp } from './study.ts';
