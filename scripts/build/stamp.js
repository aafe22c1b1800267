/** `dist/build.json` says of each product what it was made from and what was made, as digests. */

import { cpSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from './digest.js';

/**
 * @typedef {import('./products.js').Product} Product
 * @typedef {Record<string, { inputs: string, outputs: string }>} Stamp
 */

const FILE = 'build.json';

/**
 * @param {string} dist
 * @returns {Stamp}
 */
export function readStamp(dist) {
  try {
    return JSON.parse(readFileSync(join(dist, FILE), 'utf8'));
  } catch {
    return {};
  }
}

/**
 * @param {string} folder
 * @param {readonly Product[]} products
 */
export function writeStamp(folder, products) {
  const stamp = Object.fromEntries(
    products.map(product => [
      product.name,
      { inputs: product.inputs, outputs: digestOf(folder, product.outputs(folder)) },
    ]),
  );
  writeFileSync(join(folder, FILE), `${JSON.stringify(stamp, null, 2)}\n`);
}

/**
 * Makes the stamp newer than all products: modules that are newer than it were compiled after the build (bin/bntrain.js).
 * @param {string} folder
 */
export function confirmStamp(folder) {
  const now = new Date();
  try {
    utimesSync(join(folder, FILE), now, now);
  } catch {
    // Another build is putting its own in the place.
  }
}

/**
 * True if the folder holds the product as this build would make it.
 * @param {Product} product
 * @param {string} folder
 * @param {Stamp} stamp
 */
export function isCurrent(product, folder, stamp) {
  const made = stamp[product.name];
  try {
    return made?.inputs === product.inputs && made.outputs === digestOf(folder, product.outputs(folder));
  } catch {
    return false;
  }
}

/**
 * Copies the product from `dist`, and returns whether the copy is as this build would make it: meanwhile another build may
 * replace `dist`.
 * @param {Product} product
 * @param {string} dist
 * @param {string} folder
 * @param {Stamp} stamp
 */
export function copyCurrent(product, dist, folder, stamp) {
  if (!isCurrent(product, dist, stamp)) return false;
  try {
    for (const name of product.outputs(dist)) cpSync(join(dist, name), join(folder, name));
  } catch {
    return false;
  }
  return isCurrent(product, folder, stamp);
}
