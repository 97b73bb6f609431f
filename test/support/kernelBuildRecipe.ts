/**
 * What a judging build of a kernel tree is made of, as plain data, so that a hash of it can name the cache folder. Runs nothing.
 *
 * The configuration itself is the unchanged x86-64 `allmodconfig`. What is left out below is left out by variables on make's command line,
 * which reach the Makefiles only: `autoconf.h`, and with it every `#ifdef CONFIG_…` that the compiler sees, stays as configured.
 */
import { createHash } from 'node:crypto';

export const buildRecipe = {
  /** Raised when the code that carries the recipe out changes what lies in the cache. */
  revision: 3,
  arch: 'x86_64',
  configTarget: 'allmodconfig',
  /** Files whose text holds one of these words get their compile commands recorded. */
  words: ['bv_page'],
  makeVariables: [
    'ARCH=x86_64',
    // objtool reads finished objects; no compile command depends on it, and it takes longer to build than everything else together.
    'CONFIG_OBJTOOL=',
    // resolve_btfids too works on linked objects only.
    'CONFIG_DEBUG_INFO_BTF=',
    // The exported user-space headers are checked and installed, never compiled into an object of ours.
    'CONFIG_HEADERS_INSTALL=',
  ],
  /**
   * kbuild compiles any `.o` that is named on its command line, in the configuration or not. CFLAGS_KERNEL is expanded per object, for all
   * that is not part of a module, and so can mark those that are not built in either.
   */
  notInConfigurationFlag: '-DGUPSCOPE_NOT_IN_CONFIGURATION',
  notInConfigurationVariable: 'CFLAGS_KERNEL=$(if $(filter $(basename $@).o,$(real-obj-y) $(lib-y)),,-DGUPSCOPE_NOT_IN_CONFIGURATION)',
} as const;

/** Packages without which the preparation fails on Debian. */
export const buildPackages = ['gcc', 'make', 'flex', 'bison', 'bc', 'libelf-dev', 'libssl-dev'] as const;

/** Ends the recording compiler, so that make can tell "recorded" from a real failure in its messages. */
export const recordedStatus = 77;

/**
 * Stands before the real gcc in PATH while commands are recorded (the name stays `gcc`: another value of CC would make kbuild configure again).
 * A command whose `-o` is in $WANTED_FILE is written down, NUL between arguments, and not run; anything else goes to $REAL_GCC.
 */
export const recordingCompiler = `#!/bin/sh
previous=
output=
for argument do
  if [ "$previous" = -o ]; then output=$argument; fi
  previous=$argument
done
if [ -n "$output" ] && grep -qxF -e "$output" "$WANTED_FILE"; then
  file=$(mktemp "$RECORD_DIR/XXXXXXXXXX") && printf '%s\\0' "$@" >"$file"
  exit ${recordedStatus}
fi
exec "$REAL_GCC" "$@"
`;

/** Names a cache folder: the recipe and the compiler decide what is in it. */
export function recipeHash(compilerVersion: string): string {
  return createHash('sha256')
    .update(JSON.stringify([buildRecipe, recordingCompiler, compilerVersion]))
    .digest('hex')
    .slice(0, 16);
}
