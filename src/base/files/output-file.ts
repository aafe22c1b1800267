/**
 * Files that are there wholly or not at all: written under a temporary name in the same folder, brought to the disk, then
 * renamed. A file of the name is replaced.
 */

import { accessSync, closeSync, constants, fsyncSync, openSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../errors.ts';
import { openTemporary } from './temporary.ts';
import { whyNot } from './why-not.ts';

/** Anybody may read it whom the user's mask lets. */
const MODE = 0o666;

/**
 * Throws UserError, which begins with `setting`, unless a file can be put there. `inputs` are files that are read, and not to be
 * replaced.
 */
export function checkOutputFile(setting: string, path: string, inputs: readonly string[]): void {
  const refuse = (why: string) => new UserError(`${setting}: ${path}: ${why}`);
  if (path === '') throw new UserError(`${setting}: got '', takes the name of a file`);
  const present = statusOf(path);
  if (present?.isDirectory()) throw refuse('is a directory; name a file in it');
  if (present !== undefined && !present.isFile()) throw refuse('is no file that can be replaced');
  if (present !== undefined && inputs.some(input => isSame(present, statusOf(input)))) {
    throw refuse('is read here, and would be lost; give another name');
  }
  const folder = dirname(resolveLink(path));
  if (!statusOf(folder)?.isDirectory()) throw refuse(`there is no directory ${folder}; make it first`);
  try {
    if (present !== undefined) accessSync(path, constants.W_OK);
    openTemporary(folder, MODE).close();
  } catch (error) {
    throw refuse(`cannot be written: its directory ${whyNot(error)}`);
  }
}

/** `write` is given an open file. Throws UserError, which begins with `setting`, when not all could be written. */
export async function replaceFile(setting: string, path: string, write: (fd: number) => Promise<void>): Promise<void> {
  try {
    const file = openReplacement(path);
    try {
      await write(file.fd);
      file.keep();
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${setting}: ${path}: was not written: its directory ${whyNot(error)}`);
  }
}

/** The same at once, in a directory that is there. Throws the system's error, or one of that kind. */
export function replaceFileSync(path: string, write: (fd: number) => void): void {
  const folder = dirname(resolveLink(path));
  if (statusOf(folder) === undefined) throw gone(folder);
  const file = openReplacement(path);
  try {
    write(file.fd);
    file.keep();
  } catch (error) {
    throw statusOf(folder) === undefined ? gone(folder) : error;
  } finally {
    file.close();
  }
}

interface Replacement {
  readonly fd: number;
  /** Brings it to the disk, and puts it in the place of what was there. */
  keep(): void;
  /** Closes it, and removes it unless it was kept. */
  close(): void;
}

function openReplacement(path: string): Replacement {
  const lasting = resolveLink(path);
  const folder = dirname(lasting);
  const file = openTemporary(folder, MODE);
  return {
    fd: file.fd,
    keep() {
      fsyncSync(file.fd);
      file.keepAs(lasting);
      bringNameToDisk(folder);
    },
    close: () => file.close(),
  };
}

/** The name itself is on the disk when the folder is. Some systems cannot say so. */
function bringNameToDisk(folder: string): void {
  try {
    const fd = openSync(folder, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {}
}

/** One that was removed is not made again: whatever else was in it would be missing. */
function gone(folder: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`there is no directory ${folder} any more`), { code: 'ENODIR' });
}

/** Where links lead: a link stays one. */
export function resolveLink(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function isSame(a: Stats, b: Stats | undefined): boolean {
  return b !== undefined && a.dev === b.dev && a.ino === b.ino;
}
