import { readFileSync } from 'node:fs';

interface Manifest {
  version: string;
}

const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as Manifest;

/** bntrain's version, from package.json. */
export const version = manifest.version;
