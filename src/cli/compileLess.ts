/**
 * A run over a whole tree spends a third of its processor time in the optimising compiler: each thread compiles some thousand functions of ours for the sake of
 * seconds. With a higher bar only the hottest are, and the run is done earlier, in less memory. The settings hold for the process, threads included; they have no
 * influence on outcomes.
 */
import { setFlagsFromString } from 'node:v8';

/** By major version of V8, since names change: 11 is that of Node 20, 12 of Node 22, 13 of Node 24. Each bar is some twenty times the usual one. */
const FLAGS: Readonly<Record<number, string>> = {
  11: '--interrupt-budget=2000000',
  12: '--invocation-count-for-turbofan=60000',
  13: '--invocation-count-for-turbofan=60000',
};

/** To be called before threads start: functions keep the bar that they have met. Nothing changes under an engine that is not known. */
export function compileLess(): void {
  const flag = FLAGS[Number.parseInt(process.versions.v8, 10)];
  if (flag !== undefined) setFlagsFromString(flag);
}
