/**
 * What a build makes: the modules of tsconfig.json, a WebAssembly file for each target of each asconfig.json, a module for each
 * bundle.json, of packages or of sources for the browser, which have a tsconfig.json of their own, and copies of the files of a
 * package that each copy.json names. Where there is a command line, it is bundled too.
 */

import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { digestOf, filesIn } from './digest.js';
import { MAIN, PROGRAM } from './program-files.js';

/**
 * @typedef {import('./kernel-compilers.js').KernelCompilers} KernelCompilers
 *
 * @typedef {object} Product
 * @property {string} name
 * @property {string} inputs the digest of its sources and tools
 * @property {(folder: string) => string[]} outputs its files in a folder like `dist`, as paths from there
 * @property {(folder: string, compilers: KernelCompilers) => Promise<void>} make
 */

const scripts = import.meta.dirname;
const ownDigest = digestOf(scripts, filesIn(scripts));

/**
 * @param {string} root
 * @param {readonly string[]} sources
 * @param {readonly string[]} tools packages
 */
function digestOfInputs(root, sources, tools) {
  const manifests = tools.map(tool => join('node_modules', tool, 'package.json'));
  return `${digestOf(root, [...sources, ...manifests])} ${ownDigest}`;
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * @param {string} root
 * @returns {Product}
 */
function modules(root) {
  /** @type {{ include: string[], exclude: string[] }} */
  const { include, exclude } = readJson(join(root, 'tsconfig.json'));
  const sources = include
    .flatMap(folder => filesIn(join(root, folder)).map(name => join(folder, name)))
    .filter(name => /\.[jt]s$/.test(name) && !exclude.some(folder => name.startsWith(`${folder}/`)));
  return {
    name: 'modules',
    inputs: digestOfInputs(root, ['package.json', 'tsconfig.json', ...sources], ['typescript']),
    outputs: folder => filesIn(folder).filter(name => /\.(js|ts|map)$/.test(name) && !name.startsWith(`${PROGRAM}/`)),
    make: folder => compile(root, ['-p', root, '--outDir', folder]),
  };
}

/**
 * @param {string} root
 * @param {readonly string[]} args of tsc
 * @returns {Promise<void>}
 */
function compile(root, args) {
  return new Promise((resolve, reject) => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const child = spawn(process.execPath, [tsc, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('close', code => (code === 0 ? resolve() : reject(new Error('tsc found errors'))));
  });
}

/**
 * @param {string} root
 * @param {string} config an asconfig.json
 * @returns {Product[]}
 */
function kernels(root, config) {
  const home = dirname(config);
  const sources = filesIn(join(root, home)).map(name => join(home, name));
  const inputs = digestOfInputs(root, sources, ['assemblyscript', 'binaryen']);
  /** @type {{ targets: Record<string, { outFile: string }> }} */
  const { targets } = readJson(join(root, config));
  return Object.entries(targets).map(([target, { outFile }]) => {
    const name = relative(join(root, 'dist'), join(root, home, outFile));
    return {
      name,
      inputs,
      outputs: () => [name],
      make: (folder, compilers) =>
        compilers.compile({ config: join(root, config), target, outFile: join(folder, name) }),
    };
  });
}

/**
 * @param {string} root
 * @param {string} description a bundle.json
 * @returns {Product}
 */
function bundled(root, description) {
  /** @type {{ packages?: string[], sources?: string[], entry: string[], platform?: 'node' | 'browser', outFile: string }} */
  const { packages = [], sources = [], entry, platform = 'node', outFile } = readJson(join(root, description));
  const home = dirname(description);
  const name = join(home, outFile);
  const licenses = `${name}.licenses.txt`;
  const files = sources.flatMap(path =>
    path.endsWith('.ts') ? [path] : filesIn(join(root, path)).map(each => join(path, each)),
  );
  const inputs = [...new Set([description, 'tsconfig.json', 'package-lock.json', ...files])];
  return {
    name,
    inputs: digestOfInputs(root, inputs, ['esbuild', ...packages]),
    outputs: () => (packages.length > 0 ? [name, licenses] : [name]),
    make: async folder => {
      const { bundle } = await import('./bundle.js');
      if (sources.length > 0) await compile(root, ['-p', join(root, home)]);
      mkdirSync(join(folder, dirname(name)), { recursive: true });
      const used = await bundle(
        root,
        entry,
        platform,
        join(folder, name),
        packages.length > 0 && join(folder, licenses),
      );
      const unnamed = used.filter(
        file => !file.includes('node_modules/') && file !== '<stdin>' && !files.includes(file),
      );
      if (unnamed.length > 0) throw new Error(`${description}: sources lack ${unnamed.join(', ')}`);
    },
  };
}

/**
 * @param {string} root
 * @param {string} description a copy.json
 * @returns {Product}
 */
function copied(root, description) {
  /** @type {{ package: string, files: Record<string, string> }} */
  const { package: source, files } = readJson(join(root, description));
  const home = dirname(description);
  const outputs = Object.keys(files).map(name => join(home, name));
  return {
    name: home,
    inputs: digestOfInputs(root, [description], [source]),
    outputs: () => outputs,
    make: async folder => {
      mkdirSync(join(folder, home), { recursive: true });
      for (const [name, path] of Object.entries(files)) {
        copyFileSync(join(root, 'node_modules', source, path), join(folder, home, name));
      }
    },
  };
}

/**
 * @param {string} root
 * @returns {Product}
 */
function program(root) {
  const sources = filesIn(join(root, 'src')).filter(name => name.endsWith('.ts'));
  return {
    name: PROGRAM,
    inputs: digestOfInputs(
      root,
      ['tsconfig.json', 'package-lock.json', ...sources.map(name => join('src', name))],
      ['esbuild'],
    ),
    outputs: folder => filesIn(join(folder, PROGRAM)).map(name => join(PROGRAM, name)),
    make: async folder => (await import('./program.js')).bundleProgram(root, join(folder, PROGRAM)),
  };
}

/**
 * @param {string} root
 * @returns {Product[]}
 */
export function findProducts(root) {
  const named = (/** @type {string} */ name) =>
    filesIn(join(root, 'src')).flatMap(path => (basename(path) === name ? [join('src', path)] : []));
  return [
    modules(root),
    ...named('asconfig.json').flatMap(config => kernels(root, config)),
    ...named('bundle.json').map(description => bundled(root, description)),
    ...named('copy.json').map(description => copied(root, description)),
    ...(existsSync(join(root, MAIN)) ? [program(root)] : []),
  ];
}
