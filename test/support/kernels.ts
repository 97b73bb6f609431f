/** The unpacked kernels that the corpus tests read, found as `npm run test:kernel` finds them: `$GUPSCOPE_KERNELS`, else the cache of the user. Read only. */
import { kernelTrees as unpackedTrees } from '../../scripts/lib/kernels.mjs';

export interface KernelTree {
  readonly version: '6.12' | '6.1';
  /** Of the Debian package that it was unpacked from, `6.12.117-1~deb12u1`; the Makefile's version where the user named the folder. */
  readonly packageVersion: string;
  /** Absolute; holds `Makefile` and `include/linux`. */
  readonly root: string;
}

/** Newest kernel first. Throws one sentence that says what to do if a kernel is missing. */
export function kernelTrees(): readonly KernelTree[] {
  const trees = unpackedTrees();
  return (['6.12', '6.1'] as const).flatMap((version) =>
    trees.filter(({ name }) => name === `linux-source-${version}`).map(({ packageVersion, root }) => ({ version, packageVersion, root })),
  );
}
