/** Bundles packages, so that the package does not depend on them, or sources for the browser, into one module. */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * @param {string} root
 * @param {readonly string[]} entry statements that export what is needed
 * @param {'node' | 'browser'} platform
 * @param {string} outFile
 * @param {string | false} licensesFile gets the licences of what is in it
 * @returns {Promise<string[]>} the files that it is made of
 */
export async function bundle(root, entry, platform, outFile, licensesFile) {
  const { metafile } = await build({
    stdin: { contents: entry.join(';\n'), resolveDir: root },
    absWorkingDir: root,
    outfile: outFile,
    bundle: true,
    minify: true,
    format: platform === 'node' ? 'esm' : 'iife',
    platform,
    target: platform === 'node' ? 'node20' : 'es2020',
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
  });
  const files = Object.keys(metafile.inputs);
  if (licensesFile) writeFileSync(licensesFile, licensesOf(root, files));
  return files;
}

/**
 * The licences of the packages that these files are of.
 * @param {string} root
 * @param {readonly string[]} files
 */
export function licensesOf(root, files) {
  const folders = files.flatMap(file => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map(folder => {
    const path = join(root, folder);
    /** @type {{ name: string, version: string, license: string }} */
    const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    const file = existsSync(path) && readdirSync(path).find(each => /^licen[cs]e/i.test(each));
    const text = file ? readFileSync(join(path, file), 'utf8').trim() : `License: ${license}`;
    return `${name} ${version}\n\n${text}\n`;
  });
  return texts.join('\n----\n\n');
}
