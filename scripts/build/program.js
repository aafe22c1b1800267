/**
 * Bundles the command line and its threads with the packages that they use: few files start faster than hundreds. The modules of
 * `dist/src` stay too, for the library and for whatever is found beside a module.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { licensesOf } from './bundle.js';
import { filesIn } from './digest.js';
import { MAIN } from './program-files.js';

/** A thread that a module starts: `new Worker(new URL('./worker.js', import.meta.url)`, or a class that makes one. */
const THREAD = /(new \w+\(\s*)new URL\('(\.[^']*)\.js', import\.meta\.url\)/g;
/** These, and the places of modules. */
const PLACES = new RegExp(`${THREAD.source}|import\\.meta\\.url`, 'g');
/** For packages that are no ES modules. */
const REQUIRE =
  "import { createRequire as makeRequire$ } from 'node:module'; const require = makeRequire$(import.meta.url);";

/**
 * @param {string} root
 * @param {string} outFolder
 */
export async function bundleProgram(root, outFolder) {
  const source = join(root, 'src');
  const threads = filesIn(source)
    .filter(name => name.endsWith('.ts'))
    .flatMap(name => {
      const text = readFileSync(join(source, name), 'utf8');
      return [...text.matchAll(THREAD)].map(([, , path]) => join(source, dirname(name), `${path}.ts`));
    });
  // Threads share no modules, so each is bundled by itself, into few files.
  const entries = new Set([join(root, MAIN), ...threads]);
  const inputs = await Promise.all([...entries].map(entry => bundleEntry(root, source, entry, outFolder)));
  writeFileSync(join(outFolder, 'licenses.txt'), licensesOf(root, inputs.flat()));
}

/**
 * @param {string} root
 * @param {string} source
 * @param {string} entry
 * @param {string} outFolder
 * @returns {Promise<string[]>} the files that it is made of
 */
async function bundleEntry(root, source, entry, outFolder) {
  const { metafile } = await build({
    entryPoints: [entry],
    entryNames: '[name]',
    absWorkingDir: root,
    outdir: outFolder,
    bundle: true,
    splitting: true,
    sourcemap: true,
    sourcesContent: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: optionalPackages(root),
    banner: { js: REQUIRE },
    plugins: [
      { name: 'places', setup: builder => builder.onLoad({ filter: /\.ts$/ }, file => placed(source, file.path)) },
    ],
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
  });
  return Object.keys(metafile.inputs);
}

/**
 * Packages that may be missing, or that the user adds: they stay where they are.
 * @param {string} root
 * @returns {string[]}
 */
function optionalPackages(root) {
  const { optionalDependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.keys({ ...optionalDependencies, ...peerDependencies });
}

/**
 * The text of a module, in which its place is that of the compiled module, and a thread's module is in the bundle.
 * @param {string} source
 * @param {string} path
 */
function placed(source, path) {
  const module = `../src/${relative(source, path).replace(/\.ts$/, '.js')}`;
  const text = readFileSync(path, 'utf8');
  const contents = text.replaceAll(PLACES, (_, start, thread) =>
    start === undefined
      ? `new URL('${module}', import.meta.url).href`
      : `${start}new URL('./${basename(thread)}.js', import.meta.url)`,
  );
  return { contents, loader: /** @type {const} */ ('ts') };
}
