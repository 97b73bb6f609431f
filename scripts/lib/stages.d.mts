/** What the tests use of stages.mjs; see there. */
export interface StageCounts {
  readonly passed: number;
  readonly failed: number;
}

export function startRun(name: string): {
  stage(label: string, work: () => StageCounts | undefined | Promise<StageCounts | undefined>): Promise<boolean>;
  finish(): 0 | 1;
};
