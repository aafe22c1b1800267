/** The package that draws PNG, which is optional: bntrain does not install it. */

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UserError } from '../../base/errors.ts';

const NAME = '@resvg/resvg-wasm';
const VERSION = '2.6.2';
const own = fileURLToPath(import.meta.url);

type Resvg = typeof import('@resvg/resvg-wasm');

/** Looks beside bntrain, and then where the user is. Throws UserError if it is nowhere. */
export function checkResvg(setting: string): void {
  if (find() === null) {
    throw new UserError(
      `${setting}: .png needs the package ${NAME}; install it with: ${installCommand()}, or write .svg`,
    );
  }
}

export async function loadResvg(setting: string): Promise<Resvg['Resvg']> {
  checkResvg(setting);
  loaded ??= load(find()!);
  return await loaded;
}

/** It starts once in a process. */
let loaded: Promise<Resvg['Resvg']> | undefined;

async function load(require: NodeJS.Require): Promise<Resvg['Resvg']> {
  const { default: resvg } = (await import(pathToFileURL(require.resolve(NAME)).href)) as { default: Resvg };
  await resvg.initWasm(readFileSync(require.resolve(`${NAME}/index_bg.wasm`)));
  return resvg.Resvg;
}

/** Resolves names from where the package is found. */
function find(): NodeJS.Require | null {
  for (const place of [own, join(process.cwd(), 'package.json')]) {
    const require = createRequire(place);
    try {
      require.resolve(NAME);
      return require;
    } catch {}
  }
  return null;
}

/** A folder with packages that were installed globally has no package.json. */
function installCommand(): string {
  const folder = /^(.*)[\\/]node_modules[\\/]/.exec(own)?.[1];
  const isGlobal = folder !== undefined && !existsSync(join(folder, 'package.json'));
  return `npm install ${isGlobal ? '-g ' : ''}${NAME}@${VERSION}`;
}
