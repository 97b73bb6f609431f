/** A replay as a program under a debugger. */
export type { Debuggee, PolicyVerdict, ReplaySource, Watch } from './debuggee.ts';
export type { LaunchRequest } from './launch.ts';
export { serve } from './serve.ts';
