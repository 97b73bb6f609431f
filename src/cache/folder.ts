/** Where the cache lies if nobody says otherwise: the user's own folder for such things, as the XDG base directory specification has it. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Of a platform and its environment; undefined where there is no such folder. */
export function defaultFolder(environment: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string | undefined {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = environment;
  // A relative path is to be ignored, says the specification.
  if (xdg?.startsWith('/') === true) return join(xdg, OWN);
  if (platform === 'win32') return local === undefined || local === '' ? undefined : join(local, OWN);
  const home = homedir();
  return home === '' ? undefined : join(home, '.cache', OWN);
}

const OWN = 'gupscope/audit';
