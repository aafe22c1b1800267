/** The folder of the cache unless another one is given: the place that the system provides for caches. */

import { homedir, tmpdir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Follows the XDG Base Directory Specification, which ignores relative paths; on macOS and Windows, the rules of Apple
 * and Microsoft.
 */
export function defaultCacheFolder(env = process.env, platform: NodeJS.Platform = process.platform): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = env;
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'bntrain');
  if (platform === 'win32' && local) return join(local, 'bntrain', 'Cache');
  const home = findHome(env);
  // A user without a home, as in some containers, gets a folder among the temporary files.
  if (home === null) return join(tmpdir(), `bntrain-${process.getuid?.() ?? userInfo().username}`);
  if (platform === 'win32') return join(home, 'AppData', 'Local', 'bntrain', 'Cache');
  return platform === 'darwin' ? join(home, 'Library', 'Caches', 'bntrain') : join(home, '.cache', 'bntrain');
}

function findHome({ HOME }: NodeJS.ProcessEnv): string | null {
  if (HOME !== undefined && isAbsolute(HOME)) return HOME;
  try {
    return homedir() || null;
  } catch {
    return null;
  }
}
