/** Folders of a build beside `dist`. They are named after their process, so that a later build knows which are abandoned. */

import { readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const NAME = /^\.dist-(\d+)(-old)?$/;
/** Renames meet those of another build at most a few times. */
const MAX_ATTEMPTS = 100;

/** @param {string} root */
export function workFolder(root) {
  return join(root, `.dist-${process.pid}`);
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH';
  }
}

/**
 * Removes the folders of processes that have ended.
 * @param {string} root
 */
export function removeLeftovers(root) {
  for (const name of readdirSync(root)) {
    const pid = NAME.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(join(root, name), { recursive: true, force: true });
    } catch {
      // Another build removes it too.
    }
  }
}

/**
 * Puts `folder` in the place of `dist`. A folder cannot be renamed onto another, so the old one is moved away first.
 * @param {string} dist
 * @param {string} folder
 */
export function replaceFolder(dist, folder) {
  const old = join(dirname(dist), `.dist-${process.pid}-old`);
  for (let attempt = 1; ; attempt++) {
    try {
      renameSync(folder, dist);
      break;
    } catch (error) {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      if (attempt === MAX_ATTEMPTS || !['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(code ?? '')) throw error;
    }
    rmSync(old, { recursive: true, force: true });
    try {
      renameSync(dist, old);
    } catch {
      // Another build has moved it.
    }
  }
  rmSync(old, { recursive: true, force: true });
}
