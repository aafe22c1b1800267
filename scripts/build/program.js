/**
 * Bundles the command line and its threads: few files start faster than hundreds. Packages stay where they are. The modules of
 * `dist/src` stay too, for the library and for whatever is found beside a module.
 */

import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { filesIn } from './digest.js';
import { MAIN } from './program-files.js';

/** A thread that a module starts: `new Worker(new URL('./worker.js', import.meta.url)`, or a class that makes one. */
const THREAD = /(new \w+\(\s*)new URL\('(\.[^']*)\.js', import\.meta\.url\)/g;
/** These, and the places of modules. */
const PLACES = new RegExp(`${THREAD.source}|import\\.meta\\.url`, 'g');

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
  await Promise.all([...entries].map(entry => bundleEntry(root, source, entry, outFolder)));
}

/**
 * @param {string} root
 * @param {string} source
 * @param {string} entry
 * @param {string} outFolder
 */
async function bundleEntry(root, source, entry, outFolder) {
  await build({
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
    packages: 'external',
    plugins: [
      { name: 'places', setup: builder => builder.onLoad({ filter: /\.ts$/ }, file => placed(source, file.path)) },
    ],
    logLevel: 'silent',
  });
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
