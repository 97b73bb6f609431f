/** What lies beside the bundle: the build puts wasm files, the other bundles and the package's manifest where these names find them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, reasonOf } from './failure.ts';

/** The folder of the running bundle. */
export const bundledPath = (name: string): string => join(__dirname, name);

export function readBundled(name: string): Uint8Array {
  try {
    return readFileSync(bundledPath(name));
  } catch (error) {
    throw new Failure(`cannot read ${bundledPath(name)} (${reasonOf(error)}), a part of gupscope; build or install it again`);
  }
}

export function toolVersion(): string {
  const manifest: unknown = JSON.parse(Buffer.from(readBundled('../package.json')).toString());
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
}
