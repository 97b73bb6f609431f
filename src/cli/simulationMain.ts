/** What the bundle of the simulation core offers to the command line. */
export { study, studyHelp } from './study.ts';
