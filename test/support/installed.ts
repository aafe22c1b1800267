/** The program as npm installs it, without some packages. */

import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './fixtures.ts';

/** Installs it in `folder`, without the packages or scopes that are named; returns the program. */
export function installWithout(folder: string, packages: readonly string[]): string {
  const modules = join(folder, 'node_modules');
  const home = join(modules, 'bntrain');
  for (const name of ['bin', 'dist/program', 'dist/src', 'package.json']) {
    cpSync(join(root, name), join(home, name), { recursive: true });
  }
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object };
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (packages.includes(name) || name.startsWith('.')) continue;
    if (name in dependencies || !existsSync(join(modules, name))) {
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
    }
  }
  return join(home, 'bin/bntrain.js');
}
