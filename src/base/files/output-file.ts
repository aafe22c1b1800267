/**
 * Files that appear only when complete: they are written under a temporary name in the same folder, flushed to the
 * disk, and renamed. An existing file of that name is replaced.
 */

import { accessSync, closeSync, constants, fsyncSync, openSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../errors.ts';
import { openTemporary } from './temporary.ts';
import { whyNot } from './why-not.ts';

/** Readable and writable for all, less what the user's umask removes. */
const MODE = 0o666;

/**
 * Throws UserError, which begins with `setting`, if the file cannot be written, or if it is one of `inputs`, which are
 * read.
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
  } catch {
    throw refuse('is write-protected; give another name, or allow writing to it');
  }
  try {
    openTemporary(folder, MODE).close();
  } catch (error) {
    throw refuse(`cannot be written: its directory ${whyNot(error)}`);
  }
}

/**
 * Calls `write` with an open file. Throws UserError, which begins with `setting`, if not everything could be written.
 */
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

/** Synchronous version for a directory that exists. Throws the system's error, or one of that kind. */
export function replaceFileSync(path: string, write: (fd: number) => void): void {
  const folder = dirname(resolveLink(path));
  if (statusOf(folder) === undefined) throw gone(path, folder);
  const file = openReplacement(path);
  try {
    write(file.fd);
    file.keep();
  } catch (error) {
    throw statusOf(folder) === undefined ? gone(path, folder) : error;
  } finally {
    file.close();
  }
}

interface Replacement {
  readonly fd: number;
  /** Flushes the file to the disk, and replaces the previous one. */
  keep(): void;
  /** Closes the file, and removes it unless `keep` was called. */
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

/** Flushes the folder, which holds the name of the file. Some systems cannot do that. */
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

/**
 * The error for a folder that was removed, with its name as it was given, if no link leads elsewhere. It is not created again, because its
 * other files would be missing.
 */
function gone(path: string, lasting: string): NodeJS.ErrnoException {
  const given = dirname(path);
  const folder = statusOf(given) === undefined ? given : lasting;
  return Object.assign(new Error(`there is no directory ${folder} any more`), { code: 'ENODIR' });
}

/** The file that a path leads to through links, so that replacing it keeps the links. */
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
