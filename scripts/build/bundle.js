/** Bundles packages into one module, so that the package does not depend on them. */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * @param {string} root
 * @param {readonly string[]} entry statements that export what is needed
 * @param {string} outFile
 * @param {string} licensesFile gets the licences of what is in it
 */
export async function bundle(root, entry, outFile, licensesFile) {
  const { metafile } = await build({
    stdin: { contents: entry.join(';\n'), resolveDir: root },
    absWorkingDir: root,
    outfile: outFile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
  });
  writeFileSync(licensesFile, licensesOf(root, Object.keys(metafile.inputs)));
}

/**
 * The licences of the packages that these files are of.
 * @param {string} root
 * @param {readonly string[]} files
 */
function licensesOf(root, files) {
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
