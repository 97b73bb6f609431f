/** Under which names a SARIF result carries its fingerprints, written by reports and read from baselines. */
export const fingerprintNames = {
  /** `Finding.fingerprint`. The number behind the last slash of each rises when it is computed in another way. */
  whole: 'gupscope/v1',
  /** `Finding.likeness`. */
  line: 'gupscope/line/v1',
  context: 'gupscope/context/v1',
} as const;
