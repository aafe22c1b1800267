/**
 * `node scripts/build/build.js [checkout]` builds `dist`, and does nothing where nothing changed. The build grows in a folder
 * beside `dist` and takes its place when it is complete. It is JavaScript, because it runs before anything is compiled and on
 * any Node.
 */

import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { removeLeftovers, replaceFolder, workFolder } from './folders.js';
import { KernelCompilers } from './kernel-compilers.js';
import { findProducts } from './products.js';
import { confirmStamp, copyCurrent, isCurrent, readStamp, writeStamp } from './stamp.js';

/** @param {string} root */
async function build(root) {
  removeLeftovers(root);
  const dist = join(root, 'dist');
  const products = findProducts(root);
  const stamp = readStamp(dist);
  if (products.every(product => isCurrent(product, dist, stamp))) {
    confirmStamp(dist);
    return;
  }

  const folder = workFolder(root);
  const compilers = new KernelCompilers(availableParallelism());
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const changed = products.filter(product => !copyCurrent(product, dist, folder, stamp));
    const made = await Promise.allSettled(changed.map(product => product.make(folder, compilers)));
    const failures = made.flatMap(result => (result.status === 'rejected' ? [result.reason.message] : []));
    if (failures.length > 0) throw new Error(failures.join('\n'));
    writeStamp(folder, products);
    replaceFolder(dist, folder);
    process.stderr.write(`built ${changed.map(({ name }) => name).join(', ')}\n`);
  } finally {
    compilers.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  await build(resolve(process.argv[2] ?? '.'));
} catch (error) {
  process.stderr.write(`The build failed; dist is as before: ${/** @type {Error} */ (error).message}\n`);
  process.exitCode = 1;
}
