/** The package that draws PNG, which is optional: bntrain does not install it. */

import { readFileSync } from 'node:fs';
import { UserError } from '../../base/errors.ts';
import { findPackage, installCommand } from '../../base/files/optional-packages.ts';

const NAME = '@resvg/resvg-wasm';
const VERSION = '2.6.2';

type Resvg = typeof import('@resvg/resvg-wasm');

/** Throws UserError if the package is missing. */
export function checkResvg(setting: string): void {
  if (findPackage(NAME) === null) {
    throw new UserError(
      `${setting}: .png needs the package ${NAME}; install it with: ${installCommand(`${NAME}@${VERSION}`)}, or write .svg`,
    );
  }
}

export async function loadResvg(setting: string): Promise<Resvg['Resvg']> {
  checkResvg(setting);
  loaded ??= load(findPackage(NAME)!);
  return await loaded;
}

/** It starts once in a process. */
let loaded: Promise<Resvg['Resvg']> | undefined;

async function load(require: NodeJS.Require): Promise<Resvg['Resvg']> {
  const resvg = require(NAME) as Resvg;
  await resvg.initWasm(readFileSync(require.resolve(`${NAME}/index_bg.wasm`)));
  return resvg.Resvg;
}
