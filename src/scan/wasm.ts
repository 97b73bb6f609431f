/**
 * The few names of the WebAssembly interface that the matcher uses. Node has them all, but TypeScript keeps their declarations in its browser
 * libraries, whose thousand other globals have no place in a room like this one.
 */

/** Compiled code: can be posted to other threads, which then share it. */
export interface ScannerModule {
  readonly [Symbol.toStringTag]: string;
}

export interface Memory {
  /** Replaced by another one, and detached, when the memory grows. */
  readonly buffer: ArrayBuffer;
  /** Throws RangeError past the limit. */
  grow(pages: number): number;
}

interface Api {
  readonly Module: new (bytes: Uint8Array) => ScannerModule;
  readonly Instance: new (module: ScannerModule) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly Memory: abstract new () => Memory;
}

declare const WebAssembly: Api;

/** What `kernel/scan.ts` exports. */
export interface Kernel {
  readonly memory: Memory;
  containsAny(length: number): number;
  markPresent(length: number): number;
  list(from: number, length: number): number;
  names(from: number, length: number): number;
}

/** Throws CompileError (an Error) where the bytes are no WebAssembly or this engine lacks its SIMD instructions. */
export const compileScanner = (bytes: Uint8Array): ScannerModule => new WebAssembly.Module(bytes);

export function instantiate(wasm: Uint8Array | ScannerModule): Kernel {
  const { exports } = new WebAssembly.Instance(wasm instanceof Uint8Array ? compileScanner(wasm) : wasm);
  if (!isKernel(exports)) throw new Error('scanner.wasm does not hold the word matcher: build it again with npm run build');
  return exports;
}

function isKernel(exports: object): exports is Kernel {
  const found = new Map(Object.entries(exports));
  return (
    found.get('memory') instanceof WebAssembly.Memory &&
    ['containsAny', 'markPresent', 'list', 'names'].every((name) => typeof found.get(name) === 'function')
  );
}
