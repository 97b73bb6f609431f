/** A kernel's version as its top-level Makefile gives it; `sublevel` is absent where the user named only X.Y. */
export interface KernelVersion {
  readonly major: number;
  readonly minor: number;
  readonly sublevel?: number;
}

export function parseKernelVersion(text: string): KernelVersion | undefined {
  const m = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (!m) return undefined;
  return { major: Number(m[1]), minor: Number(m[2]), ...(m[3] === undefined ? {} : { sublevel: Number(m[3]) }) };
}

export const formatKernelVersion = (v: KernelVersion): string => `${v.major}.${v.minor}${v.sublevel === undefined ? '' : `.${v.sublevel}`}`;
