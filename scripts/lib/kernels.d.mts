/** What the tests use of kernels.mjs; see there. */
export interface UnpackedKernel {
  /** `linux-source-6.12` or `linux-source-6.1`. */
  readonly name: string;
  /** Absolute. */
  readonly root: string;
  /** `6.12.117-1~deb12u1`; `6.12.117` for a tree under GUPSCOPE_KERNELS. */
  readonly packageVersion: string;
}

/** 6.12 first. Throws with one sentence if a tree is not unpacked. */
export function kernelTrees(): readonly UnpackedKernel[];
