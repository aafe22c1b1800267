/** Packages that bntrain uses where they are installed, and does not install itself. */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const own = fileURLToPath(import.meta.url);

/** Looks beside bntrain, and then where the user is. Returns what loads the package from there; null if it is nowhere. */
export function findPackage(name: string): NodeJS.Require | null {
  for (const place of [own, join(process.cwd(), 'package.json')]) {
    const require = createRequire(place);
    try {
      require.resolve(name);
      return require;
    } catch {}
  }
  return null;
}

/** The command that installs packages such as "pg@8.23.1" beside bntrain. */
export function installCommand(...packages: readonly string[]): string {
  const folder = /^(.*)[\\/]node_modules[\\/]/.exec(own)?.[1];
  // A folder with packages that were installed globally has no package.json.
  const isGlobal = folder !== undefined && !existsSync(join(folder, 'package.json'));
  return ['npm install', ...(isGlobal ? ['-g'] : []), ...packages].join(' ');
}
